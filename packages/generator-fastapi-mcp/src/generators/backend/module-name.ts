import { importsOf, type PythonProject, type SourceFile } from '@fastapi-mcp/kit';

/**
 * The name that a file is imported by. Where folders have no `__init__.py` only the imports that are there say it: those
 * of the file itself, or those in it of the files beside it.
 */
export function moduleNameOf(project: PythonProject, file: SourceFile): string {
  const own = project.moduleName(file);
  if (own.includes('.')) return own;
  const stem =
    file.path
      .replace(/(?:\/__init__)?\.py$/, '')
      .split('/')
      .at(-1) ?? own;
  const beside = importsOf(file).flatMap(({ module, level }) => {
    const found = level === 0 && module.includes('.') ? project.findModule(file, module, 0) : null;
    const isBeside =
      found?.kind === 'file' &&
      found.file !== file &&
      found.file.directory === file.directory &&
      !found.file.path.endsWith('__init__.py');
    return isBeside ? [`${module.slice(0, module.lastIndexOf('.'))}.${stem}`] : [];
  });
  if (beside[0] !== undefined) return beside[0];
  for (const other of project.files.values()) {
    if (other === file || !other.text.includes(`.${stem}`)) continue;
    const naming = importsOf(other).find(({ module, level }) => {
      const found = level === 0 && module.endsWith(`.${stem}`) ? project.findModule(other, module, 0) : null;
      return found?.kind === 'file' && found.file === file;
    });
    if (naming !== undefined) return naming.module;
  }
  return own;
}

/** The file of the backend that has this name; null: none. */
export function fileOfModule(project: PythonProject, module: string): SourceFile | null {
  return [...project.files.values()].find((file) => moduleNameOf(project, file) === module) ?? null;
}
