import { arrayAt, type JsonObject, own, stringAt } from '../json.js';
import type { JsonValue } from '../schema.js';
import type { Part } from './part.js';

/** Keywords that say something about a value without refusing any. */
const ANNOTATIONS = new Set([
  ...[
    'title',
    'description',
    'default',
    'examples',
    'deprecated',
    'readOnly',
    'writeOnly',
    'externalDocs',
    'xml',
    'nullable',
  ],
  // References are followed, not merged.
  ...['$ref', '$recursiveRef', '$dynamicRef', '$recursiveAnchor', '$dynamicAnchor'],
  ...['$schema', '$id', '$anchor', '$comment', '$defs', 'definitions', 'discriminator', 'contentEncoding'],
]);

/** Whether a keyword can refuse a value. */
export function isConstraint(keyword: string): boolean {
  return !ANNOTATIONS.has(keyword) && !keyword.startsWith('x-');
}

/** The names in a schema's `required`. */
export function requiredNames(node: JsonObject): readonly string[] {
  return arrayAt(node, 'required').filter((name) => typeof name === 'string');
}

/** Annotations of all the parts of a schema; where several speak, the outermost is heard. */
export interface Annotations {
  title: string | null;
  /** Not cleaned yet, with the place it comes from. */
  description: Part | null;
  default: { readonly value: JsonValue } | null;
  examples: readonly JsonValue[];
  deprecated: boolean;
  readOnly: boolean;
  writeOnly: boolean;
  /** 3.0's `nullable: true`, beside whatever it stands. */
  nullable: boolean;
}

export function noAnnotations(): Annotations {
  return {
    title: null,
    description: null,
    default: null,
    examples: [],
    deprecated: false,
    readOnly: false,
    writeOnly: false,
    nullable: false,
  };
}

/** Adds what one schema object says; earlier calls win. `nullable` inside `allOf` concerns the type stated beside it only. */
export function annotate(into: Annotations, node: JsonObject, pointer: string, mayBeNull: boolean): void {
  into.title ??= stringAt(node, 'title');
  const description = stringAt(node, 'description');
  if (description !== null) into.description ??= { node: description, pointer };
  const value = own(node, 'default');
  if (value !== undefined) into.default ??= { value };
  if (into.examples.length === 0) into.examples = arrayAt(node, 'examples').slice(0, 3);
  into.deprecated ||= own(node, 'deprecated') === true;
  into.readOnly ||= own(node, 'readOnly') === true;
  into.writeOnly ||= own(node, 'writeOnly') === true;
  into.nullable ||= mayBeNull && own(node, 'nullable') === true;
}
