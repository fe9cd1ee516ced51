import { child, isObject, type JsonObject, own } from '../json.js';
import type { JsonValue } from '../schema.js';

/**
 * Pointers of the components that differ between requests and responses: a `readOnly` or `writeOnly` property in them, or in
 * a component that they refer to. Only these are read twice.
 */
export function findDirectional(components: JsonObject): ReadonlySet<string> {
  const found = new Set<string>();
  const usedBy = new Map<string, string[]>();
  for (const [name, schema] of Object.entries(components)) {
    const pointer = child('#/components/schemas', name);
    const { hasDirection, refs } = scan(schema);
    if (hasDirection) found.add(pointer);
    for (const ref of refs) {
      const users = usedBy.get(ref);
      if (users) users.push(pointer);
      else usedBy.set(ref, [pointer]);
    }
  }
  const pending = [...found];
  for (let pointer = pending.pop(); pointer !== undefined; pointer = pending.pop()) {
    for (const user of usedBy.get(pointer) ?? []) {
      if (found.has(user)) continue;
      found.add(user);
      pending.push(user);
    }
  }
  return found;
}

function scan(schema: JsonValue): { readonly hasDirection: boolean; readonly refs: ReadonlySet<string> } {
  const refs = new Set<string>();
  let hasDirection = false;
  const pending: JsonValue[] = [schema];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (isObject(value)) {
      hasDirection ||= own(value, 'readOnly') === true || own(value, 'writeOnly') === true;
      const ref = own(value, '$ref');
      if (typeof ref === 'string') refs.add(ref);
    }
    for (const inner of Object.values(value)) if (typeof inner === 'object') pending.push(inner);
  }
  return { hasDirection, refs };
}
