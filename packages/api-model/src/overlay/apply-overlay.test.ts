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

  it.each([
    ['a target that is no JSONPath', '  - target: $.paths[\n    remove: true', 'o.yaml:4'],
    ['an action without a target', '  - remove: true', 'o.yaml:4'],
    ['an action that changes nothing', '  - target: $.info', 'o.yaml:4'],
    ['an unknown key', '  - target: $.info\n    updates: {}', 'o.yaml:4'],
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
