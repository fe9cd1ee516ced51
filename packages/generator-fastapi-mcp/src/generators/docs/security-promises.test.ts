import { readFileSync } from 'node:fs';
import { promises } from './security-promises.js';

const tests = new URL('../tests/templates/', import.meta.url);

describe('security promises', () => {
  it.each(promises)('$promise: the named test exists', ({ test, module }) => {
    const file = module.split('/').at(-1) ?? module;
    expect(readFileSync(new URL(`${file}.ejs`, tests), 'utf8')).toContain(`def ${test}(`);
  });
});
