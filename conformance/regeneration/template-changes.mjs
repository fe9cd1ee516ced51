/**
 * A newer version of the generator, as far as templates go: the built-in ones with something changed, put where the
 * project's own would lie, so that they go through the very pipeline that a release goes through.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/prerequisites.mjs';

const GENERATORS = join(root, 'packages', 'generator-fastapi-mcp', 'dist', 'generators');

/** Templates of Python modules that are there in every project: name, room, module in the project. */
const TEMPLATES = [
  ['client.py', 'client', 'src/client.py'],
  ['encoding.py', 'client', 'src/encoding.py'],
  ['transport.py', 'client', 'src/transport.py'],
  ['results.py', 'tools', 'src/results.py'],
  ['listing.py', 'tools', 'src/listing.py'],
  ['server.py', 'tools', 'src/server.py'],
  ['config.py', 'config', 'src/config.py'],
  ['test_encoding.py', 'tests', 'tests/unit/test_encoding.py'],
  ['test_logs.py', 'tests', 'tests/unit/test_logs.py'],
];
const DEFINITION = /^(?:async )?def (\w+)|^class (\w+)/;

/**
 * Changes one template.
 *
 * @param {{ project: string, random: any, name: string }} options
 * @returns {{ kind: string, file: string, place: string } | null}
 */
export function changeTemplate({ project, random, name }) {
  const [template, room, file] = random.one(TEMPLATES);
  const own = join(project, '.fastapi-mcp', 'templates', `${template}.ejs`);
  const text = readFileSync(existsSync(own) ? own : join(GENERATORS, room, 'templates', `${template}.ejs`), 'utf8');
  const lines = text.split('\n');
  const places = lines.flatMap((line, index) => {
    const definition = DEFINITION.exec(line);
    return definition && lines[index - 1] === ''
      ? [{ index, place: `${file}::${definition[1] ?? definition[2]}` }]
      : [];
  });
  const found = random.one(places);
  if (!found) return null;
  const added = random.happens(0.5)
    ? [`# The generator knows better since ${name}.`]
    : [`def helper_${name}() -> str:`, '    """Comes with a newer generator."""', `    return "${name}"`, '', ''];
  lines.splice(found.index, 0, ...added);
  mkdirSync(join(project, '.fastapi-mcp', 'templates'), { recursive: true });
  writeFileSync(own, lines.join('\n'));
  return { kind: 'template', file, place: found.place };
}
