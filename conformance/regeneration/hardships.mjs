/**
 * What may happen to a run: a disk that is full, another run at the same time, a person at a terminal whose edit conflicts.
 *
 *     node conformance/regeneration/hardships.mjs [--levels 20] [--report FILE]
 *
 * A full disk is a small tmpfs, filled a little less each time (`--levels`), until the run fits: before that the tree is the
 * old one and one error says why. Only root may mount; for others that part is left out, and said so.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPython } from '../../scripts/prerequisites.mjs';
import { checklist } from '../matrix/finish.mjs';
import { bin } from '../matrix/prepare.mjs';
import { command, prepareChange, runOf, seen } from './large-change.mjs';

const { values: options } = parseArgs({
  options: { levels: { type: 'string', default: '20' }, report: { type: 'string' } },
});
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-hardships-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const { note, end } = checklist();
// As deep as what lies on the disk: a project remembers the way to its document.
const place = (name) => join(scratch, 'plain', name);
const [old, wanted] = [place('old'), place('wanted')];
const api = join(scratch, 'changed.json');
await prepareChange(old, api);
cpSync(old, wanted, { recursive: true });
await command(wanted, runOf(api)).ended;
const [before, after] = [seen(old), seen(wanted)];

if (process.getuid?.() === 0 && process.platform === 'linux') await fullDisk();
else console.log('  left out: a full disk, since only root on Linux may mount one');
await twoRuns();
atTerminal();
end(options.report);

/** The disk gets a little larger each time; what is free at first does not hold one new file. */
async function fullDisk() {
  const disk = join(scratch, 'disk');
  mkdirSync(disk);
  const states = { old: 0, new: 0 };
  const wrong = [];
  for (let level = 0; level < Number(options.levels); level += 1) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    try {
      const project = join(disk, 'project');
      cpSync(old, project, { recursive: true });
      fill(disk, level * 12);
      const said = await command(project, runOf(api)).ended;
      const state = seen(project) === before ? 'old' : seen(project) === after ? 'new' : 'mixed';
      const left = readdirSync(join(project, '.fastapi-mcp')).filter((name) => /journal|staging|^lock/.test(name));
      if (state === 'mixed' || left.length > 0) wrong.push(`${level * 12} kB free: ${state} ${left}: ${said}`);
      else states[state] += 1;
      if (state === 'old' && !/error: .*disk is full/.test(said)) wrong.push(`${level * 12} kB free: it said ${said}`);
    } finally {
      execFileSync('umount', [disk]);
    }
  }
  console.log(`  a full disk, ${options.levels} times: ${states.old} old, ${states.new} new`);
  note('full disk: never half-written, nothing left over, one error', wrong.length === 0, wrong.join('\n'));
  note('full disk: some runs fit and some do not', states.old > 0 && states.new > 0, JSON.stringify(states));
}

/** Takes all room but so many kilobytes. */
function fill(disk, kilobytes) {
  const free = Number(
    execFileSync('df', ['--output=avail', '-k', disk], { encoding: 'utf8' }).trim().split('\n').at(-1),
  );
  writeFileSync(join(disk, 'filler'), Buffer.alloc((free - kilobytes) * 1024));
}

/** One waits for the other, or refuses; the tree is whole either way. */
async function twoRuns() {
  const project = place('twice');
  cpSync(old, project, { recursive: true });
  const runs = Array.from({ length: 4 }, () => command(project, runOf(api)));
  const said = await Promise.all(runs.map(({ ended }) => ended));
  const codes = runs.map(({ child }) => child.exitCode);
  const fine = codes.every((code, index) => code === 0 || said[index].includes('another run'));
  note('four runs at once: each works, waits or refuses', fine && codes.includes(0), `${codes}: ${said.join('\n')}`);
  note('four runs at once: the tree is the new one', seen(project) === after, said.join('\n'));
}

/** At a terminal an edit that conflicts ends in markers and a list; without one in an error. */
function atTerminal() {
  for (const terminal of [true, false]) {
    const project = place(`conflict-${terminal}`);
    cpSync(old, project, { recursive: true });
    const file = join(
      project,
      'src',
      'tools',
      readdirSync(join(project, 'src', 'tools')).find((name) => /^list_/.test(name)),
    );
    const text = readFileSync(file, 'utf8');
    const mine = text.replace(/"""[^"]*"""/g, '"""Mine, by hand."""');
    writeFileSync(file, mine);
    const args = [process.execPath, bin, ...runOf(api).filter((arg) => arg !== '--yes')];
    // What is typed: Enter, for every question that may be open.
    const inTerminal =
      'import os, pty, sys\nos.environ["TERM"] = "xterm"\ncode = pty.spawn(sys.argv[1:], stdin_read=lambda _: b"\\r")\nsys.exit(os.waitstatus_to_exitcode(code))';
    const program = terminal ? [findPython(), '-c', inTerminal, ...args] : [...args, '--yes'];
    const { code, said } = ended(program, project);
    const now = readFileSync(file, 'utf8');
    const marked = now.includes('<<<<<<< yours') && now.includes('Mine, by hand.') && now.includes('>>>>>>> generated');
    if (terminal)
      note(
        'conflict at a terminal: markers, a list, exit code 1',
        marked && code === 1 && /conflicted/.test(said),
        said,
      );
    else
      note('conflict without one: an error, nothing written', now === mine && code === 1 && /error: /.test(said), said);
  }
}

function ended([program, ...args], cwd) {
  try {
    return { code: 0, said: execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) };
  } catch (error) {
    return { code: error.status, said: `${error.stdout}${error.stderr}` };
  }
}
