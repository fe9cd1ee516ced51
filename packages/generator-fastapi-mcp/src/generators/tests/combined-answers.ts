import type { JsonValue, ToolPlan } from '@fastapi-mcp/kit';

/** What a stub of the backend answers to each call of a combined tool: the least that later calls take from it. */
export function combinedAnswers({ steps }: ToolPlan): readonly JsonValue[] {
  const ways = steps.flatMap(({ stepArguments }) =>
    stepArguments.flatMap(({ filled }) => (filled?.kind === 'step' ? [filled] : [])),
  );
  return steps.map(({ id }) =>
    ways.filter(({ step }) => step === id).reduce<JsonValue>((answer, { path }) => withValue(answer, path), {}),
  );
}

/** A value with 1 at the end of a way; lists are as long as needed. */
function withValue(value: JsonValue, [first, ...rest]: readonly (string | number)[]): JsonValue {
  if (first === undefined) return 1;
  if (typeof first === 'number') {
    const known: readonly JsonValue[] = Array.isArray(value) ? value : [];
    return Array.from({ length: Math.max(known.length, first + 1) }, (_, index) =>
      index === first ? withValue(known[index] ?? {}, rest) : (known[index] ?? {}),
    );
  }
  const known = isObject(value) ? value : {};
  return { ...known, [first]: withValue(known[first] ?? {}, rest) };
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
