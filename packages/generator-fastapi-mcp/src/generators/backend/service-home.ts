import type { PythonProject, SourceFile } from '@fastapi-mcp/kit';
import { packagesOf, reaches } from './import-circle.js';
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
  const there = earlierHome(project);
  if (there !== null) return there;
  const beside = homeBeside(project, dependency);
  if (settings === null || !runsInCircle(project, dependency, settings)) return beside;
  return homeBeside(project, settings);
}

/** Where an earlier run put it; null: nowhere. */
export function earlierHome(project: PythonProject): ServiceHome | null {
  const there = [...project.files.values()].find(
    ({ path, text }) => /(?:^|\/)service_auth\.py$/.test(path) && text.includes('def service_user_id('),
  );
  return there === undefined ? null : { path: there.path, module: moduleNameOf(project, there) };
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
  // Packages around the settings are being imported already.
  const under = packagesOf(project, settings);
  const first = packagesOf(project, beside).filter((each) => !under.includes(each));
  return reaches(project, first, settings, under);
}
