import type { Resolution } from './resolution.js';

/** FastAPI's public names, under every module that offers them (fastapi 0.60 to 0.12x). */
const EXPORTED_FROM: Readonly<Record<string, readonly string[]>> = {
  Depends: ['fastapi', 'fastapi.params', 'fastapi.param_functions'],
  Security: ['fastapi', 'fastapi.params', 'fastapi.param_functions'],
  FastAPI: ['fastapi', 'fastapi.applications'],
  APIRouter: ['fastapi', 'fastapi.routing', 'fastapi.routers'],
  Annotated: ['typing', 'typing_extensions'],
  SecurityScopes: ['fastapi.security', 'fastapi.security.oauth2'],
  Request: ['fastapi', 'fastapi.requests', 'starlette.requests'],
  Header: ['fastapi', 'fastapi.params', 'fastapi.param_functions'],
  Cookie: ['fastapi', 'fastapi.params', 'fastapi.param_functions'],
  Query: ['fastapi', 'fastapi.params', 'fastapi.param_functions'],
};

/** Routers and apps of other packages that are subclasses, and used just the same. */
const SUBCLASSES: Readonly<Record<string, 'FastAPI' | 'APIRouter'>> = {
  'cadwyn.Cadwyn': 'FastAPI',
  'cadwyn.VersionedAPIRouter': 'APIRouter',
  'cadwyn.routing.VersionedAPIRouter': 'APIRouter',
  'fastapi_utils.inferring_router.InferringRouter': 'APIRouter',
  'fastapi_restful.inferring_router.InferringRouter': 'APIRouter',
};

/** Class names that make apps and routers, to look for in texts. */
export const APP_CLASSES: readonly string[] = [
  'FastAPI',
  'APIRouter',
  'Cadwyn',
  'VersionedAPIRouter',
  'InferringRouter',
];

export type FastapiName =
  | 'Depends'
  | 'Security'
  | 'FastAPI'
  | 'APIRouter'
  | 'Annotated'
  | 'SecurityScopes'
  | 'Request'
  | 'Header'
  | 'Cookie'
  | 'Query';

const BY_PATH = new Map<string, string>();
for (const [name, modules] of Object.entries(EXPORTED_FROM))
  for (const module of modules) BY_PATH.set(`${module}.${name}`, name);

for (const [path, name] of Object.entries(SUBCLASSES)) BY_PATH.set(path, name);

/** Whether a resolution is one of these names of FastAPI's. */
export function isFastapi(resolution: Resolution, ...names: readonly FastapiName[]): boolean {
  const name = resolution.kind === 'external' ? BY_PATH.get(resolution.name) : undefined;
  return names.some((wanted) => wanted === name);
}
