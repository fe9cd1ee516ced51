import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { searchCheckbox } from './search-checkbox.js';

const choices = Array.from({ length: 30 }, (_, index) => ({
  value: `list_thing_${index}`,
  name: `list_thing_${index} – ${index % 2 === 0 ? 'GET' : 'DELETE'} /things/${index}, about 100 tokens`,
  tokens: 100,
}));

/** Puts the question, types, and says what was taken and what stood on the screen. */
async function typed(keys: readonly string[], chosen: readonly string[] = []) {
  const input = new PassThrough();
  const output = new PassThrough();
  let screen = '';
  output.on('data', (data) => {
    screen += stripVTControlCharacters(String(data));
  });
  const answer = searchCheckbox({ message: 'Which tools?', choices, default: chosen }, { input, output });
  for (const key of keys) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    input.write(key);
  }
  return { answer: await answer, screen };
}

const SPACE = ' ';
const DOWN = '\u001b[B';
const UP = '\u001b[A';
const ALL = '\u0001';
const BACKSPACE = '\u007f';
const ENTER = '\r';

describe('searchCheckbox', () => {
  it('takes nothing when nothing is chosen', async () => {
    const { answer, screen } = await typed([ENTER]);
    expect(answer).toEqual([]);
    expect(screen).toContain('0 of 30 chosen');
    expect(screen).toContain('Which tools? none');
  });

  it('finds by any part of the text, and keeps what was chosen before', async () => {
    const { answer, screen } = await typed([...'/things/17', SPACE, ...Array(10).fill(BACKSPACE), ...'G_3 ', ENTER]);
    expect(answer).toEqual(['list_thing_3', 'list_thing_17']);
    expect(screen).toContain('2 of 30 chosen, about 200 tokens');
  });

  it('chooses all that is shown, and takes it back', async () => {
    expect((await typed([...'delete', ALL, ENTER])).answer).toHaveLength(15);
    expect((await typed([...'delete', ALL, ALL, ENTER])).answer).toEqual([]);
  });

  it('moves in a circle', async () => {
    expect((await typed([DOWN, SPACE, UP, UP, '\t', ENTER])).answer).toEqual(['list_thing_1', 'list_thing_29']);
  });

  it('starts with the default, and names the first of many', async () => {
    const chosen = choices.slice(0, 5).map(({ value }) => value);
    const { answer, screen } = await typed([ENTER], chosen);
    expect(answer).toEqual(chosen);
    expect(screen).toContain('list_thing_0, list_thing_1, list_thing_2, 2 more');
  });

  it('says that nothing was found', async () => {
    const { answer, screen } = await typed([...'zzz', SPACE, ALL, ENTER]);
    expect(answer).toEqual([]);
    expect(screen).toContain('no choice holds "zzz"');
  });
});
