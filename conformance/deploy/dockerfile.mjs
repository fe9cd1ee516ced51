/**
 * The steps of a Dockerfile, carried out in folders instead of images: what a machine without a container engine can show.
 * A stage is a folder with an interpreter of this machine; absolute paths of the image lie below it; every command runs as an
 * ordinary user.
 */
import { chownSync, cpSync, lchownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../../scripts/run.mjs';
import { cleanEnv } from '../matrix/prepare.mjs';

/** What USER says in the emitted file. */
export const USER = 10_001;
const identity = process.getuid?.() === 0 ? { uid: USER, gid: USER } : undefined;

/**
 * @typedef {{ name: string, folder: string, workdir: string, env: Record<string, string>, ran: string[], passed: string[],
 *   user: string, command: string[], healthcheck: string[] }} Stage `passed`: instructions that no folder can carry out
 */

/** Instructions, with comments gone and continued lines joined. */
export function readDockerfile(file) {
  const text = readFileSync(file, 'utf8')
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ word: line.split(' ', 1)[0], rest: line.replace(/^\S+\s+/, '') }));
}

/**
 * Builds every stage.
 *
 * @param {{ context: string, scratch: string, makePython: (folder: string) => Promise<string> }} options `makePython` makes the
 *   interpreter that stands for the base image's, and gives the folder of its programs
 * @returns {Promise<Stage[]>} the last one is what would run
 */
export async function build({ context, scratch, makePython }) {
  const stages = [];
  for (const { word, rest } of readDockerfile(join(context, 'Dockerfile'))) {
    if (word === 'FROM') stages.push(await startStage(rest, { scratch, makePython, number: stages.length }));
    else await step(stages, { word, rest }, context);
  }
  return stages;
}

async function startStage(rest, { scratch, makePython, number }) {
  const folder = join(scratch, `stage-${number}`);
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const programs = await makePython(join(folder, 'usr'));
  own(folder, USER);
  const env = { PATH: `${programs}:/usr/bin:/bin`, HOME: home };
  const name = rest.match(/ AS (\S+)$/)?.[1] ?? String(number);
  return {
    name,
    folder,
    workdir: folder,
    env,
    ran: [],
    passed: [`FROM ${rest}`],
    user: '',
    command: [],
    healthcheck: [],
  };
}

async function step(stages, { word, rest }, context) {
  const stage = stages.at(-1);
  switch (word) {
    case 'WORKDIR':
      stage.workdir = join(stage.folder, rest);
      mkdirSync(stage.workdir, { recursive: true });
      return own(stage.workdir, USER);
    case 'ENV':
      for (const [, name, value] of rest.matchAll(/(\w+)=(\S+)/g)) {
        const inside = value.replace(/(^|:)\//g, `$1${stage.folder}/`);
        stage.env[name] = inside.replace('$PATH', stage.env.PATH);
      }
      return;
    case 'COPY':
      return copy(stages, stage, rest, context);
    case 'RUN': {
      const line = rest.replace(/--mount=\S+\s+/g, '');
      await run('/bin/sh', ['-euc', line], { cwd: stage.workdir, env: building(stage), quiet: true, identity });
      return stage.ran.push(line);
    }
    case 'USER':
      stage.user = rest;
      return;
    case 'CMD':
      stage.command = JSON.parse(rest);
      return;
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD') + 3));
      return;
    default:
      return stage.passed.push(`${word} ${rest}`);
  }
}

function copy(stages, stage, rest, context) {
  const words = rest.split(/\s+/);
  const from = words[0].startsWith('--from=') ? words.shift().slice('--from='.length) : null;
  const to = words.pop();
  const source = from === null ? context : stages.find(({ name }) => name === from).folder;
  const target = to.startsWith('/') ? join(stage.folder, to) : join(stage.workdir, to);
  const found = words.flatMap((word) => (word.startsWith('*') ? endingWith(source, word.slice(1)) : [word]));
  for (const word of found) {
    const many = found.length > 1 || to.endsWith('/');
    cpSync(join(source, word), many ? join(target, basename(word)) : target, {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  // As in an image: what a later stage is given belongs to root, and the user it runs as may only read it.
  own(target, from === null ? USER : 0);
  stage.ran.push(`COPY ${rest}`);
}

/** `*.py` is the one wildcard that the emitted file has. */
function endingWith(folder, ending) {
  return readdirSync(folder).filter((name) => name.endsWith(ending));
}

/** While building, how this machine reaches the package index as well: its proxies and certificates. */
function building({ env }) {
  return { ...cleanEnv, PYTHONPYCACHEPREFIX: undefined, ...env };
}

/** Only what the file itself sets, and none of the caller's own variables. */
export function only(env) {
  return { ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])), ...env };
}

/** Runs a stage's program as its user, with the image's environment and some settings. */
export function start(stage, command, { settings = {}, ...options } = {}) {
  const [program, ...args] = command;
  return run(program, args, { cwd: stage.workdir, env: only({ ...stage.env, ...settings }), identity, ...options });
}

function own(path, uid) {
  if (!identity) return;
  chownSync(path, uid, uid);
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), uid, uid);
  }
}
