import { isBuiltin, isIdentifier, isKeyword, isSoftKeyword, pascalCase, safeName, snakeCase } from './names.js';
import { runPython } from './testing/run-python.js';
import { BUILTINS, KEYWORDS, SOFT_KEYWORDS, STANDARD_LIBRARY } from './word-lists.js';

describe('names', () => {
  it.each([
    ['updateTask', 'update_task', 'UpdateTask'],
    ['HTTPServer v2-Größe', 'http_server_v2_grosse', 'HTTPServerV2Grosse'],
    ['get_current_user', 'get_current_user', 'GetCurrentUser'],
    ['用户', '', ''],
    ['2fa-code', '2fa_code', '2faCode'],
    ['x[]', 'x', 'X'],
  ])('%s', (text, snake, pascal) => {
    expect([snakeCase(text), pascalCase(text)]).toEqual([snake, pascal]);
  });

  it('makes a name of anything', () => {
    expect([
      safeName('from', 'field'),
      safeName('2fa', 'field'),
      safeName('2fa', 'Model'),
      safeName('', 'field'),
    ]).toEqual(['from_', 'field_2fa', 'Model2fa', 'field']);
  });

  it('judges identifiers', () => {
    expect(['a', '_x1', 'größe', '用户', 'type'].every(isIdentifier)).toBe(true);
    expect(['', '1a', 'a b', 'class', 'ﬁ', 'a-b', 'a\n', 'a\u200b'].some(isIdentifier)).toBe(false);
    expect([isKeyword('match'), isSoftKeyword('match'), isBuiltin('id'), isBuiltin('task')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('takes no letter that the Python at hand does not know', () => {
    const letters: string[] = [];
    for (let code = 0x80; code < 0x30000; code += 1) {
      const name = `a${String.fromCodePoint(code)}`;
      if (isIdentifier(name)) letters.push(name);
    }
    expect(letters.length).toBeGreaterThan(40_000);
    const refused = runPython(
      'import sys, json\nprint(json.dumps([name for name in json.load(sys.stdin) if not name.isidentifier()]))',
      letters,
    );
    expect(refused).toEqual([]);
  });

  it('has the word lists of the Python at hand, where that is 3.11', () => {
    const lists = runPython(
      'import sys, json, keyword, builtins\nprint(json.dumps([sys.version_info[:2], keyword.kwlist, keyword.softkwlist, dir(builtins), list(sys.stdlib_module_names)]))',
      null,
    );
    const [version, keywords, soft, builtins, library] = Array.isArray(lists) ? lists : [];
    const missing = (have: ReadonlySet<string>, want: string[]): string[] =>
      want.filter((word) => !/^_./.test(word) && !have.has(word));
    expect([missing(KEYWORDS, keywords), missing(SOFT_KEYWORDS, soft)]).toEqual([[], []]);
    if (version[1] !== 11) return;
    expect(missing(BUILTINS, builtins)).toEqual(['False', 'None', 'True']);
    expect(missing(STANDARD_LIBRARY, library)).toEqual([]);
  });
});
