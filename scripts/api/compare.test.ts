import { breakingLines, bumpOf, neededBump } from './compare.mjs';

const report = (code: string): string => `## API\n\n\`\`\`ts\n\n${code}\n\n\`\`\`\n`;
const BASE = report(`// @public
export interface A {
    // (undocumented)
    readonly one?: string;
    readonly two: number;
}

// @public
export function f(a: A): void;`);

describe('breakingLines', () => {
  it('has nothing to say of what is the same', () => expect(breakingLines(BASE, BASE)).toEqual([]));

  it.each([
    [
      'a new export',
      BASE.replace('// @public\nexport function', '// @public\nexport const x = 1;\n\n// @public\nexport function'),
    ],
    ['a new optional field', BASE.replace('    readonly two', '    readonly three?: string;\n    readonly two')],
  ])('takes %s', (_, current) => expect(breakingLines(BASE, current)).toEqual([]));

  it.each([
    ['an export that is gone', BASE.replace('export function f(a: A): void;', ''), 'export function f(a: A): void;'],
    ['another signature', BASE.replace('f(a: A)', 'f(a: A, b: A)'), 'export function f(a: A): void;'],
    [
      'a field that is gone',
      BASE.replace('    readonly one?: string;\n', ''),
      'export interface A { … readonly one?: string;',
    ],
    ['another type', BASE.replace('two: number', 'two: string'), 'export interface A { … readonly two: number;'],
    [
      'a new field that must be given',
      BASE.replace('    readonly two', '    readonly three: string;\n    readonly two'),
      'export interface A { … readonly three: string;',
    ],
  ])('finds %s', (_, current, line) => expect(breakingLines(BASE, current)).toContain(line));
});

describe('changesets', () => {
  const changeset = (bump: string): string =>
    `---\n'@fastapi-mcp/kit': ${bump}\n'other': major\n---\n\n'@fastapi-mcp/kit': major is only text\n`;

  it('a break needs a minor before 1.0 and a major from then on', () => {
    expect([neededBump('0.3.1'), neededBump('1.0.0')]).toEqual(['minor', 'major']);
  });

  it.each([
    ['minor', 'minor', true],
    ['major', 'minor', true],
    ['patch', 'minor', false],
    ['minor', 'major', false],
    ['major', 'major', true],
  ])('%s where %s is needed: %s', (bump, needed, enough) => {
    expect(bumpOf([changeset(bump)], '@fastapi-mcp/kit', needed)).toBe(enough);
  });
});
