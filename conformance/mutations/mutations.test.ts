import { mutations } from './mutations.mjs';

/** What the emitted tests must notice at the least. */
const REQUIRED = [
  'header dropped',
  'user swapped',
  'compare replaced',
  'retry count',
  'retry on 500',
  'one error type wrong',
  'token logged',
  'dot segment allowed',
  'omitted sent as null',
  'redirect followed',
  'identity default added',
  'hint wrong',
];

describe('the breaks', () => {
  it.each(REQUIRED)('include: %s', (name) => {
    expect(mutations.filter((mutation: { name: string }) => mutation.name.startsWith(name))).not.toHaveLength(0);
  });

  it('all change something, and have names of their own', () => {
    for (const { find, replace } of mutations) expect(replace).not.toBe(find);
    expect(new Set(mutations.map(({ name }: { name: string }) => name)).size).toBe(mutations.length);
  });
});
