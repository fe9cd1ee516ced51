import type { PythonProject, SourceFile } from '@fastapi-mcp/kit';
import type { SettingsPlan } from './plan-settings.js';
import type { Survey } from './survey.js';

/** What a test imports for the app. */
export interface AppImport {
  readonly module: string;
  readonly name: string;
  readonly isFactory: boolean;
}

/** The first app of the backend that has a name in a module. */
export function appOf({ routes }: Survey): AppImport | null {
  for (const { route } of routes) {
    const [module, name] = route.app.importString?.split(':') ?? [];
    if (module && name) return { module, name, isFactory: route.app.factory !== null };
  }
  return null;
}

/** How a test changes the settings. */
export function accessOf({ settings }: SettingsPlan): {
  readonly kind: 'instance' | 'cached' | 'environment';
  readonly expression: string;
  readonly file: SourceFile | null;
  readonly name: string;
} {
  const cached = settings?.access.find(
    ({ kind, name, file }) =>
      kind === 'function' && new RegExp(`cache[^\\n]*\\n(?:async )?def ${name}\\b`).test(file.text),
  );
  if (cached !== undefined) return { kind: 'cached', expression: cached.name, file: cached.file, name: cached.name };
  const instance = settings?.access.find(({ kind }) => kind === 'instance');
  if (instance !== undefined)
    return { kind: 'instance', expression: instance.name, file: instance.file, name: instance.name };
  return { kind: 'environment', expression: '', file: null, name: '' };
}

/** The backend's own tests have a `client` that is FastAPI's (synchronous) test client. */
export function hasClientFixture(project: PythonProject): boolean {
  return [...project.files.values()].some(
    ({ path, text }) =>
      /(?:^|\/)tests?\/conftest\.py$/.test(path) &&
      /@pytest\.fixture[^\n]*\n(?:@[^\n]*\n)*def client\(/.test(text) &&
      text.includes('TestClient'),
  );
}
