import { readBlocks } from './read-commands.js';

const page = (...lines: string[]): string => lines.join('\n');
const only = (text: string) => readBlocks(text)[0];

describe('commands of a page', () => {
  it('are the lines after $, with what they print', () => {
    const block = only(page('Text.', '```console', '$ one', 'error: …', '', '$ two \\', '>   --more', '```'));
    expect(block?.commands).toEqual([
      { text: 'one', line: 3, output: ['error: …'] },
      { text: 'two \\\n  --more', line: 6, output: [] },
    ]);
  });

  it('are read in console blocks only, whatever their fences', () => {
    const text = page('```json', '$ no', '```', '', '````console', '$ yes', '```', '````', '~~~text', '$ no', '~~~');
    expect(readBlocks(text).flatMap(({ commands }) => commands)).toEqual([{ text: 'yes', line: 6, output: ['```'] }]);
  });

  it.each(['sh', 'bash', 'shell'])('may not hide in a %s block', (language) => {
    expect(() => readBlocks(page(`\`\`\`${language}`, 'rm -rf /', '```'))).toThrow('commands stand in console blocks');
  });

  it('must be there', () => {
    expect(() => readBlocks(page('```console', 'output alone', '```'))).toThrow('without a command');
  });
});

describe('run comments', () => {
  it('hold for the next block and no longer', () => {
    const comments = ['setup touch a', 'setup touch b', 'in sub', 'env A=1 B=x=y', 'with --yes', 'exit 2'];
    const text = page(
      ...comments.map((each) => `<!-- run: ${each} -->`),
      '```console',
      '$ one',
      '```',
      '```console',
      '$ two',
      '```',
    );
    const [first, second] = readBlocks(text);
    expect(first?.directives).toEqual({
      setup: ['touch a', 'touch b'],
      folder: 'sub',
      env: { A: '1', B: 'x=y' },
      extra: '--yes',
      exit: 2,
      serves: null,
      never: null,
    });
    expect(second?.directives).toMatchObject({ setup: [], folder: '.', exit: 0 });
  });

  it.each([
    ['an unknown word', ['<!-- run: sometimes -->', '```console', '$ one', '```'], 'no such run comment'],
    ['a reason left out', ['<!-- run: never -->', '```console', '$ one', '```'], 'no such run comment'],
    ['text before the block', ['<!-- run: exit 1 -->', 'Text.', '```console', '$ one', '```'], 'text between'],
    ['another block', ['<!-- run: exit 1 -->', '```json', '{}', '```'], 'without commands'],
    ['nothing after it', ['<!-- run: exit 1 -->', ''], 'at the end'],
  ])('with %s are refused', (_, lines, message) => {
    expect(() => readBlocks(page(...lines))).toThrow(message);
  });
});
