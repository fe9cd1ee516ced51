/** Templates sit beside the generator that renders them; a build carries them to the same place under dist/. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

for (const entry of readdirSync('src', { recursive: true, withFileTypes: true })) {
  if (!entry.isDirectory() || entry.name !== 'templates') continue;
  const from = join(entry.parentPath, entry.name);
  cpSync(from, from.replace(/^src/, 'dist'), { recursive: true });
}
