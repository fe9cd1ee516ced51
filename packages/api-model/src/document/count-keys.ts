import type { JsonValue } from '../schema.js';

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;

/** How many keys JSON text has, written twice or not: strings with a colon behind them. The text must be valid JSON. */
export function countKeysInText(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open >= 0; ) {
    let close = text.indexOf('"', open + 1);
    while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
    let next = close + 1;
    while (text.charCodeAt(next) <= 32) next += 1;
    if (text.charCodeAt(next) === COLON) count += 1;
    open = text.charCodeAt(next) === QUOTE ? next : text.indexOf('"', next);
  }
  return count;
}

function isEscaped(text: string, offset: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(offset - 1 - slashes) === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}

/** How many keys are left of them after parsing; fewer means that one was there twice. Not recursive. */
export function countKeysInValue(root: JsonValue): number {
  let count = 0;
  const stack: JsonValue[] = [root];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const children = Object.values(value);
    if (!Array.isArray(value)) count += children.length;
    for (const child of children) if (typeof child === 'object' && child !== null) stack.push(child);
  }
  return count;
}
