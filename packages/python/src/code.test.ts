import { code, isPyCode } from './code.js';

describe('code', () => {
  it('is told from anything that JSON can hold', () => {
    expect(isPyCode(code('x'))).toBe(true);
    expect(`${code('list[Task]')}`).toBe('list[Task]');
    expect([null, 'x', { text: 'x' }, JSON.parse(JSON.stringify(code('x')))].some(isPyCode)).toBe(false);
  });

  it('is known across two copies of this package, a plugin’s own and ours', async () => {
    import.meta.jest.resetModules();
    const other = await import('./code.js');
    expect(other.code).not.toBe(code);
    expect(isPyCode(other.code('x'))).toBe(true);
    expect(other.isPyCode(code('x'))).toBe(true);
  });
});
