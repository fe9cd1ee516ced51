import type { Refusal } from './problem.js';
import { stdlibModules } from './stdlib-modules.js';

/** PEP 508, "Names": what a distribution may be called. */
export const projectNamePattern = '^([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9])$';

/** Folders of the emitted project, and what it depends on: a project that is called like its dependency depends on itself. */
const taken: ReadonlySet<string> = new Set([
  'src',
  'tests',
  'mcp',
  'httpx2',
  'aiohttp',
  'multidict',
  'yarl',
  'tenacity',
  'pydantic',
  'pydantic-settings',
  'pytest',
  'ruff',
  'mypy',
  'starlette',
  'uvicorn',
  'anyio',
]);

/** PEP 503: names that pip and uv take for the same. */
function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/**
 * Refuses a name that cannot be, or should not be, the name of a Python project.
 *
 * @example refuseProjectName('my server') // { what: 'is not a Python project name', fix: 'use my-server' }
 */
export function refuseProjectName(value: string): Refusal | null {
  const usable = slug(value) || 'todo-mcp';
  if (value.length > 64) return { what: 'is longer than 64 characters', fix: 'shorten it' };
  if (!new RegExp(projectNamePattern).test(value)) {
    return { what: 'is not a Python project name (PEP 508)', fix: `use ${usable}` };
  }
  const name = normalised(value);
  if (stdlibModules.has(name.replaceAll('-', '_'))) {
    return { what: "is a module of Python's standard library", fix: `use ${usable}-mcp` };
  }
  if (taken.has(name)) return { what: 'is taken inside the project', fix: 'name it after the backend, as todo-mcp' };
  return null;
}

/** Any text as words with hyphens: `Café – Tasks!` → `cafe-tasks`; empty when nothing usable is left. */
function slug(text: string): string {
  const plain = text.slice(0, 500).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 48)
    .replace(/-+$/, '');
}

/**
 * The default name for the server of an API.
 *
 * @example projectNameFor('Todo API') // 'todo-api-mcp'
 */
export function projectNameFor(title: string | undefined): string {
  const words = slug(title ?? '').replace(/-?mcp$/, '');
  // FastAPI is what every untitled app calls itself.
  return words === '' || words === 'fastapi' ? 'backend-mcp' : `${words}-mcp`;
}
