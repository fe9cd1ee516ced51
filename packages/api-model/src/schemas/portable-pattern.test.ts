import { portablePattern } from './portable-pattern.js';

describe('portablePattern', () => {
  it.each([
    '^[a-z]+$',
    '^[\\w.-]{1,100}$',
    '^\\d{3}-\\d{4}$',
    '^(?:a|b)c?$',
    '^[^/]+/[^/]+$',
    'a\\/b\\.c',
    '[\\]\\-]',
    '^\\u0041\\x42$',
    '^.{0,1000}$',
    '^é+$',
    '^a*?b+?$',
  ])('keeps %s', (pattern) => {
    expect(portablePattern(pattern)).toBe(pattern);
  });

  it.each([
    ['^\\-?[0-9]+$', '^-?[0-9]+$'],
    ['^\\@[\\w\\@\\-]+\\/x$', '^@[\\w@\\-]+\\/x$'],
    ['a\\\\-b', 'a\\\\-b'],
  ])('writes %s as %s', (pattern, expected) => {
    expect(portablePattern(pattern)).toBe(expected);
  });

  it.each([
    ['look-ahead', '^(?!x)'],
    ['look-behind', '(?<=a)b'],
    ['a named group', '(?<year>\\d+)'],
    ['a back-reference', '(a)\\1'],
    ['a Unicode class', '^\\p{L}+$'],
    ['inline flags', '(?i)abc'],
    ['anchors of Python', '\\Aabc\\Z'],
    ['a possessive quantifier', 'a++'],
    ['set operations', '[a-z&&[^b]]'],
    ['a bracket in a class', '[[]'],
    ['an empty class', '[]'],
    ['any class', '[^]'],
    ['a backspace', '[\\b]'],
    ['a control escape', '\\cA'],
    ['NUL', '\\0'],
    ['a braced code point', '\\u{1F600}'],
    ['a stray brace', 'a{b}'],
    ['a count without a start', 'a{,3}'],
    ['an open group', '(a'],
    ['what Rust finds too large', '^\\w{1,255}$'],
    ['what Rust finds too large by nesting', '(?:\\w{20}){20}'],
    ['half a surrogate pair', '\ud800'],
    ['a book', 'a'.repeat(501)],
  ])('drops %s', (_name, pattern) => {
    expect(portablePattern(pattern)).toBeNull();
  });
});
