import { STANDARD_LIBRARY } from '../word-lists.js';
import { loadPythonParser } from './parse.js';
import { SourceFile } from './source-file.js';

/** Where an import leads. */
export type FoundModule =
  | { readonly kind: 'file'; readonly file: SourceFile }
  /** A directory without `__init__.py`. */
  | { readonly kind: 'namespace'; readonly directory: string; readonly name: string }
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A backend's sources, and which module is which. Files are parsed when somebody asks for their tree. */
export interface Project {
  /** Python files by path, sorted. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** The dotted name that a file is imported by, its package's root taken off: `app.api.deps`. */
  moduleName(file: SourceFile): string;
  /** Follows the module part of an import, as it stands in a file. */
  findModule(from: SourceFile, module: string, level: number): FoundModule;
  /** A submodule of a package or directory. */
  submodule(directory: string, name: string): FoundModule | null;
}

/**
 * Takes a backend's sources, as a reader of folders finds them. Where packages start is seen from `__init__.py`, and
 * where there is none, from the importing file's own ancestors; `pyproject.toml` and `setup.py` mark further roots.
 *
 * @param sources - `path` relative to the project with forward slashes, `text` decoded with its BOM and line ends
 */
export async function loadProject(
  sources: readonly { readonly path: string; readonly text: string }[],
): Promise<Project> {
  const parser = await loadPythonParser();
  const python = sources.filter(({ path }) => path.endsWith('.py')).sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = new Map(python.map(({ path, text }) => [path, new SourceFile(path, text, parser)]));
  return new LoadedProject(
    files,
    sources.map(({ path }) => path),
  );
}

const IMPORTED = /^[ \t]*(?:from|import)[ \t]+([A-Za-z_][\w.]*)/gm;

class LoadedProject implements Project {
  private readonly directories = new Set<string>();
  /** First part of a dotted name → directories in which it would be found. */
  private readonly tops = new Map<string, Set<string>>();
  private readonly declaredRoots: ReadonlySet<string>;
  /** Packages that are started from within: their files import each other as if they lay in no package. */
  private readonly innerRoots: ReadonlySet<string>;
  /** The absolute module names in the import statements of each file. */
  private readonly imported: ReadonlyMap<string, readonly string[]>;

  constructor(
    readonly files: ReadonlyMap<string, SourceFile>,
    paths: readonly string[],
  ) {
    for (const path of files.keys()) this.addAncestors(path);
    for (const path of files.keys()) this.addTop(path.replace(/(?:\/__init__)?\.py$/, ''));
    for (const directory of this.directories) this.addTop(directory);
    this.imported = new Map(
      [...files].map(([path, { text }]) => [path, [...text.matchAll(IMPORTED)].map(([, module = '']) => module)]),
    );
    this.innerRoots = this.findInnerRoots();
    for (const root of this.innerRoots)
      for (const path of [...files.keys(), ...this.directories])
        if (parentOf(path.replace(/\/__init__\.py$/, '')) === root)
          this.addTop(path.replace(/(?:\/__init__)?\.py$/, ''), root);
    const marked = paths.filter((path) => /(?:^|\/)(?:pyproject\.toml|setup\.py|setup\.cfg)$/.test(path)).map(parentOf);
    this.declaredRoots = new Set([
      '',
      ...marked,
      ...[...this.directories].filter((path) => /(?:^|\/)(?:src|lib|libs|packages)$/.test(path)),
    ]);
  }

  private addAncestors(path: string): void {
    for (let directory = parentOf(path); directory !== ''; directory = parentOf(directory))
      this.directories.add(directory);
  }

  /** `from endpoints.user import router` in `src/api.py`, where `src` has an `__init__.py`: only `src/endpoints/user.py` fits. */
  private findInnerRoots(): Set<string> {
    const roots = new Set<string>();
    for (const [path, modules] of this.imported) {
      if (!this.isPackage(parentOf(path))) continue;
      for (const module of modules) {
        const top = module.split('.', 1)[0] ?? '';
        if (!module.includes('.') || this.tops.has(top) || STANDARD_LIBRARY.has(top)) continue;
        for (let root = parentOf(path); this.isPackage(root); root = parentOf(root)) {
          const found = this.moduleAt(join(root, module.replaceAll('.', '/')), module);
          if (found?.kind === 'file') roots.add(root);
        }
      }
    }
    return roots;
  }

  private addTop(path: string, inner?: string): void {
    const parent = parentOf(path);
    if (path === '' || (this.isPackage(parent) && parent !== inner)) return;
    const name = path.slice(parent === '' ? 0 : parent.length + 1);
    this.tops.set(name, (this.tops.get(name) ?? new Set()).add(parent));
  }

  private isPackage(directory: string): boolean {
    return directory !== '' && this.files.has(`${directory}/__init__.py`);
  }

  moduleName(file: SourceFile): string {
    const path = file.path.replace(/(?:\/__init__)?\.py$/, '');
    const root = this.packageRoot(file);
    return (root === '' ? path : path.slice(root.length + 1)).replaceAll('/', '.');
  }

  /** The directory around the outermost package that a file is in. */
  private packageRoot(file: SourceFile): string {
    let root = file.directory;
    while (this.isPackage(root) && !this.innerRoots.has(root)) root = parentOf(root);
    if (this.innerRoots.has(root)) return root;
    // A folder without `__init__.py` may lie in a package: then its files are imported from there.
    const around = this.outermostRoot(root);
    const directory = file.directory.slice(around === '' ? 0 : around.length + 1).replaceAll('/', '.');
    return around !== root && this.isImportedFrom(directory) ? around : root;
  }

  /** The directory around the outermost package above a directory; itself where there is none. */
  private outermostRoot(directory: string): string {
    let root = directory;
    for (let above = directory; above !== ''; above = parentOf(above))
      if (this.isPackage(above)) root = parentOf(above);
    return root;
  }

  private isImportedFrom(directory: string): boolean {
    const isInside = (module: string): boolean => module === directory || module.startsWith(`${directory}.`);
    return [...this.imported.values()].some((modules) => modules.some(isInside));
  }

  findModule(from: SourceFile, module: string, level: number): FoundModule {
    if (level === 0) return this.findAbsolute(from, module);
    let directory = from.directory;
    for (let up = 1; up < level; up += 1) directory = parentOf(directory);
    const path = [directory, ...module.split('.')].filter((part) => part !== '').join('/');
    return (
      this.moduleAt(path, module) ?? { kind: 'unknown', reason: `there is no module ${'.'.repeat(level)}${module}` }
    );
  }

  private findAbsolute(from: SourceFile, module: string): FoundModule {
    const external: FoundModule = { kind: 'external', name: module };
    const top = module.split('.', 1)[0] ?? module;
    const roots = this.tops.get(top);
    if (roots === undefined) return external;
    const above = [...roots].filter((root) => root === '' || from.path.startsWith(`${root}/`));
    if (STANDARD_LIBRARY.has(top)) return this.orStandard(external, top, above);
    const elsewhere = [...roots].filter((root) => !above.includes(root) && this.declaredRoots.has(root));
    for (const candidates of [above, elsewhere]) {
      const found = candidates.flatMap((root) => this.moduleAt(join(root, module.replaceAll('.', '/')), module) ?? []);
      const chosen = this.choose(found, from, module);
      if (chosen !== null) return chosen;
    }
    const own = [...above, ...elsewhere].some((root) => this.isPackage(join(root, top)));
    return own ? { kind: 'unknown', reason: `there is no module ${module} in the project` } : external;
  }

  /** A `token.py` beside a script hides Python's own, unless that is loaded already: which, only running would show. */
  private orStandard(external: FoundModule, top: string, roots: readonly string[]): FoundModule {
    const own = roots.flatMap((root) => this.moduleAt(join(root, top), top) ?? []).find(({ kind }) => kind === 'file');
    if (own?.kind !== 'file') return external;
    return { kind: 'unknown', reason: `${top} may be ${own.file.path} or the standard library's` };
  }

  /** Python would take the first on its path, which is not known here: the importer's own root, or the only one. */
  private choose(found: readonly FoundModule[], from: SourceFile, module: string): FoundModule | null {
    const files = found.filter((candidate) => candidate.kind === 'file');
    if (files.length === 0) return found[0] ?? null;
    if (files.length === 1) return files[0] ?? null;
    const root = this.packageRoot(from);
    const own = files.find(({ file }) => this.packageRoot(file) === root);
    return own ?? { kind: 'unknown', reason: `${module} may be ${files.map(({ file }) => file.path).join(' or ')}` };
  }

  submodule(directory: string, name: string): FoundModule | null {
    return this.moduleAt(join(directory, name), name);
  }

  private moduleAt(path: string, name: string): FoundModule | null {
    const file = this.files.get(`${path}/__init__.py`) ?? this.files.get(`${path}.py`);
    if (file !== undefined) return { kind: 'file', file };
    return path === '' || this.directories.has(path) ? { kind: 'namespace', directory: path, name } : null;
  }
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}
