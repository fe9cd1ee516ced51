import { isBuiltin, isKeyword, safeName, snakeCase } from '@fastapi-mcp/python';
import { handlerName } from './handler-name.js';
import { RESERVED_FUNCTIONS } from './reserved.js';
import { uniqueNames } from './unique-names.js';

/** What MCP clients accept; also a file's name. */
const MOST = 64;

/** What a name is made of. */
export interface Nameable {
  /** As the document has it, without the server's base path. */
  readonly path: string;
  readonly method: string;
  readonly operationId: string | null;
  readonly tag: string;
  /** A name given earlier (`tools.lock.json`), which stays. */
  readonly frozen: string | null;
}

/**
 * Tool names, in the same order: the handler's name, else the `operationId`, else method and path, in ASCII snake case.
 * The first of a name keeps it, so that a new operation behind it renames nothing; later ones say their tag, then their
 * path, then their method.
 */
export function toolNames(operations: readonly Nameable[]): readonly string[] {
  const names = uniqueNames(RESERVED_FUNCTIONS, MOST);
  const frozen = operations.map((operation) =>
    operation.frozen !== null && isToolName(operation.frozen) && !names.has(operation.frozen)
      ? names.take(operation.frozen)
      : null,
  );
  return operations.map((operation, index) => frozen[index] ?? names.take(...candidates(operation)));
}

function isToolName(name: string): boolean {
  return /^[a-z][a-z0-9_]{0,63}$/.test(name) && !isKeyword(name) && !RESERVED_FUNCTIONS.has(name);
}

function candidates(operation: Nameable): readonly [string, ...string[]] {
  const { path, method, operationId, tag } = operation;
  const resource = shorten(snakeCase(tag === 'default' ? lastWord(path) : tag));
  const byRoute = shorten(snakeCase(`${method.toLowerCase()} ${path.replaceAll('{', ' by {')}`));
  const stem = shorten(snakeCase(operationId === null ? '' : (handlerName(operationId, path) ?? operationId)));
  if (stem === '') return [safeName(byRoute, 'call'), safeName(byRoute, 'call')];
  const name = safeName(stem, 'call');
  const unusable = isKeyword(stem) || isBuiltin(stem) || RESERVED_FUNCTIONS.has(stem);
  const longer = [resource, snakeCase(lastWord(path)), method.toLowerCase()]
    .filter((word) => word !== '' && !name.split('_').includes(word))
    .map((word) => shorten(`${stem}_${word}`))
    .map((text) => safeName(text, 'call'));
  return unusable
    ? [longer[0] ?? `${stem}_`, ...longer.slice(1), shorten(`${stem}_${byRoute}`)]
    : [name, ...longer, safeName(shorten(`${stem}_${byRoute}`), 'call'), name];
}

/** The last fixed segment of a path: `/users/{id}/tasks/{task_id}` is about tasks. */
function lastWord(path: string): string {
  return (
    path
      .split('/')
      .filter((segment) => segment !== '' && !segment.includes('{'))
      .at(-1) ?? ''
  );
}

/** Cuts between words. */
function shorten(name: string): string {
  if (name.length <= MOST) return name;
  const cut = name.slice(0, MOST);
  const end = name[MOST] === '_' ? MOST : cut.lastIndexOf('_');
  return (end > MOST / 2 ? cut.slice(0, end) : cut).replace(/_+$/, '');
}
