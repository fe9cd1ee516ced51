/**
 * What people do to generated files between two runs. Each edit says what must be true from then on; texts that it adds
 * hold its name (`edit_7`). Edits keep the emitted tests green by themselves, so that a red test is the merge's fault.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatPythonIn } from '../../packages/python/dist/index.js';
import { pathsIn } from './tree.mjs';

const DEFINITION = /^(?:async )?def (\w+)|^class (\w+)/;

const modulesIn = (project, folder) =>
  pathsIn(project).filter((path) => path.startsWith(folder) && path.endsWith('.py') && !path.endsWith('__init__.py'));
const read = (project, path) => readFileSync(join(project, path), 'utf8');
function write(project, path, text) {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** Where definitions begin at the top level, decorators and comments above them included. */
function definitions(lines) {
  return lines.flatMap((line, index) => {
    const found = DEFINITION.exec(line);
    if (!found) return [];
    let start = index;
    while (start > 0 && /^[@#]/.test(lines[start - 1])) start -= 1;
    return lines[start - 1] === '' ? [{ start, index, name: found[1] ?? found[2] }] : [];
  });
}

/** Adds lines to a module. */
function inserted(project, path, at, added) {
  const lines = read(project, path).split('\n');
  lines.splice(at(lines), 0, ...added);
  write(project, path, lines.join('\n'));
}

function comment({ project, random, name }) {
  const path = random.one(modulesIn(project, random.happens(0.7) ? 'src/' : 'tests/'));
  const lines = read(project, path).split('\n');
  const places = random.happens(0.5)
    ? definitions(lines).map(({ start }) => ({ at: start, indent: '' }))
    : lines.flatMap((line, at) =>
        /^ {4,8}(return|raise|await) /.test(line) ? [{ at, indent: /^ */.exec(line)[0] }] : [],
      );
  const place = random.one(places);
  if (!place) return null;
  inserted(project, path, () => place.at, [`${place.indent}# ${name}: somebody had a reason.`]);
  return { token: name };
}

function addFunction({ project, random, name }) {
  const path = random.one(modulesIn(project, random.happens(0.8) ? 'src/' : 'tests/'));
  const lines = read(project, path).split('\n');
  const place = random.one(definitions(lines));
  const added = [`def ${name}() -> str:`, '    """Ours."""', `    return "${name}"`];
  if (place && random.happens(0.5)) inserted(project, path, () => place.start, [...added, '', '']);
  else write(project, path, `${read(project, path).trimEnd()}\n\n\n${added.join('\n')}\n`);
  return { token: name };
}

function editTool({ project, random, name }) {
  const path = random.one(modulesIn(project, 'src/tools/'));
  const lines = read(project, path).split('\n');
  const at = lines.findIndex((line) => /^ {4}return await backend\./.test(line));
  if (at === -1) return null;
  inserted(project, path, () => at, [`    note = "${name}"`, '    assert note']);
  return { token: name };
}

function editDocstring({ project, random, name }) {
  const path = random.one(modulesIn(project, 'src/tools/'));
  const text = read(project, path);
  const edited = text.replace(/^( {4}""".*?)(\.?""")$/m, `$1. Mind ${name}$2`);
  if (edited === text) return null;
  write(project, path, edited);
  return { token: name };
}

function rename({ project, random, name }) {
  const modules = modulesIn(project, 'src/');
  const everything = modules.concat(modulesIn(project, 'tests/')).map((path) => ({ path, text: read(project, path) }));
  const candidates = everything.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:async )?def (_[a-z]\w*)/gm)]
      .map(([, old]) => ({ path, text, old }))
      .filter(
        ({ old }) => !everything.some((other) => other.path !== path && new RegExp(`\\b${old}\\b`).test(other.text)),
      ),
  );
  const found = random.one(candidates);
  if (!found) return null;
  write(project, found.path, found.text.replaceAll(new RegExp(`\\b${found.old}\\b`, 'g'), `_${name}`));
  return { token: `_${name}` };
}

function addToClass({ project, random, name }) {
  const path = random.one(modulesIn(project, 'src/schemas/').filter((module) => !/base|errors/.test(module)));
  const lines = read(project, path).split('\n');
  const start = random.one(lines.flatMap((line, at) => (/^class \w+\(Model\):/.test(line) ? [at] : [])));
  if (start === undefined) return null;
  const after = lines.findIndex((line, at) => at > start && /^\S/.test(line));
  let end = after === -1 ? lines.length : after;
  while (lines[end - 1].trim() === '') end -= 1;
  inserted(project, path, () => end, [
    '',
    '    @property',
    `    def ${name}(self) -> str:`,
    `        return "${name}"`,
  ]);
  return { token: name };
}

function dropTest({ project, random }) {
  const path = random.one(modulesIn(project, 'tests/unit/'));
  if (!path) return null;
  const lines = read(project, path).split('\n');
  const all = definitions(lines);
  const tests = all.filter(({ name }) => name.startsWith('test_'));
  const found = random.one(tests);
  if (!found || tests.length < 4) return null;
  // Up to the next statement, whatever it is: a table between two tests may belong to the other one.
  const next = lines.findIndex((line, at) => at > found.index && /^[^\s)\]}]/.test(line));
  lines.splice(found.start, (next === -1 ? lines.length - 1 : next) - found.start);
  write(project, path, `${lines.join('\n').trimEnd()}\n`);
  return { gone: `def ${found.name}(` };
}

function deleteFile({ project, random }) {
  const path = random.one(
    pathsIn(project).filter((file) => /^clients\/|^SECURITY|^tests\/unit\/test_(?!conflicts)/.test(file)),
  );
  if (!path) return null;
  rmSync(join(project, path));
  return { deleted: path };
}

function moveFile({ project, random, name }) {
  const tools = random.happens(0.5);
  const path = random.one(tools ? modulesIn(project, 'src/tools/') : modulesIn(project, 'tests/unit/'));
  if (!path) return null;
  const stem = path.split('/').at(-1).slice(0, -3);
  const folder = tools ? 'src/tools/own' : 'tests/own';
  const to = `${folder}/${tools ? stem : `${stem}_${name}`}.py`;
  if (path.startsWith(folder)) return null;
  write(project, `${folder}/__init__.py`, '');
  renameSync(join(project, path), join(project, to));
  if (tools) {
    const init = 'src/tools/__init__.py';
    write(
      project,
      init,
      read(project, init).replace(`from src.tools.${stem} import`, `from src.tools.own.${stem} import`),
    );
  }
  return { deleted: path, present: to };
}

function addFile({ project, name }) {
  const path = `src/${name}.py`;
  write(project, path, `"""Ours alone: ${name}."""\n`);
  return { present: path, token: name };
}

function editPage({ project, random, name }) {
  const text = read(project, 'README.md');
  const heading = random.one(text.match(/^## .*$/gm) ?? []);
  if (!heading) return null;
  write(project, 'README.md', text.replace(heading, `${heading}\n\nOur own words: ${name}.`));
  return { token: name };
}

function editSettings({ project, random, name }) {
  const text = read(project, 'pyproject.toml');
  const heading = random.one(['[tool.uv]', '[tool.mypy]', '[tool.pytest.ini_options]']);
  write(project, 'pyproject.toml', text.replace(heading, `${heading}\n# ${name}: for our own tools.`));
  return { token: name };
}

/** The user's own ruff settings, and `ruff format`. */
function reformat({ project, random }) {
  const settings = read(project, 'pyproject.toml');
  if (settings.includes('[tool.ruff.format]')) return null;
  const width = random.one([79, 88, 100]);
  const own = settings
    .replace(/^line-length = \d+/m, `line-length = ${width}`)
    .replace('[tool.ruff.lint]\n', '[tool.ruff.format]\nquote-style = "single"\n\n[tool.ruff.lint]\n');
  write(project, 'pyproject.toml', own);
  for (const path of pathsIn(project).filter((file) => file.endsWith('.py'))) {
    const formatted = formatPythonIn(
      { 'line-length': width, format: { 'quote-style': 'single' } },
      read(project, path),
      path,
    );
    if (!formatted.ok) throw new Error(`${path} cannot be formatted`);
    write(project, path, formatted.value);
  }
  return { token: `line-length = ${width}` };
}

const KINDS = [
  comment,
  comment,
  comment,
  addFunction,
  addFunction,
  editTool,
  editTool,
  editDocstring,
  rename,
  rename,
  addToClass,
  addToClass,
  dropTest,
  deleteFile,
  moveFile,
  addFile,
  editPage,
  editSettings,
  reformat,
];

/**
 * @param {{ project: string, random: any, name: string }} options
 * @returns {{ kind: string, name: string, token?: string, gone?: string, deleted?: string, present?: string } | null}
 *   `token` stands in some file, `gone` in none, `deleted` is no file any more, `present` is one
 */
export function editProject(options) {
  const kind = options.random.one(KINDS);
  const done = kind(options);
  return done && { kind: kind.name, name: options.name, ...done };
}

/** What an edit promised that is not true of a tree; null when all is. */
export function lost({ token, gone, deleted, present }, texts) {
  const all = [...texts.values()];
  if (token !== undefined && !all.some((text) => text.includes(token))) return `${token} is nowhere any more`;
  if (gone !== undefined && all.some((text) => text.includes(gone))) return `${gone} is back`;
  if (deleted !== undefined && texts.has(deleted)) return `${deleted} is back`;
  if (present !== undefined && !texts.has(present)) return `${present} is not there`;
  return null;
}
