import { choosePattern, type Login, type Pattern, patterns, presets } from './presets.js';

describe('choosePattern', () => {
  it.each<[boolean, Login, Pattern]>([
    [true, 'token', '4'],
    [true, 'session', '4'],
    [true, 'none', '4'],
    [false, 'token', '3'],
    [false, 'session', '2'],
    [false, 'none', '1'],
  ])('microservices %s, login %s: Pattern %s', (microservices, login, pattern) => {
    expect(choosePattern({ microservices, login })).toBe(pattern);
  });
});

describe('presets', () => {
  it('let only Pattern 1 take the user from the model, and not by default', () => {
    const withParameter = patterns.filter((pattern) => presets[pattern].identities.includes('parameter'));
    expect(withParameter).toEqual(['1']);
    expect(patterns.map((pattern) => presets[pattern].identities[0])).toEqual(['fixed', 'fixed', 'fixed', 'fixed']);
  });
});
