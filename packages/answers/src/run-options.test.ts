import { resolveRunOptions } from './run-options.js';

describe('resolveRunOptions', () => {
  it('fills in defaults and ignores the rest', () => {
    expect(resolveRunOptions({ yes: true, allowRef: 'https://h', pattern: '9' })).toMatchObject({
      ok: true,
      run: { yes: true, dryRun: false, allowRef: ['https://h'] },
    });
  });

  it('says what is wrong', () => {
    expect(resolveRunOptions({ dump: 'all', allowRef: ['x'] })).toMatchObject({
      ok: false,
      problems: [{ option: '--dump' }, { option: '--allow-ref', value: '"x"' }],
    });
  });
});
