/**
 * What a person is asked at a terminal, answered at a real pseudo-terminal. Needs a build.
 *
 *     node conformance/prompts/run.mjs [--report FILE]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findPython } from '../../scripts/prerequisites.mjs';
import { checklist } from '../matrix/finish.mjs';
import { bin } from '../matrix/prepare.mjs';

const { values: options } = parseArgs({ options: { report: { type: 'string' } } });
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-prompts-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const { note, end } = checklist();

const ENTER = '\r';
const SPACE = ' ';
const CTRL_A = '\u0001';
const CTRL_C = '\u0003';

/** Runs the command at a terminal; `steps` are pairs of a text to wait for and the keys to press then. */
function atTerminal(cwd, args, steps) {
  const driver = fileURLToPath(new URL('terminal.py', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    findPython(),
    [driver, JSON.stringify(steps), process.execPath, bin, ...args],
    { cwd, encoding: 'utf8' },
  );
  return { status, said: stdout + stderr };
}

/** A document of so many things, each of which can be listed, made, read, replaced, changed and deleted. */
function largeApi(things) {
  const ok = { responses: { 200: { description: 'OK' } } };
  const id = { name: 'thing_id', in: 'path', required: true, schema: { type: 'integer' } };
  const paths = {};
  for (const thing of things) {
    const operation = (verb) => ({ operationId: `${verb}_${thing}`, tags: [thing], ...ok });
    paths[`/${thing}`] = { get: operation('list'), post: operation('create') };
    paths[`/${thing}/{thing_id}`] = {
      parameters: [id],
      get: operation('get'),
      put: operation('replace'),
      patch: operation('update'),
      delete: operation('delete'),
    };
  }
  return { openapi: '3.1.0', info: { title: 'Large', version: '1' }, paths };
}

const THINGS = ['tasks', 'notes', 'users', 'teams', 'files', 'tags', 'labels', 'boards'];

function chooseTools() {
  const cwd = join(scratch, 'tools');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'api.json'), JSON.stringify(largeApi(THINGS)));
  const args = ['tools', '--openapi', 'api.json', '--output', 'server', '--pattern', '1', '--name', 'large'];
  const { status, said } = atTerminal(
    cwd,
    [...args, '--structure', 'b', '--identity', 'fixed'],
    [
      ['Which parameter', ENTER],
      ['One tool per operation', ENTER],
      ['Which tags', ENTER],
      ['Which tools', `delete_${CTRL_A}`],
      ['8 of 48 chosen', ENTER],
      ['stand around the calls', ENTER],
    ],
  );
  note('tools: all questions are answered, and the run ends with 0', status === 0, `${status}: ${said}`);
  note('tools: each is offered with what it costs', /DELETE \/tasks\/\{thing_id\}, about \d+ tokens/.test(said), said);
  const chosen = status === 0 ? JSON.parse(readFileSync(join(cwd, 'server', '.yo-rc.json'), 'utf8')) : {};
  const text = JSON.stringify(chosen);
  const kept = THINGS.filter((thing) => text.includes(`delete_${thing}`));
  note('tools: what was searched and checked is what is kept', kept.length === 8 && !text.includes('create_'), text);
}

const dependency = (name) => `def ${name}(token=Depends(HTTPBearer())):
    user_id = read(token)
    user = USERS.get(user_id)
    if user is None:
        raise HTTPException(401)
    return user


`;

const BACKEND = `from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer

USERS: dict[str, dict] = {}


def read(token) -> str:
    return token.credentials


${dependency('get_api_user')}${dependency('get_web_user')}app = FastAPI()


@app.get("/api")
def api(user=Depends(get_api_user)):
    return user


@app.get("/web")
def web(user=Depends(get_web_user)):
    return user
`;

function chooseDependencies() {
  const cwd = join(scratch, 'backend');
  mkdirSync(cwd);
  const main = join(cwd, 'main.py');
  writeFileSync(main, BACKEND);
  const run = (keys) => atTerminal(cwd, ['backend', '--backend', '.'], [['Which may a service call pass?', keys]]);

  const interrupted = run(CTRL_C);
  const untouched = readFileSync(main, 'utf8') === BACKEND;
  note('backend: Ctrl-C at the question changes nothing', interrupted.status === 130 && untouched, interrupted.said);

  const none = run(`a${ENTER}`);
  const still = readFileSync(main, 'utf8') === BACKEND;
  note('backend: none chosen is an error, and changes nothing', none.status === 1 && still, none.said);

  const { status, said } = run(`${SPACE}${ENTER}`);
  const after = readFileSync(main, 'utf8');
  const one = after.includes('Depends(get_web_user_or_service)') && after.includes('Depends(get_api_user)');
  note('backend: the one that was left checked is extended', status === 0 && one, `${status}: ${said}`);

  const again = spawnSync(process.execPath, [bin, 'backend', '--backend', '.'], { cwd, encoding: 'utf8' });
  const same = again.status === 0 && readFileSync(main, 'utf8') === after;
  note('backend: the next run asks nothing and changes nothing', same, again.stdout + again.stderr);
}

chooseTools();
chooseDependencies();
end(options.report);
