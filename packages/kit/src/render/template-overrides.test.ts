import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../errors.js';
import { assembleFiles } from './assemble-files.js';
import { python } from './files.js';
import { findTemplates, withTemplates } from './template-overrides.js';

let root: string;
let builtIn: URL;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'own-templates-'));
  mkdirSync(join(root, '.fastapi-mcp/templates'), { recursive: true });
  mkdirSync(join(root, 'built-in'));
  writeFileSync(join(root, 'built-in/a.py.ejs'), 'x = <%= value %>\n');
  builtIn = pathToFileURL(join(root, 'built-in/a.py.ejs'));
});

const own = (name: string, text: string): void => writeFileSync(join(root, '.fastapi-mcp/templates', name), text);
const files = (source?: string): readonly { readonly content: string }[] => {
  const templates = findTemplates(root);
  const file = withTemplates(templates, () =>
    source === undefined
      ? python({ to: 'src/a.py', template: builtIn, view: { value: 1 } })
      : python({ to: 'src/a.py', source }),
  );
  return assembleFiles([{ owner: 'g', file }], { templates, view: { project: 'todo-mcp', title: 'Todo' } });
};

describe("a project's own templates", () => {
  it('are none in a new project', () => {
    expect(findTemplates(join(root, 'new'))).toEqual({});
    expect(files()[0]?.content).toBe('x = 1\n');
  });

  it('replace the built-in one of their name, with the same view', () => {
    own('a.py.ejs', 'y = <%= value %>');
    expect(files()[0]?.content).toBe('y = 1\n');
    expect(python({ to: 'a.py', template: builtIn, view: { value: 1 } }).content).toBe('x = 1\n');
  });

  it('may have parts', () => {
    own('_part.py.ejs', 'z = <%= value %>');
    own('a.py.ejs', "<%- include('_part.py') %>");
    expect(files()[0]?.content).toBe('z = 1\n');
  });

  it.each([
    [
      'a field that is not there',
      'a = 1\nb = <%= valu %>',
      'a.py.ejs:2: reads valu, but the view has only: include, value',
    ],
    ['raw output', 'a = 1\n\n<%- value %>', 'a.py.ejs:3: <%- is only for include()'],
    ['broken JavaScript', 'a = 1\n<% if (value { %>\n<% } %>', "a.py.ejs:2: Unexpected token '{'"],
    ['a block left open', 'a = 1\n<% if (value) { %>\n', 'a.py.ejs:3: a block that opens with { is never closed'],
    ['an exception', 'a = 1\n<% value.map.x() %>', 'a.py.ejs:2: Cannot read'],
    ['Python that is none', 'a = 1\ndef (:\n', 'a.py.ejs:2: '],
  ])('with %s are refused with their line', (_, text, message) => {
    own('a.py.ejs', text);
    expect(() => files()).toThrow(`.fastapi-mcp/templates/${message}`);
    expect(() => files()).toThrow(UserError);
  });

  it('of a wrong name are refused', () => {
    own('aa.py.ejs', '');
    expect(() => files()).toThrow('.fastapi-mcp/templates/aa.py.ejs: there is no template of this name to replace');
  });
});

describe('header and footer', () => {
  it('stand around a module, behind its docstring and imports', () => {
    own('header.py.ejs', '# Example Ltd: <%= path %> of <%= project %>\n');
    own('footer.py.ejs', 'from typing import Final\n\nSOURCE: Final = <%= path %>\n');
    expect(files('"""Doc."""\n\nimport re\n\nx = re.I\n')[0]?.content).toBe(
      '# Example Ltd: src/a.py of todo-mcp\n\n"""Doc."""\n\nimport re\nfrom typing import Final\n\nx = re.I\n\nSOURCE: Final = "src/a.py"\n',
    );
  });

  it('leave an empty module without a footer', () => {
    own('footer.py.ejs', 'y = 1\n');
    expect(files('')[0]?.content).toBe('');
    expect(files('x = 1\n')[0]?.content).toBe('x = 1\n\ny = 1\n');
  });

  it.each([
    ['header.py.ejs', '# a\nimport os\n', 'header.py.ejs:2: is no comment'],
    ['footer.py.ejs', 'a = 1\ndef (:\n', 'footer.py.ejs:2: '],
    ['footer.py.ejs', '<%= nothing %>', 'footer.py.ejs:1: reads nothing'],
  ])('%s as %j is refused with its line', (name, text, message) => {
    own(name, text);
    expect(() => files()).toThrow(`.fastapi-mcp/templates/${message}`);
  });
});
