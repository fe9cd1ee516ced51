import { visible } from './visible.js';

describe('visible', () => {
  it.each([
    ['a\u202Eb', 'a<U+202E>b', true],
    ['a\u00a0b\u3000c', 'a b c', false],
    ['a\r\nb\u2028c', 'a\nb\nc', false],
    ['❤️ 👩‍💻', '❤ 👩💻', false],
    ['x\ufe0f', 'x<U+FE0F>', true],
    ['\u{e0041}', '<U+E0041>', true],
    ['\ud800', '<U+D800>', true],
    ['größe', 'größe', false],
  ])('%j', (text, expected, changed) => {
    expect(visible(text)).toEqual({ text: expected, changed });
  });
});
