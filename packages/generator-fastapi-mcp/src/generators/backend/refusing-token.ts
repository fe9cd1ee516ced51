import { definitionKey, type Resolver } from '@fastapi-mcp/kit';
import { settingsClasses } from './find-settings.js';
import { isMadeFrom } from './made-from.js';
import type { SettingsPlan } from './plan-settings.js';

/**
 * The settings class with which the backend would not start, were the token in its dotenv file: it reads the file, takes
 * nothing that it does not know (pydantic-settings' default), and has no such field. Null: none.
 */
export function refusingToken(resolver: Resolver, { settings }: SettingsPlan): string | null {
  const patched = settings?.settings.definition ?? null;
  const refusing = settingsClasses(resolver).find(
    ({ definition, strict }) =>
      strict &&
      (patched === null ||
        (definitionKey(definition) !== definitionKey(patched) && !isMadeFrom(resolver, definition, patched))),
  );
  return refusing === undefined ? null : `${refusing.definition.file.path}: ${refusing.definition.name}`;
}
