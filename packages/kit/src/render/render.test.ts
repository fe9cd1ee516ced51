import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { code } from '@fastapi-mcp/python';
import { assembleFiles } from './assemble-files.js';
import { markdown, plain, python, toml } from './files.js';

const folder = mkdtempSync(join(tmpdir(), 'kit-render-'));

function template(name: string, text: string): URL {
  writeFileSync(join(folder, name), text);
  return pathToFileURL(join(folder, name));
}

const render = (text: string, view: object): string =>
  python({ to: 'a.py', template: template('a.py.ejs', text), view }).content;

describe('python', () => {
  it('writes only literals', () => {
    expect(render('x = <%= value %>', { value: '"; import os #' })).toBe(`x = '"; import os #'`);
    expect(render('x = <%= value %>', { value: { a: [1, null, true] } })).toBe('x = {"a": [1, None, True]}');
  });

  it('writes code as it is, nested too', () => {
    expect(render('class <%= tool.name %>: ...', { tool: Object.freeze({ name: code('Tool') }) })).toBe(
      'class Tool: ...',
    );
  });

  it('throws for a field that is not there, at any depth', () => {
    expect(() => render('<%= nothing %>', { a: 1 })).toThrow('a.py.ejs reads nothing, but the view has only: a');
    expect(() => render('<%= a.b %>', { a: { c: 1 } })).toThrow('reads a.b, but a has only: c');
    expect(() => render('<% for (const x of xs) { %><%= x.y %><% } %>', { xs: [{ z: 1 }] })).toThrow('reads xs[0].y');
  });

  it('keeps globals out of reach', () => {
    expect(() => render('<%= process.pid %>', {})).toThrow('reads process');
  });

  it('refuses raw output', () => {
    expect(() => render('a\n<%- value %>', { value: 'x' })).toThrow('a.py.ejs:2: <%- is only for include()');
  });

  it('includes with the same rules', () => {
    template('part.py.ejs', 'y = <%= extra %> + <%= own %>');
    expect(render(`<%- include('part.py', { own: 'o' }) %>`, { extra: 'e' })).toBe('y = "e" + "o"');
    expect(() => render(`<%- include('part.py') %>`, { extra: 'e' })).toThrow('part.py.ejs reads own');
  });

  it('sees an edited template', () => {
    expect(render('x = 1', {})).toBe('x = 1');
    expect(render('x = 2', {})).toBe('x = 2');
  });
});

describe('other texts', () => {
  const url = (text: string): URL => template('b.ejs', text);

  it('writes TOML strings', () => {
    const view = { value: 'a "b" \\ \n\u202e', list: ['x'] };
    expect(toml({ to: 'b', template: url('v = <%= value %>\nl = <%= list %>'), view }).content).toBe(
      'v = "a \\"b\\" \\\\ \\u000a\\u202e"\nl = ["x"]',
    );
  });

  it('writes Markdown that stays prose', () => {
    const view = { value: '# x\n[a](javascript:1) <b> `c` | 1. d' };
    expect(markdown({ to: 'b', template: url('<%= value %>'), view }).content).toBe(
      '\\# x \\[a\\](javascript:1) \\<b\\> \\`c\\` \\| 1. d',
    );
    expect(markdown({ to: 'b', template: url('<%= value %>'), view: { value: '1. d' } }).content).toBe('1\\. d');
  });

  it('writes plain text on one line', () => {
    expect(plain({ to: 'b', template: url('A=<%= value %>'), view: { value: 'x\nB=evil' } }).content).toBe(
      'A=x B=evil',
    );
  });
});

describe('assembleFiles', () => {
  const part = (owner: string, path: string, source: string, order?: number) => ({
    owner,
    file: python({ to: path, source, ...(order === undefined ? {} : { order }) }),
  });

  it('merges modules of one path in order, drops imports of itself, prunes and formats', () => {
    const [file] = assembleFiles([
      part('tools', 'tools.py', 'import os\nfrom tools import tool\n\n\n@tool\ndef a(): return json.dumps(1)\n'),
      part('client', 'tools.py', 'import json\n\n\ndef tool(f): return f\n', 10),
    ]);
    expect(file?.owners).toEqual(['client', 'tools']);
    expect(file?.content).toBe(
      'import json\n\n\ndef tool(f):\n    return f\n\n\n@tool\ndef a():\n    return json.dumps(1)\n',
    );
  });

  it('names the template of a syntax error', () => {
    expect(() => assembleFiles([part('tools', 'tools.py', 'def (:\n')])).toThrow(/tools\.py:1/);
  });

  it('refuses two generators for one path', () => {
    const readme = (owner: string) => ({ owner, file: { path: 'README.md', content: '' } });
    expect(() => assembleFiles([readme('docs'), readme('audit')])).toThrow('audit and docs each emit README.md');
  });
});
