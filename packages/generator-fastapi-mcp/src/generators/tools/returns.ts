import { annotate, type Operation } from '@fastapi-mcp/kit';

/** The `returns=` of a tool: the type whose schema is listed as the tool's output. */
export function returnsText(success: Operation['success']): string {
  switch (success.kind) {
    case 'json':
      return success.schema === null ? 'Any' : annotate(success.schema).text;
    case 'text':
      return 'str';
    case 'binary':
      return 'bytes';
    case 'empty':
      return 'None';
  }
}
