import { ancestor, importsOf, type PythonProject, type SourceFile } from '@fastapi-mcp/kit';
import { moduleNameOf } from './module-name.js';

/** Where `service_auth.py` goes. */
export interface ServiceHome {
  readonly path: string;
  readonly module: string;
}

/**
 * Where an earlier run put it; otherwise beside the first dependency. Where the settings could not import it from there,
 * since a package on the way needs the settings first, beside the settings.
 */
export function serviceHome(project: PythonProject, dependency: SourceFile, settings: SourceFile | null): ServiceHome {
  const files = [...project.files.values()];
  const there = files.find(({ path, text }) => isServiceModule(path, text));
  if (there !== undefined) return { path: there.path, module: moduleNameOf(project, there) };
  const beside = homeBeside(project, dependency);
  if (settings === null || !runsInCircle(project, dependency, settings)) return beside;
  return homeBeside(project, settings);
}

/** Whether a file is the module that the patch adds. */
export function isServiceModule(path: string, text: string): boolean {
  return /(?:^|\/)service_auth\.py$/.test(path) && text.includes('def service_user_id(');
}

function homeBeside(project: PythonProject, file: SourceFile): ServiceHome {
  const parts = moduleNameOf(project, file).split('.');
  const isPackage = file.path.endsWith('__init__.py');
  return {
    path: file.directory === '' ? 'service_auth.py' : `${file.directory}/service_auth.py`,
    module: [...(isPackage ? parts : parts.slice(0, -1)), 'service_auth'].join('.'),
  };
}

/** Whether a module beside a file runs, when the settings import it, something that imports the settings. */
function runsInCircle(project: PythonProject, beside: SourceFile, settings: SourceFile): boolean {
  const under = new Set(packagesOf(project, settings).map(({ path }) => path));
  // Packages around the settings are being imported already.
  const next = packagesOf(project, beside).filter(({ path }) => !under.has(path));
  const seen = new Set(next.map(({ path }) => path));
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (file === settings) return true;
    for (const found of importedBy(project, file)) {
      if (seen.has(found.path) || under.has(found.path)) continue;
      seen.add(found.path);
      next.push(found);
    }
  }
  return false;
}

/** The `__init__.py` of every package that a file is in. */
function packagesOf(project: PythonProject, { directory }: SourceFile): SourceFile[] {
  const parts = directory.split('/');
  return parts.flatMap((_, index) => project.files.get(`${parts.slice(0, index + 1).join('/')}/__init__.py`) ?? []);
}

/** What a file imports while it is being imported itself, and the packages around that. */
function importedBy(project: PythonProject, file: SourceFile): SourceFile[] {
  return importsOf(file)
    .filter(({ statement }) => ancestor(statement, 'function_definition') === null)
    .flatMap(({ module, level, name }) => {
      const found = project.findModule(file, module, level);
      const home = found.kind === 'file' ? found.file : null;
      const inside = home?.path.endsWith('__init__.py') ? project.submodule(home.directory, name ?? '') : null;
      const files = [home, inside?.kind === 'file' ? inside.file : null].flatMap((each) => each ?? []);
      return files.flatMap((each) => [...packagesOf(project, each), each]);
    });
}
