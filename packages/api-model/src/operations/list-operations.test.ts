import { documentOf, type Loose, readModel } from '../testing/documents.js';

const codesOf = (paths: Loose, extra: Loose = {}): readonly string[] =>
  readModel(documentOf(paths, extra)).diagnostics.map(({ code }) => code);

describe('what is no operation', () => {
  it.each([
    ['a path without a slash', { tasks: { get: {} } }],
    ['a path with a line break', { '/a\nb': { get: {} } }],
    ['a path with a blank', { '/a b': { get: {} } }],
    ['a path that leads elsewhere', { '/a/../admin': { get: {} } }],
    ['a path that leads elsewhere, encoded', { '/a/%2E%2e/admin': { get: {} } }],
    ['a path with a brace too many', { '/a/{b': { get: {} } }],
    ['a path item of a wrong type', { '/a': [] }],
    ['an operation of a wrong type', { '/a': { get: 'x' } }],
    ['TRACE', { '/a': { trace: {} } }],
    ['a path item elsewhere', { '/a': { $ref: './a.yaml' } }],
    ['a body that is none', { '/a': { post: { requestBody: 3 } } }],
    ['a body elsewhere', { '/a': { post: { requestBody: { $ref: 'https://example.org/b.json' } } } }],
  ])('%s is left out, and the rest goes on', (_name, wrong) => {
    const { model, diagnostics } = readModel(documentOf({ ...wrong, '/ok': { get: {} } }));
    expect(model.operations.map(({ path }) => path)).toEqual(['/ok']);
    expect(diagnostics).toMatchObject([
      { code: expect.stringMatching(/left-out|refused/), severity: 'warning', at: expect.stringContaining('#/paths/') },
    ]);
  });

  it('extensions, webhooks and callbacks are no routes', () => {
    expect(
      codesOf(
        { '/x': { get: { callbacks: { a: { b: { post: {} } } } }, 'x-foo': {}, summary: 's' }, 'x-y': {} },
        { webhooks: { w: { post: {} } } },
      ),
    ).toEqual(['webhooks-ignored']);
  });

  it('a path item may be a reference, with more beside it', () => {
    const { model } = readModel(
      documentOf(
        { '/a': { $ref: '#/components/pathItems/A', put: {} } },
        { components: { pathItems: { A: { get: {} } } } },
      ),
    );
    expect(model.operations.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /a', 'PUT /a']);
  });
});
