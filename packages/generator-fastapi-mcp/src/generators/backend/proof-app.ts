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

/** How a test changes the settings, and makes them anew. */
export interface Access {
  readonly kind: 'instance' | 'frozen' | 'cached' | 'environment';
  readonly expression: string;
  /** An expression that reads the environment again; null where none is known to need nothing else. */
  readonly remade: string | null;
  readonly file: SourceFile | null;
  readonly name: string;
}

export function accessOf({ settings }: SettingsPlan): Access {
  const all = settings?.access ?? [];
  const cached = all.find(({ keeps }) => keeps === 'cache');
  if (cached !== undefined) return { ...cached, kind: 'cached', expression: cached.name, remade: `${cached.name}()` };
  const kind = settings?.settings.frozen ? 'frozen' : 'instance';
  const [instance] = all.filter((each) => each.kind === 'instance');
  if (instance !== undefined)
    return { ...instance, kind, expression: instance.name, remade: instance.plain ? `type(${instance.name})()` : null };
  // One that it keeps in some way of its own is the same in every call.
  const kept = all.find(({ keeps }) => keeps === 'otherwise');
  if (kept !== undefined) return { ...kept, kind, expression: `${kept.name}()`, remade: null };
  return { kind: 'environment', expression: '', remade: null, file: null, name: '' };
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
