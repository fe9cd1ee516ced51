import { UserError } from '@fastapi-mcp/kit';
import type { Cut } from './cut-body.js';

/** How to load a user, as a person has said it. */
export interface GivenLoad {
  /** `app.crud` */
  readonly module: string;
  /** What is imported from it: `get_user`, `Users`. */
  readonly name: string;
  /** `await get_user(session, user_id)` */
  readonly expression: string;
  /** As it was said: `await app.crud:get_user(session, user_id)`. */
  readonly text: string;
}

/** What a person has said, by the dependency's name (`get_current_user`, or `module:name`). */
export type GivenLoads = ReadonlyMap<string, GivenLoad>;

/**
 * Reads every `--load-user`. One without a name is for the one dependency that is named: another one may check something
 * that it would pass by.
 *
 * @throws UserError when it is no such thing, or it is not said for which dependency.
 */
export function readGivenLoads(texts: readonly string[], dependencies: readonly string[]): GivenLoads {
  const loads = new Map<string, GivenLoad>();
  for (const text of texts) {
    const [, said, load = text] = /^\s*([A-Za-z_][\w.]*(?::[A-Za-z_]\w*)?)\s*=(?!=)(.*)$/s.exec(text) ?? [];
    const [only] = dependencies;
    const name = said ?? (dependencies.length === 1 ? only : undefined);
    if (name === undefined)
      throw new UserError(
        `--load-user: it is not said for which dependency ${JSON.stringify(load)} is`,
        'write its name in front: get_current_user=module:function(user_id)',
        { exitCode: 2 },
      );
    if (loads.has(name))
      throw new UserError(`--load-user: two ways for ${name}`, 'leave one of them out', { exitCode: 2 });
    loads.set(name, readGivenLoad(load));
  }
  return loads;
}

/**
 * Reads one: a module, a colon, and a call in which `user_id` and the dependency's own parameters may stand.
 *
 * @throws UserError when it is no such thing.
 * @example readGivenLoad('await app.crud:get_user(session, user_id)')
 */
function readGivenLoad(text: string): GivenLoad {
  const [, awaited = '', module = '', path = '', call] =
    /^\s*(await\s+)?([A-Za-z_][\w.]*):([A-Za-z_][\w.]*)(\(.*\))?\s*$/.exec(text) ?? [];
  if (path === '')
    throw new UserError(
      `--load-user: ${JSON.stringify(text)} is no call`,
      'write it as module:function(user_id), with await before it where the function is async',
      { exitCode: 2 },
    );
  if (call !== undefined && !/\buser_id\b/.test(call))
    throw new UserError(
      '--load-user does not use user_id',
      'put it where the id belongs: module:function(session, user_id)',
      { exitCode: 2 },
    );
  return {
    module,
    name: path.split('.')[0] ?? path,
    expression: `${awaited === '' ? '' : 'await '}${path}${call ?? '(user_id)'}`,
    text: text.trim(),
  };
}

/** The body after the credential, where a person has said how a user is loaded. */
export function cutOfGivenLoad({ expression }: GivenLoad): Cut {
  return {
    lines: [`user = ${expression}`, 'if user is None:', '    raise unknown_user()', 'return user'],
    idName: 'user_id',
    refusesUnknown: true,
    leftOut: [],
  };
}
