import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CommitOptions, type CommitResult, commitFiles } from './commit-files.js';
import type { OwnedFile } from './file-set.js';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'kit-moves-')), 'out');
});

const file = (path: string, content: string): OwnedFile => ({ path, content, owners: ['tools'] });

function commit(files: readonly OwnedFile[], more: Partial<CommitOptions> = {}): Promise<CommitResult> {
  return commitFiles({ folder, files, ran: new Set(['tools']), conflicts: 'refuse', ...more });
}

const at = (path: string): string => join(folder, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');

function put(path: string, content: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}

function move(from: string, to: string): void {
  mkdirSync(dirname(at(to)), { recursive: true });
  renameSync(at(from), at(to));
}

const said = ({ files }: CommitResult): Record<string, string> =>
  Object.fromEntries(files.map(({ path, state, reason }) => [path, reason === null ? state : `${state}: ${reason}`]));

const tool = (route: string, name: string, limit = 10): string =>
  `"""${route}"""\n\nfrom src.tool import tool\n\n\ndef prepare_${name}():\n    return "prepared"\n\n\n@tool(title="${name}")\nasync def ${name}(args, backend):\n    """Does it."""\n    return await backend.send("${route}", limit=${limit})\n`;

describe('a file that the user moved', () => {
  it('gets new output where it is now', async () => {
    await commit([file('src/a.py', tool('GET /a', 'a')), file('src/b.py', tool('GET /b', 'b'))]);
    move('src/a.py', 'src/own/first.py');
    put('src/own/first.py', read('src/own/first.py').replace('"prepared"', '"mine"'));
    const next = [file('src/a.py', tool('GET /a', 'a', 20)), file('src/b.py', tool('GET /b', 'b'))];
    expect(said(await commit(next))).toEqual({ 'src/own/first.py': 'merged', 'src/b.py': 'unchanged' });
    expect(read('src/own/first.py')).toContain('"mine"');
    expect(read('src/own/first.py')).toContain('limit=20');
    expect(existsSync(at('src/a.py'))).toBe(false);
    expect(said(await commit(next))).toEqual({
      'src/own/first.py': 'kept: you moved it from src/a.py',
      'src/b.py': 'unchanged',
    });
  });

  it('stays when nothing generates it any more, and is named', async () => {
    await commit([file('src/a.py', tool('GET /a', 'a')), file('src/b.py', tool('GET /b', 'b'))]);
    move('src/a.py', 'src/own/a.py');
    expect(said(await commit([file('src/b.py', tool('GET /b', 'b'))]))).toMatchObject({
      'src/own/a.py': 'kept: no longer generated; you moved it from src/a.py',
    });
    expect(existsSync(at('src/own/a.py'))).toBe(true);
  });

  it('is not confused with a file of the user that is only built alike, nor with an empty one', async () => {
    await commit([file('src/a.py', tool('GET /a', 'a')), file('src/__init__.py', '')]);
    rmSync(at('src/a.py'));
    rmSync(at('src/__init__.py'));
    put('src/other.py', tool('GET /other', 'other'));
    put('own/__init__.py', '');
    const before = read('src/other.py');
    expect(said(await commit([file('src/a.py', tool('GET /a', 'a', 20)), file('src/__init__.py', '')]))).toEqual({
      'src/a.py': 'kept: you deleted it',
      'src/__init__.py': 'kept: you deleted it',
    });
    expect(read('src/other.py')).toBe(before);
  });
});

describe('a file that the generator moves', () => {
  it('takes the edits along', async () => {
    await commit([file('client.py', tool('GET /a', 'a'))]);
    put('client.py', read('client.py').replace('"prepared"', '"mine"'));
    const result = await commit([file('src/client.py', tool('GET /a', 'a', 20))]);
    expect(said(result)).toEqual({
      'client.py': 'removed: it is src/client.py now',
      'src/client.py': 'merged: with your edits of client.py',
    });
    expect(read('src/client.py')).toBe(tool('GET /a', 'a', 20).replace('"prepared"', '"mine"'));
    expect(existsSync(at('client.py'))).toBe(false);
    expect(said(await commit([file('src/client.py', tool('GET /a', 'a', 20))]))).toEqual({
      'src/client.py': 'kept: you edited it',
    });
  });

  it('says so when the same lines changed', async () => {
    await commit([file('client.py', tool('GET /a', 'a'))]);
    put('client.py', read('client.py').replace('limit=10', 'limit=11'));
    const result = await commit([file('src/client.py', tool('GET /a', 'a', 20))]);
    expect(result.committed).toBe(false);
    expect(said(result)['src/client.py']).toMatch(/^conflicted: with your edits of client.py; .*1 place/);
    expect(read('client.py')).toContain('limit=11');
  });

  it('keeps the edited file of a tool that is gone, although another is built alike', async () => {
    await commit([file('src/a.py', tool('GET /a', 'a'))]);
    put('src/a.py', read('src/a.py').replace('"prepared"', '"mine"'));
    expect(said(await commit([file('src/b.py', tool('GET /b', 'b'))]))).toEqual({
      'src/a.py': 'kept: no longer generated, but you edited it',
      'src/b.py': 'created',
    });
  });
});

describe('the style of the project', () => {
  const CALL =
    'def a(x, y):\n    first, second = {"a": x, "b": y}, "some text that is long enough for two lines"\n    return first\n';
  const STYLED =
    "def a(x, y):\n    first, second = (\n        {'a': x, 'b': y},\n        'some text that is long enough for two lines',\n    )\n    return first\n";
  const SETTINGS = '[tool.ruff]\nline-length = 60\n\n[tool.ruff.format]\nquote-style = "single"\n';

  it.each([
    ['pyproject.toml', SETTINGS],
    ['ruff.toml', 'line-length = 60\n[format]\nquote-style = "single"\n'],
    ['.ruff.toml', 'line-length = 60\n[format]\nquote-style = "single"\n'],
  ])('in %s is no edit, and new output comes in it', async (name, settings) => {
    await commit([file('a.py', CALL)]);
    put(name, settings);
    put('a.py', STYLED);
    expect(said(await commit([file('a.py', CALL)]))).toEqual({ 'a.py': 'unchanged' });
    expect(
      said(await commit([file('a.py', CALL.replace('return first', 'return second')), file('b.py', CALL)])),
    ).toEqual({
      'a.py': 'updated',
      'b.py': 'created',
    });
    expect(read('a.py')).toBe(STYLED.replace('return first', 'return second'));
    expect(read('b.py')).toBe(STYLED);
  });

  it('is kept where an edit and new output meet on reformatted lines', async () => {
    await commit([file('a.py', CALL)]);
    put('pyproject.toml', SETTINGS);
    put('a.py', `${STYLED}\n\ndef mine():\n    return 'mine'\n`);
    const result = await commit([file('a.py', CALL.replace('"b": y', '"b": y, "c": x'))]);
    expect(said(result)).toEqual({ 'a.py': 'merged' });
    expect(read('a.py')).toContain("{'a': x, 'b': y, 'c': x},\n");
    expect(read('a.py')).toContain("    return 'mine'\n");
  });

  it('that ruff would refuse changes nothing', async () => {
    put('pyproject.toml', '[tool.ruff]\nline-length = "wide"\n');
    await commit([file('a.py', CALL)]);
    expect(read('a.py')).toBe(CALL);
  });
});

it('markers of an earlier conflict are seen with Windows line endings too', async () => {
  await commit([file('a.md', 'one\n')]);
  put('a.md', '<<<<<<< yours\r\n1\r\n=======\r\none\r\n>>>>>>> generated\r\n');
  expect(said(await commit([file('a.md', 'one\n')]))['a.md']).toContain('markers of an earlier conflict');
});

it('new output keeps the line endings of an untouched file', async () => {
  await commit([file('a.md', 'one\n')]);
  put('a.md', 'one\r\n');
  await commit([file('a.md', 'two\n')]);
  expect(read('a.md')).toBe('two\r\n');
});

it('a merge that would be no Python is a conflict', async () => {
  const lines = [
    'def a():',
    '    x = 1',
    '    b = 1',
    '    y = 2',
    '    c = 1',
    '    z = 3',
    '    return x + y + z',
    '',
  ];
  const text = lines.join('\n');
  await commit([file('a.py', text)]);
  put('a.py', text.replace('x = 1', '"""').replace('z = 3', '"""'));
  const result = await commit([file('a.py', text.replace('y = 2', 'y = """2"""'))]);
  expect(said(result)['a.py']).toBe('conflicted: merged, it would be no Python');
});
