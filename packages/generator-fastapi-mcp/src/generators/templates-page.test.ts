import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = import.meta.dirname;
const page = readFileSync(resolve(folder, '../../../../docs/templates.md'), 'utf8');
/** The backend patch has templates of its own kind; they are no part of the output. */
const rooms = readdirSync(folder, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && entry.name !== 'backend',
);

const templates = rooms.flatMap(({ name }) => filesIn(join(folder, name, 'templates')));
const views = [
  ['tools/tool-view.ts', 'ToolModuleView'],
  ['tools/runtime-view.ts', 'RuntimeView'],
  ['client/view.ts', 'ClientView'],
  ['schemas/view.ts', 'SchemaModuleView'],
  ['config/view.ts', 'ConfigView'],
  ['config/view.ts', 'EnvExampleView'],
  ['config/view.ts', 'PyprojectView'],
  ['tests/view.ts', 'TestView'],
  ['docs/view.ts', 'ReadmeView'],
  ['docs/view.ts', 'SecurityView'],
] as const;

function filesIn(path: string): readonly string[] {
  try {
    return readdirSync(path).filter((name) => name.endsWith('.ejs'));
  } catch {
    return [];
  }
}

describe('docs/templates.md', () => {
  it.each(templates)('names %s', (name) => {
    expect(page).toContain(`\`${name}\``);
  });

  it.each(views)('%s: names every field of %s', (file, name) => {
    const source = readFileSync(join(folder, file), 'utf8');
    const body = new RegExp(`interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(source)?.[1] ?? '';
    const fields = [...body.matchAll(/^ {2}readonly (\w+)/gm)].map((match) => match[1]);
    expect(fields.length).toBeGreaterThan(0);
    for (const field of fields) expect(page).toContain(`| \`${field}\` |`);
  });

  it('finds the templates', () => expect(templates.length).toBeGreaterThan(30));
});
