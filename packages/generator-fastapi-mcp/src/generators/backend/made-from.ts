import { type Definition, definitionKey, type Resolver } from '@fastapi-mcp/kit';

/** More levels of inheritance than people write. */
const MAX_DEPTH = 8;

/** Whether a class is made from another one, directly or by steps. */
export function isMadeFrom(resolver: Resolver, derived: Definition, base: Definition, depth = 0): boolean {
  return (
    depth < MAX_DEPTH &&
    resolver
      .bases(derived)
      .some(
        (each) =>
          each.kind === 'definition' &&
          (definitionKey(each.definition) === definitionKey(base) ||
            (each.definition.kind === 'class' && isMadeFrom(resolver, each.definition, base, depth + 1))),
      )
  );
}
