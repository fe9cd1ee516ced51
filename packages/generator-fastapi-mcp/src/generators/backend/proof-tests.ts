import { code, formatPython, organiseImports, type PyCode, type PythonProject, python } from '@fastapi-mcp/kit';
import type { Coverage } from './coverage.js';
import type { EarlierDependencies } from './earlier-dependencies.js';
import { moduleNameOf } from './module-name.js';
import type { UserProof } from './patch.js';
import type { SettingsPlan } from './plan-settings.js';
import type { ProjectStyle } from './project-style.js';
import { type AppImport, accessOf, appOf, hasClientFixture } from './proof-app.js';
import { needsOf } from './proof-needs.js';
import { originalsOf } from './proof-originals.js';
import { type Reach, reachOf, usersReach } from './proof-reach.js';
import { type Users, usersOf } from './proof-users.js';
import type { Survey } from './survey.js';
import type { UserDependency } from './understand-dependency.js';

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
  /** What runs before the credential, after the patch. */
  readonly earlier: EarlierDependencies;
  readonly style: ProjectStyle;
  readonly userProof: UserProof;
}

/** The proof suite for the backend's own tests; null when there is no app that a test can import. */
export function proofTests(proof: Proof): string | null {
  const { survey, seam, settings, coverage, earlier } = proof;
  const { resolver } = survey;
  const app = appOf(survey);
  const callable = coverage.filter(
    ({ service, methods, path }) =>
      service && /^[A-Z]+/.test(methods) && methods !== 'WEBSOCKET' && path.startsWith('/'),
  );
  const plain = callable.filter((each) => !earlier.routes.has(each.at));
  // Where something stands before every route, what is asked of most routes is asked of all.
  const routes = plain.length > 0 ? plain : callable;
  const reach = seam === null ? usersReach(survey) : reachOf(survey, seam);
  if (app === null || routes.length === 0 || reach === null) return null;
  const idType = seam?.idType ?? 'str';
  const access = accessOf(settings);
  const users = seam === null ? null : usersOf(resolver, seam);
  const isId = seam?.cut.lines.length === 1;
  const needs = needsOf(resolver, proof.seams);
  const view = {
    needed: needs.headers.map(([name, value]) => ({ name: bytes(name), value: bytes(value) })),
    query: needs.query,
    imports: importLines(proof, app, users, reach).map((line) => code(line)),
    routes: routes.map(requestOf),
    answeringFirst: callable.filter((each) => !routes.includes(each)).map(requestOf),
    earlier: earlier.replaceable.map(({ name, file }) => `${moduleNameOf(resolver.project, file)}:${name}`).sort(),
    malformed: code(malformed[idType]),
    appIsMade: app.isFactory,
    makesClient: !hasClientFixture(resolver.project),
    access: access.kind,
    settings: code(access.expression),
    remade: access.remade === null ? null : code(access.remade),
    field: settings.field,
    secretModule: code(settings.secretModule),
    previousField: `${settings.field}${settings.field === settings.field.toUpperCase() ? '_PREVIOUS' : '_previous'}`,
    refuses: proof.refuses && reach.refuses,
    original: code(reach.original),
    originals: originalsOf(survey, proof.seams),
    whoamiUser: code(whoamiUser(resolver.project, reach.extension)),
    setTokensReturns: code(access.kind === 'cached' ? 'Iterator[Callable[..., None]]' : 'Callable[..., None]'),
    identity: isId ? code(`getattr(user, "id", user)`) : (users?.identity ?? code('user.id')),
    idAttribute: users?.key ?? code('id'),
    users,
    ...callsOf(proof.userProof),
    // An id of another kind ends before anybody is looked up.
    logsUnknown: idType !== 'str',
    warningsFail: proof.style.warningsFail,
    namesSayIt: proof.style.wantsDocstrings,
  };
  const source = python({
    to: 'test_service_auth.py',
    template: new URL('./templates/test_service_auth.py.ejs', import.meta.url),
    view,
  }).content;
  const organised = organiseImports(source, {
    firstParty: [...new Set(view.imports.flatMap(({ text }) => /^(?:from|import) (\w+)/.exec(text)?.[1] ?? []))],
  });
  const formatted = formatPython(organised, 'test_service_auth.py', proof.style.lineLength);
  if (!formatted.ok) throw new Error(formatted.diagnostics.map(({ message, at }) => `${at}: ${message}`).join('; '));
  return formatted.value;
}

/** A Python literal; what dependencies insist on is ASCII. */
function bytes(text: string): PyCode {
  return code(`b${JSON.stringify(text)}`);
}

/** A request that a route gets, with something in the place of its path parameters. */
function requestOf({ methods, path }: Coverage): { readonly method: string; readonly path: string } {
  return { method: methods.split(',')[0] ?? 'GET', path: path.replace(/\{[^}]*\}/g, '1') };
}

const COMMON = ['b"\\xc3\\xa9"', 'b"a b"', 'b"x" * 5000'];
const malformed = {
  int: `[b"0", b"-1", b"+1", b"01", b"1.0", b"1_0", b"abc", b"\\xd9\\xa1", b"9" * 10, b"9" * 19, b"9" * 5000, ${COMMON.join(', ')}]`,
  bigint: `[b"0", b"-1", b"+1", b"01", b"1.0", b"1_0", b"abc", b"\\xd9\\xa1", b"9" * 19, b"9" * 5000, ${COMMON.join(', ')}]`,
  uuid: `[b"1", b"abc", b"0" * 32, b"{00000000-0000-0000-0000-000000000000}", b"00000000-0000-0000-0000-000000000000", ${COMMON.join(', ')}]`,
  str: `[${COMMON.join(', ')}]`,
} as const;

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
    withoutUserOf: code(isAssertion ? 'service(method, path, sub="")' : 'service()'),
    forUser: code(isAssertion ? 'service(method, path, sub=user_id.decode("latin-1"))' : 'service(user_id)'),
    loggedCall: code(isAssertion ? 'service(method, path, sub="nobody")' : 'service(b"nobody")'),
    withoutUser: code(isAssertion ? 'service(method, path, token=token, sub="")' : 'service(token=token)'),
    whoamiHeaders: code(isAssertion ? 'service("GET", "/whoami", sub=user_id)' : 'service(user_id.encode())'),
    letIn: code(isAssertion ? 'service(method, path, sub=two_users[0])' : 'service(two_users[0].encode())'),
  };
}

/** In the spelling that the backend's own routes have; the patch itself writes `Annotated`, which says nothing about them. */
function whoamiUser(project: PythonProject, extension: string): string {
  const modern = ![...project.files.values()].some(({ text }) => /=\s*(?:Depends|Security)\(/.test(text));
  return modern ? `Annotated[Any, Depends(${extension})]` : `Any = Depends(${extension})`;
}
