import {
  type Definition,
  field,
  namedChildren,
  type Resolution,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { isTest } from './survey.js';

/** A class that reads the environment. */
export interface SettingsClass {
  readonly definition: Definition;
  /** Pydantic's major version, by where its base class comes from. */
  readonly pydantic: 1 | 2;
  /** `SECRET_KEY: str` rather than `secret_key: str`. */
  readonly upperCase: boolean;
  /** The class puts a prefix before its fields' names in the environment. */
  readonly prefixed: boolean;
  /** Its fields in order. */
  readonly fields: readonly SyntaxNode[];
}

/** How code reaches the settings: an instance, or a function that returns one. */
export interface SettingsAccess {
  readonly kind: 'instance' | 'function';
  readonly name: string;
  readonly file: SourceFile;
}

export interface Settings {
  readonly settings: SettingsClass;
  readonly access: readonly SettingsAccess[];
}

/** Every settings class of the project with the names it is reached by, the likeliest one for secrets first. */
export function findSettings(resolver: Resolver): readonly Settings[] {
  const classes = [...resolver.project.files.values()]
    .filter(({ path, text }) => !isTest(path) && /\bclass\s+\w+\s*\(/.test(text) && /Settings/.test(text))
    .flatMap((file) => settingsIn(resolver, file));
  const found = classes.map((settings) => ({ settings, access: accessTo(resolver, settings.definition) }));
  const reachable = found.filter(({ access }) => access.length > 0);
  return reachable.sort((a, b) => likelihood(b) - likelihood(a));
}

function likelihood({ settings: { fields, definition }, access }: Settings): number {
  const secrets = fields.filter((each) => /secret|token|jwt|password/i.test(field(each, 'left')?.text ?? '')).length;
  const named = /^(?:App|Global|Core)?(?:Settings|Config)$/.test(definition.name) ? 50 : 0;
  return named + secrets * 10 + Math.min(fields.length, 20) + access.length;
}

function settingsIn(resolver: Resolver, file: SourceFile): SettingsClass[] {
  return file.root.descendantsOfType('class_definition').flatMap((node) => {
    const name = field(node, 'name')?.text ?? '';
    const definition: Definition = { kind: 'class', name, file, node, owner: null };
    const pydantic = versionOf(resolver, { kind: 'definition', definition, via: [] }, 0);
    if (pydantic === null) return [];
    const fields = namedChildren(field(node, 'body')).flatMap((statement) => {
      const assignment = statement.type === 'expression_statement' ? statement.firstNamedChild : null;
      const plain =
        field(assignment, 'left')?.text !== 'model_config' && !/ClassVar/.test(field(assignment, 'type')?.text ?? '');
      return assignment?.type === 'assignment' && field(assignment, 'type') !== null && plain ? [assignment] : [];
    });
    const upper = fields.filter((each) => /^[A-Z0-9_]+$/.test(field(each, 'left')?.text ?? '')).length;
    const prefixed = hasPrefix(resolver, definition, 0);
    return [{ definition, pydantic, upperCase: upper * 2 > fields.length, prefixed, fields }];
  });
}

/** `env_prefix="APP_"`, of the class or of one that it is made from. */
function hasPrefix(resolver: Resolver, { node, file, ...rest }: Definition, depth: number): boolean {
  if (/\benv_prefix\s*=\s*(?!["']{2})/.test(node.text)) return true;
  return (
    depth < 8 &&
    resolver
      .bases({ node, file, ...rest })
      .some(
        (base) =>
          base.kind === 'definition' &&
          base.definition.kind === 'class' &&
          hasPrefix(resolver, base.definition, depth + 1),
      )
  );
}

function versionOf(resolver: Resolver, target: Resolution, depth: number): 1 | 2 | null {
  if (target.kind === 'external') {
    if (/^pydantic_settings(?:\.\w+)*\.BaseSettings$/.test(target.name)) return 2;
    return /^pydantic(?:\.v1)?(?:\.env_settings)?\.BaseSettings$/.test(target.name) ? 1 : null;
  }
  if (target.kind !== 'definition' || target.definition.kind !== 'class' || depth > 8) return null;
  for (const base of resolver.bases(target.definition)) {
    const version = versionOf(resolver, base, depth + 1);
    if (version !== null) return version;
  }
  return null;
}

/** `settings = Settings()` and `def get_settings() -> Settings`, module level, anywhere. */
function accessTo(resolver: Resolver, wanted: Definition): SettingsAccess[] {
  const isWanted = (file: SourceFile, node: SyntaxNode | null): boolean => {
    const found = node === null ? null : resolver.resolve(file, node);
    return (
      found?.kind === 'definition' &&
      found.definition.file === wanted.file &&
      found.definition.node.id === wanted.node.id
    );
  };
  const access: SettingsAccess[] = [];
  for (const file of resolver.project.files.values()) {
    if (isTest(file.path) || !file.text.includes(wanted.name)) continue;
    for (const node of file.occurrences(wanted.name)) {
      const call = node.parent?.type === 'call' ? node.parent : null;
      const assignment = call?.parent?.type === 'assignment' ? call.parent : null;
      const annotation = node.parent?.type === 'type' ? node.parent : null;
      const left = field(assignment, 'left');
      if (assignment?.parent?.parent?.type === 'module' && left?.type === 'identifier' && isWanted(file, node))
        access.push({ kind: 'instance', name: left.text, file });
      const callable = annotation?.parent?.type === 'function_definition' ? annotation.parent : null;
      if (
        callable !== null &&
        isModuleLevel(callable) &&
        isWanted(file, node) &&
        namedChildren(field(callable, 'parameters')).length === 0
      ) {
        access.push({ kind: 'function', name: field(callable, 'name')?.text ?? '', file });
      }
    }
  }
  return [...access.filter(({ kind }) => kind === 'instance'), ...access.filter(({ kind }) => kind === 'function')];
}

function isModuleLevel(callable: SyntaxNode): boolean {
  const holder = callable.parent?.type === 'decorated_definition' ? callable.parent.parent : callable.parent;
  return holder?.type === 'module';
}
