import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readTransforms } from './read-transforms.js';

const told = (text: string): readonly string[] => {
  const result = readTransforms(text);
  return result.ok ? [] : result.diagnostics.map(({ at, message }) => `${at}: ${message}`);
};

describe('readTransforms', () => {
  it.each(['', '# only comments\n', 'version: 1\n', 'tools: {}\n'])('takes %j as no change', (text) => {
    expect(readTransforms(text)).toMatchObject({ ok: true, value: { tools: {}, combined: {} } });
  });

  it('takes the example of its page', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/changing-tools.md'), 'utf8');
    const [, example = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
    expect(example).toContain('combined:');
    expect(told(example)).toEqual([]);
  });

  it('finds the line of a place, or of what is above it', () => {
    const result = readTransforms('tools:\n  a:\n    arguments:\n      x:\n        fixed: 1\n');
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    expect(result.value.at(['tools', 'a', 'arguments', 'x', 'fixed'])).toBe('mcp-tools.yaml:5');
    expect(result.value.at(['tools', 'a', 'arguments', 'x', 'default'])).toBe('mcp-tools.yaml:4');
    expect(result.value.at(['tools', 'b'])).toBe('mcp-tools.yaml:1');
  });

  it('names every mistake with its own line', () => {
    const text =
      'tools:\n  a:\n    nmae: b\n    hidden: maybe\ncombined:\n  c:\n    description: C\n    steps:\n      - call: a\n';
    expect(told(text)).toEqual([
      'mcp-tools.yaml:4: tools.a.hidden: expected boolean, received string',
      'mcp-tools.yaml:3: tools.a has no nmae',
      'mcp-tools.yaml:8: combined.c.steps: Too small: expected array to have >=2 items',
    ]);
  });

  it.each([
    ['a name that is none', 'tools:\n  a:\n    name: Two Words\n', 'mcp-tools.yaml:3'],
    ['broken YAML', 'tools:\n  a: [\n', 'mcp-tools.yaml:3'],
    ['a key twice', 'tools:\n  a: {}\n  a: {}\n', 'mcp-tools.yaml:3'],
    ['a list', '- a\n', 'mcp-tools.yaml:1'],
    ['nothing where a tool is', 'tools:\n  a:\n', 'mcp-tools.yaml:2'],
  ])('refuses %s with its line', (_, text, at) => {
    expect(told(text)[0]).toContain(`${at}: `);
  });

  it('does not unfold a bomb of aliases', () => {
    const bomb = [
      'a: &a [x]',
      ...'bcdefghi'
        .split('')
        .map(
          (key, index) => `${key}: &${key} [${'*'}${'abcdefgh'[index]},*${'abcdefgh'[index]},*${'abcdefgh'[index]}]`,
        ),
    ].join('\n');
    expect(readTransforms(bomb).ok).toBe(false);
  });
});
