import { hasHidden, visible, visibleValue } from './visible.js';

describe('visible', () => {
  it.each([
    ['a\u202Eb', 'a\\u{202e}b'],
    ['a\u200Bb', 'a\\u{200b}b'],
    ['line\nbreak', 'line\\u{a}break'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['\ud800', '\\u{d800}'],
    ['a\u00a0b', 'a\\u{a0}b'],
    ['Café 漢字 🙂', 'Café 漢字 🙂'],
  ])('shows %j as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(hasHidden(visible(text))).toBe(false);
  });

  it('cuts what is long', () => {
    expect(visible('x'.repeat(1000))).toBe(`${'x'.repeat(80)}…`);
  });

  it.each([
    ['a', '"a"'],
    [4, '4'],
    [null, 'null'],
    [undefined, 'nothing'],
    [[1, 2], 'a list of 2'],
    [{}, 'an object'],
  ])('names %j as %s', (value, shown) => {
    expect(visibleValue(value)).toBe(shown);
  });
});
