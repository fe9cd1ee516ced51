import { documentOf, readModel } from '../testing/documents.js';
import { curate } from './curate.js';
import { globToTest } from './glob.js';

const operation = (operationId: string, tag: string, schema: string): object => ({
  operationId,
  tags: [tag],
  responses: { 200: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } } },
});
const object = { type: 'object', properties: { a: { type: 'string' } } };
const { model } = readModel(
  documentOf(
    {
      '/tasks': { get: operation('list_tasks', 'Tasks', 'Task'), post: operation('create_task', 'Tasks', 'Task') },
      '/tasks/{id}': { delete: operation('delete_task', 'Tasks', 'Task') },
      '/users': { get: operation('list_users', 'users', 'User') },
      '/admin/users/{id}': { get: operation('read_user', 'admin', 'User') },
    },
    {
      components: {
        schemas: {
          Task: { type: 'object', properties: { owner: { $ref: '#/components/schemas/User' } } },
          User: object,
        },
      },
    },
  ),
);

const kept = (curation: Parameters<typeof curate>[1]): readonly string[] => {
  const curated = curate(model, curation);
  return curated.ok ? curated.value.operations.map(({ name }) => name) : [];
};

describe('curate', () => {
  it.each([
    ['everything without a wish', {}, ['list_tasks', 'create_task', 'delete_task', 'list_users', 'read_user']],
    ['tags, whatever their case', { includeTags: ['tasks'] }, ['list_tasks', 'create_task', 'delete_task']],
    ['names', { include: ['list_*'] }, ['list_tasks', 'list_users']],
    ['paths', { include: ['/tasks/**'] }, ['delete_task']],
    ['a path and what is below', { include: ['/tasks**'] }, ['list_tasks', 'create_task', 'delete_task']],
    ['methods', { include: ['GET /**'] }, ['list_tasks', 'list_users', 'read_user']],
    ['a tag or a name', { includeTags: ['admin'], include: ['create_task'] }, ['create_task', 'read_user']],
    ['all but some', { exclude: ['DELETE **', '/admin/**'] }, ['list_tasks', 'create_task', 'list_users']],
    ['what is left of a tag', { includeTags: ['tasks'], exclude: ['delete_task'] }, ['list_tasks', 'create_task']],
  ])('keeps %s', (_name, curation, expected) => {
    expect(kept(curation)).toEqual(expected);
  });

  it('keeps the schemas that are reached, under their names', () => {
    const curated = curate(model, { include: ['list_users'] });
    expect(curated.ok && Object.keys(curated.value.schemas)).toEqual(['User']);
    expect(curated.ok && curated.value.schemas.User).toEqual(model.schemas.User);
  });

  it('says which patterns match nothing', () => {
    expect(
      curate(model, { includeTags: ['tasks', 'taks'], exclude: ['nope'] }).diagnostics.map(({ at }) => at),
    ).toEqual(['tag taks', 'nope']);
  });

  it('fails when nothing is left', () => {
    const curated = curate(model, { exclude: ['**'] });
    expect(curated.ok).toBe(false);
    expect(curated.diagnostics).toMatchObject([{ code: 'nothing-selected', severity: 'error' }]);
  });
});

describe('globs', () => {
  it('take braces, brackets and dots for themselves', () => {
    expect(globToTest('/tasks/{id}')('/tasks/{id}')).toBe(true);
    expect(globToTest('/a.b')('/axb')).toBe(false);
    expect(globToTest('list_?')('list_a')).toBe(true);
    expect(globToTest('/a/*')('/a/b/c')).toBe(false);
  });

  it('do not hang', () => {
    const start = performance.now();
    expect(globToTest('*'.repeat(5000))('a'.repeat(5000))).toBe(true);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
