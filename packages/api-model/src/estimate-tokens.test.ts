import { estimateTokens } from './estimate-tokens.js';

describe('estimateTokens', () => {
  it.each([
    ['', 0],
    ['four', 1],
    ['fives', 2],
    [{ name: 'list_tasks' }, 6],
    ['日本', 2],
    [undefined, 0],
  ])('%j is about %d', (value, expected) => {
    expect(estimateTokens(value)).toBe(expected);
  });
});
