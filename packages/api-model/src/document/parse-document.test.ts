import { parseDocument } from './parse-document.js';

const minimal = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: {} };

function failure(text: string): { readonly code: string; readonly at: string; readonly message: string } {
  const result = parseDocument(text, 'openapi.json');
  if (result.ok) throw new Error('it was read');
  expect(result.diagnostics).toHaveLength(1);
  const [only] = result.diagnostics;
  expect(only).toMatchObject({ severity: 'error' });
  expect(only?.hint).not.toBe('');
  return only ?? { code: '', at: '', message: '' };
}

function value(text: string): unknown {
  const result = parseDocument(text, 'openapi.json');
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  expect(result.diagnostics).toEqual([]);
  return result.value;
}

const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;

describe('parseDocument reads', () => {
  it('JSON, with a byte order mark too', () => {
    expect(value(`\uFEFF${JSON.stringify(minimal)}`)).toEqual(minimal);
  });

  it('YAML, with merge keys, and with words and dates as text', () => {
    const text =
      'openapi: 3.0.3\ninfo: {title: T, version: "1"}\nx-a: &a {on: yes, at: 2020-01-02}\nx-b: {<<: *a, off: 1}\npaths: {}\n';
    expect(value(text)).toMatchObject({ 'x-b': { on: 'yes', at: '2020-01-02', off: 1 } });
  });

  it('YAML in braces, and a version that YAML takes for a number', () => {
    expect(value('{openapi: 3.1, paths: {}}')).toEqual({ openapi: 3.1, paths: {} });
  });

  it('YAML numbers as keys', () => {
    expect(value('openapi: 3.1.0\npaths: {}\nx: {200: a}')).toMatchObject({ x: { '200': 'a' } });
  });

  it('keys that JavaScript inherits', () => {
    expect(
      Object.keys(value('{"openapi":"3.1.0","paths":{},"__proto__":{"x":1},"constructor":2}') as object),
    ).toContain('__proto__');
  });
});

describe('parseDocument refuses', () => {
  const text = JSON.stringify(minimal);
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['nothing', '', 'document-empty', 'openapi.json'],
    ['blanks', ' \n ', 'document-empty', 'openapi.json'],
    ['a web page', '<!DOCTYPE html><html><body>Login</body></html>', 'document-is-html', 'openapi.json'],
    ['a page without a doctype', '\n<html lang="en">', 'document-is-html', 'openapi.json'],
    ['truncated JSON', text.slice(0, -10), 'document-not-json', 'openapi.json:1:55'],
    ['a comma too many', '{\n  "openapi": "3.1.0",\n}', 'document-not-json', 'openapi.json:3:1'],
    ['a comma too few', '{"openapi": "3.1.0" "paths": {}}', 'document-not-json', 'openapi.json:1:21'],
    ['two documents', `${text}{}`, 'document-not-json', `openapi.json:1:${text.length + 1}`],
    ['NaN', '{"openapi": NaN}', 'document-not-json', 'openapi.json:1:13'],
    ['a list', '[]', 'document-not-object', 'openapi.json'],
    ['a word', 'hello', 'document-not-object', 'openapi.json'],
    ['a number', '42', 'document-not-object', 'openapi.json'],
    ['null', 'null', 'document-not-object', 'openapi.json'],
    ['a JSON error page', '{"detail":"Not Found"}', 'not-openapi', 'openapi.json'],
    ['Swagger 2.0', '{"swagger":"2.0","paths":{}}', 'swagger-2', 'openapi.json#/swagger'],
    ['OpenAPI 4', '{"openapi":"4.0.0","paths":{}}', 'openapi-version', 'openapi.json#/openapi'],
    ['a version of a wrong type', '{"openapi":{},"paths":{}}', 'openapi-version', 'openapi.json#/openapi'],
    ['no paths', '{"openapi":"3.1.0"}', 'no-paths', 'openapi.json#/paths'],
    ['paths of a wrong type', '{"openapi":"3.1.0","paths":[]}', 'no-paths', 'openapi.json#/paths'],
    ['bad YAML', 'openapi: 3.1.0\npaths:\n  /x: [\n', 'document-not-yaml', 'openapi.json:4:1'],
    [
      'deep JSON',
      `{"openapi":"3.1.0","paths":${nested('[', ']', 100)}}`,
      'document-too-deep',
      'openapi.json paths/0/0/0/0/0/…',
    ],
    ['very deep JSON', nested('[', ']', 200_000), 'document-too-deep', 'openapi.json 0/0/0/0/0/0/…'],
    ['deep JSON that does not end', '['.repeat(200_000), 'document-too-deep', 'openapi.json:1:81'],
    ['deep YAML', `a: ${nested('[', ']', 5000)}`, 'document-too-deep', ''],
    ['deep YAML by dashes', '- '.repeat(5000), 'document-too-deep', ''],
    ['an alias that contains itself', 'openapi: 3.1.0\npaths: &p {a: *p}', 'document-too-deep', ''],
    [
      'an alias bomb',
      `a0: &a0 [${'x,'.repeat(20)}]\n${Array.from({ length: 8 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(20)}]`).join('\n')}`,
      'document-alias-bomb',
      'openapi.json',
    ],
    ['an alias of nothing', 'a: *b', 'document-not-yaml', ''],
  ];
  it.each(cases)('%s', (_name, input, code, at) => {
    const refused = failure(input);
    expect(refused.code).toBe(code);
    if (at !== '') expect(refused.at).toBe(at);
  });

  it('more text than anyone writes', () => {
    expect(failure(' '.repeat(64 * 1024 * 1024 + 1)).code).toBe('document-too-large');
  });
});

describe('parseDocument warns of', () => {
  it.each([
    ['JSON', '{"openapi":"3.1.0",\n"paths":{"/a":{},\n"/a":{"get":{}}}}', 'openapi.json:3:1'],
    [
      'JSON with escaped quotes',
      '{"openapi":"3.1.0","x":"\\"a\\":1","y":["\\\\"],"paths":{},\n"paths":{}}',
      'openapi.json:2:1',
    ],
    ['YAML', 'openapi: 3.1.0\npaths: {}\npaths: {}\n', 'openapi.json:3:1'],
  ])('a key that is there twice: %s', (_name, text, at) => {
    const result = parseDocument(text, 'openapi.json');
    expect(result.ok).toBe(true);
    expect(result.diagnostics).toMatchObject([{ code: 'duplicate-key', severity: 'warning', at }]);
  });
});
