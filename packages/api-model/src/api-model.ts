/**
 * What a backend offers, with no OpenAPI words left to interpret: references named, nullability normalised, `allOf`
 * merged, every name decided. Plain readonly data: it survives `JSON.stringify` (`--dump=model`).
 */
import type { JsonValue, Schema } from './schema.js';

/** A whole backend, as the stages after *source* see it. */
export interface ApiModel {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** The path of the first server (`/api/v1`), without a trailing slash; empty when there is none. Already part of every `Operation.path`. */
  readonly basePath: string;
  /** In the document's order, which is also the order of tools. */
  readonly operations: readonly Operation[];
  /** The schemas that operations reach, by their Python class name, sorted. */
  readonly schemas: Readonly<Record<string, NamedSchema>>;
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  /** Where a password is taken, base path included; that route is no tool. Absent: no route looks like it. */
  readonly loginPath?: string;
  /** Left out of `operations` by the user (`mcp-tools.yaml`); combined tools may call them, and their names stay theirs. */
  readonly hidden?: readonly Operation[];
  /** Tools of the user's own, each several calls in a row. */
  readonly combined?: readonly CombinedTool[];
}

/** What a client is told about a tool before any call (MCP specification, "Tool annotations"). */
export interface Hints {
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly idempotent: boolean;
}

/** What is left of an answer before a caller sees it. */
export interface AnswerShape {
  /** Ways to the fields that stay, through objects and over lists: `['id'], ['owner', 'name']`; null: all. */
  readonly fields: readonly (readonly string[])[] | null;
  /** At most `size` items at a time, of the answer itself or of the list in its field `list`. */
  readonly page: { readonly size: number; readonly list: string | null } | null;
}

/** Several operations as one tool. */
export interface CombinedTool {
  /** As if it were one: the arguments that a caller passes, the effect of its worst step, the answer of its last. */
  readonly operation: Operation;
  /** In the order in which they are called. */
  readonly steps: readonly Step[];
}

/** One call of a combined tool. */
export interface Step {
  /** A Python variable, unique in its tool. */
  readonly id: string;
  readonly operation: Operation;
}

/** HTTP methods that a tool can stand for. `TRACE` and `CONNECT` are left out with a diagnostic. */
export type HttpMethod = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What calling an operation does to the world; the MCP hints follow from it (MCP spec 2025-06-18, "Tool annotations"). */
export type Effect = 'read' | 'create' | 'replace' | 'update' | 'delete';

/** One route of the backend: one tool. */
export interface Operation {
  /** The tool's name: `[a-z0-9_]`, at most 64 characters, unique, a valid Python module and function name. */
  readonly name: string;
  /** The name of its arguments model: `UpdateTask`; unique, and no `schemas` key. */
  readonly className: string;
  readonly method: HttpMethod;
  /** The route template with the wire names of its parameters, base path included: `/api/v1/tasks/{task_id}`. */
  readonly path: string;
  readonly operationId: string | null;
  /** The first tag, or `default`. */
  readonly tag: string;
  readonly tags: readonly string[];
  /** A few words for a person: `Update task`. */
  readonly title: string;
  /** Summary and description, cleaned of hidden characters; may span lines; never empty. */
  readonly description: string;
  readonly deprecated: boolean;
  readonly effect: Effect;
  /** Safe to send twice (RFC 9110 §9.2.2). */
  readonly idempotent: boolean;
  /** Everything that a caller may pass: parameters, then the body's fields; required ones first, each group in document order. */
  readonly arguments: readonly Argument[];
  readonly body: RequestBody | null;
  readonly success: Success;
  /** Alternatives, each a set of scheme names that apply together; empty: the route needs no credentials. */
  readonly security: readonly (readonly SecurityUse[])[];
  /** JSON pointer of the operation in the document, as `#/paths/~1tasks/get`. */
  readonly pointer: string;
  /** The name that the contract gives it, where the user renamed it. */
  readonly contractName?: string;
  /** Stated by the user; what is absent follows from the effect. */
  readonly hints?: Partial<Hints>;
  /** How the user wants its answer cut. */
  readonly answer?: AnswerShape;
}

export interface SecurityUse {
  readonly scheme: string;
  readonly scopes: readonly string[];
}

/** How a parameter's value is laid out on the wire (OpenAPI 3.1 §4.8.12 "style values"). */
export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  /** In a path: may hold slashes, which stay slashes (`x-multi-segment`, as GitHub's document says it). */
  | 'multiSegment'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  /** `content: {application/json: …}`: the value travels as one JSON text. */
  | 'json';

/** One argument of a tool. */
export interface Argument {
  /** The Python field: an identifier, no keyword, nothing that hides a Pydantic attribute; unique in the operation. */
  readonly field: string;
  /** The name a caller uses, `[A-Za-z0-9_.-]{1,64}`; the field's alias where the two differ. */
  readonly name: string;
  /** The name on the wire. */
  readonly wireName: string;
  readonly location: 'path' | 'query' | 'header' | 'cookie' | 'body';
  /** `body`: this argument is the whole body, not one of its fields. */
  readonly wholeBody: boolean;
  readonly required: boolean;
  readonly schema: Schema;
  readonly description: string | null;
  /** Parameters only; for body fields of forms, how an array is sent. */
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** `multipart/form-data` parts: a file (binary), or the part's own media type (`application/json` for objects). */
  readonly part: { readonly kind: 'file' | 'text' | 'json' } | null;
  readonly pointer: string;
  /** Who else gives it a value; absent: the caller alone. */
  readonly filled?: Filled;
}

/** `fixed`: always this value, and no caller's business; `fallback`: sent when left out; `step`: from an earlier answer. */
export type Filled =
  | { readonly kind: 'fixed'; readonly value: JsonValue }
  | { readonly kind: 'fallback'; readonly value: JsonValue }
  | { readonly kind: 'step'; readonly step: string; readonly path: readonly (string | number)[] };

export interface RequestBody {
  readonly kind: 'json' | 'form' | 'multipart' | 'binary' | 'text';
  /** The exact media type to send: `application/json`, `application/merge-patch+json`, `text/xml`. */
  readonly mediaType: string;
  /** The body must be there even when no field is given (`{}` is sent). */
  readonly required: boolean;
  /** `minProperties` of a body that was spread into arguments: so many of them have to be given. */
  readonly minFields?: number;
  /** The component whose properties were spread into arguments, if it had a name. */
  readonly schemaName: string | null;
}

/** What comes back when the call works. */
export interface Success {
  /** 2xx status codes declared, sorted; `[200]` when only `default` is. */
  readonly statuses: readonly number[];
  readonly kind: 'json' | 'text' | 'binary' | 'empty';
  /** `json` only: one schema, a union when several 2xx differ; `null` when undeclared. */
  readonly schema: Schema | null;
  readonly mediaType: string | null;
}

/** A schema with a name of its own: one Pydantic model, enum or type alias. */
export interface NamedSchema {
  /** Python class name, unique. */
  readonly name: string;
  /** Its key under `components.schemas`, or null when the name was made up. */
  readonly componentName: string | null;
  readonly schema: Schema;
  /** The file it lives in: the tag that uses it, or `common` when several do. A Python module name. */
  readonly home: string;
  readonly pointer: string;
  /** Reached from a request, from a response. */
  readonly input: boolean;
  readonly output: boolean;
}

export type SecurityScheme =
  | { readonly kind: 'http-bearer'; readonly format: string | null }
  | { readonly kind: 'http-basic' }
  | { readonly kind: 'http-other'; readonly scheme: string }
  | { readonly kind: 'api-key'; readonly location: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly kind: 'oauth2'; readonly tokenUrl: string | null; readonly flows: readonly string[] }
  | { readonly kind: 'openid'; readonly url: string };
