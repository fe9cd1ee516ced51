import type { Argument, ParameterStyle } from '../api-model.js';
import { cleanText } from '../clean-text.js';
import { arrayAt, child, isObject, type JsonObject, objectAt, own, stringAt } from '../json.js';
import { dereference, type Located } from '../references/resolve.js';
import type { JsonValue, Schema } from '../schema.js';
import { isSendable } from '../schemas/meta.js';
import type { Reading } from '../schemas/reading.js';
import { LeftOut } from './left-out.js';
import { isMediaType, mediaKind } from './media-types.js';
import type { OperationSource } from './operation-source.js';
import { withoutNull } from './without-null.js';

/** An argument whose names have yet to be decided. */
export type DraftArgument = Omit<Argument, 'field' | 'name'>;

type ParameterLocation = 'path' | 'query' | 'header' | 'cookie';

/** "If `in` is header and the name is one of these, the parameter definition SHALL be ignored" (OpenAPI §4.8.12.2). */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);
/** Headers that frame the message itself: a caller who sets them breaks it. */
const FRAMING_HEADERS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'cookie',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'keep-alive',
]);

const STYLES: Readonly<Record<ParameterLocation, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

/** The parameters of an operation as arguments; of two with the same name and place, the operation's own counts. */
export function readParameters(
  reading: Reading,
  source: OperationSource,
  words: readonly string[],
): readonly DraftArgument[] {
  const found = new Map<string, DraftArgument>();
  for (const located of source.parameters) {
    const argument = readParameter(reading, source, located, words);
    if (argument)
      found.set(
        `${argument.location} ${argument.location === 'header' ? argument.wireName.toLowerCase() : argument.wireName}`,
        argument,
      );
  }
  const inPath = [...source.path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? '');
  for (const name of inPath) {
    if (found.has(`path ${name}`)) continue;
    reading.report.add({
      code: 'path-parameter-undeclared',
      severity: 'warning',
      at: source.pointer,
      message: `the path's {${name}} is declared nowhere; it is taken as text`,
      hint: 'Declare it as a parameter in path.',
    });
    found.set(
      `path ${name}`,
      impliedParameter(name, 'path', {
        ...NO_META,
        pointer: source.pointer,
        kind: 'string',
        format: null,
        minLength: null,
        maxLength: null,
        pattern: null,
      }),
    );
  }
  for (const [name, value] of source.fixedQuery) {
    found.set(
      `query ${name}`,
      impliedParameter(name, 'query', { ...NO_META, pointer: source.pointer, kind: 'enum', values: [value] }),
    );
  }
  return [...found.values()].filter(({ location, wireName }) => location !== 'path' || inPath.includes(wireName));
}

function readParameter(
  reading: Reading,
  source: OperationSource,
  located: Located,
  words: readonly string[],
): DraftArgument | null {
  const { report } = reading;
  const found = dereference(located, reading.resolve);
  const node = found.ok ? found.target.node : null;
  const wireName = isObject(node) ? stringAt(node, 'name') : null;
  const location = isObject(node) ? own(node, 'in') : null;
  if (!found.ok || !isObject(node) || wireName === null || wireName === '' || !isLocation(location)) {
    const message = found.ok
      ? `a parameter without a name, or in ${JSON.stringify(location ?? null)}, is left out`
      : found.message;
    report.add({
      code: 'parameter-left-out',
      severity: 'warning',
      at: located.pointer,
      message,
      hint: found.ok ? '`in` is one of path, query, header, cookie.' : found.hint,
    });
    return null;
  }
  const { pointer } = found.target;
  const unsendable = whyUnsendable(location, wireName);
  if (unsendable !== null) {
    const isFatal = own(node, 'required') === true && unsendable.code === 'unsendable-name';
    if (isFatal) throw new LeftOut('operation-left-out', source.pointer, unsendable.message, 'Rename the parameter.');
    report.add({ ...unsendable, at: pointer });
    return null;
  }
  return toArgument(reading, { node, pointer, wireName, location, words: [...words, wireName] });
}

function isLocation(value: JsonValue | undefined): value is ParameterLocation {
  return value === 'path' || value === 'query' || value === 'header' || value === 'cookie';
}

function whyUnsendable(
  location: ParameterLocation,
  name: string,
): {
  readonly code: string;
  readonly severity: 'info' | 'warning';
  readonly message: string;
  readonly hint: string;
} | null {
  if (location === 'header') {
    const lower = name.toLowerCase();
    if (IGNORED_HEADERS.has(lower))
      return {
        code: 'header-ignored',
        severity: 'info',
        message: `the header ${name} is set by the client`,
        hint: 'Nothing to do: OpenAPI says to ignore it here.',
      };
    if (FRAMING_HEADERS.has(lower))
      return {
        code: 'header-ignored',
        severity: 'info',
        message: `the header ${name} belongs to the connection`,
        hint: 'Nothing to do: the client sets it.',
      };
  }
  const isToken = /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  const allowed = location === 'header' || location === 'cookie' ? isToken : name.isWellFormed();
  return allowed
    ? null
    : {
        code: 'unsendable-name',
        severity: 'warning',
        message: `no ${location} can be named ${JSON.stringify(name)}`,
        hint: 'Rename the parameter.',
      };
}

interface ParameterSource {
  readonly node: JsonObject;
  readonly pointer: string;
  readonly wireName: string;
  readonly location: ParameterLocation;
  readonly words: readonly string[];
}

function toArgument(reading: Reading, { node, pointer, wireName, location, words }: ParameterSource): DraftArgument {
  const { part, isJson } = schemaOf(node, pointer);
  const schema = describe(withoutNull(reading.read([part], { direction: 'input', words, depth: 0 })), node);
  const style = isJson ? 'json' : parameterStyle(reading, node, pointer, location);
  const explode = own(node, 'explode');
  const description = cleanText(stringAt(node, 'description') ?? '', child(pointer, 'description'), reading.report);
  return {
    wireName,
    location,
    wholeBody: false,
    required: location === 'path' || own(node, 'required') === true,
    schema,
    description: description === '' ? schema.description : description,
    style,
    explode: typeof explode === 'boolean' ? explode : style === 'form' || style === 'deepObject',
    part: null,
    pointer,
  };
}

/** `schema`, or the one entry of `content`, whose value travels as text of that media type. */
function schemaOf(node: JsonObject, pointer: string): { readonly part: Located; readonly isJson: boolean } {
  const [entry] = Object.entries(objectAt(node, 'content')).filter(([mediaType]) => isMediaType(mediaType));
  if (!entry)
    return {
      part: { node: own(node, 'schema') ?? { type: 'string' }, pointer: child(pointer, 'schema') },
      isJson: false,
    };
  const [mediaType, content] = entry;
  const isJson = mediaKind(mediaType) === 'json';
  const schema = isJson && isObject(content) ? own(content, 'schema') : undefined;
  return {
    part: {
      node: schema ?? (isJson ? {} : { type: 'string' }),
      pointer: child(pointer, 'content', mediaType, 'schema'),
    },
    isJson,
  };
}

function parameterStyle(
  { report }: Reading,
  node: JsonObject,
  pointer: string,
  location: ParameterLocation,
): ParameterStyle {
  const stated = own(node, 'style');
  const [usual] = STYLES[location];
  const style = STYLES[location].find((known) => known === stated);
  if (style === undefined && stated !== undefined) {
    report.add({
      code: 'unsupported-parameter-style',
      severity: 'warning',
      at: pointer,
      message: `no ${location} parameter has the style ${JSON.stringify(stated)}; ${usual} is used`,
      hint: `Use one of ${STYLES[location].join(', ')}.`,
    });
  }
  return style ?? usual ?? 'form';
}

/** A parameter's own `deprecated` and `example`, which stand beside its schema. */
function describe(schema: Schema, node: JsonObject): Schema {
  const single = own(node, 'example');
  const several = Object.values(objectAt(node, 'examples')).flatMap((example) =>
    isObject(example) ? [own(example, 'value')] : [],
  );
  const examples = [...(single === undefined ? [] : [single]), ...several, ...arrayAt(node, 'examples')]
    .filter((value) => value !== undefined)
    .filter(isSendable);
  return {
    ...schema,
    deprecated: schema.deprecated || own(node, 'deprecated') === true,
    examples: schema.examples.length > 0 ? schema.examples : examples.slice(0, 3),
  };
}

const NO_META = {
  description: null,
  nullable: false,
  default: null,
  readOnly: false,
  writeOnly: false,
  deprecated: false,
  examples: [],
} as const;

/** A required parameter that the path alone tells of. */
function impliedParameter(wireName: string, location: 'path' | 'query', schema: Schema): DraftArgument {
  const style = location === 'path' ? 'simple' : 'form';
  return {
    wireName,
    location,
    wholeBody: false,
    required: true,
    schema,
    description: null,
    style,
    explode: style === 'form',
    part: null,
    pointer: schema.pointer,
  };
}
