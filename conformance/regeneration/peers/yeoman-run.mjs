/** A generator that writes the files it is given: `node yeoman-run.mjs FOLDER JSON [--force]`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const kit = createRequire(join(import.meta.dirname, '..', '..', '..', 'packages', 'kit', 'package.json'));
const load = async (name) => import(pathToFileURL(kit.resolve(name)).href);
const { default: Generator } = await load('yeoman-generator');
const { createEnv } = await load('yeoman-environment');
const [, , folder, files, ...options] = process.argv;

class Writer extends Generator {
  writing() {
    for (const [path, text] of Object.entries(JSON.parse(files))) this.fs.write(this.destinationPath(path), text);
  }
}
const force = options.includes('--force');
const environment = createEnv({ cwd: folder, skipInstall: true, force });
environment.register(Writer, { namespace: 'peer:app', resolved: import.meta.filename });
await environment.run('peer:app', { force, skipInstall: true });
