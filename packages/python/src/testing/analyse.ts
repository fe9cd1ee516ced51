import type { SyntaxNode } from '../source/parse.js';
import { loadProject } from '../source/project.js';
import type { Resolution } from '../source/resolution.js';
import { createResolver, type Resolver } from '../source/resolve.js';
import type { SourceFile } from '../source/source-file.js';

/** A resolver over sources given as path → text. */
export async function resolverOf(sources: Readonly<Record<string, string>>): Promise<Resolver> {
  return createResolver(await loadProject(Object.entries(sources).map(([path, text]) => ({ path, text }))));
}

/** A resolution in a few words: `app/deps.py:3 function get_user`, `fastapi.Depends`, `? reason`. */
export function shown(resolution: Resolution): string {
  switch (resolution.kind) {
    case 'definition': {
      const { kind, name, file, node, owner } = resolution.definition;
      return `${file.at(node)} ${kind} ${owner === null ? '' : `${owner.name}.`}${name}`;
    }
    case 'module':
      return `module ${resolution.name}`;
    case 'external':
      return resolution.name;
    case 'call':
      return `(${shown(resolution.callee)})()`;
    case 'unresolved':
      return `? ${resolution.reason}`;
  }
}

/** The argument of `HERE(…)` in a file: the expression that a test asks about. */
export function marked(resolver: Resolver, path: string): { file: SourceFile; node: SyntaxNode } {
  const file = resolver.project.files.get(path);
  const call = file?.occurrences('HERE')[0]?.parent;
  const node = call?.childForFieldName('arguments')?.firstNamedChild;
  if (file === undefined || node == null) throw new Error(`no HERE(…) in ${path}`);
  return { file, node };
}
