/**
 * Everything that a generator or plugin needs. What first-party generators use is exactly what is exported here. What is
 * marked `@internal` is for the programs that run generators: it keeps no promise between versions.
 *
 * @packageDocumentation
 */
export {
  type AnswerFragment,
  type Answers,
  type Choice,
  type Detected,
  defineQuestion,
  fragmentAnswers,
  type Identity,
  type Pattern,
  type Prompt,
  type QuestionMeta,
  type QuestionSet,
  type RunOptions,
  type Source,
  type TokenCarrier,
} from '@fastapi-mcp/answers';
export type {
  AnswerShape,
  ApiModel,
  Argument,
  CombinedTool,
  Diagnostic,
  Discriminator,
  Effect,
  Filled,
  Hints,
  HttpMethod,
  JsonObject,
  JsonValue,
  NamedSchema,
  NumberLimits,
  Operation,
  ParameterStyle,
  Property,
  RequestBody,
  Schema,
  SchemaMeta,
  SecurityScheme,
  SecurityUse,
  StatedKeywords,
  Step,
  Success,
} from '@fastapi-mcp/api-model';
export { parseDocument, parsePart } from '@fastapi-mcp/api-model';
export {
  code,
  comment,
  type DocstringOptions,
  docstring,
  formatPython,
  isIdentifier,
  isKeyword,
  isPyCode,
  LINE_LENGTH,
  type LiteralOptions,
  literal,
  type PyCode,
  type PyValue,
  pascalCase,
  ruffVersion,
  safeName,
  snakeCase,
  TARGET_VERSION,
  visible,
} from '@fastapi-mcp/python';
export { commitEdits, diffEdits, type FileEdit, recoverFolder } from './commit/commit-edits.js';
export { type CommitOptions, type CommitResult, commitFiles } from './commit/commit-files.js';
export { NOT_AT_HAND } from './commit/decide-all.js';
export type { OwnedFile } from './commit/file-set.js';
export type { FileReport, FileState } from './commit/file-state.js';
export { hasConflictMarkers, type Merged, mergeText } from './commit/merge-text.js';
export { readOrNull } from './commit/read-or-null.js';
export {
  type Context,
  defineGenerator,
  type EmittedFile,
  type GeneratorDefinition,
  type Ownership,
} from './define-generator.js';
export { definePreset, type Preset } from './define-preset.js';
export { type Fault, InternalError, UserError, type UserErrorOptions } from './errors.js';
export { kitVersion } from './kit-version.js';
export { makePlan } from './make-plan.js';
export { moduleLayout, schemaModule, toolModule } from './module-layout.js';
export { type ModuleNames, moduleNames } from './module-names.js';
export type {
  CallPlan,
  IdentityMode,
  ModuleKey,
  ModulePath,
  PatternNumber,
  Plan,
  SchemaModulePlan,
  StepPlan,
  ToolPlan,
} from './plan.js';
export { combinePlugins, type OwnTools, type Toolbox } from './plugin/combine-plugins.js';
export {
  type By,
  type ComposeService,
  type Contributed,
  type Contributions,
  type Extension,
  NOTHING_CONTRIBUTED,
  ownersOf,
  type ReadmeSection,
  type Setting,
} from './plugin/contributions.js';
export { definePlugin, type PluginDefinition } from './plugin/define-plugin.js';
export { pluginModule } from './plugin/plugin-module.js';
export {
  leavingGenerators,
  presetAnswers,
  presetNamed,
  type RunPlugins,
  wholeServer,
} from './plugin/run-plugins.js';
export { type Annotation, annotate, extra as schemaExtra } from './pydantic/annotate.js';
export { type FieldOptions, type FieldText, fieldText } from './pydantic/field.js';
export { literalText } from './pydantic/literal-text.js';
export {
  type AppObject,
  type AuthPath,
  ancestor,
  applyEdits,
  argument,
  argumentsOf,
  authenticationOf,
  bindingsIn,
  callablesOf,
  constantString,
  createResolver,
  type Definition,
  type DependencyUse,
  definitionKey,
  type Edit,
  field,
  findAppObjects,
  findDependencyUses,
  findMiddleware,
  findRouting,
  findSecuritySchemes,
  type Imported,
  importsOf,
  isFastapi,
  listRoutes,
  loadProject,
  type Middleware,
  namedChildren,
  organiseImports,
  type PythonProject,
  parameterDependencies,
  type Resolution,
  type Resolver,
  type Route,
  returnedValues,
  type SourceFile,
  type SourceSecurityScheme,
  STANDARD_LIBRARY,
  type SyntaxNode,
  same,
  scopeOf,
  securitySchemeOf,
} from './python-source.js';
export { assembleFiles, type Contribution, contributionsOf } from './render/assemble-files.js';
export type { Escape } from './render/escape-text.js';
export { json, markdown, type PythonFile, plain, python, type TemplateFile, text, toml } from './render/files.js';
export type { OwnTemplates } from './render/template-overrides.js';
export { formatDiagnostics } from './report/format-diagnostics.js';
export { countFiles, formatNotableFiles } from './report/format-files.js';
export { referencedNames } from './schema-order.js';
export { projectSecrets, randomSecret, type Secrets } from './secrets.js';
export {
  CONTRACT_FILE,
  findProject,
  OVERLAID_FILE,
  type Project,
  STORE_FILE,
} from './session/find-project.js';
export { isNewer } from './session/is-newer.js';
export { finishEarlierRun, locateProject } from './session/locate-project.js';
export { openSession } from './session/open-session.js';
export { pinnedTools } from './session/pinned-tools.js';
export {
  PROJECT_OWNER,
  type ProjectFiles,
  type ProjectFilesOptions,
  projectFiles,
  withNeeds,
} from './session/project-files.js';
export { LOCK_FILE, LOCK_VERSION, type ToolsLock } from './session/read-lock.js';
export type { Session, SessionHost, SessionRequest, SourceRequest, SourceText } from './session/session.js';
export { applyTransforms } from './transform/apply-transforms.js';
export { hintsOf } from './transform/hints.js';
export { readTransforms, type Transforms } from './transform/read-transforms.js';
export { PAGE_ARGUMENT } from './transform/transform-answer.js';
export type { TransformOptions } from './transform/transform-context.js';
export { TRANSFORMS_FILE, TRANSFORMS_SCHEMA_FILE } from './transform/transforms-file.js';
export { transformsJsonSchema } from './transform/transforms-json-schema.js';
