import type { JsonObject } from '../json.js';
import type { JsonValue } from '../schema.js';
import type { Annotations } from './annotations.js';
import type { Part } from './part.js';

/** One `oneOf` or `anyOf`, not yet read. */
export interface Choice {
  readonly mode: 'oneOf' | 'anyOf';
  readonly variants: readonly Part[];
  readonly discriminator: JsonObject | null;
  readonly pointer: string;
}

/** All constraints on one value, merged into a single set of keywords: what `allOf` means. */
export interface Flat {
  readonly annotations: Annotations;
  readonly pointer: string;
  /** The places merged here, which together are its identity. */
  readonly sources: readonly Part[];
  /** JSON type names, or null when none are stated. */
  types: readonly string[] | null;
  contradictory: boolean;
  /** `enum` and `const`. */
  values: readonly JsonValue[] | null;
  /** Titles of single values (`oneOf: [{const: 1, title: 'Open'}]`), by their JSON text. */
  readonly valueNames: Map<string, string>;
  /** Scalar keywords: `format`, `maxLength`, `minimum`… */
  readonly scalars: Map<string, JsonValue>;
  readonly properties: Map<string, Part[]>;
  readonly required: Set<string>;
  /** `not: {required: [name]}`: must not be there. */
  readonly absent: Set<string>;
  /** `not: {required: [a, b]}`: not all of these at once. */
  readonly notTogether: (readonly string[])[];
  readonly patternProperties: Part[];
  /** Their patterns, in the same order. */
  readonly keyPatterns: string[];
  /** `propertyNames`: what keys must satisfy. */
  readonly propertyNames: Part[];
  readonly additional: Part[];
  /** `additionalProperties: false`. */
  closed: boolean;
  /** `additionalProperties: true`, said and not only meant. */
  open: boolean;
  readonly items: Part[];
  noItems: boolean;
  readonly prefix: Part[][];
  /** `contains`: what at least one item is. */
  readonly contains: Part[];
  readonly choices: Choice[];
  /** Everything that was opened to get here: `sources`, and what references led to. */
  readonly merged: Set<string>;
  /** Keywords that were read and have no place in the model. */
  readonly ignored: Set<string>;
}

export function emptyFlat(annotations: Annotations, sources: readonly Part[]): Flat {
  return {
    annotations,
    pointer: sources[0]?.pointer ?? '#',
    sources,
    types: null,
    contradictory: false,
    values: null,
    valueNames: new Map(),
    scalars: new Map(),
    properties: new Map(),
    required: new Set(),
    absent: new Set(),
    notTogether: [],
    patternProperties: [],
    keyPatterns: [],
    propertyNames: [],
    additional: [],
    closed: false,
    open: false,
    items: [],
    noItems: false,
    prefix: [],
    contains: [],
    choices: [],
    merged: new Set(),
    ignored: new Set(),
  };
}
