/** One project's life: rounds of edits by its user, changes of its API and newer generators, each followed by a run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatPython } from '../../packages/python/dist/index.js';
import { changeApi } from './api-changes.mjs';
import { changedBlocks } from './blocks.mjs';
import { generate } from './generate.mjs';
import { chance } from './random.mjs';
import { unpackReleased } from './released.mjs';
import { changeTemplate } from './template-changes.mjs';
import { baseOf, fingerprint, textsIn } from './tree.mjs';
import { editProject, lost } from './user-edits.mjs';

/** What API and generator changes leave in the output. */
const NEWS = /\b(?:\w+_)?(?:api|gen)_\d+_\d+z/g;

/**
 * @param {{ seed: number, rounds: number, folder: string, tests: (round: number) => Promise<string | null> }} options
 *   `tests` runs the emitted tests when a round is due for it, and says what is red
 * @yields {{ round: number, apart: boolean, conflicts: string[], problems: string[], edits: string[], changes: string[] }}
 */
export async function* simulate({ seed, rounds, folder, tests }) {
  const random = chance(seed);
  unpackReleased('0.1.0-pattern-3', folder);
  const document = JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8'));
  const contract = join(folder, '..', `api-${seed}.json`);
  writeFileSync(contract, JSON.stringify(document));
  const life = { folder, random, document, contract, ledger: [] };
  await generate(folder, ['--openapi', contract]);
  for (let round = 1; round <= rounds; round += 1) yield await oneRound(life, round, tests);
}

async function oneRound(life, round, tests) {
  const { folder, random, document, contract } = life;
  const edits = times(1 + random.below(4), (n) =>
    editProject({ project: folder, random, name: `edit_${round}_${n}z` }),
  );
  // An edit may undo an earlier one: from here on only what still holds is promised.
  life.ledger = [...life.ledger, ...edits];
  waive(life);
  const changes = times(1 + random.below(3), (n) => changeApi({ document, random, name: `api_${round}_${n}z` }));
  if (random.happens(0.4))
    changes.push(...times(1, (n) => changeTemplate({ project: folder, random, name: `gen_${round}_${n}z` })));
  writeFileSync(contract, JSON.stringify(document));
  const [before, old] = [textsIn(folder), baseOf(folder)];
  const problems = [];
  const outcome = await runAndSettle(life, problems);
  const met = meeting(before, old, baseOf(folder));
  problems.push(...lostEdits(life), ...lostNews(life), ...unparsable(folder));
  const red = await tests(round);
  if (red !== null && outcome.conflicts.length === 0) problems.push(`tests are red without a conflict: ${red}`);
  const named = ({ kind, name = '', file = '' }) => [kind, name || file].filter(Boolean).join(' ');
  return {
    round,
    apart: met.length === 0,
    meeting: met,
    conflicts: outcome.conflicts,
    problems,
    edits: edits.map(named),
    changes: changes.map(named),
    red,
  };
}

function times(count, action) {
  return Array.from({ length: count }, (_, index) => action(index)).filter((done) => done !== null);
}

/** Without a terminal first; a refusal must leave every byte, then both versions come between markers and one is chosen. */
async function runAndSettle(life, problems) {
  const { folder, contract } = life;
  const args = ['--openapi', contract];
  const untouched = fingerprint(folder);
  const first = await generate(folder, args);
  const conflicts = (first.result.files ?? [])
    .filter(({ state }) => state === 'conflicted')
    .map(({ path, reason }) => `${path}: ${reason}`);
  if (first.code === 0) return { conflicts };
  if (conflicts.length === 0) problems.push(`ended with ${first.code}: ${first.result.error?.message}`);
  if (fingerprint(folder) !== untouched) problems.push('a refused run changed the tree');
  const forced = await generate(folder, [...args, '--force']);
  if (forced.code !== 1 || forced.result.committed !== true)
    problems.push('--force did not write markers with exit code 1');
  problems.push(...lostEdits(life).map((problem) => `between markers: ${problem}`));
  settle(folder);
  waive(life);
  const settled = await generate(folder, args);
  if (settled.code !== 0) problems.push('a settled conflict is not accepted');
  return { conflicts };
}

/** Takes the new version of each pair, as somebody in a hurry does. */
function settle(folder) {
  for (const [path, text] of textsIn(folder)) {
    const settled = text.replace(/^<{7} yours\r?\n[\s\S]*?^={7}\r?\n([\s\S]*?)^>{7} generated\r?\n/gm, '$1');
    if (settled !== text) writeFileSync(join(folder, path), settled);
  }
}

/** What the user gave up is not lost. */
function waive(life) {
  const texts = textsIn(life.folder);
  life.ledger = life.ledger.filter((edit) => lost(edit, texts) === null);
}

function lostEdits({ folder, ledger }) {
  const texts = textsIn(folder);
  return ledger.flatMap((edit) => {
    const why = lost(edit, texts);
    return why === null ? [] : [`${edit.kind} ${edit.name}: ${why}`];
  });
}

/** New output must arrive too: keeping everything as it was would lose no edit either. */
function lostNews({ folder, ledger }) {
  const texts = textsIn(folder);
  const moved = new Map(
    ledger.filter(({ present, deleted }) => present && deleted).map(({ deleted, present }) => [deleted, present]),
  );
  return Object.entries(baseOf(folder)).flatMap(([path, { kind, content }]) => {
    const yours = texts.get(moved.get(path) ?? path);
    if (kind !== 'generated' || yours === undefined) return [];
    const missing = [...new Set(content.match(NEWS) ?? [])].filter((name) => !yours.includes(name));
    return missing.map((name) => `${path}: ${name} of the new output did not arrive`);
  });
}

function unparsable(folder) {
  return [...textsIn(folder)]
    .filter(([path]) => path.endsWith('.py'))
    .flatMap(([path, text]) => {
      const parsed = formatPython(text, path);
      return parsed.ok ? [] : [`${path} does not parse: ${parsed.diagnostics[0]?.message}`];
    });
}

/** Functions, classes, sections that the user has edited since they were generated, and this run changes. */
function meeting(before, old, now) {
  return Object.entries(old).flatMap(([path, { kind, content }]) => {
    const yours = before.get(path);
    const next = now[path]?.content;
    if (kind !== 'generated' || yours === undefined || next === undefined || yours === content) return [];
    const theirs = changedBlocks(path, content, next);
    return [...changedBlocks(path, content, yours)]
      .filter((name) => theirs.has(name))
      .map((name) => `${path}::${name}`);
  });
}
