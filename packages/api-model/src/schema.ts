/** JSON as TypeScript sees it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What every schema may carry beside its type. */
export interface SchemaMeta {
  readonly description: string | null;
  /** `null` is a valid value. All three spellings of OpenAPI 3.0/3.1 end here, and no `null` variant stays in a union. */
  readonly nullable: boolean;
  /** Wrapped, since `null` is a default of its own. */
  readonly default: { readonly value: JsonValue } | null;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly deprecated: boolean;
  readonly examples: readonly JsonValue[];
  readonly pointer: string;
}

export interface NumberLimits {
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly exclusiveMinimum: number | null;
  readonly exclusiveMaximum: number | null;
  readonly multipleOf: number | null;
}

export interface Property {
  /** Python field name, unique in its object. */
  readonly field: string;
  readonly wireName: string;
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Discriminator {
  readonly wireName: string;
  /** Its Python field, the same in all variants. */
  readonly field: string;
  /** Value on the wire → name of the schema. */
  readonly mapping: Readonly<Record<string, string>>;
}

/** Keywords of JSON Schema that have no place in the model, for a caller to see in a listed schema; nothing here checks them. */
export type StatedKeywords = Readonly<Record<string, JsonValue>>;

/** A JSON Schema (2020-12, the part that backends use), as a discriminated union. */
export type Schema = SchemaMeta &
  (
    | { readonly kind: 'any' }
    | { readonly kind: 'null' }
    | { readonly kind: 'boolean' }
    | ({ readonly kind: 'integer' } & NumberLimits)
    | ({ readonly kind: 'number' } & NumberLimits)
    | {
        readonly kind: 'string';
        /** `date`, `date-time`, `time`, `duration`, `uuid`, `email`, `uri`, `binary`, `byte`, `password`, … or null. */
        readonly format: string | null;
        readonly minLength: number | null;
        readonly maxLength: number | null;
        /** ECMA-262 regular expression; kept only where Python's `re`/Rust's `regex` read it alike, else dropped with a diagnostic. */
        readonly pattern: string | null;
        /**
         * The pattern as the document has it, where `pattern` is null because only JavaScript reads it so: for a caller to see
         * (a listed schema), never to be compiled here or in Python.
         */
        readonly statedPattern?: string;
      }
    /** `enum` and `const`: any JSON values; null, when among them, is said by `nullable` instead. */
    | { readonly kind: 'enum'; readonly values: readonly JsonValue[] }
    | {
        readonly kind: 'array';
        readonly items: Schema;
        readonly minItems: number | null;
        readonly maxItems: number | null;
        readonly uniqueItems: boolean;
        readonly stated?: StatedKeywords;
      }
    /** `prefixItems`; `rest` is what may follow, null when nothing may. */
    | {
        readonly kind: 'tuple';
        readonly items: readonly Schema[];
        readonly rest: Schema | null;
        readonly stated?: StatedKeywords;
      }
    | {
        readonly kind: 'object';
        readonly properties: readonly Property[];
        /** `minProperties`, `maxProperties`, where stated. */
        readonly minProperties?: number;
        readonly maxProperties?: number;
        /** Other properties: their schema; `true` anything; `false` refused; `null` not stated. */
        readonly additional: Schema | boolean | null;
        /** What the keys of a map look like (`patternProperties` and nothing else): for a caller to see. */
        readonly keyPattern?: string;
      }
    | { readonly kind: 'ref'; readonly name: string }
    | {
        readonly kind: 'union';
        readonly mode: 'anyOf' | 'oneOf';
        readonly variants: readonly Schema[];
        readonly discriminator: Discriminator | null;
      }
  );
