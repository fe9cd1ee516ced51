import { formatPython, ruffVersion } from './format.js';

describe('formatPython', () => {
  it('formats as ruff does, 120 columns wide', () => {
    expect(formatPython("x = {'a':1}", 'x.py')).toEqual({ ok: true, value: 'x = {"a": 1}\n', diagnostics: [] });
    const wide = `${'a'.repeat(50)} = call(${'b'.repeat(55)})\n`;
    expect(formatPython(wide, 'x.py')).toMatchObject({ ok: true, value: wide });
  });

  it('names the line of a syntax error, counting bytes as ruff does', () => {
    expect(formatPython('# größe ünd\nx = 1\ndef f(:\n    pass\n', 'client.py')).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'python-syntax-error', at: 'client.py:3', message: expect.stringContaining('def f(:') }],
    });
  });

  it('says which ruff it is', () => {
    expect(ruffVersion()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
