import { textBudget, trimDescription } from './trim-description.js';

describe('trimDescription', () => {
  it('leaves short text alone', () => {
    expect(trimDescription('Short. Text.', 20)).toBe('Short. Text.');
  });

  it('prefers the end of a paragraph, then of a sentence, then of a word', () => {
    expect(trimDescription('First part here.\n\nSecond part that is too long', 30)).toBe('First part here.');
    expect(trimDescription('One sentence here. Another one that is too long', 30)).toBe('One sentence here.');
    expect(trimDescription('one very long sentence without any end', 20)).toBe('one very long…');
    expect(trimDescription('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('never makes text longer than its limit', () => {
    for (let limit = 5; limit < 60; limit += 1)
      expect(
        trimDescription('Some words. And more words!\n\nAnd then still more of them', limit).length,
      ).toBeLessThanOrEqual(limit);
  });

  it('is stricter the more tools there are', () => {
    const budgets = [10, 100, 1000].map((tools) => textBudget(tools).tool);
    expect(budgets).toEqual([...budgets].sort((a, b) => b - a));
  });
});
