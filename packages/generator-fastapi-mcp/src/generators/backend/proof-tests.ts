import {
  code,
  type Definition,
  definitionKey,
  field,
  formatPython,
  namedChildren,
  organiseImports,
  type PyCode,
  type PythonProject,
  parameterDependencies,
  python,
  type Resolution,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import type { Coverage } from './coverage.js';
import { moduleNameOf } from './module-name.js';
import type { UserProof } from './patch.js';
import { guardsOf } from './plan-guards.js';
import type { SettingsPlan } from './plan-settings.js';
import { SUFFIX } from './suffix.js';
import type { Survey } from './survey.js';
import { classOf, type UserDependency } from './understand-dependency.js';

/** What the proof suite is about. */
export interface Proof {
  readonly survey: Survey;
  /** Null: fastapi-users finds the users. */
  readonly seam: UserDependency | null;
  /** All dependencies that were extended; `seam` is the first. */
  readonly seams: readonly UserDependency[];
  readonly settings: SettingsPlan;
  /** Every way to a user refuses a request without a credential. */
  readonly refuses: boolean;
  /** The module of `service_auth`. */
  readonly serviceModule: string;
  /** Routes after the patch. */
  readonly coverage: readonly Coverage[];
  readonly lineLength: number;
  readonly userProof: UserProof;
}

/** The proof suite for the backend's own tests; null when there is no app that a test can import. */
export function proofTests(proof: Proof): string | null {
  const { survey, seam, settings, coverage } = proof;
  const { resolver } = survey;
  const app = appOf(survey);
  const routes = coverage.filter(
    ({ service, methods, path }) =>
      service && /^[A-Z]+/.test(methods) && methods !== 'WEBSOCKET' && path.startsWith('/'),
  );
  const reach = seam === null ? usersReach(survey) : reachOf(survey, seam);
  if (app === null || routes.length === 0 || reach === null) return null;
  const idType = seam?.idType ?? 'str';
  const access = accessOf(settings);
  const users = seam === null ? null : usersOf(resolver, seam);
  const isId = seam?.cut.lines.length === 1;
  const view = {
    imports: importLines(proof, app, users, reach).map((line) => code(line)),
    routes: routes.map(({ methods, path }) => ({
      method: methods.split(',')[0] ?? 'GET',
      path: path.replace(/\{[^}]*\}/g, '1'),
    })),
    malformed: code(malformed[idType]),
    appIsMade: app.isFactory,
    makesClient: !hasClientFixture(resolver.project),
    access: access.kind,
    settings: code(access.expression),
    field: settings.field,
    secretModule: code(settings.secretModule),
    previousField: `${settings.field}${settings.field === settings.field.toUpperCase() ? '_PREVIOUS' : '_previous'}`,
    refuses: proof.refuses && reach.refuses,
    original: code(reach.original),
    originals: originalsOf(proof),
    whoamiUser: code(whoamiUser(resolver.project, reach.extension)),
    setTokensReturns: code(access.kind === 'cached' ? 'Iterator[Callable[..., None]]' : 'Callable[..., None]'),
    identity: code(isId ? "getattr(user, 'id', user)" : 'user.id'),
    idAttribute: code('id'),
    users,
    ...callsOf(proof.userProof),
    // An id of another kind ends before anybody is looked up.
    logsUnknown: idType !== 'str',
  };
  const source = python({
    to: 'test_service_auth.py',
    template: new URL('./templates/test_service_auth.py.ejs', import.meta.url),
    view,
  }).content;
  const organised = organiseImports(source, {
    firstParty: [...new Set(view.imports.flatMap(({ text }) => /^(?:from|import) (\w+)/.exec(text)?.[1] ?? []))],
  });
  const formatted = formatPython(organised, 'test_service_auth.py', proof.lineLength);
  if (!formatted.ok) throw new Error(formatted.diagnostics.map(({ message, at }) => `${at}: ${message}`).join('; '));
  return formatted.value;
}

const COMMON = ['b"\\xc3\\xa9"', 'b"a b"', 'b"x" * 5000'];
const malformed = {
  int: `[b"0", b"-1", b"+1", b"01", b"1.0", b"1_0", b"abc", b"\\xd9\\xa1", b"9" * 10, b"9" * 19, b"9" * 5000, ${COMMON.join(', ')}]`,
  bigint: `[b"0", b"-1", b"+1", b"01", b"1.0", b"1_0", b"abc", b"\\xd9\\xa1", b"9" * 19, b"9" * 5000, ${COMMON.join(', ')}]`,
  uuid: `[b"1", b"abc", b"0" * 32, b"{00000000-0000-0000-0000-000000000000}", b"00000000-0000-0000-0000-000000000000", ${COMMON.join(', ')}]`,
  str: `[${COMMON.join(', ')}]`,
} as const;

interface AppImport {
  readonly module: string;
  readonly name: string;
  readonly isFactory: boolean;
}

function appOf({ routes }: Survey): AppImport | null {
  for (const { route } of routes) {
    const [module, name] = route.app.importString?.split(':') ?? [];
    if (module && name) return { module, name, isFactory: route.app.factory !== null };
  }
  return null;
}

function accessOf({ settings }: SettingsPlan): {
  readonly kind: 'instance' | 'cached' | 'environment';
  readonly expression: string;
  readonly file: SourceFile | null;
  readonly name: string;
} {
  const cached = settings?.access.find(
    ({ kind, name, file }) =>
      kind === 'function' && new RegExp(`cache[^\\n]*\\n(?:async )?def ${name}\\b`).test(file.text),
  );
  if (cached !== undefined) return { kind: 'cached', expression: cached.name, file: cached.file, name: cached.name };
  const instance = settings?.access.find(({ kind }) => kind === 'instance');
  if (instance !== undefined)
    return { kind: 'instance', expression: instance.name, file: instance.file, name: instance.name };
  return { kind: 'environment', expression: '', file: null, name: '' };
}

interface Users {
  readonly model: PyCode;
  readonly session: PyCode;
  readonly key: PyCode;
  readonly imports: readonly string[];
}

/** How a test can make users: a model and a synchronous session, as the dependency itself loads them. */
function usersOf(resolver: Resolver, { definition, isAsync, cut, parameters }: UserDependency): Users | null {
  if (isAsync) return null;
  const [, holder, model] =
    /(\w+)\.(?:get|scalar|scalars|execute|exec|query)\(\s*(?:select\()?\s*([A-Z]\w*)/.exec(cut.lines.join('\n')) ?? [];
  const parameter = parameters.find(({ name }) => name !== null && name === holder);
  const node = model === undefined ? undefined : firstRead(definition.node, model);
  const target = node === undefined ? null : resolver.resolve(definition.file, node);
  if (parameter === undefined || target?.kind !== 'definition' || !isMapped(resolver, target, 0)) return null;
  const edge = parameterDependencies(resolver, definition).find((each) => each.parameter === parameter.name);
  const provider = edge?.resolution.kind === 'definition' ? edge.resolution.definition : null;
  if (
    provider?.kind !== 'function' ||
    provider.node.child(0)?.type === 'async' ||
    !/\byield\b/.test(provider.node.text)
  )
    return null;
  if (namedChildren(field(provider.node, 'parameters')).length > 0) return null;
  const from = (file: SourceFile, name: string): string =>
    `from ${moduleNameOf(resolver.project, file)} import ${name}`;
  return {
    model: code(target.definition.name),
    session: code(`app.dependency_overrides.get(${provider.name}, ${provider.name})`),
    key: code('id'),
    imports: [from(target.definition.file, target.definition.name), from(provider.file, provider.name)],
  };
}

/** A class that SQLAlchemy (or SQLModel) maps. */
function isMapped(resolver: Resolver, target: Resolution, depth: number): boolean {
  if (target.kind === 'external') return /^(?:sqlalchemy|sqlmodel)\b/.test(target.name);
  if (target.kind === 'call') return isMapped(resolver, target.callee, depth);
  if (target.kind !== 'definition' || depth > 8) return false;
  const { definition } = target;
  if (definition.kind === 'class')
    return (
      /\b__tablename__\b/.test(definition.node.text) ||
      resolver.bases(definition).some((base) => isMapped(resolver, base, depth + 1))
    );
  return /declarative_base\(/.test(definition.node.text);
}

function firstRead(callable: SyntaxNode, name: string): SyntaxNode | undefined {
  return callable.descendantsOfType('identifier').find(({ text }) => text === name);
}

/** How a test reaches a dependency: `get_current_user`, or `auth.get_current_user` of the object `auth`. */
interface Reach {
  readonly original: string;
  readonly extension: string;
  readonly imported: string;
  /** It refuses a request without a credential. */
  readonly refuses: boolean;
}

function reachOf({ resolver, uses }: Survey, { definition }: UserDependency): Reach | null {
  const { name, file } = definition;
  const refuses = isRefusing(definition);
  if (classOf(definition) === null) {
    const imported = `from ${moduleNameOf(resolver.project, file)} import ${name}, ${name}${SUFFIX}`;
    return { original: name, extension: name + SUFFIX, imported, refuses };
  }
  for (const { resolution, target, file: place } of uses) {
    if (resolution.kind !== 'definition' || definitionKey(resolution.definition) !== definitionKey(definition))
      continue;
    const object = target?.type === 'attribute' ? field(target, 'object') : null;
    const found = object === null ? null : resolver.resolve(place, object);
    if (found?.kind !== 'definition' || found.definition.kind !== 'assignment') continue;
    const { name: holder, file: home, node } = found.definition;
    if (node.parent?.parent?.type !== 'module') continue;
    const imported = `from ${moduleNameOf(resolver.project, home)} import ${holder}`;
    return { original: `${holder}.${name}`, extension: `${holder}.${name}${SUFFIX}`, imported, refuses };
  }
  return null;
}

/** A dependency that says it always returns a user refuses those without one. */
export function isRefusing({ node }: Definition): boolean {
  return !/None|Optional/.test(field(node, 'return_type')?.text ?? '');
}

/** A dependency of fastapi-users that has a name in a module: `current_active_user = fastapi_users.current_user(active=True)`. */
function usersReach({ resolver, routes }: Survey): Reach | null {
  for (const { scheme } of routes.flatMap(({ authentication }) => authentication)) {
    if (scheme?.kind !== 'fastapi-users' || scheme.name === null || !/^\w+$/.test(scheme.name)) continue;
    const { name, file, call } = scheme;
    const imported = `from ${moduleNameOf(resolver.project, file)} import ${name}`;
    return { original: name, extension: name, imported, refuses: !/\boptional\s*=\s*(?!False\b)/.test(call.text) };
  }
  return null;
}

function importLines(
  { survey: { resolver }, settings, serviceModule, userProof }: Proof,
  app: AppImport,
  users: Users | null,
  reach: Reach,
): string[] {
  const access = accessOf(settings);
  return [
    reach.imported,
    app.isFactory
      ? `from ${app.module} import ${app.name} as make_app`
      : app.name === 'app'
        ? `from ${app.module} import app`
        : `from ${app.module} import ${app.name} as app`,
    ...(access.file === null ? [] : [`from ${moduleNameOf(resolver.project, access.file)} import ${access.name}`]),
    `from ${serviceModule} import ${userProof === 'assertion' ? 'AUDIENCE, MAX_AGE, MAX_AHEAD, ' : ''}check_service_token`,
    ...(users?.imports ?? []),
  ];
}

/** How a test makes a service call. */
function callsOf(userProof: UserProof) {
  const isAssertion = userProof === 'assertion';
  return {
    assertion: isAssertion,
    lettingIn: code(isAssertion ? 'assertions signed with SERVICE_AUTH_TOKEN' : 'SERVICE_AUTH_TOKEN and X-User-ID'),
    loggedCall: code(isAssertion ? 'service(method, path, sub="nobody")' : 'service(b"nobody")'),
    withoutUser: code(isAssertion ? 'service(method, path, token=token, sub="")' : 'service(token=token)'),
    whoamiHeaders: code(isAssertion ? 'service("GET", "/whoami", sub=user_id)' : 'service(user_id.encode())'),
    letIn: code(isAssertion ? 'service(method, path, sub=two_users[0])' : 'service(two_users[0].encode())'),
  };
}

interface Original {
  /** `app.dependencies.get_current_user` */
  readonly target: string;
  readonly standIn: PyCode;
}

interface Originals {
  readonly sync: boolean;
  readonly async: boolean;
  readonly guards: boolean;
  readonly asyncGuards: boolean;
  readonly all: readonly Original[];
}

/** What a test puts in the place of the originals, and of the dependencies that would refuse before they are asked. */
function originalsOf({ survey: { resolver }, seams }: Proof): Originals {
  const nameIn = (file: SourceFile, name: string): string => `${moduleNameOf(resolver.project, file)}.${name}`;
  const targetOf = ({ definition }: UserDependency): string => {
    const owner = classOf(definition);
    return nameIn(definition.file, owner === null ? definition.name : `${owner.name}.${definition.name}`);
  };
  const guards = new Map(
    seams.flatMap(({ guarded }) => guardsOf(guarded)).map((guard) => [nameIn(guard.file, guard.original), guard]),
  );
  const isAsync = ({ definition }: UserDependency): boolean => definition.node.child(0)?.type === 'async';
  return {
    sync: seams.some((each) => !isAsync(each)),
    async: seams.some(isAsync),
    guards: [...guards.values()].some((guard) => !guard.isAsync),
    asyncGuards: [...guards.values()].some((guard) => guard.isAsync),
    all: [
      ...seams.map((each) => ({
        target: targetOf(each),
        standIn: code(isAsync(each) ? 'async_original' : 'original'),
      })),
      ...[...guards].map(([target, guard]) => ({
        target,
        standIn: code(guard.isAsync ? 'async_credential' : 'credential'),
      })),
    ],
  };
}

/** In the spelling that the backend's own routes have; the patch itself writes `Annotated`, which says nothing about them. */
function whoamiUser(project: PythonProject, extension: string): string {
  const modern = ![...project.files.values()].some(({ text }) => /=\s*(?:Depends|Security)\(/.test(text));
  return modern ? `Annotated[Any, Depends(${extension})]` : `Any = Depends(${extension})`;
}

/** The backend's own tests have a `client` that is FastAPI's (synchronous) test client. */
function hasClientFixture(project: PythonProject): boolean {
  return [...project.files.values()].some(
    ({ path, text }) =>
      /(?:^|\/)tests?\/conftest\.py$/.test(path) &&
      /@pytest\.fixture[^\n]*\n(?:@[^\n]*\n)*def client\(/.test(text) &&
      text.includes('TestClient'),
  );
}
