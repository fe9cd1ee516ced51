import { resolverOf } from '../testing/analyse.js';
import { importsOf } from './imports-of.js';

describe('SourceFile', () => {
  it('has offsets into the text as it is: BOM, CRLF, astral characters', async () => {
    const text = '\uFEFF# größe 🚀🚀\r\nname = "🚀"; other = name\r\n';
    const resolver = await resolverOf({ 'a.py': text });
    const nodes = resolver.project.files.get('a.py')?.occurrences('name') ?? [];
    expect(nodes.map((node) => text.slice(node.startIndex, node.endIndex))).toEqual(['name', 'name']);
    expect(nodes.map((node) => node.startIndex)).toEqual([text.indexOf('name'), text.lastIndexOf('name')]);
    expect(resolver.project.files.get('a.py')?.at(nodes[1] ?? failing())).toBe('a.py:2');
  });

  it('finds whole identifiers outside strings and comments', async () => {
    const resolver = await resolverOf({ 'a.py': 'user = 1  # user\nuser_id = "user"\nüser = f"{user} user"\n' });
    expect(resolver.project.files.get('a.py')?.occurrences('user')).toHaveLength(2);
  });

  it('lists imports wherever they stand', async () => {
    const text =
      'import a.b, c as d; import e\nfrom ..x import (y as z,\n  w)\ndef f():\n    from . import *\nif x: from q import r\n"""\nimport no\n"""\n';
    const resolver = await resolverOf({ 'p/q/m.py': text });
    const file = resolver.project.files.get('p/q/m.py') ?? failing();
    expect(importsOf(file).map(({ name, module, level, binds }) => [name, module, level, binds])).toEqual([
      [null, 'a.b', 0, 'a'],
      [null, 'c', 0, 'd'],
      [null, 'e', 0, 'e'],
      ['y', 'x', 2, 'z'],
      ['w', 'x', 2, 'w'],
      ['*', '', 1, '*'],
      ['r', 'q', 0, 'r'],
    ]);
  });
});

function failing(): never {
  throw new Error('missing');
}
