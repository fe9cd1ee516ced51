import type { Resolver } from '@fastapi-mcp/kit';
import { guardsOf } from './plan-guards.js';
import { isTest, type Unfollowed } from './survey.js';
import type { UserDependency } from './understand-dependency.js';

/**
 * Places where the program gives another value to the name of a dependency, or of what it depends on (`deps.scheme = …`,
 * `setattr(deps, "scheme", …)`): what its source says may then not be what runs.
 */
export function replacedElsewhere(
  { project }: Resolver,
  { definition, parameters, guarded }: UserDependency,
): Unfollowed[] {
  const schemes = parameters.flatMap(({ bringing }) =>
    bringing.kind === 'credential' ? (bringing.scheme.name ?? []) : [],
  );
  const names = [...new Set([definition.name, ...schemes, ...guardsOf(guarded).map(({ original }) => original)])];
  const pattern = new RegExp(
    String.raw`\bsetattr\(\s*[^,()]+,\s*["'](${names.join('|')})["']|^[ \t]*(?!self\.|cls\.)[\w.]+\.(${names.join('|')})[ \t]*=(?!=)`,
    'gm',
  );
  return [...project.files.values()]
    .filter(({ path }) => !isTest(path))
    .flatMap((file) =>
      [...file.text.matchAll(pattern)].map((match) => ({
        at: `${file.path}:${file.lineOf(match.index + match[0].search(/\S/))}`,
        reason: `${match[1] ?? match[2]} gets another value here when the program runs, so it may do other things than its source says: look whether service calls pass it`,
      })),
    );
}
