import { field, type SourceFile, type SyntaxNode } from '@fastapi-mcp/kit';
import type { Guard, GuardedParameter } from './plan-guards.js';
import { SUFFIX } from './suffix.js';
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
  const { definition, isAsync, parameters, guarded, cut, idType, isText, delegate } = dependency;
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
  const asOriginal = wrapped(`        return ${head}`, args, lineLength);
  const body =
    delegate === null
      ? [
          ...wrapped(`    ${caller} = service_user_id(`, [connection, ...tokens], lineLength),
          `    if ${caller} is None:`,
          ...asOriginal,
          `    ${cut.idName} = ${convert === null ? caller : isText ? `str(${convert.call(caller)})` : convert.call(caller)}`,
          ...cut.lines.map((line) => (line === '' ? '' : `    ${line}`)),
        ]
      : [
          ...asCondition(wrapped('    if not is_service_call(', [connection, ...tokens], lineLength)),
          ...asOriginal,
          `    ${delegate.call(connection)}`,
        ];
  const uses = [
    decorator,
    ...(delegate === null ? ['service_user_id'] : ['is_service_call']),
    ...(convert === null || delegate !== null ? [] : [convert.uses]),
    ...(cut.refusesUnknown ? ['unknown_user'] : []),
  ];
  const lines = [
    `@${decorator}(${own})`,
    `${isAsync ? 'async ' : ''}def ${name}(`,
    ...(isMethod ? ['    self,'] : []),
    `    ${connection}: HTTPConnection,`,
    ...guarded.map((each) => `    ${parameterText(each)},`),
    `)${returns === undefined ? '' : ` -> ${returns}`}:`,
    '    """Return the user of the credential or, in a service call, of X-User-ID."""',
    ...body,
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
  if (guard !== null && name !== null) return dependsText(name, guard.name, hasDefault(node));
  return node.type === 'keyword_separator' ? '*' : node.type === 'positional_separator' ? '/' : node.text;
}

/** Behind a parameter with a default, only another one with a default may stand. */
export function hasDefault(parameter: SyntaxNode): boolean {
  return field(parameter, 'value') !== null;
}

/** `x = Depends(y)` is how a file writes its dependencies. */
export function writesDefaults({ text }: SourceFile): boolean {
  return /=\s*(?:Depends|Security)\(/.test(text);
}

/** A parameter that depends on something: FastAPI knows `Annotated` since 0.95, and a backend that writes it has that. */
function dependsText(name: string, target: string, asDefault: boolean): string {
  return asDefault ? `${name}: Any = Depends(${target})` : `${name}: Annotated[Any, Depends(${target})]`;
}

/** Writes what stands in for a dependency that would refuse a service call. */
export function writeGuard(guard: Guard, tokens: TokenExpressions, lineLength: number): Extension {
  const { name, original, file, isAsync, parameters } = guard;
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
      ? [`    ${dependsText('_documented', twin, writesDefaults(file))},`]
      : parameters.map((each) => `    ${parameterText(each)},`)),
    ') -> Any:',
    `    """Return what ${original} does; None to a service call, which has no such credential."""`,
    ...asCondition(wrapped('    if is_service_call(', [connection, ...tokens], lineLength)),
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

/** The line of an `if` that a call is. */
function asCondition(call: readonly string[]): string[] {
  return call.map((line, index) => (index === call.length - 1 ? `${line}:` : line));
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
