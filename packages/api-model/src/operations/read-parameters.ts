import type { ParameterStyle } from '../api-model.js';
import { cleanText } from '../clean-text.js';
import { arrayAt, child, isObject, type JsonObject, objectAt, own, stringAt } from '../json.js';
import { dereference, type Located } from '../references/resolve.js';
import type { Schema } from '../schema.js';
import { isSendable } from '../schemas/meta.js';
import type { Reading } from '../schemas/reading.js';
import type { DraftArgument } from './draft-argument.js';
import { impliedParameters } from './implied-parameters.js';
import { LeftOut } from './left-out.js';
import { isMediaType, mediaKind } from './media-types.js';
import type { OperationSource } from './operation-source.js';
import { isLocation, type ParameterLocation, STYLES } from './parameter-location.js';
import { pathText } from './path-text.js';
import { whyUnsendable } from './sendable-name.js';
import { withoutNull } from './without-null.js';

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
  for (const argument of impliedParameters(source, reading.report, (location, name) =>
    found.get(`${location} ${name}`),
  )) {
    found.set(`${argument.location} ${argument.wireName}`, argument);
  }
  return [...found.values()].filter(
    ({ location, wireName }) => location !== 'path' || source.path.includes(`{${wireName}}`),
  );
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

interface ParameterSource {
  readonly node: JsonObject;
  readonly pointer: string;
  readonly wireName: string;
  readonly location: ParameterLocation;
  readonly words: readonly string[];
}

function toArgument(reading: Reading, { node, pointer, wireName, location, words }: ParameterSource): DraftArgument {
  const { part, isJson } = schemaOf(node, pointer);
  const read = withoutNull(reading.read([part], { direction: 'input', words, depth: 0 }));
  const schema = describe(location === 'path' && !isJson ? pathText(read) : read, node);
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
  if (location === 'path' && own(node, 'x-multi-segment') === true) return 'multiSegment';
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
