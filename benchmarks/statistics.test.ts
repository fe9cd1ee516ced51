import { median, percentile, ratio } from './statistics.mjs';

describe('statistics of a benchmark', () => {
  it('takes the middle of the rounds', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('takes the percentile that a value reached', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('compares within a round, never across', () => {
    expect(ratio([1, 10, 3], [2, 20, 4])).toEqual({ median: 0.5, least: 0.5, most: 0.75 });
    expect(() => ratio([1], [1, 2])).toThrow('1 rounds against 2');
  });
});
