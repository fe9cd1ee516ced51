import { isHidden } from '@fastapi-mcp/python';
import type { HttpMethod } from '../api-model.js';
import { arrayAt, child, isObject, type JsonObject, objectAt, own, stringAt } from '../json.js';
import { dereference, type Located, type Resolve } from '../references/resolve.js';
import type { Report } from '../report.js';
import type { OperationSource } from './operation-source.js';
import { firstServer, type ServerPath } from './server-path.js';

const METHODS: Readonly<Record<string, HttpMethod>> = {
  get: 'GET',
  put: 'PUT',
  post: 'POST',
  delete: 'DELETE',
  options: 'OPTIONS',
  head: 'HEAD',
  patch: 'PATCH',
};
const NO_TOOLS = ['trace', 'connect', 'query'];

interface Listing {
  readonly document: JsonObject;
  readonly resolve: Resolve;
  readonly report: Report;
  readonly server: ServerPath | null;
}

/** Every operation of the document that a tool could stand for, in its order; what is no operation is reported. */
export function listOperations(document: JsonObject, resolve: Resolve, report: Report): readonly OperationSource[] {
  const listing: Listing = { document, resolve, report, server: firstServer(own(document, 'servers')) };
  const paths = Object.entries(objectAt(document, 'paths')).filter(([path]) => !path.startsWith('x-'));
  return paths.flatMap(([path, node]) => operationsOfPath(listing, path, { node, pointer: child('#/paths', path) }));
}

function operationsOfPath(listing: Listing, path: string, item: Located): readonly OperationSource[] {
  const found = dereference(item, listing.resolve);
  const problem =
    pathProblem(path) ??
    (found.ok ? (isObject(found.target.node) ? null : 'a path item must be an object') : found.message);
  if (problem !== null || !found.ok || !isObject(found.target.node)) {
    leaveOut(
      listing.report,
      item.pointer,
      problem ?? 'unreadable',
      found.ok ? 'Mend the path in the document.' : found.hint,
    );
    return [];
  }
  // Beside a $ref, a path item's own fields hold too.
  const node =
    isObject(item.node) && found.target.pointer !== item.pointer
      ? { ...found.target.node, ...item.node }
      : found.target.node;
  const pointer = found.target.pointer;
  for (const method of NO_TOOLS)
    if (own(node, method) !== undefined)
      leaveOut(
        listing.report,
        child(pointer, method),
        `${method.toUpperCase()} is no method for a tool`,
        'Nothing to do.',
      );
  return Object.entries(node).flatMap(([key, operation]) => {
    const method = Object.hasOwn(METHODS, key) ? METHODS[key] : undefined;
    if (!method) return [];
    if (isObject(operation))
      return [
        operationSource(listing, {
          path,
          method,
          item: node,
          itemPointer: pointer,
          node: operation,
          pointer: child(pointer, key),
        }),
      ];
    leaveOut(listing.report, child(pointer, key), 'an operation must be an object', 'Mend it in the document.');
    return [];
  });
}

interface Found {
  readonly path: string;
  readonly method: HttpMethod;
  readonly item: JsonObject;
  readonly itemPointer: string;
  readonly node: JsonObject;
  readonly pointer: string;
}

function operationSource(
  { report, server }: Listing,
  { path, method, item, itemPointer, node, pointer }: Found,
): OperationSource {
  const located = (owner: JsonObject, base: string): readonly Located[] =>
    arrayAt(owner, 'parameters').map((parameter, index) => ({
      node: parameter,
      pointer: child(base, 'parameters', index),
    }));
  const ownServer = firstServer(own(node, 'servers')) ?? firstServer(own(item, 'servers'));
  if (ownServer?.origin && ownServer.origin !== server?.origin) {
    report.add({
      code: 'other-server',
      severity: 'info',
      at: pointer,
      message: `the document sends this operation to ${JSON.stringify(ownServer.origin)}`,
      hint: 'It is called on BACKEND_URL like all the others; exclude it if that host does not serve it.',
    });
  }
  return {
    node,
    pointer,
    ...routeOf(path),
    basePath: (ownServer ?? server)?.path ?? '',
    method,
    operationId: stringAt(node, 'operationId'),
    tags: arrayAt(node, 'tags').filter((tag) => typeof tag === 'string'),
    parameters: [...located(item, itemPointer), ...located(node, pointer)],
  };
}

/** Why a path cannot be called as it stands, or null. */
function pathProblem(path: string): string | null {
  if (!path.startsWith('/')) return 'a path must start with a slash';
  if (/[\s\\]/.test(path) || [...path].some(isHidden)) return 'the path holds spaces or control characters';
  if (path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)))
    return 'the path holds dot segments, which lead elsewhere';
  if (/[{}]/.test(path.replace(/\{[^{}]+\}/g, ''))) return 'the braces in the path do not match';
  return null;
}

/** `/answers?beta=true#v2`: a query that tells routes apart is sent as stated; a fragment is never sent (RFC 9110 §7.1). */
function routeOf(path: string): Pick<OperationSource, 'path' | 'fixedQuery'> {
  const [, route = path, query = ''] = /^((?:[^{}?#]|\{[^{}]*\})*)(?:\?([^#]*))?/.exec(path) ?? [];
  return { path: route, fixedQuery: [...new URLSearchParams(query)] };
}

function leaveOut(report: Report, at: string, message: string, hint: string): void {
  report.add({ code: 'operation-left-out', severity: 'warning', at, message, hint });
}
