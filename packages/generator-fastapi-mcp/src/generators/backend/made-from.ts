import { type Definition, definitionKey, type Resolver } from '@fastapi-mcp/kit';

/** More levels of inheritance than people write. */
const MAX_DEPTH = 8;

/** The classes of the project that a class is made from, directly or by steps. */
export function basesOf(resolver: Resolver, derived: Definition, depth = 0): Definition[] {
  if (depth >= MAX_DEPTH) return [];
  return resolver
    .bases(derived)
    .flatMap((base) =>
      base.kind === 'definition' && base.definition.kind === 'class'
        ? [base.definition, ...basesOf(resolver, base.definition, depth + 1)]
        : [],
    );
}

/** Whether a class is made from another one, directly or by steps. */
export function isMadeFrom(resolver: Resolver, derived: Definition, base: Definition): boolean {
  return basesOf(resolver, derived).some((each) => definitionKey(each) === definitionKey(base));
}
