import type { JsonValue } from './schema.js';

/** A JSON object of unknown content, as parsed: look values up with {@link own}, since `constructor` may be a key. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether a value is a JSON object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a JSON array; unlike `Array.isArray` it keeps the element type. */
export function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The value of a key of its own, never one inherited from `Object.prototype`. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A key's value as an object; empty when it is anything else. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

/** A key's value as an array; empty when it is anything else. */
export function arrayAt(object: JsonObject, key: string): readonly JsonValue[] {
  const value = own(object, key);
  return isArray(value) ? value : [];
}

/** A key's value as a string, or null. */
export function stringAt(object: JsonObject, key: string): string | null {
  const value = own(object, key);
  return typeof value === 'string' ? value : null;
}

/** Appends reference tokens to a JSON pointer in URI fragment form (RFC 6901 §6): `#/paths` + `/tasks` = `#/paths/~1tasks`. */
export function child(pointer: string, ...tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>((path, token) => `${path}/${escapeToken(String(token))}`, pointer);
}

function escapeToken(token: string): string {
  return token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

/** A reference token as the key it stands for (RFC 6901 §4). */
export function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}
