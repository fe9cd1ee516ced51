import type { ToolPlan } from '@fastapi-mcp/kit';

/** What a tool calls: `GET /tasks`, or `POST /lists, then POST /tasks`. */
export function routeText({ operation, steps }: ToolPlan): string {
  const called = steps.length > 0 ? steps.map((step) => step.operation) : [operation];
  return called.map(({ method, path }) => `${method} ${path}`).join(', then ');
}
