import { ancestor, field, importsOf, type PythonProject, type SourceFile, type SyntaxNode } from '@fastapi-mcp/kit';

/**
 * Whether running some files runs another one, by what they import while they are being imported themselves.
 *
 * @param running - what is being imported already, and so is not run again
 */
export function reaches(
  project: PythonProject,
  from: readonly SourceFile[],
  target: SourceFile,
  running: readonly SourceFile[] = [],
): boolean {
  const next = [...from];
  const seen = new Set([...next, ...running].map(({ path }) => path));
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (file === target) return true;
    for (const found of importedBy(project, file)) {
      if (seen.has(found.path)) continue;
      seen.add(found.path);
      next.push(found);
    }
  }
  return false;
}

/** Whether a file that imports from another one would make a circle that is not there yet. */
export function wouldMakeCircle(project: PythonProject, user: SourceFile, used: SourceFile): boolean {
  const around = packagesOf(project, user);
  const first = [...packagesOf(project, used), used].filter((each) => !around.includes(each));
  return !reaches(project, importedBy(project, user), used) && reaches(project, first, user, around);
}

/** The `__init__.py` of every package that a file is in. */
export function packagesOf(project: PythonProject, { directory }: SourceFile): SourceFile[] {
  const parts = directory.split('/');
  return parts.flatMap((_, index) => project.files.get(`${parts.slice(0, index + 1).join('/')}/__init__.py`) ?? []);
}

/** What a file imports while it is being imported itself, and the packages around that. */
function importedBy(project: PythonProject, file: SourceFile): SourceFile[] {
  return importsOf(file)
    .filter(({ statement }) => ancestor(statement, 'function_definition') === null && !isForTypes(statement))
    .flatMap(({ module, level, name }) => {
      const found = project.findModule(file, module, level);
      const home = found.kind === 'file' ? found.file : null;
      const inside = home?.path.endsWith('__init__.py') ? project.submodule(home.directory, name ?? '') : null;
      const files = [home, inside?.kind === 'file' ? inside.file : null].flatMap((each) => each ?? []);
      return files.flatMap((each) => [...packagesOf(project, each), each]);
    });
}

/** `if TYPE_CHECKING:` is false while the program runs. */
function isForTypes(statement: SyntaxNode): boolean {
  return /(?:^|\.)TYPE_CHECKING$/.test(field(ancestor(statement, 'if_statement'), 'condition')?.text ?? '');
}
