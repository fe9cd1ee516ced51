/**
 * Regeneration, simulated: a project of a released version is edited by its user, its API changes, the generator gets
 * newer, it is generated again; round after round, each checked.
 *
 *     node conformance/regeneration/run.mjs [--rounds 20] [--seeds 1,2,3] [--tests-every 5] [--report FILE]
 *
 * No edit may be lost, all new output must arrive, the emitted tests are green unless a conflict was reported (they run in
 * every `--tests-every`th round; 0: never). Says in which share of the rounds everything merged by itself. Exit code 1 when
 * something was lost, or when less than 95% of the rounds in which edits and changes touch different functions did.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { finish } from '../matrix/finish.mjs';
import { table } from '../matrix/table.mjs';
import { emittedTests } from './emitted-tests.mjs';
import { simulate } from './simulate.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seeds: { type: 'string', default: '1' },
    'tests-every': { type: 'string', default: '5' },
    report: { type: 'string' },
    verbose: { type: 'boolean' },
  },
});
const WANTED_SHARE = 0.95;
const started = process.cpuUsage();
const every = Number(options['tests-every']);
const { scratch, test } = await emittedTests(every > 0);
const rows = [];

for (const seed of options.seeds.split(',').map(Number)) {
  const folder = join(scratch, `seed-${seed}`);
  mkdirSync(folder, { recursive: true });
  const tests = async (round) => (every > 0 && round % every === 0 ? test(folder) : null);
  for await (const round of simulate({ seed, rounds: Number(options.rounds), folder, tests })) {
    rows.push({ seed, ...round });
    const mark = round.problems.length > 0 ? '✖' : '✔';
    const how = round.conflicts.length > 0 ? `conflict in ${round.conflicts.length}` : 'merged';
    console.log(
      `${mark} seed ${seed} round ${round.round}: ${how}${round.apart ? '' : `, both in ${round.meeting.slice(0, 3).join(' ')}`}  [${round.edits.join(', ')}] × [${round.changes.join(', ')}]`,
    );
    for (const line of [...round.problems, ...round.conflicts]) console.log(`    ${line}`);
  }
}

const share = (of) => (of.length === 0 ? 1 : of.filter(({ conflicts }) => conflicts.length === 0).length / of.length);
const apart = rows.filter(({ apart }) => apart);
const wrong = rows.filter(({ problems }) => problems.length > 0);
const percent = (value) => `${(value * 100).toFixed(1)}%`;
const { user, system } = process.cpuUsage(started);
console.log(
  `\n${table(
    ['rounds', 'without a conflict', 'share'],
    [
      [
        'edits and changes in different functions',
        `${apart.filter(({ conflicts }) => conflicts.length === 0).length} of ${apart.length}`,
        percent(share(apart)),
      ],
      [
        'all',
        `${rows.filter(({ conflicts }) => conflicts.length === 0).length} of ${rows.length}`,
        percent(share(rows)),
      ],
    ],
  )}`,
);
const enough = share(apart) >= WANTED_SHARE;
if (!enough)
  console.log(`✖ less than ${percent(WANTED_SHARE)} of the rounds with different functions merged by themselves`);
finish({
  passed: rows.length - wrong.length,
  failed: wrong.length + (enough ? 0 : 1),
  file: options.report,
  details: { rows },
  remark: `; ${((user + system) / 1e6).toFixed(0)} s of CPU here`,
});
