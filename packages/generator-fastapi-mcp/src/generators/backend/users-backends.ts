import {
  argumentsOf,
  type Edit,
  field,
  namedChildren,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { byHandBackend, type Obstacle } from './obstacle.js';
import { newlineOf } from './python-imports.js';

/** The function of `service_auth` that makes an authentication backend for service calls. */
export const SERVICE_BACKEND = 'service_backend';

/**
 * One `FastAPIUsers(get_user_manager, [backend, …])`: every dependency that its `current_user(…)` makes asks these
 * backends in turn, so a service call is let in by one more of them, and no use is rewritten. The checks that
 * `current_user` makes of the user (active, verified, superuser) come after, as for everybody.
 */
export interface UsersBackends {
  readonly file: SourceFile;
  /** `file:line` */
  readonly at: string;
  readonly call: SyntaxNode;
  /** The list; null when it is none that can be read. */
  readonly list: { readonly file: SourceFile; readonly node: SyntaxNode } | null;
  /** An earlier run added ours. */
  readonly extended: boolean;
}

/** Finds what fastapi-users' objects are made from, outside tests. */
export function findUsersBackends(resolver: Resolver, isTest: (path: string) => boolean): UsersBackends[] {
  const found: UsersBackends[] = [];
  for (const file of resolver.project.files.values()) {
    if (isTest(file.path) || !file.text.includes('FastAPIUsers')) continue;
    for (const node of file.occurrences('FastAPIUsers')) {
      let callee = node;
      while (callee.parent !== null && /^(?:attribute|subscript)$/.test(callee.parent.type)) callee = callee.parent;
      const call = callee.parent;
      if (call?.type !== 'call' || field(call, 'function')?.id !== callee.id) continue;
      const made = resolver.resolve(file, callee);
      if (made.kind !== 'external' || !/^fastapi_users\b.*\bFastAPIUsers$/.test(made.name)) continue;
      const { positional, keywords } = argumentsOf(call);
      const list = listOf(resolver, file, keywords.get('auth_backends') ?? positional[1]);
      const extended = list?.node.text.includes(`${SERVICE_BACKEND}(`) ?? false;
      found.push({ file, at: file.at(call), call, list, extended });
    }
  }
  return found;
}

function listOf(resolver: Resolver, file: SourceFile, node: SyntaxNode | undefined): UsersBackends['list'] {
  if (node === undefined || node.type === 'list') return node === undefined ? null : { file, node };
  const found = node.type === 'identifier' ? resolver.resolve(file, node) : null;
  const value = found?.kind === 'definition' ? field(found.definition.node, 'right') : null;
  return found?.kind === 'definition' && value?.type === 'list' ? { file: found.definition.file, node: value } : null;
}

/** Ours goes first: with the service's token it decides, and with any other it has nothing to say. */
export function backendEdit(
  { file, node }: NonNullable<UsersBackends['list']>,
  tokens: readonly string[] | null,
  lineLength: number,
): Edit {
  const first = node.firstNamedChild;
  const at = node.startIndex + 1;
  const newline = newlineOf(file.text);
  const written = (indent: string, room: number): string => backendCall(tokens, indent, room).join(newline);
  if (first === null) return { start: at, end: at, text: written('', Number.POSITIVE_INFINITY) };
  const gap = file.text.slice(at, first.startIndex);
  const own = /[ \t]*$/.exec(gap)?.[0] ?? '';
  if (gap.includes('\n'))
    return { start: first.startIndex, end: first.startIndex, text: `${written(own, lineLength - 1)},${newline}${own}` };
  const line = file.text.slice(file.text.lastIndexOf('\n', at) + 1).split(/\r?\n/, 1)[0] ?? '';
  const inline = `${written('', Number.POSITIVE_INFINITY)}, `;
  if (line.length + inline.length <= lineLength || node.text.includes('\n'))
    return { start: first.startIndex, end: first.startIndex, text: inline };
  const outer = /^[ \t]*/.exec(line)?.[0] ?? '';
  const items = [written(`${outer}    `, lineLength - 1), ...namedChildren(node).map(({ text }) => text)];
  const inner = items.map((item) => `${newline}${outer}    ${item},`).join('');
  return { start: at, end: node.endIndex - 1, text: inner + newline + outer };
}

/** `service_backend(environment_tokens)`, or with a function that gives the tokens of the settings. */
function backendCall(tokens: readonly string[] | null, indent: string, room: number): readonly string[] {
  if (tokens === null) return [`${SERVICE_BACKEND}(environment_tokens)`];
  const source = `lambda: (${tokens.join(', ')})`;
  const line = `${SERVICE_BACKEND}(${source})`;
  if (indent.length + line.length <= room) return [line];
  const inner =
    indent.length + 4 + source.length <= room ? [source] : ['lambda: (', ...tokens.map((each) => `    ${each},`), ')'];
  return [`${SERVICE_BACKEND}(`, ...inner.map((each) => `${indent}    ${each}`), `${indent})`];
}

/** Why a backend cannot be added, for each place where it cannot. */
export function usersObstacles(usersBackends: readonly UsersBackends[]): Obstacle[] {
  return usersBackends
    .filter(({ list }) => list === null)
    .map(({ at }) => ({
      at,
      reason: 'the authentication backends of this FastAPIUsers are put together when the program runs',
      byHand: byHandBackend,
    }));
}
