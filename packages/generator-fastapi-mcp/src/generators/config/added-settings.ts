import { type By, type Contributed, code, literal, type PyCode, type Setting, UserError } from '@fastapi-mcp/kit';

/** A plugin's setting as a field of `config.py`. */
export interface AddedField {
  readonly name: PyCode;
  readonly annotation: PyCode;
  /** Of `Field(…)`. */
  readonly keywords: PyCode;
}

/** A plugin's settings as lines of `.env.example`. */
export interface AddedLines {
  readonly plugin: string;
  /** Fills the heading up. */
  readonly rule: string;
  readonly settings: readonly { readonly name: string; readonly help: string; readonly value: string }[];
}

/** As wide as the headings of the template. */
const WIDTH = 119;

/** Plugins' settings as fields, in their order. */
export function addedFields({ settings }: Contributed): readonly AddedField[] {
  return settings.map((setting) => ({
    name: code(setting.name),
    annotation: code(setting.default === null ? `${annotation(setting)} | None` : annotation(setting)),
    keywords: code(
      [
        literal(setting.default).text,
        ...limit('ge', setting.minimum),
        ...limit('le', setting.maximum),
        ...limit('pattern', setting.pattern),
        `examples=[${literal(setting.example).text}]`,
      ].join(', '),
    ),
  }));
}

function annotation({ type, choices }: Setting): string {
  if (choices) return `Literal[${choices.map((choice) => literal(choice).text).join(', ')}]`;
  return { text: 'str', integer: 'int', number: 'float', boolean: 'bool', secret: 'SecretStr' }[type];
}

function limit(keyword: string, value: number | string | undefined): readonly string[] {
  return value === undefined ? [] : [`${keyword}=${literal(value).text}`];
}

/** The same, grouped by plugin, commented out with their defaults. */
export function addedLines({ settings }: Contributed): readonly AddedLines[] {
  const plugins = [...new Set(settings.map(({ plugin }) => plugin))];
  return plugins.map((plugin) => ({
    plugin,
    rule: '-'.repeat(Math.max(3, WIDTH - plugin.length - '# --- '.length)),
    settings: settings.filter((setting) => setting.plugin === plugin).map(line),
  }));
}

function line({ name, help, default: fallback }: By<Setting>): AddedLines['settings'][number] {
  return { name: name.toUpperCase(), help, value: fallback === null ? '' : String(fallback) };
}

/**
 * Refuses a plugin's setting that the server has already.
 *
 * @param own - the settings module without any plugin's settings.
 * @throws UserError naming the plugin and the setting.
 */
export function refuseOwnSettings({ settings }: Contributed, own: string): void {
  const names = new Set([...own.matchAll(/^ {4}([a-z]\w*)\s*(?::|=|\()/gm)].map(([, name]) => name));
  const taken = [...own.matchAll(/def ([a-z]\w*)\(/g)].map(([, name]) => name);
  const twice = settings.find(({ name }) => names.has(name) || taken.includes(name) || name === 'port');
  if (twice)
    throw new UserError(
      `${twice.plugin} brings the setting ${twice.name.toUpperCase()}, which the server itself has`,
      'ask the author of the plugin for another name',
    );
}
