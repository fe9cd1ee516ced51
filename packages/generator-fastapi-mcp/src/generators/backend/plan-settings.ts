import {
  type Definition,
  type Edit,
  field,
  isFastapi,
  namedChildren,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
  same,
} from '@fastapi-mcp/kit';
import { findSettings, type Settings, type SettingsAccess } from './find-settings.js';
import { moduleNameOf } from './module-name.js';
import { lineEnd, newlineOf, type Wanted } from './python-imports.js';
import type { Parameter } from './read-parameters.js';

/** Where the service tokens are configured, and what that needs. */
export interface SettingsPlan {
  /** The file of the settings class; null when the tokens are read from the environment itself. */
  readonly file: SourceFile | null;
  readonly edits: readonly Edit[];
  readonly wanted: readonly { readonly module: string; readonly name: string; readonly from: null | 'service_auth' }[];
  /** For people: `app/config.py: Settings.service_auth_token`. */
  readonly place: string;
  readonly field: string;
  readonly settings: Settings | null;
  /** Where its `SecretStr` is from: `pydantic`, or `pydantic.v1` beside pydantic 2. */
  readonly secretModule: string;
}

/** Plans the two settings, in the class's own style. */
export function planSettings(resolver: Resolver, lineLength: number): SettingsPlan {
  const [settings] = findSettings(resolver).filter(isForTheApp);
  if (settings === undefined)
    return {
      file: null,
      edits: [],
      wanted: [],
      place: 'the environment (no settings class was found)',
      field: '',
      settings: null,
      secretModule: 'pydantic',
    };
  const { definition, upperCase, fields, secretModule } = settings.settings;
  const name = upperCase ? 'SERVICE_AUTH_TOKEN' : 'service_auth_token';
  const place = `${definition.file.path}: ${definition.name}.${name}`;
  if (fields.some((each) => field(each, 'left')?.text === name))
    return { file: definition.file, edits: [], wanted: [], place, field: name, settings, secretModule };
  const { edit, imports } = fieldsEdit(settings, name, lineLength);
  return {
    file: definition.file,
    edits: [edit],
    wanted: [
      ...imports.map((each) => ({ module: each === 'Optional' ? 'typing' : secretModule, name: each, from: null })),
      { module: '', name: 'check_service_token', from: 'service_auth' as const },
    ],
    place,
    field: name,
    settings,
    secretModule,
  };
}

/** `Settings`, `AppConfig`; not the settings of one corner, such as `OAuthSettings`. */
function isForTheApp({ settings }: Settings, _index: number, all: readonly Settings[]): boolean {
  return (
    all.length === 1 ||
    /^(?:App|Application|Global|Core|Common|Base|Backend|Server|API|Api|Project|Env|Environment)*(?:Settings|Config|Configuration|Env)$/.test(
      settings.definition.name,
    )
  );
}

function fieldsEdit(
  { settings }: Settings,
  name: string,
  lineLength: number,
): { readonly edit: Edit; readonly imports: readonly string[] } {
  const { definition, fields, pydantic, prefixed } = settings;
  const { file } = definition;
  const previous = name === 'service_auth_token' ? 'service_auth_token_previous' : 'SERVICE_AUTH_TOKEN_PREVIOUS';
  const modern = /\w\] ?\| None|\w \| None/.test(file.text) || (!/\bOptional\[/.test(file.text) && pydantic === 2);
  const type = modern ? 'SecretStr | None' : 'Optional[SecretStr]';
  const last = fields.at(-1);
  const indent = last === undefined ? '    ' : indentOf(file.text, last);
  const setting = (each: string): string[] => {
    const own = pydantic === 2 ? 'default=None, validation_alias' : 'None, env';
    const value = prefixed ? `Field(${own}="${each.toUpperCase()}")` : 'None';
    const line = `${each}: ${type} = ${value}`;
    if (indent.length + line.length <= lineLength || !prefixed) return [line];
    return [`${each}: ${type} = Field(`, `    ${own}="${each.toUpperCase()}"`, ')'];
  };
  const validator = pydantic === 2 ? 'field_validator' : 'validator';
  const lines = [
    '# Both unset or empty: no service calls.',
    '# The previous token counts while it is replaced.',
    ...setting(name),
    ...setting(previous),
    '',
    `@${validator}("${name}", "${previous}")`,
    ...(pydantic === 2 ? ['@classmethod'] : []),
    `def _check_service_token(cls, token: ${type}) -> ${type}:`,
    '    check_service_token(token)',
    '    return token',
  ];
  const at = lineEnd(file.text, (last === undefined ? headEnd(definition.node) : withDocstring(last)).endIndex);
  const newline = newlineOf(file.text);
  const text = lines.map((line) => newline + (line === '' ? '' : indent + line)).join('');
  const imports = ['SecretStr', validator, ...(prefixed ? ['Field'] : []), ...(modern ? [] : ['Optional'])];
  const next = file.text.slice(at).replace(/^\r?\n/, '');
  // A method that follows a field at once needs its blank line.
  const blank = new RegExp(`^${indent}\\S`).test(next) ? newline : '';
  return { edit: { start: at, end: at, text: text + blank }, imports };
}

/** A string under a field documents it. */
function withDocstring(assignment: SyntaxNode): SyntaxNode {
  const statement = assignment.parent ?? assignment;
  const next = statement.nextNamedSibling;
  return next?.type === 'expression_statement' && next.firstNamedChild?.type === 'string' ? next : statement;
}

function headEnd(node: SyntaxNode): SyntaxNode {
  const [first] = namedChildren(field(node, 'body'));
  return first ?? node;
}

function indentOf(text: string, node: SyntaxNode): string {
  return /[ \t]*$/.exec(text.slice(0, node.startIndex))?.[0] ?? '    ';
}

/** How the new function reaches the tokens: by a parameter of the original, an instance, or a function. */
export function tokensFor(
  resolver: Resolver,
  plan: SettingsPlan,
  definition: Definition,
  parameters: readonly Parameter[],
): { readonly tokens: readonly string[]; readonly wanted: readonly Wanted[]; readonly usesEnvironment: boolean } {
  if (plan.settings === null) return { tokens: ['*environment_tokens()'], wanted: [], usesEnvironment: true };
  const both = (object: string): string[] => [
    `${object}.${plan.field}`,
    `${object}.${plan.field}${plan.field === plan.field.toUpperCase() ? '_PREVIOUS' : '_previous'}`,
  ];
  const wantedClass = plan.settings.settings.definition;
  const parameter = parameters.find(
    ({ annotation }) => annotation !== null && isOf(resolver, definition.file, annotation, wantedClass),
  );
  if (parameter?.name) return { tokens: both(parameter.name), wanted: [], usesEnvironment: false };
  const access = closest(resolver, plan.settings.access, definition.file);
  const expression = access.kind === 'instance' ? access.name : `${access.name}()`;
  const wanted =
    access.file === definition.file
      ? []
      : [{ module: moduleNameOf(resolver.project, access.file), name: access.name, from: access.file }];
  return { tokens: both(expression), wanted, usesEnvironment: false };
}

function closest(resolver: Resolver, access: readonly SettingsAccess[], file: SourceFile): SettingsAccess {
  const [first] = access;
  const here = access.find((each) => {
    const found = resolver.resolveExport(file, each.name);
    return found.kind === 'definition' && found.definition.file === each.file;
  });
  if (here !== undefined) return here;
  if (first === undefined) throw new Error('findSettings returns only what can be reached');
  return first;
}

/** An annotation means a class: directly, or as the first item of an `Annotated` alias. */
function isOf(resolver: Resolver, file: SourceFile, annotation: SyntaxNode, wanted: Definition, depth = 0): boolean {
  const inner = annotation.type === 'type' ? (annotation.firstNamedChild ?? annotation) : annotation;
  if (depth > 6) return false;
  const isAnnotated =
    /subscript|generic_type/.test(inner.type) && isFastapi(resolver.resolve(file, inner), 'Annotated');
  if (isAnnotated) {
    const first =
      inner.type === 'subscript' ? inner.childrenForFieldName('subscript')[0] : inner.namedChildren[1]?.firstNamedChild;
    return first != null && isOf(resolver, file, first, wanted, depth + 1);
  }
  const found = resolver.resolve(file, inner);
  if (found.kind !== 'definition') return false;
  if (found.definition.file === wanted.file && same(found.definition.node, wanted.node)) return true;
  const value = field(found.definition.node, 'right');
  return value !== null && value.type !== 'call' && isOf(resolver, found.definition.file, value, wanted, depth + 1);
}
