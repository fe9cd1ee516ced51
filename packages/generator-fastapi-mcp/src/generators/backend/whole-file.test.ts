import { bringWholeFile } from './whole-file.js';

const path = 'service_auth.py';
const bring = (now: string | null, written: string | null, next: string) =>
  bringWholeFile({ path, now, written, next });

describe('a file that is the whole patch’s own', () => {
  it('is made where it is not there', () => {
    expect(bring(null, null, 'new').change).toEqual({ path, before: null, after: 'new' });
  });

  it('is brought up to date where nobody touched it', () => {
    expect(bring('old', 'old', 'new').change).toEqual({ path, before: 'old', after: 'new' });
    expect(bring('same', 'old', 'same')).toEqual({ change: null, left: null });
  });

  it('keeps what its owner changed', () => {
    expect(bring('A\nb\nc\nd\n', 'a\nb\nc\nd\n', 'a\nb\nc\nD\n').change?.after).toBe('A\nb\nc\nD\n');
    expect(bring('theirs', 'old', 'old')).toEqual({ change: null, left: null });
  });

  it('is left, and told of, where both changed the same lines, or nobody knows what was written', () => {
    for (const written of ['a\n', null]) {
      const { change, left } = bring('theirs\n', written, 'new\n');
      expect(change).toBeNull();
      expect(left?.at).toBe(path);
    }
  });
});
