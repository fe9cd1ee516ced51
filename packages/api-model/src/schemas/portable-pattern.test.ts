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
    ['(?i)^(all|none)$', '^([aA][lL][lL]|[nN][oO][nN][eE])$'],
    ['(?i)^[^a-fX_-]\\d{2}', '^[^a-fA-FXx_-]\\d{2}'],
  ])('writes %s as %s', (pattern, expected) => {
    expect(portablePattern(pattern)).toBe(expected);
  });

  it.each([
    ['look-ahead', '^(?!x)'],
    ['look-behind', '(?<=a)b'],
    ['a named group', '(?<year>\\d+)'],
    ['a back-reference', '(a)\\1'],
    ['a Unicode class', '^\\p{L}+$'],
    ['inline flags', '(?s)abc'],
    ['inline flags later on', 'a(?i)bc'],
    ['whatever the case, beyond ASCII', '(?i)é'],
    ['whatever the case, by code', '(?i)\\x41'],
    ['whatever the case, across the cases', '(?i)[A-z]'],
    ['whatever the case, up to a letter', '(?i)[+-z]'],
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
