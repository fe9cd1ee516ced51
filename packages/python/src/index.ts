export { code, isPyCode, type PyCode } from './code.js';
export { comment, type DocstringOptions, docstring } from './docstring.js';
export {
  type FormatStyle,
  formatPython,
  formatPythonIn,
  LINE_LENGTH,
  normalisePython,
  ruffVersion,
  TARGET_VERSION,
} from './format.js';
export { type JsonValue, type LiteralOptions, literal, type PyValue } from './literal.js';
export { type MergeOptions, type ModuleSource, mergeModules } from './merge-modules.js';
export { isBuiltin, isIdentifier, isKeyword, isSoftKeyword, pascalCase, safeName, snakeCase } from './names.js';
export { type OrganiseImportsOptions, organiseImports } from './organise-imports.js';
export type { Problem, Result } from './result.js';
export { type AppObject, type AppObjects, findAppObjects, type PathText, pathText } from './source/app-objects.js';
export {
  type AuthPath,
  authenticationOf,
  listRoutes,
  type Route,
  type RouteDependency,
} from './source/authentication.js';
export { type Binding, type BindingKind, bindingOf, bindingsIn, bindingsOf, reaching } from './source/bindings.js';
export { argument, argumentsOf, type CallArguments } from './source/call-arguments.js';
export { constantString } from './source/constant-string.js';
export {
  type DependencyUse,
  type DependencyUses,
  dependencyUseOf,
  findDependencyUses,
  type UseContext,
} from './source/dependencies.js';
export {
  callablesOf,
  classDependencies,
  type DependencyEdge,
  dependenciesOf,
  listedDependencies,
  parameterDependencies,
} from './source/dependency-graph.js';
export { applyEdits, type Edit } from './source/edits.js';
export { type FastapiName, isFastapi } from './source/fastapi-names.js';
export { type Imported, importedBy, importsOf, starImportsOf } from './source/imports-of.js';
export { findMiddleware, type Middleware } from './source/middleware.js';
export {
  ancestor,
  field,
  loadPythonParser,
  namedChildren,
  type PythonParser,
  type SyntaxNode,
  same,
} from './source/parse.js';
export { type FoundModule, loadProject, type Project } from './source/project.js';
export {
  type Definition,
  definitionKey,
  type Hop,
  type Resolution,
  sameTarget,
  targetKey,
} from './source/resolution.js';
export { createResolver, type Resolver } from './source/resolve.js';
export { returnedValues } from './source/returned-values.js';
export { findRouting, type Inclusion, type RouteDeclaration, type Routing } from './source/routes.js';
export { lookupScopes, scopeOf } from './source/scopes.js';
export {
  findSecuritySchemes,
  type SecurityScheme,
  type SecuritySchemeKind,
  securitySchemeOf,
} from './source/security-schemes.js';
export { SourceFile } from './source/source-file.js';
export { codePointName, isHidden, visible } from './visible.js';
export { BUILTINS, KEYWORDS, SOFT_KEYWORDS, STANDARD_LIBRARY } from './word-lists.js';
