export type {
  AnswerShape,
  ApiModel,
  Argument,
  CombinedTool,
  Effect,
  Filled,
  Hints,
  HttpMethod,
  NamedSchema,
  Operation,
  ParameterStyle,
  RequestBody,
  SecurityScheme,
  SecurityUse,
  Step,
  Success,
} from './api-model.js';
export { childSchemas } from './assemble/children.js';
export { type AuthEvidence, detectAuth } from './auth/detect-auth.js';
export { type Curation, curate } from './curate/curate.js';
export type { Diagnostic } from './diagnostic.js';
export { parseDocument, parsePart } from './document/parse-document.js';
export { estimateTokens } from './estimate-tokens.js';
export type { JsonObject } from './json.js';
export { fieldNames } from './names/field-names.js';
export { argumentsClass, isToolName } from './names/given-names.js';
export { applyOverlays, type OverlayText } from './overlay/apply-overlay.js';
export { type ReadApi, type ReadOptions, readApiModel } from './read-api-model.js';
export type { Result } from './result.js';
export type { Discriminator, JsonValue, NumberLimits, Property, Schema, SchemaMeta, StatedKeywords } from './schema.js';
