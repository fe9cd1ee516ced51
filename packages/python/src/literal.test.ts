import fc from 'fast-check';
import { code } from './code.js';
import { type JsonValue, literal } from './literal.js';
import { runPython } from './testing/run-python.js';

const EVALUATE = `
import ast, json, sys, unicodedata
HIDDEN = {'Cc', 'Cf', 'Cs', 'Co', 'Zl', 'Zp', 'Zs'}
def seen(text):
    return all(c == ' ' or unicodedata.category(c) not in HIDDEN for c in text)
pairs = json.load(sys.stdin)
json.dump([[ast.literal_eval(text) == value, seen(text)] for text, value in pairs], sys.stdout)
`;

describe('literal', () => {
  it.each([
    [null, 'None'],
    [true, 'True'],
    [1e21, '1e21'],
    [-0, '-0.0'],
    [10n ** 30n, `1${'0'.repeat(30)}`],
    ['it\'s "so"', `'it\\'s "so"'`],
    ["it's", `"it's"`],
    ['a\\\n\t\u0000', '"a\\\\\\n\\t\\x00"'],
    ['\u202Eevil\u200b\ufeff\u00a0\u{e0061}\ud800', '"\\u202eevil\\u200b\\ufeff\\xa0\\U000e0061\\ud800"'],
    ['größe 用户 🚀', '"größe 用户 🚀"'],
    [{ a: [1, code('Task')], b: {} }, '{"a": [1, Task], "b": {}}'],
    [{ 'a"b': [] }, `{'a"b': []}`],
  ])('of %p is %s', (value, expected) => {
    expect(literal(value).text).toBe(expected);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined])('refuses %p', (value) => {
    expect(() => literal(value)).toThrow(RangeError);
  });

  it('refuses nesting that CPython could not parse', () => {
    let value: JsonValue = 1;
    for (let depth = 0; depth < 160; depth += 1) value = [value];
    expect(() => literal(value)).toThrow(/nested/);
  });

  it('wraps long strings at spaces, losing none', () => {
    expect(literal('one two  three\nfour', { wrap: 8 }).text).toBe('("one two  " "three\\n" "four")');
    expect(literal('unbroken'.repeat(20), { wrap: 8 }).text).not.toContain('(');
  });

  it('is what Python reads back, and all of it can be seen', () => {
    const cases: [string, JsonValue][] = [];
    const strings = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...`\\"'{}\n\r\t\u202e\ud800 x`) }),
    );
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: 'binary' }),
        strings,
        fc.integer({ min: 1, max: 30 }),
        (value, text, wrap) => {
          const json: JsonValue = JSON.parse(JSON.stringify(value));
          cases.push([literal(json).text, json], [literal(text).text, text], [literal(text, { wrap }).text, text]);
        },
      ),
      { numRuns: 300 },
    );
    const results = runPython(EVALUATE, cases);
    expect(results).toEqual(cases.map(() => [true, true]));
  }, 60_000);
});
