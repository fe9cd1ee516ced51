import {
  applyEdits,
  type Definition,
  type DependencyUse,
  type Edit,
  field,
  InternalError,
  type SourceFile,
  type SyntaxNode,
  same,
} from '@fastapi-mcp/kit';
import { NameClaims } from './claim-names.js';
import type { GivenLoad } from './given-load.js';
import { fileOfModule, moduleNameOf } from './module-name.js';
import type { FileChange, PatchChoices, SeamReport } from './patch.js';
import { type Guard, type GuardedParameter, guardsOf } from './plan-guards.js';
import { type SettingsPlan, tokensFor } from './plan-settings.js';
import { importEdits, lineEnd, newlineOf, type Wanted } from './python-imports.js';
import { replacedElsewhere } from './replaced-elsewhere.js';
import { returnedBy, rewriteUses } from './rewrite-uses.js';
import { refuseCircle } from './said-loads.js';
import type { ServiceHome } from './service-home.js';
import { SUFFIX } from './suffix.js';
import type { Survey, Unfollowed } from './survey.js';
import type { UserDependency } from './understand-dependency.js';
import { backendEdit, SERVICE_BACKEND, type UsersBackends } from './users-backends.js';
import { hasDefault, writeExtension, writeGuard, writesDefaults } from './write-extension.js';

/** What a parameter that depends on a guard is written with. */
function namesFor(guarded: readonly GuardedParameter[]): Wanted[] {
  const own = guarded.filter(({ guard }) => guard !== null);
  if (own.length === 0) return [];
  return [...dependsNames, ...(own.some(({ parameter }) => !hasDefault(parameter.node)) ? [annotated] : [])];
}

const annotated: Wanted = { module: 'typing', name: 'Annotated', from: null };
const dependsNames: readonly Wanted[] = [
  { module: 'typing', name: 'Any', from: null },
  { module: 'fastapi', name: 'Depends', from: null },
];

/** A guard's own place, for the names that its tokens need. */
function seamLike({ file, after, original }: Guard): Definition {
  return { kind: 'function', name: original, file, node: after, owner: null };
}

/** One dependency to extend, and what that needs. */
export interface Extending {
  readonly seam: UserDependency;
  readonly settings: SettingsPlan;
  readonly home: ServiceHome;
  readonly choices: PatchChoices;
}

/** Edits as they gather, file by file. */
export class Draft {
  private readonly edits = new Map<SourceFile, Edit[]>();
  private readonly wanted = new Map<SourceFile, Wanted[]>();
  private readonly dropped = new Map<SourceFile, SyntaxNode[]>();
  private readonly guards = new Set<string>();
  readonly unfollowed: Unfollowed[] = [];
  private readonly names: NameClaims;

  constructor(
    private readonly survey: Survey,
    private readonly lineLength: number,
  ) {
    this.names = new NameClaims(survey.resolver);
  }

  edit(file: SourceFile, ...edits: readonly Edit[]): void {
    this.edits.set(file, [...(this.edits.get(file) ?? []), ...edits]);
  }

  want(file: SourceFile, ...wanted: readonly Wanted[]): void {
    for (const each of wanted) this.names.claim(file, each);
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
      this.want(place, { module: moduleNameOf(resolver.project, from), name: name + SUFFIX, from, definedIn: file });
    this.names.claim(file, { module: moduleNameOf(resolver.project, file), name: name + SUFFIX, from: file });
    for (const { file: place, node } of rewrites.dropped)
      this.dropped.set(place, [...(this.dropped.get(place) ?? []), node]);
    this.unfollowed.push(...rewrites.unfollowed, ...replacedElsewhere(resolver, seam));
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
      through: 'uses',
      idType,
      isNew,
      found: uses.length + returnedBy(resolver, this.survey.uses, definition).length,
      rewritten: rewrites.rewritten.map(({ at }) => at),
      left: uses.filter(leave).map(({ at }) => at),
      leftOut: [...cut.leftOut, ...guardsOf(seam.guarded).flatMap(({ leftOut }) => leftOut)],
    };
  }

  /** Lets service calls into everything that a `FastAPIUsers` object makes. */
  extendUsers(
    { list, extended, call, file, at }: UsersBackends,
    settings: SettingsPlan,
    home: ServiceHome,
  ): SeamReport {
    const { resolver, routes } = this.survey;
    if (list !== null && !extended) {
      const place: Definition = { kind: 'assignment', name: 'service', file: list.file, node: list.node, owner: null };
      const { tokens, wanted, usesEnvironment } = tokensFor(resolver, settings, place, []);
      this.edit(list.file, backendEdit(list, usesEnvironment ? null : tokens, this.lineLength));
      const names = [SERVICE_BACKEND, ...(usesEnvironment ? ['environment_tokens'] : [])];
      this.want(list.file, ...wanted, ...names.map((name) => ({ module: home.module, name, from: 'new' as const })));
    }
    const reached = routes.filter(({ authentication }) =>
      authentication.some(({ scheme }) => scheme?.kind === 'fastapi-users'),
    );
    const holder = call.parent?.type === 'assignment' ? (field(call.parent, 'left')?.text ?? '') : '';
    return {
      name: /^\w+$/.test(holder) ? holder : 'FastAPIUsers',
      at,
      module: moduleNameOf(resolver.project, file),
      through: 'backend',
      idType: 'str',
      isNew: !extended,
      found: reached.length,
      rewritten: [],
      left: [],
      leftOut: [],
    };
  }

  private insert(seam: UserDependency, settings: SettingsPlan, home: ServiceHome): void {
    const { definition, delegate, given } = seam;
    const { file, node } = definition;
    const { tokens, wanted, usesEnvironment } = tokensFor(this.survey.resolver, settings, definition, seam.parameters);
    const extension = writeExtension(seam, tokens, this.lineLength);
    this.add(file, node.parent?.type === 'decorated_definition' ? node.parent : node, extension.lines);
    const own = [...extension.uses, ...(usesEnvironment ? ['environment_tokens'] : [])];
    const said = given === null ? [] : this.loader(file, given);
    this.want(
      file,
      { module: 'fastapi.requests', name: 'HTTPConnection', from: null },
      ...(extension.threaded ? [{ module: 'fastapi.concurrency', name: 'run_in_threadpool', from: null }] : []),
      ...wanted,
      ...said,
      ...(delegate === null ? [] : this.besides(file, delegate.definition)),
      ...own.map((name) => ({ module: home.module, name, from: 'new' as const })),
    );
    this.guard(file, seam.guarded, settings, home);
  }

  /** What a person says to load users with, where it is not in the same file. */
  private loader(user: SourceFile, given: GivenLoad): Wanted[] {
    const { module, name } = given;
    const from = fileOfModule(this.survey.resolver.project, module);
    if (from === user) return [];
    if (from !== null) refuseCircle(this.survey.resolver, user, from, name);
    return [{ module, name, from }];
  }

  /** The extension of another dependency, where it is not in the same file. */
  private besides(user: SourceFile, { file, name }: Definition): Wanted[] {
    if (file === user) return [];
    return [{ module: moduleNameOf(this.survey.resolver.project, file), name: name + SUFFIX, from: file }];
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
      this.want(user, ...namesFor(guarded));
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
        ...(guard.parameters === null
          ? [...dependsNames, ...(writesDefaults(file) ? [] : [annotated])]
          : [{ module: 'typing', name: 'Any', from: null }]),
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
    const isTop = after.parent?.type === 'module' || after.parent?.parent?.type === 'module';
    const gap = newline.repeat(isTop ? 3 : 2);
    // A comment behind a line stays with it.
    const at = lineEnd(file.text, after.endIndex);
    const below = /^(?:[ \t]*\r?\n)*/.exec(file.text.slice(at))?.[0].split('\n').length ?? 0;
    const isLast = file.text.slice(at).trim() === '';
    // An assignment's next line may follow at once.
    const next = isTop && !isLast ? newline.repeat(Math.max(0, 4 - below)) : '';
    this.edit(file, { start: at, end: at, text: gap + lines.join(newline) + next });
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
