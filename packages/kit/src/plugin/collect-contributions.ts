import type { Context, GeneratorDefinition } from '../define-generator.js';
import { UserError } from '../errors.js';
import { checkContributions } from './check-contributions.js';
import type { By, Contributed, Contributions } from './contributions.js';

/** The plugin that a generator of the umbrella itself belongs to. */
export const OWN_PLUGIN = 'generator-fastapi-mcp';

/**
 * What generators add to each other's files, in the order of the generators.
 *
 * @param definitions - in order: ours, then those of plugins by their `order`, then by their name.
 * @throws UserError when two of them claim the same setting, service or route; it names both.
 */
export function collectContributions(definitions: readonly GeneratorDefinition[], context: Context): Contributed {
  const all = definitions.flatMap((definition) => {
    const contributions = definition.contributes?.(context);
    if (contributions === undefined) return [];
    checkContributions(contributions, nameOf(definition));
    return [{ contributions, owner: definition.name, plugin: nameOf(definition) }];
  });
  const every = <T extends object>(pick: (given: Contributions) => readonly T[] | undefined): readonly By<T>[] =>
    all.flatMap(({ contributions, owner, plugin }) =>
      (pick(contributions) ?? []).map((item) => ({ ...item, owner, plugin })),
    );
  const contributed: Contributed = {
    settings: every(({ settings }) => settings),
    dependencies: every(({ dependencies }) => dependencies?.map((requirement) => ({ requirement }))),
    devDependencies: every(({ devDependencies }) => devDependencies?.map((requirement) => ({ requirement }))),
    extensions: every(({ extensions }) => extensions),
    readme: every(({ readme }) => readme),
    services: every(({ services }) => services),
  };
  refuseTwice('the setting', contributed.settings, ({ name }) => [name.toUpperCase()]);
  refuseTwice('the service', contributed.services, ({ name }) => [name]);
  refuseTwice('the route', contributed.extensions, ({ routes = [] }) => routes);
  return contributed;
}

function nameOf({ plugin, name }: GeneratorDefinition): string {
  return plugin ?? `${OWN_PLUGIN}:${name}`;
}

function refuseTwice<T extends { readonly plugin: string }>(
  what: string,
  items: readonly T[],
  keys: (item: T) => readonly string[],
): void {
  const seen = new Map<string, string>();
  for (const item of items) {
    for (const key of keys(item)) {
      const other = seen.get(key);
      if (other !== undefined)
        throw new UserError(
          `${other} and ${item.plugin} both bring ${what} ${key}`,
          'use one of the two plugins, or ask their authors for another name',
        );
      seen.set(key, item.plugin);
    }
  }
}
