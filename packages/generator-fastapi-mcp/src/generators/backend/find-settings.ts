import {
  ancestor,
  type Definition,
  definitionKey,
  field,
  namedChildren,
  type Resolution,
  type Resolver,
  returnedValues,
  type SourceFile,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { basesOf, isMadeFrom } from './made-from.js';
import { isTest } from './survey.js';

/** A class that reads the environment. */
export interface SettingsClass {
  readonly definition: Definition;
  /** Pydantic's major version, by where its base class comes from. */
  readonly pydantic: 1 | 2;
  /** Where its `SecretStr` is from: `pydantic`, or `pydantic.v1` beside pydantic 2. */
  readonly secretModule: 'pydantic' | 'pydantic.v1';
  /** It reads a dotenv file, and refuses what it does not know in it. */
  readonly strict: boolean;
  /** `SECRET_KEY: str` rather than `secret_key: str`. */
  readonly upperCase: boolean;
  /** A field is not found in the environment by its name in capitals: there is a prefix, or case counts. */
  readonly prefixed: boolean;
  /** Nothing can be assigned to an instance. */
  readonly frozen: boolean;
  /** Its fields in order. */
  readonly fields: readonly SyntaxNode[];
}

/** How code reaches the settings: an instance, or a function that returns one. */
export interface SettingsAccess {
  readonly kind: 'instance' | 'function';
  readonly name: string;
  readonly file: SourceFile;
  /** Of a function: whether it makes an instance each time, keeps it by `lru_cache`, or in some way of its own. */
  readonly keeps: 'nothing' | 'cache' | 'otherwise';
  /** The class is called without arguments. */
  readonly plain: boolean;
}

export interface Settings {
  readonly settings: SettingsClass;
  readonly access: readonly SettingsAccess[];
}

/** Every settings class of the project with the names it is reached by, the likeliest one for secrets first. */
export function findSettings(resolver: Resolver): readonly Settings[] {
  const classes = settingsClasses(resolver);
  const found = classes.map((settings): Settings => {
    // What is reached as an instance of a subclass has the subclass's prefix.
    const made = classes.filter(({ definition }) => isMadeFrom(resolver, definition, settings.definition));
    const access = [settings, ...made].flatMap(({ definition }) => accessTo(resolver, definition, made));
    const some = (is: (each: SettingsClass) => boolean): boolean => [settings, ...made].some(is);
    return {
      settings: { ...settings, prefixed: some(({ prefixed }) => prefixed), frozen: some(({ frozen }) => frozen) },
      access: [
        ...access.filter(({ kind }) => kind === 'instance'),
        ...access.filter(({ kind }) => kind === 'function'),
      ],
    };
  });
  const reachable = found.filter(({ access }) => access.length > 0);
  return reachable.sort((a, b) => likelihood(b) - likelihood(a));
}

/** Every settings class, whether something reaches it or not. */
export function settingsClasses(resolver: Resolver): readonly SettingsClass[] {
  return [...resolver.project.files.values()]
    .filter(({ path, text }) => !isTest(path) && /\bclass\s+\w+\s*\(/.test(text) && /Settings/.test(text))
    .flatMap((file) => settingsIn(resolver, file));
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
    const base = baseSettingsOf(resolver, { kind: 'definition', definition, via: [] }, 0);
    if (base === null) return [];
    const pydantic = base.startsWith('pydantic_settings') ? 2 : 1;
    const fields = namedChildren(field(node, 'body')).flatMap((statement) => {
      const assignment = statement.type === 'expression_statement' ? statement.firstNamedChild : null;
      const plain =
        field(assignment, 'left')?.text !== 'model_config' && !/ClassVar/.test(field(assignment, 'type')?.text ?? '');
      return assignment?.type === 'assignment' && field(assignment, 'type') !== null && plain ? [assignment] : [];
    });
    const upper = fields.filter((each) => /^[A-Z0-9_]+$/.test(field(each, 'left')?.text ?? '')).length;
    const upperCase = upper * 2 > fields.length;
    // The configuration of a class, or of one that it is made from.
    const configured = [definition, ...basesOf(resolver, definition)];
    const says = (pattern: RegExp): boolean => configured.some((each) => pattern.test(each.node.text));
    const prefixed = says(PREFIX) || (!upperCase && says(CASE));
    const secretModule = base.startsWith('pydantic.v1') ? 'pydantic.v1' : 'pydantic';
    // Pydantic 1 leaves what is not a field where it is.
    const strict = pydantic === 2 && says(DOTENV) && !says(LENIENT);
    return [{ definition, pydantic, secretModule, strict, upperCase, prefixed, frozen: says(FROZEN), fields }];
  });
}

const PREFIX = /\benv_prefix["']?\s*[=:]\s*(?!["']{2})/;
const CASE = /\bcase_sensitive["']?\s*[=:]\s*True\b/;
const DOTENV = /\benv_file["']?\s*[=:]\s*(?!None\b)/;
const LENIENT = /\bextra["']?\s*[=:]\s*["'](?:ignore|allow)["']|\bExtra\.(?:ignore|allow)\b/;
const FROZEN = /\bfrozen["']?\s*[=:]\s*True\b|\ballow_mutation\s*=\s*False\b/;

/** The name of pydantic's own class that a class is made from; null: none. */
function baseSettingsOf(resolver: Resolver, target: Resolution, depth: number): string | null {
  if (target.kind === 'external')
    return /^(?:pydantic_settings(?:\.\w+)*|pydantic(?:\.v1)?(?:\.env_settings)?)\.BaseSettings$/.test(target.name)
      ? target.name
      : null;
  if (target.kind !== 'definition' || target.definition.kind !== 'class' || depth > 8) return null;
  for (const base of resolver.bases(target.definition)) {
    const found = baseSettingsOf(resolver, base, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** `settings = Settings()`, `Dev() if debug else Prod()` and `def get_settings()`, module level, anywhere. */
function accessTo(resolver: Resolver, wanted: Definition, alike: readonly SettingsClass[]): SettingsAccess[] {
  const isOf = (file: SourceFile, node: SyntaxNode | null, definition: Definition): boolean => {
    const found = node === null ? null : resolver.resolve(file, node);
    return found?.kind === 'definition' && definitionKey(found.definition) === definitionKey(definition);
  };
  const access: SettingsAccess[] = [];
  for (const file of resolver.project.files.values()) {
    if (isTest(file.path) || !file.text.includes(wanted.name)) continue;
    const makes = (call: SyntaxNode): boolean =>
      call.type === 'call' &&
      [wanted, ...alike.map(({ definition }) => definition)].some((each) => isOf(file, field(call, 'function'), each));
    for (const node of file.occurrences(wanted.name)) {
      if (!isOf(file, node, wanted)) continue;
      const call = node.parent?.type === 'call' ? node.parent : null;
      const plain = call !== null && namedChildren(field(call, 'arguments')).length === 0;
      const assignment = call === null ? null : assignmentOf(call, makes);
      const left = field(assignment, 'left');
      if (assignment?.parent?.parent?.type === 'module' && left?.type === 'identifier')
        access.push({ kind: 'instance', name: left.text, file, keeps: 'otherwise', plain });
      const callable = node.parent?.type === 'type' ? node.parent.parent : call === null ? null : returning(call);
      const name = field(callable, 'name')?.text ?? '';
      if (
        callable?.type === 'function_definition' &&
        isModuleLevel(callable) &&
        namedChildren(field(callable, 'parameters')).length === 0 &&
        !access.some((each) => each.file === file && each.name === name)
      )
        access.push({ kind: 'function', name, file, keeps: keptBy(callable), plain: false });
    }
  }
  return access;
}

/** The assignment of a call, or of a choice between such calls. */
function assignmentOf(call: SyntaxNode, makes: (call: SyntaxNode) => boolean): SyntaxNode | null {
  const choice = call.parent?.type === 'conditional_expression' ? call.parent : null;
  if (choice !== null) {
    const [then, , otherwise] = namedChildren(choice);
    if (then === undefined || otherwise === undefined || !makes(then) || !makes(otherwise)) return null;
  }
  const holder = (choice ?? call).parent;
  return holder?.type === 'assignment' ? holder : null;
}

/** The function that returns a call at once, and nothing else. */
function returning(call: SyntaxNode): SyntaxNode | null {
  const callable = call.parent?.type === 'return_statement' ? ancestor(call, 'function_definition') : null;
  return callable !== null && returnedValues(callable).length === 1 ? callable : null;
}

function keptBy(callable: SyntaxNode): SettingsAccess['keeps'] {
  const decorated = callable.parent?.type === 'decorated_definition' ? callable.parent : null;
  if (namedChildren(decorated).some(({ type, text }) => type === 'decorator' && text.includes('cache'))) return 'cache';
  const statements = namedChildren(field(callable, 'body')).filter(
    ({ type, firstNamedChild: first }) => type !== 'comment' && first?.type !== 'string',
  );
  const [only] = statements;
  return statements.length === 1 && only?.type === 'return_statement' && only.firstNamedChild?.type === 'call'
    ? 'nothing'
    : 'otherwise';
}

function isModuleLevel(callable: SyntaxNode): boolean {
  const holder = callable.parent?.type === 'decorated_definition' ? callable.parent.parent : callable.parent;
  return holder?.type === 'module';
}
