import {
  type Definition,
  definitionKey,
  formatPython,
  InternalError,
  type Resolver,
  type SourceFile,
  UserError,
} from '@fastapi-mcp/kit';
import { coverageOf } from './coverage.js';
import { Draft } from './draft-patch.js';
import { earlierDependencies } from './earlier-dependencies.js';
import { findSeams } from './find-seams.js';
import { type GivenLoad, readGivenLoads } from './given-load.js';
import { moduleNameOf } from './module-name.js';
import { byHandBackend, type Obstacle } from './obstacle.js';
import type { FileChange, Patch, PatchChoices, UserProof } from './patch.js';
import { guardsOf } from './plan-guards.js';
import { planSettings } from './plan-settings.js';
import { projectStyle } from './project-style.js';
import { isRefusing } from './proof-reach.js';
import { proofTests } from './proof-tests.js';
import { newlineOf } from './python-imports.js';
import { serviceHome } from './service-home.js';
import { serviceModule } from './service-module.js';
import { type BackendFile, isTest, type Survey, surveyBackend } from './survey.js';
import { classOf, type UserDependency } from './understand-dependency.js';
import { type UsersBackends, usersObstacles } from './users-backends.js';
import { bringWholeFile } from './whole-file.js';

/**
 * Plans the patch of a backend from its sources. Pure: the same sources and choices give the same patch.
 *
 * @param written - what the last run wrote, by path: the files that are the patch's own are merged with it.
 */
export async function planPatch(
  files: readonly BackendFile[],
  choices: PatchChoices,
  written: ReadonlyMap<string, string> = new Map(),
): Promise<Patch> {
  const survey = await surveyBackend(files);
  const style = projectStyle(files);
  const before = coverageOf(survey);
  const loads = readGivenLoads(choices.loadUser, choices.dependencies);
  const used = new Set<string>();
  const loadFor = (definition: Definition): GivenLoad | null => {
    const name = namesOf(survey.resolver, definition).find((each) => loads.has(each));
    if (name !== undefined) used.add(name);
    return name === undefined ? null : (loads.get(name) ?? null);
  };
  const { seams: all, obstacles } = findSeams(
    survey,
    (definition) => ({
      userIdType: choices.userIdType,
      loadUser: loadFor(definition),
    }),
    (definition) =>
      loadFor(definition) !== null ||
      (choices.dependencies.length > 0 && isChosen(survey.resolver, definition, choices)),
  );
  refuseUnused([...loads.keys()].filter((name) => !used.has(name)));
  const seams = withDelegates(
    all,
    all.filter((seam) => isChosen(survey.resolver, seam.definition, choices)),
  );
  const [first] = seams;
  const settings = planSettings(survey.resolver, style.lineLength);
  const users = usersFor(survey, choices);
  const base = {
    settings: settings.place,
    settingsFile: settings.file?.path ?? null,
    obstacles: [...obstacles, ...users.obstacles],
    before,
    middleware: survey.middleware,
  };
  const nothing = { changes: [], seams: [], unfollowed: survey.unfollowed, after: before, logger: null };
  const start = first?.definition.file ?? users.backends[0]?.file;
  if (start === undefined) return { ...base, ...nothing, userProof: choices.userProof ?? 'header' };
  const draft = new Draft(survey, style.lineLength);
  const home = serviceHome(survey.resolver.project, start, settings.file);
  if (settings.edits.length > 0 && settings.file !== null) draft.edit(settings.file, ...settings.edits);
  for (const each of settings.edits.length > 0 ? settings.wanted : []) {
    if (settings.file !== null)
      draft.want(
        settings.file,
        each.from === null ? { ...each, from: null } : { module: home.module, name: each.name, from: 'new' },
      );
  }
  const reports = [
    ...seams.map((seam) => draft.extend({ seam, settings, home, choices })),
    ...users.backends.map((each) => draft.extendUsers(each, settings, home)),
  ];
  const changes = draft.changes();
  const textAt = (path: string): string | null => files.find((file) => file.path === path)?.text ?? null;
  const userProof = choices.userProof ?? proofIn(textAt(home.path)) ?? 'header';
  const guards = seams.flatMap(({ guarded }) => guardsOf(guarded));
  const source = serviceModule({
    isAsync: [...seams, ...guards].map(({ isAsync }) => isAsync),
    idTypes: seams.map(({ idType }) => idType),
    usesEnvironment: settings.settings === null,
    settingsAreLate: settings.settings?.access.every(({ kind }) => kind === 'function') ?? false,
    userProof,
    hasMethods: seams.some(({ definition }) => classOf(definition) !== null),
    usesBackend: users.backends.length > 0,
    secretModule: settings.secretModule,
  });
  const formatted = formatPython(source, home.path, style.lineLength);
  if (!formatted.ok) throw new InternalError(`${home.path} is no Python`);
  const bring = (path: string, next: string) =>
    bringWholeFile({ path, now: textAt(path), written: written.get(path) ?? null, next });
  const service = bring(home.path, inStyleOf(start, formatted.value));
  if (service.change !== null) changes.push(service.change);
  const surveyAfter = await surveyBackend(patched(files, changes));
  const after = coverageOf(surveyAfter);
  const proof = proofTests({
    survey,
    seam: first ?? null,
    // Routes of fastapi-users do not ask the originals.
    seams: users.backends.length > 0 ? [] : seams,
    settings,
    refuses: seams.every(({ definition }) => isRefusing(definition)),
    serviceModule: home.module,
    coverage: after,
    earlier: earlierDependencies(surveyAfter),
    style,
    userProof,
  });
  const suite = proof === null ? null : bring(proofPath(files), proof);
  if (suite?.change) changes.push(suite.change);
  return {
    ...base,
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    seams: reports,
    unfollowed: [
      ...survey.unfollowed,
      ...draft.unfollowed,
      ...[service.left, suite?.left].flatMap((each) => each ?? []),
    ],
    after,
    userProof,
    logger: home.module,
  };
}

/** What of fastapi-users is extended: all of it or nothing, since any route may depend on any of its dependencies. */
function usersFor(
  survey: Survey,
  { dependencies, leave }: PatchChoices,
): { readonly backends: readonly UsersBackends[]; readonly obstacles: readonly Obstacle[] } {
  const isUsed = survey.routes.some(({ authentication }) =>
    authentication.some(({ scheme }) => scheme?.kind === 'fastapi-users'),
  );
  const isWanted = dependencies.length === 0 || dependencies.includes('fastapi-users');
  if (!isUsed || !isWanted) return { backends: [], obstacles: [] };
  const obstacles = usersObstacles(survey.usersBackends);
  const [first] = survey.usersBackends;
  if (leave.length > 0 && first !== undefined)
    obstacles.push({
      at: first.at,
      reason: 'fastapi-users is let in as a whole, and --leave names what is to be left out',
      byHand: `run again without --leave, or check for service calls in what is left out: ${byHandBackend}`,
    });
  return { backends: obstacles.length > 0 ? [] : survey.usersBackends, obstacles };
}

/** @throws UserError when a way to load a user is for a dependency that no route has. */
function refuseUnused(names: readonly string[]): void {
  if (names.length === 0) return;
  throw new UserError(
    `--load-user: no route that asks who calls depends on ${names.join(', ')}`,
    'write the name of the dependency as it is defined; --dry-run without --load-user lists those that need it',
    { exitCode: 2 },
  );
}

/** How service calls say whose they are, in a backend that was patched before. */
function proofIn(service: string | null): UserProof | null {
  if (service === null) return null;
  return service.includes('service-call+jwt') ? 'assertion' : 'header';
}

function inStyleOf(file: SourceFile, source: string): string {
  return newlineOf(file.text) === '\n' ? source : source.replaceAll('\n', '\r\n');
}

/** Among the backend's own tests: beside its outermost `conftest.py`, or in `tests/`. */
function proofPath(files: readonly BackendFile[]): string {
  const conftests = files.flatMap(({ path }) =>
    /(?:^|\/)conftest\.py$/.test(path) && isTest(path.replace(/conftest\.py$/, 'x.py')) ? [path] : [],
  );
  const [outermost = 'tests/conftest.py'] = conftests.sort(
    (a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1),
  );
  return outermost.replace(/conftest\.py$/, 'test_service_auth.py');
}

/** The sources as they will be. */
export function patched(files: readonly BackendFile[], changes: readonly FileChange[]): BackendFile[] {
  const next = new Map(files.map((file) => [file.path, file]));
  for (const { path, after } of changes) next.set(path, { path, text: after });
  return [...next.values()];
}

function isChosen(resolver: Resolver, definition: Definition, { dependencies }: PatchChoices): boolean {
  return dependencies.length === 0 || namesOf(resolver, definition).some((name) => dependencies.includes(name));
}

/** By which a person may name a dependency. */
function namesOf(resolver: Resolver, { name, file }: Definition): readonly string[] {
  return [name, `${moduleNameOf(resolver.project, file)}:${name}`];
}

/** The chosen ones, and those to which they leave the work: their extensions call those of these. */
function withDelegates(all: readonly UserDependency[], chosen: readonly UserDependency[]): readonly UserDependency[] {
  const wanted = new Set(chosen.map(({ definition }) => definitionKey(definition)));
  // A delegate may have one of its own; `all` is not in that order.
  for (const _ of all)
    for (const { definition, delegate } of all)
      if (delegate !== null && wanted.has(definitionKey(definition))) wanted.add(definitionKey(delegate.definition));
  return all.filter(({ definition }) => wanted.has(definitionKey(definition)));
}
