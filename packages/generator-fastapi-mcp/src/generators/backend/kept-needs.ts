import type { ServiceModuleNeeds } from './service-module.js';
import { type BackendFile, isTest } from './survey.js';

/**
 * What a backend's own files need of `service_auth.py` by what they import from it. An extension that an earlier run added,
 * or a person, may not be understood (any more) from what it extends; without its imports the backend would not start.
 */
export function keptNeeds(
  files: readonly BackendFile[],
): Pick<ServiceModuleNeeds, 'isAsync' | 'idTypes' | 'usesEnvironment' | 'hasMethods' | 'usesBackend'> {
  const users = files.filter(({ path, text }) => !isTest(path) && text.includes('service_auth'));
  const names = new Set(users.flatMap(({ text }) => importedNames(text)));
  return {
    isAsync: [...(names.has('extends') ? [false] : []), ...(names.has('extends_async') ? [true] : [])],
    idTypes: [...(names.has('to_int') ? ['int' as const] : []), ...(names.has('to_uuid') ? ['uuid' as const] : [])],
    usesEnvironment: names.has('environment_tokens'),
    hasMethods: users.some(({ text }) => /^[ \t]+@extends(?:_async)?\(/m.test(text)),
    usesBackend: names.has('service_backend'),
  };
}

function importedNames(text: string): string[] {
  return [...text.matchAll(/^[ \t]*from[ \t]+[\w.]*\bservice_auth[ \t]+import[ \t]*(\([^)]*\)|[^\n]*)/gm)].flatMap(
    ([, names = '']) => names.match(/\w+/g) ?? [],
  );
}
