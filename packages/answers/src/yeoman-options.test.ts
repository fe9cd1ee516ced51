import { readYeomanOptions, yeomanOptions } from './yeoman-options.js';

describe('yeomanOptions', () => {
  const options = new Map(yeomanOptions().map((option) => [option.name, option]));

  it('has the flags with their types, and no defaults', () => {
    expect(options.get('microservices')).toMatchObject({ type: Boolean });
    expect(options.get('pattern')).toMatchObject({ type: String });
    expect(options.get('include-tag')).toMatchObject({ type: Array });
    expect(options.get('yes')).toMatchObject({ type: Boolean, alias: 'y' });
    expect(options.has('plugins')).toBe(false);
    expect([...options.values()].some((option) => 'default' in option)).toBe(false);
  });
});

describe('readYeomanOptions', () => {
  it("finds ours among Yeoman's own, in either spelling", () => {
    const options = {
      env: {},
      skipCache: true,
      'include-tag': [['a', 'b']],
      toolMode: 'search',
      force: false,
      pattern: undefined,
    };
    expect(readYeomanOptions(options)).toEqual({ includeTag: [['a', 'b']], toolMode: 'search', force: false });
  });
});
