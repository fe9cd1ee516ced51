/** The project that `fastapi_template`, a generator of FastAPI backends, makes: fastapi-users, SQLAlchemy, its own tests. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../scripts/run.mjs';

const ANSWERS =
  '--api-type rest --db sqlite --orm sqlalchemy --ci none --add_users --jwt-auth --cookie-auth --migrations --routers --dummy';

/** @param {{ python: string, folder: string, install: (...what: string[]) => Promise<void> }} place */
export async function fromTemplate({ python, folder, install }) {
  const parent = join(folder, '..', 'made');
  rmSync(parent, { recursive: true, force: true });
  cpSync(folder, parent, { recursive: true });
  const args = ['-m', 'fastapi_template', ...ANSWERS.split(' '), '--name', 'shop', '--quiet'];
  await run(python, args, { cwd: parent, quiet: true });
  // Its commit and the environment that it makes are of no use here.
  for (const name of ['.git', '.venv', '.ruff_cache'])
    rmSync(join(parent, 'shop', name), { recursive: true, force: true });
  cpSync(join(parent, 'shop'), folder, { recursive: true });
  const project = join(folder, 'pyproject.toml');
  await install('-r', project, '--group', `${project}:dev`);
}
