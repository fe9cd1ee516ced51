import { isKeyword, snakeCase } from '@fastapi-mcp/python';
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
 * The first of a name keeps it, so that a new operation behind it renames nothing; later ones add what sets them apart: their
 * tag, their path, their method.
 */
export function toolNames(operations: readonly Nameable[]): readonly string[] {
  const names = uniqueNames(RESERVED_FUNCTIONS, MOST);
  const owners = new Map<string, Nameable>();
  const frozen = operations.map(({ frozen: name }) =>
    name !== null && isToolName(name) && names.isFree(name) ? names.take(name) : null,
  );
  return operations.map((operation, index) => {
    const kept = frozen[index];
    if (typeof kept === 'string') return kept;
    const stem = stemOf(operation);
    const owner = owners.get(stem);
    owners.set(stem, owner ?? operation);
    return names.isFree(stem) ? names.take(stem) : names.take(...longerNames(stem, operation, owner));
  });
}

function isToolName(name: string): boolean {
  return /^[a-z][a-z0-9_]{0,63}$/.test(name) && !isKeyword(name) && !RESERVED_FUNCTIONS.has(name);
}

/** What is no name for a function says what it is about: `list` of the tag `tasks` is `list_tasks`. */
function stemOf({ operationId, path, method, tag }: Nameable): string {
  const stem = operationId === null ? '' : snakeCase(handlerName(operationId, path) ?? operationId);
  if (stem === '') return shorten(routeName(method, path));
  if (!/^[a-z]/.test(stem)) return shorten(`call_${stem}`);
  if (!isKeyword(stem) && !RESERVED_FUNCTIONS.has(stem)) return shorten(stem);
  const about = [tag === 'default' ? '' : tag, segments(path).at(-1) ?? '', method].map(snakeCase);
  return withSuffix(stem, about.find((word) => word !== '' && word !== stem) ?? 'call');
}

/** `GET /tasks/{task_id}` → `get_tasks_by_task_id` */
function routeName(method: string, path: string): string {
  return snakeCase(`${method.toLowerCase()} ${path.replaceAll('{', ' by {')}`);
}

/** What a name may become when it is taken: with the words that its owner does not have. */
function longerNames(stem: string, operation: Nameable, owner: Nameable | undefined): readonly [string, ...string[]] {
  const ownersPath = new Set(owner ? segments(owner.path) : []);
  const different = segments(operation.path).filter((segment) => !ownersPath.has(segment));
  const tag = operation.tag === 'default' || operation.tag === owner?.tag ? '' : operation.tag;
  const words = [
    tag,
    different.slice(-2).join(' '),
    operation.method === owner?.method ? '' : operation.method.toLowerCase(),
  ].map(snakeCase);
  const suffixes = words.filter((word) => word !== '' && !stem.split('_').includes(word));
  const longer = [...suffixes, suffixes.slice(0, 2).join('_'), routeName(operation.method, operation.path)]
    .filter((word) => word !== '')
    .map((word) => withSuffix(stem, word));
  return [longer[0] ?? `${stem}_`, ...longer.slice(1)];
}

/** The fixed segments of a path: `/users/{id}/tasks/{task_id}` is about users and tasks. */
function segments(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
}

/** The suffix stays whole, as it is what tells two names apart. */
function withSuffix(stem: string, suffix: string): string {
  const end = shorten(suffix, MOST / 2);
  return `${shorten(stem, MOST - end.length - 1)}_${end}`;
}

/** Cuts between words. */
function shorten(name: string, most = MOST): string {
  if (name.length <= most) return name;
  const cut = name.slice(0, most);
  const end = name[most] === '_' ? most : cut.lastIndexOf('_');
  return (end > most / 2 ? cut.slice(0, end) : cut).replace(/_+$/, '');
}
