import type { JsonValue } from '../schema.js';

/** What makes a parsed document too much to work with. */
export type Excess = { readonly kind: 'depth' | 'size'; readonly pointer: readonly string[] };

/**
 * Looks for nesting and sheer number of values, as a tree: what YAML aliases share counts each time it is reached, and
 * an alias to its own parent ends as too deep. Depth first without recursion.
 */
export function findExcess(
  root: JsonValue,
  { maxDepth, maxValues }: { readonly maxDepth: number; readonly maxValues: number },
): Excess | null {
  const stack: { readonly keys: readonly string[]; readonly value: object; next: number }[] = [];
  const path = (): string[] => stack.map(({ keys, next }) => keys[next - 1] ?? '');
  let count = 0;
  const enter = (value: JsonValue): void => {
    if (typeof value === 'object' && value !== null) stack.push({ keys: Object.keys(value), value, next: 0 });
  };
  enter(root);
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const key = frame.keys[frame.next];
    if (key === undefined) {
      stack.pop();
      continue;
    }
    frame.next += 1;
    count += 1;
    if (count > maxValues) return { kind: 'size', pointer: path() };
    if (stack.length > maxDepth) return { kind: 'depth', pointer: path() };
    enter(Reflect.get(frame.value, key) as JsonValue);
  }
  return null;
}
