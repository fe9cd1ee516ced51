/**
 * What users get: every package packed as it would be published, installed from the tarballs into an empty prefix,
 * and run from there, as root and as an ordinary user.
 *
 *     node conformance/packages/run.mjs [--report FILE] [--keep]
 *
 * The packages must be built. Ends with a tally; exit code 1 when anything failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { finish } from '../matrix/finish.mjs';
import { createChecks } from './checks.mjs';
import { checkCommands } from './commands.mjs';
import { checkContents } from './contents.mjs';
import { checkEntries } from './entries.mjs';
import { installPackages, packPackages, publicPackages } from './pack.mjs';
import { users } from './users.mjs';

const { values: options } = parseArgs({ options: { report: { type: 'string' }, keep: { type: 'boolean' } } });
const started = Date.now();
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-packages-'));
const { check, tally } = createChecks();

try {
  const packages = publicPackages();
  const packed = await check('every package packs', () => packPackages(packages, join(scratch, 'tarballs')));
  const prefix = packed && (await check('npm installs them', () => installPackages(packed, join(scratch, 'prefix'))));
  if (prefix) {
    await checkContents(packed, prefix, check);
    await checkEntries(packages, prefix, check);
    await Promise.all(users(scratch).map((user) => checkCommands(user, prefix, check)));
  }
} finally {
  if (options.keep) console.log(`kept: ${scratch}`);
  else rmSync(scratch, { recursive: true, force: true });
}

finish({ ...tally(), file: options.report, remark: ` in ${((Date.now() - started) / 1000).toFixed(0)} s` });
