import { questions } from './answers-schema.js';
import { readValue } from './read-value.js';

function read(key: string, raw: unknown) {
  const question = questions.find((candidate) => candidate.key === key);
  if (question === undefined) throw new Error(`no question ${key}`);
  const reading = readValue(question, raw);
  return reading.ok ? reading.value : `refused: ${reading.refusal.what}; ${reading.refusal.fix}`;
}

describe('readValue', () => {
  it.each<[string, unknown, unknown]>([
    ['pattern', 4, '4'],
    ['pattern', ' 4 ', '4'],
    ['login', 'TOKEN', 'token'],
    ['ci', 'no', false],
    ['ci', 'Yes', true],
    ['openapi', '-', '-'],
    ['openapi', '', null],
    ['openapi', null, null],
    ['openapi', 'http://127.0.0.1:8000/openapi.json', 'http://127.0.0.1:8000/openapi.json'],
    ['openapi', 'C:\\api\\openapi.json', 'C:\\api\\openapi.json'],
    ['app', 'main:app', 'main:app'],
    ['app', 'shop.api.main:create_app()', 'shop.api.main:create_app()'],
    ['name', 'todo-mcp', 'todo-mcp'],
    ['name', 'Todo.MCP_2', 'Todo.MCP_2'],
    ['output', '/srv/mcp-server', '/srv/mcp-server'],
    ['output', '../server', '../server'],
    ['output', '.', '.'],
    ['include', 'tasks,*', ['tasks,*']],
    ['include', [['a', 'b'], 'a'], ['a', 'b']],
    ['clients', ['cursor'], ['cursor']],
    ['tokenUrl', 'token', 'token'],
    ['tokenUrl', 'https://id.example/token', 'https://id.example/token'],
    ['loginPath', '/auth/login', '/auth/login'],
    ['allowRef', ['https://schemas.example:8443'], ['https://schemas.example:8443']],
    ['plugins', { 'generator-fastapi-mcp-acme': '^1.0.0' }, { 'generator-fastapi-mcp-acme': '^1.0.0' }],
  ])('%s: %j is %j', (key, raw, value) => {
    expect(read(key, raw)).toEqual(value);
  });

  it.each<[string, unknown, RegExp]>([
    ['pattern', '7', /choose one of 1, 2, 3, 4/],
    ['pattern', true, /choose one of/],
    ['login', 'sesion', /did you mean session\?/],
    ['ci', 'maybe', /true or false/],
    ['openapi', 'ftp://host/x', /not an http or https URL/],
    ['openapi', 'http:/host/x', /not an http or https URL/],
    ['openapi', 'https://', /not an http or https URL/],
    ['openapi', 'file:///x.json', /give the path alone/],
    ['openapi', 'localhost:8000/openapi.json', /write http:\/\/localhost:8000/],
    ['openapi', 'api\u202E.json', /do not show/],
    ['openapi', 17, /not text/],
    ['app', 'main', /module:attribute/],
    ['app', 'main:app; import os', /module:attribute/],
    ['app', '-m os:app', /module:attribute/],
    ['name', 'my server', /use my-server/],
    ['name', '-x', /use x/],
    ['name', 'json', /standard library; use json-mcp/],
    ['name', 'concurrent', /standard library/],
    ['name', 'src', /taken/],
    ['name', 'Pydantic_Settings', /taken/],
    ['name', 'a'.repeat(65), /longer than 64/],
    ['name', '漢字', /use todo-mcp/],
    ['output', '/', /root of a disk/],
    ['output', '//', /root of a disk/],
    ['output', '/srv/..', /root of a disk/],
    ['output', 'D:\\', /root of a disk/],
    ['output', '/root', /home folder/],
    ['output', '/home/anna/', /home folder/],
    ['output', '/home/anna/x/..', /home folder/],
    ['output', 'C:\\Users\\Anna', /home folder/],
    ['output', '~/server', /not expanded/],
    ['output', '  ', /is empty/],
    ['include', ['a', ''], /is empty/],
    ['include', ['a', 3], /not text/],
    ['clients', ['emacs'], /choose one of/],
    ['tokenUrl', '//evil.example/token', /neither a path nor an http URL/],
    ['tokenUrl', 'javascript:x', /neither a path nor an http URL/],
    ['loginPath', '/a b', /neither a path nor an http URL/],
    ['sessionCookieName', 'a;b', /name on the wire/],
    ['userParameter', '', /name on the wire/],
    ['allowRef', ['https://host/path'], /scheme, host and port: https:\/\/host/],
    ['allowRef', ['host'], /http or https URL/],
    ['plugins', { a: 1 }, /refused/],
    ['plugins', [], /refused/],
  ])('%s: %j is refused: %s', (key, raw, why) => {
    expect(read(key, raw)).toMatch(/^refused: .+; .+/);
    expect(read(key, raw)).toMatch(why);
  });
});
