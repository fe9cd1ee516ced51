import {
  argument,
  callablesOf,
  type Definition,
  definitionKey,
  field,
  isFastapi,
  namedChildren,
  parameterDependencies,
  type Resolver,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { isRequired } from './plan-guards.js';
import { nameOfParameter } from './read-parameters.js';
import type { UserDependency } from './understand-dependency.js';

/** What a request must have besides a credential, or FastAPI answers 422 and asks no dependency who calls. */
export interface Needs {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** `?tenant=1`, or nothing. */
  readonly query: string;
}

/** What dependencies, and those below them, insist on. What a route itself insists on is asked for after them. */
export function needsOf(resolver: Resolver, seams: readonly UserDependency[]): Needs {
  const headers = new Map<string, string>();
  const cookies = new Map<string, string>();
  const query = new Map<string, string>();
  const places = { Header: headers, Cookie: cookies, Query: query };
  for (const callable of allBelow(resolver, seams)) {
    const edges = new Set(parameterDependencies(resolver, callable).map(({ parameter }) => parameter));
    for (const node of namedChildren(field(callable.node, 'parameters'))) {
      const name = nameOfParameter(node);
      if (!/^\w+$/.test(name)) continue;
      const marker = edges.has(name) ? null : markerOf(resolver, callable, node);
      if (marker !== null && isRequired(node)) {
        const alias = /^["']([\w-]+)["']$/.exec(argument(marker.call, 'alias')?.text ?? '')?.[1];
        places[marker.kind].set(
          alias ?? (marker.kind === 'Header' ? name.replaceAll('_', '-') : name),
          exampleFor(node),
        );
      } else if (!edges.has(name) && marker === null && isPlain(node)) query.set(name, exampleFor(node));
    }
  }
  const pairs = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const search = new URLSearchParams([...query]).toString();
  return {
    headers: [...headers, ...(pairs === '' ? [] : [['Cookie', pairs] as const])],
    query: search === '' ? '' : `?${search}`,
  };
}

function allBelow(resolver: Resolver, seams: readonly UserDependency[]): readonly Definition[] {
  const seen = new Map<string, Definition>();
  const next = seams.map(({ definition }) => definition);
  for (let callable = next.pop(); callable !== undefined; callable = next.pop()) {
    if (seen.has(definitionKey(callable))) continue;
    seen.set(definitionKey(callable), callable);
    for (const { resolution } of parameterDependencies(resolver, callable))
      next.push(...callablesOf(resolver, resolution));
  }
  return [...seen.values()];
}

function markerOf(
  resolver: Resolver,
  { file }: Definition,
  parameter: SyntaxNode,
): { readonly call: SyntaxNode; readonly kind: 'Header' | 'Cookie' | 'Query' } | null {
  for (const call of parameter.descendantsOfType('call')) {
    const callee = field(call, 'function');
    const target = callee === null ? null : resolver.resolve(file, callee);
    for (const kind of ['Header', 'Cookie', 'Query'] as const)
      if (target !== null && isFastapi(target, kind)) return { call, kind };
  }
  return null;
}

/** `tenant: str`: a parameter of the query, or of the path, where it does no harm in the query. */
function isPlain(parameter: SyntaxNode): boolean {
  return (
    parameter.type === 'typed_parameter' &&
    /^(?:str|int|float|bool|UUID|uuid\.UUID)$/.test(field(parameter, 'type')?.text ?? '')
  );
}

function exampleFor(parameter: SyntaxNode): string {
  return /\bUUID\b/.test(field(parameter, 'type')?.text ?? '') ? '00000000-0000-4000-8000-000000000001' : '1';
}
