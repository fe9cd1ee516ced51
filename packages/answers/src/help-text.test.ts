import { questions } from './answers-schema.js';
import { commands } from './commands.js';
import { helpText } from './help-text.js';

describe('helpText', () => {
  it('names every command, every flag, and the exit codes', () => {
    const text = helpText();
    for (const { name } of commands) expect(text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    for (const { flag, flagless } of questions) expect(text.includes(`--${flag}`)).toBe(flagless !== true);
    expect(text).toContain('0 done, 1 failed with a message, 2 bad usage, 130 interrupted');
  });

  it('fits a terminal', () => {
    expect(
      Math.max(
        ...helpText()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
  });

  it('is about one command when asked', () => {
    expect(helpText('plugin')).toMatch(/^Usage: fastapi-mcp plugin NAME \[OPTIONS\]\n\nplugin: a new plugin package/);
    expect(helpText('check')).toContain('Exit code of check: 0 in step');
    expect(helpText('client')).not.toContain('Exit code of check');
  });
});
