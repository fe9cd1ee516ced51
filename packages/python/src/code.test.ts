import { code, isPyCode } from './code.js';

describe('code', () => {
  it('is told from anything that JSON can hold', () => {
    expect(isPyCode(code('x'))).toBe(true);
    expect(`${code('list[Task]')}`).toBe('list[Task]');
    expect([null, 'x', { text: 'x' }, JSON.parse(JSON.stringify(code('x')))].some(isPyCode)).toBe(false);
  });
});
