import { childSchemas, type NamedSchema, type Schema } from '@fastapi-mcp/api-model';

/**
 * The names a schema mentions directly, in order of appearance, each once.
 *
 * @internal
 */
export function referencedNames(schema: Schema): readonly string[] {
  const names = new Set<string>();
  const visit = (part: Schema): void => {
    if (part.kind === 'ref') names.add(part.name);
    for (const child of childSchemas(part)) visit(child);
  };
  visit(schema);
  return [...names];
}

/** Every named schema that the roots mention, directly or through others, sorted. */
export function reachableSchemas(
  roots: readonly Schema[],
  schemas: Readonly<Record<string, NamedSchema>>,
): readonly string[] {
  const seen = new Set<string>();
  const pending = roots.flatMap(referencedNames);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const named = schemas[name];
    if (seen.has(name) || !named) continue;
    seen.add(name);
    pending.push(...referencedNames(named.schema));
  }
  return [...seen].sort();
}

/**
 * The names of one module's schemas, what is mentioned before what mentions it; inside a cycle, alphabetical.
 * Iterative, since a spec decides how deep references go.
 */
export function definitionOrder(members: readonly NamedSchema[]): readonly string[] {
  const byName = new Map(members.map((member) => [member.name, member]));
  const done = new Set<string>();
  const entered = new Set<string>();
  for (const start of [...byName.keys()].sort()) {
    const stack = [start];
    for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
      const member = byName.get(name);
      const next =
        member && !entered.has(name)
          ? referencedNames(member.schema).filter((other) => byName.has(other) && !entered.has(other))
          : [];
      entered.add(name);
      if (next.length > 0) {
        stack.push(...next.reverse());
        continue;
      }
      stack.pop();
      if (member) done.add(name);
    }
  }
  return [...done];
}
