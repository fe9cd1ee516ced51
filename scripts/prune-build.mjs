/**
 * Before a package is packed: neither tsc nor a copied template ever removes what an older build left in `dist/`, and
 * a deleted module must not be published.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

if (existsSync('dist')) {
  for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = relative('dist', join(entry.parentPath, entry.name));
    const template = /(^|[\\/])templates[\\/]/.test(path);
    const source = template ? path : path.replace(/(\.d\.ts|\.js)$/, '.ts');
    const madeHere = template || source !== path;
    if (madeHere && !existsSync(join('src', source))) rmSync(join('dist', path));
  }
}
