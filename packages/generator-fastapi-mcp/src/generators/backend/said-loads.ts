import { bindingsIn, type Definition, type Resolver, type SourceFile, UserError } from '@fastapi-mcp/kit';
import { type GivenLoad, type GivenLoads, readGivenLoads } from './given-load.js';
import { wouldMakeCircle } from './import-circle.js';
import { fileOfModule, moduleNameOf } from './module-name.js';
import type { PatchChoices } from './patch.js';

/** How users are loaded, as a person has said it in this run or in an earlier one; this run's word counts. */
export class SaidLoads {
  private readonly said: GivenLoads;
  private readonly earlier: GivenLoads;
  private readonly used = new Map<string, GivenLoad>();

  /** @throws UserError when something else than a way to load a user is said, or one that the backend does not have. */
  constructor(
    private readonly resolver: Resolver,
    { loadUser, dependencies }: PatchChoices,
    earlier: readonly string[],
  ) {
    this.said = readGivenLoads(loadUser, dependencies);
    this.earlier = readGivenLoads(earlier, []);
    for (const load of this.said.values()) refuseMissing(resolver, load);
  }

  /** What is said for a dependency; null: nothing. */
  of(definition: Definition): GivenLoad | null {
    const names = namesOf(this.resolver, definition);
    for (const loads of [this.said, this.earlier]) {
      const name = names.find((each) => loads.has(each));
      const load = name === undefined ? undefined : loads.get(name);
      if (name === undefined || load === undefined) continue;
      this.used.set(name, load);
      return load;
    }
    return null;
  }

  /** Whether this run says something else for a dependency than the one that extended it. */
  isAnother(definition: Definition): boolean {
    const load = (loads: GivenLoads) => namesOf(this.resolver, definition).flatMap((name) => loads.get(name) ?? [])[0];
    const now = load(this.said);
    return now !== undefined && now.text !== load(this.earlier)?.text;
  }

  /** What the next run is to know: `get_current_user=app.crud:get_user(user_id)`. */
  toRemember(): readonly string[] {
    return [...this.used].map(([name, { text }]) => `${name}=${text}`).sort();
  }

  /** @throws UserError when a way to load a user is for a dependency that no route has. */
  refuseUnused(): void {
    const names = [...this.said.keys()].filter((name) => !this.used.has(name));
    if (names.length === 0) return;
    throw new UserError(
      `--load-user: no route that asks who calls depends on ${names.join(', ')}`,
      'write the name of the dependency as it is defined; --dry-run without --load-user lists those that need it',
      { exitCode: 2 },
    );
  }
}

/** By which a person may name a dependency. */
export function namesOf(resolver: Resolver, { name, file }: Definition): readonly string[] {
  return [name, `${moduleNameOf(resolver.project, file)}:${name}`];
}

/** @throws UserError when the dependency's module cannot import what loads its users. */
export function refuseCircle({ project }: Resolver, dependency: SourceFile, file: SourceFile, name: string): void {
  if (!wouldMakeCircle(project, dependency, file)) return;
  throw new UserError(
    `--load-user: ${dependency.path} cannot import ${name} from ${file.path}, which needs ${dependency.path} to be imported itself`,
    `move ${name} into a module that does not import ${dependency.path}, and name it there`,
    { exitCode: 2 },
  );
}

/** A backend with such an import would not start. What is in a package that is installed cannot be looked up. */
function refuseMissing(resolver: Resolver, { module, name }: GivenLoad): void {
  const file = fileOfModule(resolver.project, module);
  if (file === null || resolver.resolveExport(file, name).kind !== 'unresolved') return;
  // Bound in several ways, or only when the program runs, it is there all the same.
  if (bindingsIn(file, name, file.root).length > 0 || /\b__getattr__\b|\bglobal\b/.test(file.text)) return;
  throw new UserError(
    `--load-user: ${file.path} has no ${name}`,
    'name a function of that module, or the module where it is defined',
    { exitCode: 2 },
  );
}
