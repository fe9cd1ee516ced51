import {
  type Definition,
  definitionKey,
  formatPython,
  InternalError,
  type Resolver,
  type SourceFile,
  UserError,
} from '@fastapi-mcp/kit';
import { checkLeave } from './check-leave.js';
import { coverageOf } from './coverage.js';
import { Draft } from './draft-patch.js';
import { earlierDependencies } from './earlier-dependencies.js';
import { findSeams } from './find-seams.js';
import { keptNeeds } from './kept-needs.js';
import { byHandBackend, type Obstacle } from './obstacle.js';
import type { FileChange, Patch, PatchChoices, UserProof } from './patch.js';
import { guardsOf } from './plan-guards.js';
import { planSettings } from './plan-settings.js';
import { projectStyle } from './project-style.js';
import { isRefusing } from './proof-reach.js';
import { proofTests } from './proof-tests.js';
import { newlineOf } from './python-imports.js';
import { refusingToken } from './refusing-token.js';
import { namesOf, SaidLoads } from './said-loads.js';
import { earlierHome, serviceHome } from './service-home.js';
import { serviceModule } from './service-module.js';
import { SUFFIX } from './suffix.js';
import { type BackendFile, isTest, type Survey, surveyBackend, type Unfollowed } from './survey.js';
import { classOf, type UserDependency } from './understand-dependency.js';
import { type UsersBackends, usersObstacles } from './users-backends.js';
import { bringWholeFile } from './whole-file.js';

/** What an earlier run left. */
export interface EarlierRun {
  /** What it wrote, by path: the files that are the patch's own are merged with it. */
  readonly written: ReadonlyMap<string, string>;
  /** How users are loaded, as it was told. */
  readonly loadUser: readonly string[];
}

/** Plans the patch of a backend from its sources. Pure: the same sources and choices give the same patch. */
export async function planPatch(
  files: readonly BackendFile[],
  choices: PatchChoices,
  { written, loadUser }: EarlierRun = { written: new Map(), loadUser: [] },
): Promise<Patch> {
  const survey = await surveyBackend(files);
  refuseUnknown(choices.dependencies, files);
  const style = projectStyle(files);
  const before = coverageOf(survey);
  const loads = new SaidLoads(survey.resolver, choices, loadUser);
  const { seams: all, obstacles } = findSeams(
    survey,
    (definition) => ({
      userIdType: choices.userIdType,
      loadUser: loads.of(definition),
    }),
    (definition) =>
      loads.of(definition) !== null ||
      (choices.dependencies.length > 0 && isChosen(survey.resolver, definition, choices)),
  );
  loads.refuseUnused();
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
    refusingToken: refusingToken(survey.resolver, settings),
    obstacles: [...obstacles, ...users.obstacles],
    before,
    middleware: survey.middleware,
    loadUser: loads.toRemember(),
  };
  const nothing = {
    changes: [],
    seams: [],
    unfollowed: survey.unfollowed,
    after: before,
    logger: earlierHome(survey.resolver.project)?.module ?? null,
    proof: null,
  };
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
  const kept = keptNeeds(patched(files, changes));
  const source = serviceModule({
    isAsync: [...[...seams, ...guards].map(({ isAsync }) => isAsync), ...kept.isAsync],
    idTypes: [...seams.map(({ idType }) => idType), ...kept.idTypes],
    usesEnvironment: settings.settings === null || kept.usesEnvironment,
    settingsAreLate: settings.settings?.access.every(({ kind }) => kind === 'function') ?? false,
    userProof,
    hasMethods: kept.hasMethods || seams.some(({ definition }) => classOf(definition) !== null),
    usesBackend: kept.usesBackend || users.backends.length > 0,
    secretModule: settings.secretModule,
  });
  const formatted = formatPython(source, home.path, style.lineLength);
  if (!formatted.ok) throw new InternalError(`${home.path} is no Python`);
  const bring = (path: string, next: string) =>
    bringWholeFile({ path, now: textAt(path), written: written.get(path) ?? null, next });
  const service = bring(home.path, inStyleOf(start, formatted.value));
  if (service.change !== null) changes.push(service.change);
  const surveyAfter = await surveyBackend(patched(files, changes));
  checkLeave(choices.leave, surveyAfter);
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
      ...seams.flatMap((seam, index) =>
        reports[index]?.isNew === false && loads.isAnother(seam.definition) ? [stays(seam)] : [],
      ),
      ...[service.left, suite?.left].flatMap((each) => each ?? []),
    ],
    after,
    userProof,
    logger: home.module,
    proof: proof === null ? null : proofPath(files),
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

/** What is there may have been changed by its owner since. */
function stays({ definition: { name, file, node } }: UserDependency): Unfollowed {
  return {
    at: file.at(node),
    reason: `${name}${SUFFIX} is there already and stays as it is, whatever --load-user says now`,
    byHand: `change it by hand, or run again after --undo`,
  };
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

/** @throws UserError when a dependency is named that no file of the backend has. */
function refuseUnknown(names: readonly string[], files: readonly BackendFile[]): void {
  const known = (name: string): boolean => files.some(({ text }) => text.split(/\W+/).includes(name));
  const unknown = names.filter((name) => name !== 'fastapi-users' && !known(name.split(':').at(-1) ?? name));
  if (unknown.length === 0) return;
  throw new UserError(
    `--dependency: the backend has no ${unknown.join(', ')}`,
    'write the name of the dependency as it is defined; --dry-run without --dependency lists them',
    { exitCode: 2 },
  );
}

function isChosen(resolver: Resolver, definition: Definition, { dependencies }: PatchChoices): boolean {
  return dependencies.length === 0 || namesOf(resolver, definition).some((name) => dependencies.includes(name));
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
