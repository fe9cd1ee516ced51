// Symbol.for, not a class: two copies of this package in one tree (a plugin's and ours) must recognise each other's code.
const brand: unique symbol = Symbol.for('@fastapi-mcp/python/code');

/** Python source that a template may print as it stands. Data from a spec can never be one: JSON has no symbol keys. */
export interface PyCode {
  readonly [brand]: true;
  readonly text: string;
  toString(): string;
}

/**
 * Marks text as Python source.
 *
 * @param text - source that this program wrote itself, with every foreign string in it a literal, a docstring or a checked name
 * @example code(`list[${className}]`)
 */
export function code(text: string): PyCode {
  return Object.freeze({ [brand]: true as const, text, toString: () => text });
}

/** Whether a value was made by {@link code}. */
export function isPyCode(value: unknown): value is PyCode {
  return typeof value === 'object' && value !== null && brand in value && value[brand] === true;
}
