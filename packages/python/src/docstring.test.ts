import fc from 'fast-check';
import { comment, docstring } from './docstring.js';
import { formatPython } from './format.js';
import { runPython } from './testing/run-python.js';

const SHAPE = `
import ast, json, sys
def shape(source):
    body = ast.parse(source).body
    function = body[0].body
    return [len(body), len(function), type(function[0].value).__name__, function[0].value.value, type(function[1]).__name__]
json.dump([shape(source) for source in json.load(sys.stdin)], sys.stdout)
`;

const hostile = fc.string({
  unit: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '"',
        '"""',
        "'",
        '\\',
        '\n',
        '\r',
        ' ',
        'word',
        '# type: ignore',
        '\u202e',
        '\u0000',
        '\ud800',
        '\t',
        '{',
        '-',
        '```',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  ),
});

describe('docstring', () => {
  it.each([
    ['Say it.', '"""Say it."""'],
    ['Say "it"', '"""Say "it\\""""'],
    ['"""\nimport os', '"""""\\"\n    import os\n    """'],
    ['C:\\new', '"""C:\\\\new"""'],
    ['ends \\', '"""ends \\\\"""'],
    ['a\u202Eb\u200Bc', '"""a<U+202E>b<U+200B>c"""'],
    ['one\r\n\r\n  two  ', '"""one\n\n      two\n    """'],
    ['', '""""""'],
  ])('of %j', (text, expected) => {
    expect(docstring(text, { indent: 4 }).text).toBe(expected);
  });

  it('wraps between words and hangs list items under their text', () => {
    const text = `First ${'word '.repeat(30)}\n- item ${'more '.repeat(30)}\n\`\`\`\n${'code '.repeat(40)}\n\`\`\``;
    const lines = docstring(text, { indent: 4 }).text.split('\n');
    expect(lines.filter((line) => !line.includes('code')).every((line) => line.length <= 120)).toBe(true);
    expect(lines[0]?.startsWith('"""First word')).toBe(true);
    expect(lines.some((line) => line.startsWith('      more'))).toBe(true);
    expect(lines.some((line) => line.length > 120 && line.includes('code'))).toBe(true);
  });

  it('stays one constant whatever the text, and keeps every word of a plain one', () => {
    const sources: string[] = [];
    const texts: string[] = [];
    fc.assert(
      fc.property(hostile, (text) => {
        texts.push(text);
        sources.push(`def f():\n    ${docstring(text, { indent: 4 }).text}\n    return 1\n`);
      }),
      { numRuns: 600 },
    );
    const shapes = runPython(SHAPE, sources);
    expect(Array.isArray(shapes)).toBe(true);
    for (const [index, shape] of (Array.isArray(shapes) ? shapes : []).entries()) {
      expect(shape.slice(0, 3)).toEqual([1, 2, 'Constant']);
      expect(shape[4]).toBe('Return');
      const text = texts[index] ?? '';
      if (/^[\x20-\x7e\n]*$/.test(text))
        expect(shape[3].split(/\s+/).join(' ').trim()).toBe(text.split(/\s+/).join(' ').trim());
    }
  }, 60_000);

  it('survives the formatter as it is', () => {
    const source = `def f():\n    ${docstring('He said "no".\n\n- a\n- b "x"', { indent: 4 }).text}\n    return 1\n`;
    expect(formatPython(source, 'f.py')).toMatchObject({ ok: true, value: source });
  });
});

describe('comment', () => {
  it('starts every line with a hash', () => {
    expect(comment('one\n\ntwo', { indent: 4 }).text).toBe('# one\n    #\n    # two');
  });

  it.each(['type: ignore', 'ruff: noqa', 'x # noqa: F401', 'fmt: off', '-*- coding: utf-7 -*-'])(
    'does not obey %j',
    (text) => {
      expect(comment(text).text).not.toMatch(/#\s*(type|ruff|noqa|fmt)|coding:/);
    },
  );
});
