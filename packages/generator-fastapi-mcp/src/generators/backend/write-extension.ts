import { field } from '@fastapi-mcp/kit';
import { SUFFIX } from './find-seams.js';
import type { Guard, GuardedParameter } from './plan-guards.js';
import { classOf, type UserDependency } from './understand-dependency.js';
import type { UserIdType } from './user-id-type.js';

/** A function to be added beside another one. */
export interface Extension {
  readonly name: string;
  /** At the column of the function that it extends, without a final line end. */
  readonly lines: readonly string[];
  /** Names of `service_auth` that it uses. */
  readonly uses: readonly string[];
  /** It needs `run_in_threadpool`. */
  readonly threaded: boolean;
}

/** The expressions that give the service tokens in force, inside the new function. */
export type TokenExpressions = readonly string[];

/** Writes `get_current_user_or_service`. */
export function writeExtension(dependency: UserDependency, tokens: TokenExpressions, lengthOfLine: number): Extension {
  const { definition, isAsync, parameters, guarded, cut, idType } = dependency;
  const { name: own, node } = definition;
  const name = own + SUFFIX;
  const isMethod = classOf(definition) !== null;
  const original = isMethod ? `self.${own}` : own;
  const lineLength = lengthOfLine - (isMethod ? 4 : 0);
  const names = parameters.flatMap((each) => each.name ?? []);
  const connection = names.includes('connection') ? 'http_connection' : 'connection';
  const caller = names.includes('service_user') ? 'service_user_header' : 'service_user';
  const returns = field(node, 'return_type')?.text;
  const decorator = isAsync ? 'extends_async' : 'extends';
  const convert = converters[idType];
  const originalIsAsync = definition.node.child(0)?.type === 'async';
  // What a person said may be awaited where the original is not: that one still runs in a thread, as FastAPI would run it.
  const threaded = isAsync && !originalIsAsync;
  const head = threaded ? 'await run_in_threadpool(' : `${originalIsAsync ? 'await ' : ''}${original}(`;
  const args = [...(threaded ? [original] : []), ...names.map((each) => `${each}=${each}`)];
  const lines = [
    `@${decorator}(${own})`,
    `${isAsync ? 'async ' : ''}def ${name}(`,
    ...(isMethod ? ['    self,'] : []),
    `    ${connection}: HTTPConnection,`,
    ...guarded.map((each) => `    ${parameterText(each)},`),
    `)${returns === undefined ? '' : ` -> ${returns}`}:`,
    '    """Return the user of the credential or, in a service call, of X-User-ID."""',
    ...wrapped(`    ${caller} = service_user_id(`, [connection, ...tokens], lineLength),
    `    if ${caller} is None:`,
    ...wrapped(`        return ${head}`, args, lineLength),
    `    ${cut.idName} = ${convert === null ? caller : convert.call(caller)}`,
    ...cut.lines.map((line) => (line === '' ? '' : `    ${line}`)),
  ];
  const uses = [
    decorator,
    'service_user_id',
    ...(convert === null ? [] : [convert.uses]),
    ...(cut.refusesUnknown ? ['unknown_user'] : []),
  ];
  const indent = isMethod ? '    ' : '';
  return { name, lines: lines.map((line) => (line === '' ? '' : indent + line)), uses, threaded };
}

interface Converter {
  readonly uses: string;
  readonly call: (value: string) => string;
}

const converters: Readonly<Record<UserIdType, Converter | null>> = {
  int: { uses: 'to_int', call: (value) => `to_int(${value}, largest=2**31 - 1)` },
  bigint: { uses: 'to_int', call: (value) => `to_int(${value}, largest=2**63 - 1)` },
  uuid: { uses: 'to_uuid', call: (value) => `to_uuid(${value})` },
  str: null,
};

function parameterText({ parameter: { node, name }, guard }: GuardedParameter): string {
  if (guard !== null && name !== null) return `${name}: Annotated[Any, Depends(${guard.name})]`;
  return node.type === 'keyword_separator' ? '*' : node.type === 'positional_separator' ? '/' : node.text;
}

/** Writes what stands in for a dependency that would refuse a service call. */
export function writeGuard(guard: Guard, tokens: TokenExpressions, lineLength: number): Extension {
  const { name, original, isAsync, parameters } = guard;
  const decorator = isAsync ? 'extends_async' : 'extends';
  const names = parameters?.flatMap(({ parameter }) => parameter.name ?? []) ?? [];
  const connection = parameters === null ? 'request' : names.includes('connection') ? 'http_connection' : 'connection';
  const call = `        return ${isAsync ? 'await ' : ''}${original}(`.replace('        ', '    ');
  const twin = `${original}_or_none`;
  const lines = [
    ...(guard.twin === null
      ? []
      : [
          '# For the contract, which names the scheme as before; it refuses nobody.',
          `${twin} = ${guard.twin}`,
          '',
          '',
        ]),
    `@${decorator}(${original})`,
    `${isAsync ? 'async ' : ''}def ${name}(`,
    `    ${connection}: ${parameters === null ? 'Request' : 'HTTPConnection'},`,
    ...(parameters === null
      ? [`    _documented: Annotated[Any, Depends(${twin})],`]
      : parameters.map((each) => `    ${parameterText(each)},`)),
    ') -> Any:',
    `    """Return what ${original} does; None to a service call, which has no such credential."""`,
    ...wrapped('    if is_service_call(', [connection, ...tokens], lineLength).map((line, index, all) =>
      index === all.length - 1 ? `${line}:` : line,
    ),
    '        return None',
    ...(parameters === null
      ? [`${call}request)`]
      : wrapped(
          call,
          names.map((each) => `${each}=${each}`),
          lineLength,
        )),
  ];
  return { name, lines, uses: [decorator, 'is_service_call'], threaded: false };
}

/** A call on one line, or with its arguments on a line of their own, or with a line for each. */
function wrapped(head: string, args: readonly string[], lineLength: number): string[] {
  const indent = /^ */.exec(head)?.[0] ?? '';
  const line = `${head}${args.join(', ')})`;
  if (line.length <= lineLength) return [line];
  const inner = `${indent}    ${args.join(', ')}`;
  return inner.length <= lineLength
    ? [head, inner, `${indent})`]
    : [head, ...args.map((each) => `${indent}    ${each},`), `${indent})`];
}
