import {
  applyEdits,
  type Definition,
  type DependencyUse,
  type Edit,
  formatPython,
  InternalError,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
  same,
  UserError,
} from '@fastapi-mcp/kit';
import { type Coverage, coverageOf } from './coverage.js';
import { findSeams, SUFFIX } from './find-seams.js';
import { type GivenLoad, readGivenLoad } from './given-load.js';
import { moduleNameOf } from './module-name.js';
import type { Obstacle } from './obstacle.js';
import type { Guard, GuardedParameter } from './plan-guards.js';
import { planSettings, type SettingsPlan, tokensFor } from './plan-settings.js';
import { proofTests } from './proof-tests.js';
import { importEdits, newlineOf, type Wanted } from './python-imports.js';
import { rewriteUses } from './rewrite-uses.js';
import { serviceModule } from './service-module.js';
import { type BackendFile, isTest, type Survey, surveyBackend, type Unfollowed } from './survey.js';
import type { UserDependency } from './understand-dependency.js';
import type { UserIdType } from './user-id-type.js';
import { writeExtension, writeGuard } from './write-extension.js';

/** What a person may decide about a patch. */
export interface PatchChoices {
  /** Dependencies to extend, by name (`get_current_user`) or `module:name`; empty: all that return a user. */
  readonly dependencies: readonly string[];
  /** Uses to leave to users alone: a file (`app/routers/admin.py`) or a function (`require_admin`). */
  readonly leave: readonly string[];
  /** The type of user ids, where the source does not say. */
  readonly userIdType: UserIdType | null;
  /** How a user is loaded, where the source does not say: `await app.crud:get_user(session, user_id)`. */
  readonly loadUser: string | null;
}

/** One file of the backend, before and after. */
export interface FileChange {
  readonly path: string;
  /** Null: it is new. */
  readonly before: string | null;
  readonly after: string;
}

/** The patch of a backend; nothing is written yet. */
export interface Patch {
  readonly changes: readonly FileChange[];
  readonly seams: readonly SeamReport[];
  readonly settings: string;
  readonly obstacles: readonly Obstacle[];
  readonly unfollowed: readonly Unfollowed[];
  readonly before: readonly Coverage[];
  readonly after: readonly Coverage[];
}

/** What became of one dependency. */
export interface SeamReport {
  readonly name: string;
  readonly at: string;
  readonly module: string;
  readonly idType: UserIdType;
  readonly isNew: boolean;
  readonly found: number;
  readonly rewritten: readonly string[];
  readonly left: readonly string[];
  /** Checks on the credential that a service call does not go through. */
  readonly leftOut: readonly { readonly at: string; readonly text: string }[];
}

/** Plans the patch of a backend from its sources. Pure: the same sources and choices give the same patch. */
export async function planPatch(files: readonly BackendFile[], choices: PatchChoices): Promise<Patch> {
  const survey = await surveyBackend(files);
  const before = coverageOf(survey);
  const loadUser = givenLoad(choices);
  const { seams: all, obstacles } = findSeams(survey, (definition) => ({
    userIdType: choices.userIdType,
    loadUser: isChosen(survey.resolver, definition, choices) ? loadUser : null,
  }));
  const seams = all.filter((seam) => isChosen(survey.resolver, seam.definition, choices));
  const [first] = seams;
  const settings = planSettings(survey.resolver);
  const base = { settings: settings.place, obstacles, before };
  if (first === undefined) return { ...base, changes: [], seams: [], unfollowed: survey.unfollowed, after: before };
  const draft = new Draft(survey, lineLengthOf(files));
  const home = serviceHome(survey.resolver, first.definition);
  if (settings.edits.length > 0 && settings.file !== null) draft.edit(settings.file, ...settings.edits);
  for (const each of settings.edits.length > 0 ? settings.wanted : []) {
    if (settings.file !== null)
      draft.want(
        settings.file,
        each.from === null ? { ...each, from: null } : { module: home.module, name: each.name, from: 'new' },
      );
  }
  const reports = seams.map((seam) => draft.extend({ seam, settings, home, choices }));
  const changes = draft.changes();
  const isWritten = files.some(({ path }) => path === home.path);
  const guards = seams.flatMap(({ guarded }) => guardsOf(guarded));
  const source = serviceModule({
    isAsync: [...seams, ...guards].map(({ isAsync }) => isAsync),
    idTypes: seams.map(({ idType }) => idType),
    usesEnvironment: settings.settings === null,
  });
  const formatted = formatPython(source, home.path, lineLengthOf(files));
  if (!formatted.ok) throw new InternalError(`${home.path} is no Python`);
  if (!isWritten)
    changes.push({ path: home.path, before: null, after: inStyleOf(first.definition.file, formatted.value) });
  const after = coverageOf(await surveyBackend(patched(files, changes)));
  const proof = proofTests({
    survey,
    seam: first,
    settings,
    serviceModule: home.module,
    coverage: after,
    lineLength: lineLengthOf(files),
  });
  const place = proofPath(files);
  const existing = files.find(({ path }) => path === place)?.text ?? null;
  if (proof !== null && existing !== proof) changes.push({ path: place, before: existing, after: proof });
  return {
    ...base,
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    seams: reports,
    unfollowed: [...survey.unfollowed, ...draft.unfollowed],
    after,
  };
}

/** One way to load a user is for one dependency: another one may check something that it would pass by. */
function givenLoad({ loadUser, dependencies }: PatchChoices): GivenLoad | null {
  if (loadUser === null) return null;
  if (dependencies.length !== 1)
    throw new UserError('--load-user is for one dependency', 'name it too: --dependency get_current_user', {
      exitCode: 2,
    });
  return readGivenLoad(loadUser);
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

interface ServiceHome {
  readonly path: string;
  readonly module: string;
}

/** `service_auth.py` stands beside the first dependency. */
function serviceHome(resolver: Resolver, { file }: Definition): ServiceHome {
  const directory = file.directory;
  const parts = moduleNameOf(resolver.project, file).split('.');
  const isPackage = file.path.endsWith('__init__.py');
  return {
    path: directory === '' ? 'service_auth.py' : `${directory}/service_auth.py`,
    module: [...(isPackage ? parts : parts.slice(0, -1)), 'service_auth'].join('.'),
  };
}

function isChosen(resolver: Resolver, { name, file }: Definition, { dependencies }: PatchChoices): boolean {
  return (
    dependencies.length === 0 ||
    dependencies.includes(name) ||
    dependencies.includes(`${moduleNameOf(resolver.project, file)}:${name}`)
  );
}

/** Ruff's or black's line length; 88 where neither says. */
function lineLengthOf(files: readonly BackendFile[]): number {
  const pyproject = files.find(({ path }) => path === 'pyproject.toml')?.text ?? '';
  return Number(/^line[-_]length\s*=\s*(\d+)/m.exec(pyproject)?.[1] ?? 88);
}

const annotatedNames: readonly Wanted[] = [
  { module: 'typing', name: 'Annotated', from: null },
  { module: 'typing', name: 'Any', from: null },
  { module: 'fastapi', name: 'Depends', from: null },
];

function guardedNeedsAnnotated(guarded: readonly GuardedParameter[]): boolean {
  return guarded.some(({ guard }) => guard !== null);
}

function guardsOf(guarded: readonly GuardedParameter[]): Guard[] {
  return guarded.flatMap(({ guard }) => (guard === null ? [] : [guard, ...guardsOf(guard.parameters ?? [])]));
}

/** A guard's own place, for the names that its tokens need. */
function seamLike({ file, after, original }: Guard): Definition {
  return { kind: 'function', name: original, file, node: after, owner: null };
}

interface Extending {
  readonly seam: UserDependency;
  readonly settings: SettingsPlan;
  readonly home: ServiceHome;
  readonly choices: PatchChoices;
}

/** Edits as they gather, file by file. */
class Draft {
  private readonly edits = new Map<SourceFile, Edit[]>();
  private readonly wanted = new Map<SourceFile, Wanted[]>();
  private readonly dropped = new Map<SourceFile, SyntaxNode[]>();
  private readonly guards = new Set<string>();
  readonly unfollowed: Unfollowed[] = [];

  constructor(
    private readonly survey: Survey,
    private readonly lineLength: number,
  ) {}

  edit(file: SourceFile, ...edits: readonly Edit[]): void {
    this.edits.set(file, [...(this.edits.get(file) ?? []), ...edits]);
  }

  want(file: SourceFile, ...wanted: readonly Wanted[]): void {
    this.wanted.set(file, [...(this.wanted.get(file) ?? []), ...wanted]);
  }

  extend({ seam, settings, home, choices }: Extending): SeamReport {
    const { resolver } = this.survey;
    const { definition, cut, idType } = seam;
    const { file, name } = definition;
    const isNew = file.occurrences(name + SUFFIX).every((node) => node.parent?.type !== 'function_definition');
    if (isNew) this.insert(seam, settings, home);
    const leave = (use: DependencyUse): boolean => isLeft(use, choices.leave);
    const rewrites = rewriteUses(resolver, this.survey.uses, definition, leave);
    for (const { file: place, edit } of rewrites.rewritten) this.edit(place, edit);
    for (const { file: place, edit } of rewrites.exported) this.edit(place, edit);
    for (const { file: place, from } of rewrites.wanted)
      this.want(place, { module: moduleNameOf(resolver.project, from), name: name + SUFFIX, from });
    for (const { file: place, node } of rewrites.dropped)
      this.dropped.set(place, [...(this.dropped.get(place) ?? []), node]);
    this.unfollowed.push(...rewrites.unfollowed);
    const uses = this.survey.uses.filter(
      ({ resolution }) =>
        resolution.kind === 'definition' &&
        resolution.definition.file === file &&
        same(resolution.definition.node, definition.node),
    );
    return {
      name,
      at: file.at(definition.node),
      module: moduleNameOf(resolver.project, file),
      idType,
      isNew,
      found: uses.length,
      rewritten: rewrites.rewritten.map(({ at }) => at),
      left: uses.filter(leave).map(({ at }) => at),
      leftOut: cut.leftOut,
    };
  }

  private insert(seam: UserDependency, settings: SettingsPlan, home: ServiceHome): void {
    const { definition, given } = seam;
    const { file, node } = definition;
    const { tokens, wanted, usesEnvironment } = tokensFor(this.survey.resolver, settings, definition, seam.parameters);
    const extension = writeExtension(seam, tokens, this.lineLength);
    this.add(file, node.parent?.type === 'decorated_definition' ? node.parent : node, extension.lines);
    const own = [...extension.uses, ...(usesEnvironment ? ['environment_tokens'] : [])];
    const said = given === null ? [] : [{ module: given.module, name: given.name, from: this.fileOf(given.module) }];
    this.want(
      file,
      { module: 'fastapi.requests', name: 'HTTPConnection', from: null },
      ...(extension.threaded ? [{ module: 'fastapi.concurrency', name: 'run_in_threadpool', from: null }] : []),
      ...wanted,
      ...said,
      ...own.map((name) => ({ module: home.module, name, from: 'new' as const })),
    );
    this.guard(file, seam.guarded, settings, home);
  }

  /** Adds the guards that parameters need, and imports them where they are used. */
  private guard(
    user: SourceFile,
    guarded: readonly GuardedParameter[],
    settings: SettingsPlan,
    home: ServiceHome,
  ): void {
    const { resolver } = this.survey;
    for (const { guard } of guarded) {
      if (guard === null) continue;
      const { file } = guard;
      this.want(user, ...(guardedNeedsAnnotated(guarded) ? annotatedNames : []));
      if (file !== user)
        this.want(user, { module: moduleNameOf(resolver.project, file), name: guard.name, from: file });
      const key = `${file.path} ${guard.name}`;
      if (this.guards.has(key) || file.occurrences(guard.name).length > 0) continue;
      this.guards.add(key);
      const own = guard.parameters?.map(({ parameter }) => parameter) ?? [];
      const { tokens, wanted, usesEnvironment } = tokensFor(resolver, settings, { ...seamLike(guard) }, own);
      const text = writeGuard(guard, tokens, this.lineLength);
      this.add(file, guard.after, text.lines);
      const names = [...text.uses, ...(usesEnvironment ? ['environment_tokens'] : [])];
      this.want(
        file,
        ...annotatedNames,
        {
          module: guard.parameters === null ? 'fastapi' : 'fastapi.requests',
          name: guard.parameters === null ? 'Request' : 'HTTPConnection',
          from: null,
        },
        ...wanted,
        ...names.map((name) => ({ module: home.module, name, from: 'new' as const })),
      );
      this.guard(file, guard.parameters ?? [], settings, home);
    }
  }

  private add(file: SourceFile, after: SyntaxNode, lines: readonly string[]): void {
    const newline = newlineOf(file.text);
    this.edit(file, { start: after.endIndex, end: after.endIndex, text: newline.repeat(3) + lines.join(newline) });
  }

  private fileOf(module: string): SourceFile | null {
    const { project } = this.survey.resolver;
    return [...project.files.values()].find((file) => moduleNameOf(project, file) === module) ?? null;
  }

  /** The files with all their edits. */
  changes(): FileChange[] {
    const files = new Set([...this.edits.keys(), ...this.wanted.keys(), ...this.dropped.keys()]);
    return [...files].flatMap((file) => {
      const imports = importEdits({
        project: this.survey.resolver.project,
        file,
        wanted: this.wanted.get(file) ?? [],
        dropped: this.dropped.get(file) ?? [],
        lineLength: this.lineLength,
      });
      const result = applyEdits(file.text, [...imports, ...(this.edits.get(file) ?? [])], file.path);
      if (!result.ok)
        throw new InternalError(result.diagnostics.map(({ at, message }) => `${at}: ${message}`).join('; '));
      return result.value === file.text ? [] : [{ path: file.path, before: file.text, after: result.value }];
    });
  }
}

function isLeft({ file, owner, name }: DependencyUse, leave: readonly string[]): boolean {
  const callable = owner.childForFieldName('name')?.text;
  return leave.some((each) => each === file.path || each === callable || each === name);
}
