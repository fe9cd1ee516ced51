/**
 * Settings in every spelling (`spellings/*.py`): each is put into a backend of one route, patched, started with the token
 * unset, empty, too short and set, and its tests are run. Needs a build.
 *
 *     node conformance/settings/run.mjs [--report FILE] [SPELLING …]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/run.mjs';
import { checklist } from '../matrix/finish.mjs';
import { bin, environmentWith } from '../matrix/prepare.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const NEEDS = ['fastapi>=0.115,<1', 'httpx>=0.27', 'pydantic-settings>=2.5,<3', 'pytest>=8'];
const { values, positionals } = parseArgs({ options: { report: { type: 'string' } }, allowPositionals: true });
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-settings-'));
const { note, end } = checklist();

try {
  const python = await environmentWith(join(scratch, 'venv'), NEEDS);
  const all = readdirSync(join(here, 'spellings')).flatMap((file) => /^(\w+)\.py$/.exec(file)?.[1] ?? []);
  const names = positionals.length > 0 ? positionals : all.sort();
  const backends = [];
  // Two at a time, as many as there are cores at least.
  for (let at = 0; at < names.length; at += 2)
    backends.push(...(await Promise.all(names.slice(at, at + 2).map(patched))));
  const starts = startsOf(python, backends);
  for (const backend of backends) {
    const problems = [...backend.problems, ...wrongStarts(starts, backend.folder)];
    note(backend.name, problems.length === 0, problems.join('; '));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
end(values.report);

/** A backend with this spelling, patched by the command line. */
async function patched(name) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  const config = readFileSync(join(here, 'spellings', `${name}.py`), 'utf8');
  const said = (what) => new RegExp(`^# ${what}: (.*)$`, 'm').exec(config)?.[1] ?? '';
  const main = readFileSync(join(here, 'main.py.txt'), 'utf8')
    .replace('@import', said('import'))
    .replace(', @parameter', said('parameter') && `, ${said('parameter')}`)
    .replace('@secret', said('secret'));
  writeFileSync(join(folder, 'main.py'), main);
  writeFileSync(join(folder, 'config.py'), config);
  const { output } = await run(process.execPath, [bin, 'backend', '--backend', folder, '--json'], {
    cwd: scratch,
    quiet: true,
    allowFailure: true,
  });
  // Started with what is in the process's environment alone.
  rmSync(join(folder, '.env'), { force: true });
  const json = output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1);
  const { status, settings = '' } = json === '' ? { status: output } : JSON.parse(json);
  const problems = status === 'patched' ? [] : [`it is ${status}`];
  const isSettings = !settings.startsWith('the environment');
  if (isSettings !== (said('tokens') === 'settings')) problems.push(`the tokens are in ${settings}`);
  return { name, folder, problems };
}

function startsOf(python, backends) {
  const args = [join(here, 'start_backend.py'), ...backends.map(({ folder }) => folder)];
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout } = spawnSync(python, args, { encoding: 'utf8', env });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

/** Unset and empty: no service calls; too short: no start, and the token is not told; set: the user who is named. */
function wrongStarts(starts, folder) {
  const proof = starts.find((each) => each.folder === folder && each.state === 'proof');
  const unproven = proof?.passes ? [] : [`the proof suite: ${proof?.why}`];
  const wrong = ['unset', 'empty', 'weak', 'set'].flatMap((state) => {
    const start = starts.find((each) => each.folder === folder && each.state === state);
    if (start === undefined) return [`${state}: no start was seen`];
    if (start.told) return [`${state}: the token is told`];
    if (state === 'weak') return start.starts ? ['it starts with a weak token'] : [];
    if (!start.starts) return [`${state}: it does not start: ${start.why}`];
    const wanted = state === 'set' ? '200 2' : '401';
    return [
      ...(start.service.join(' ').startsWith(wanted)
        ? []
        : [`${state}: a service call gets ${start.service.join(' ')}`]),
      ...(start.user.join(' ') === '200 1' ? [] : [`${state}: a user gets ${start.user.join(' ')}`]),
      ...(start.nobody[0] === 401 ? [] : [`${state}: an empty token gets ${start.nobody.join(' ')}`]),
    ];
  });
  return [...wrong, ...unproven];
}
