import { basename, isAbsolute, resolve } from 'node:path';

const PREFIX = 'generator-fastapi-mcp-';

/** What `--plugin` may name: a package, in full or by its last part, or a folder. */
export type PluginReference =
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'folder'; readonly folder: string };

/**
 * Reads `acme`, `@acme/audit`, `generator-fastapi-mcp-acme`, `./plugins/acme`.
 *
 * @param cwd - folders are relative to it.
 */
export function readReference(text: string, cwd: string): PluginReference {
  if (text.startsWith('.') || isAbsolute(text)) return { kind: 'folder', folder: resolve(cwd, text) };
  return { kind: 'package', name: packageName(text) };
}

/** `acme` → `generator-fastapi-mcp-acme`; `@acme/audit` → `@acme/generator-fastapi-mcp-audit`. */
export function packageName(text: string): string {
  const [scope, name] = text.startsWith('@') && text.includes('/') ? text.split('/', 2) : [null, text];
  const full = name?.startsWith(PREFIX) ? name : `${PREFIX}${name}`;
  return scope === null ? full : `${scope}/${full}`;
}

/** Whether a name can be one of a package: it becomes part of a path. */
export function isPackageName(name: string): boolean {
  return /^(@[a-z0-9][a-z0-9._-]*\/)?generator-fastapi-mcp-[a-z0-9][a-z0-9._-]*$/.test(name) && basename(name) !== '..';
}
