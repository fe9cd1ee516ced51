import type { JsonObject } from '../json.js';
import { applyOverlays } from './apply-overlay.js';

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'API' },
  paths: {
    '/tasks': {
      get: { summary: 'List', tags: ['a'], parameters: [{ name: 'x' }, { name: 'y' }] },
      delete: { summary: 'Danger' },
    },
  },
};

const overlay = (actions: string): { name: string; text: string } => ({
  name: 'o.yaml',
  text: `overlay: 1.0.0\ninfo: {title: t, version: "1"}\nactions:\n${actions}`,
});

function overlaid(actions: string): JsonObject {
  const result = applyOverlays(document, [overlay(actions)]);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}

describe('applyOverlays', () => {
  it('merges an update into an object and joins the arrays in it', () => {
    const result = overlaid(
      `  - target: $.paths["/tasks"].get\n    update: {summary: All, tags: [b], x-more: {deep: 1}}`,
    );
    expect(result.paths).toMatchObject({
      '/tasks': { get: { summary: 'All', tags: ['a', 'b'], 'x-more': { deep: 1 } } },
    });
    expect(document.paths).toMatchObject({ '/tasks': { get: { summary: 'List' } } });
  });

  it('appends an update to an array', () => {
    const result = overlaid(`  - target: $.paths["/tasks"].get.parameters\n    update: {name: z}`);
    expect(result.paths).toMatchObject({
      '/tasks': { get: { parameters: [{ name: 'x' }, { name: 'y' }, { name: 'z' }] } },
    });
  });

  it('removes every match, also neighbours in an array', () => {
    const result = overlaid(
      '  - target: $.paths.*.delete\n    remove: true\n  - target: $.paths.*.get.parameters[*]\n    remove: true',
    );
    expect(result.paths).toEqual({ '/tasks': { get: { summary: 'List', tags: ['a'], parameters: [] } } });
  });

  it('warns, with the line, about a target that matches nothing', () => {
    const result = applyOverlays(document, [overlay('  - target: $.paths["/gone"]\n    remove: true')]);
    expect(result).toMatchObject({ ok: true, diagnostics: [{ code: 'overlay-matched-nothing', at: 'o.yaml:4' }] });
  });

  it('warns about an action that changes nothing, which is allowed', () => {
    const result = applyOverlays(document, [overlay('  - target: $.info')]);
    expect(result).toMatchObject({ ok: true, diagnostics: [{ code: 'overlay-changes-nothing', at: 'o.yaml:4' }] });
  });

  it.each([
    ['a target that is no JSONPath', '  - target: $.paths[\n    remove: true', 'o.yaml:4'],
    ['an action without a target', '  - remove: true', 'o.yaml:4'],
    ['an unknown key', '  - target: $.info\n    updates: {}', 'o.yaml:4'],
    ['a list without an action', '  []', 'o.yaml:4'],
  ])('refuses %s with its line', (_, actions, at) => {
    const result = applyOverlays(document, [overlay(actions)]);
    expect(result).toMatchObject({ ok: false, diagnostics: [{ at }] });
  });

  it.each([
    ['no overlay at all', 'openapi: 3.1.0'],
    ['no YAML', 'overlay: ['],
  ])('refuses %s', (_, text) => {
    expect(applyOverlays(document, [{ name: 'o.yaml', text }]).ok).toBe(false);
  });

  it('cannot reach a prototype', () => {
    overlaid(
      '  - target: $.info\n    update: {"__proto__": {polluted: true}, constructor: {prototype: {polluted: true}}}',
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('the shapes of the examples in Overlay 1.0.0', () => {
  const get = (path: string, result: JsonObject): JsonObject =>
    (result.paths as Record<string, { get: JsonObject }>)[path]?.get ?? {};

  it('structured: one action that mirrors the document; a key with nothing after it changes nothing', () => {
    const whole = { ...document, components: { schemas: { Task: {} } }, tags: [{ name: 'a' }] };
    const text = `  - target: $
    update:
      info:
        x-applied: structured
      paths:
        /tasks:
          summary: All tasks
          get: {x-rate-limit: 100}
        /users:
          get: {summary: List users}
      components:
      tags:`;
    const result = applyOverlays(whole, [overlay(text)]);
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    expect(result.value).toMatchObject({
      info: { title: 'API', 'x-applied': 'structured' },
      paths: {
        '/tasks': { summary: 'All tasks', get: { summary: 'List', 'x-rate-limit': 100 } },
        '/users': { get: {} },
      },
      components: whole.components,
      tags: whole.tags,
    });
  });

  it('targeted: several small actions, one of which adds an operation', () => {
    const result = overlaid(`  - target: $.paths['/tasks'].get
    update: {description: First}
  - target: $.paths['/tasks'].delete
    update: {description: Second}
  - target: $.paths['/tasks']
    update:
      post: {description: A child, x-safe: false}`);
    expect(result.paths).toMatchObject({
      '/tasks': {
        get: { summary: 'List', description: 'First' },
        delete: { description: 'Second' },
        post: { description: 'A child', 'x-safe': false },
      },
    });
  });

  it('wildcards and filters: all that match', () => {
    const result = overlaid(`  - target: $.paths.*.get
    update: {x-safe: true}
  - target: $.paths.*.get.parameters[?@.name=='y' && !@.in]
    update:
      schema: {$ref: '#/components/schemas/Y'}`);
    expect(get('/tasks', result)).toMatchObject({
      'x-safe': true,
      parameters: [{ name: 'x' }, { name: 'y', schema: { $ref: '#/components/schemas/Y' } }],
    });
  });

  it('arrays: an item more, and one less by a filter', () => {
    const result = overlaid(`  - target: $.paths.*.get.parameters
    update: {name: z, in: query}
  - target: $.paths.*.get.parameters[?@.name == 'x']
    remove: true`);
    expect(get('/tasks', result).parameters).toEqual([{ name: 'y' }, { name: 'z', in: 'query' }]);
  });

  it('traits: where the document asks for them', () => {
    const marked = {
      ...document,
      paths: { '/items': { get: { 'x-oai-traits': ['paged'] } }, '/one': { get: { 'x-oai-traits': ['other'] } } },
    };
    const text = `  - target: $.paths.*[?@['x-oai-traits'][?@ == 'paged']]
    update:
      parameters: [{name: top, in: query}, {name: skip, in: query}]`;
    const result = applyOverlays(marked, [overlay(text)]);
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    expect(get('/items', result.value).parameters).toHaveLength(2);
    expect(get('/one', result.value).parameters).toBeUndefined();
  });
});
