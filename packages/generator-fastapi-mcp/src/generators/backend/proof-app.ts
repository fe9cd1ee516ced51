import {
  type Definition,
  definitionKey,
  field,
  namedChildren,
  type PythonProject,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { moduleNameOf } from './module-name.js';
import type { SettingsPlan } from './plan-settings.js';
import { isTest, type Survey } from './survey.js';

/** What a test imports for the app. */
export interface AppImport {
  readonly module: string;
  readonly name: string;
  readonly isFactory: boolean;
}

/** The first app of the backend that has a name in a module, or that a function makes which needs nothing. */
export function appOf({ routes, resolver }: Survey): AppImport | null {
  for (const { route } of routes) {
    const { importString, factory } = route.app;
    const [module, name] = importString?.split(':') ?? [];
    if (!module || !name) continue;
    if (factory === null) return { module, name, isFactory: false };
    const made = madeBy(resolver, factory);
    if (made !== null) return made;
    const needs = namedChildren(field(factory.node, 'parameters')).some((each) => isNeeded(each));
    if (!needs) return { module, name, isFactory: true };
  }
  return null;
}

/** `app = create_app(router, settings=settings)`: what a server is started with. */
function madeBy(resolver: Resolver, factory: Definition): AppImport | null {
  const { project } = resolver;
  for (const file of project.files.values()) {
    if (isTest(file.path) || !file.text.includes(factory.name)) continue;
    for (const node of file.occurrences(factory.name)) {
      const call = node.parent?.type === 'attribute' ? node.parent.parent : node.parent;
      const assignment = call?.type === 'call' && call.parent?.type === 'assignment' ? call.parent : null;
      const name = field(assignment, 'left');
      const callee = field(call, 'function');
      if (assignment?.parent?.parent?.type !== 'module' || name?.type !== 'identifier' || callee === null) continue;
      const found = resolver.resolve(file, callee);
      if (found.kind === 'definition' && definitionKey(found.definition) === definitionKey(factory))
        return { module: moduleNameOf(project, file), name: name.text, isFactory: false };
    }
  }
  return null;
}

function isNeeded(parameter: SyntaxNode): boolean {
  return !/default|splat|separator|pattern/.test(parameter.type);
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
