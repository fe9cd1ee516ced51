import { effectOf } from './effect.js';

describe('effectOf', () => {
  it.each([
    ['GET', 'list_tasks', [200], 'read'],
    ['PUT', 'set_task', [200], 'replace'],
    ['PATCH', 'update_task', [200], 'update'],
    ['DELETE', 'delete_task', [204], 'delete'],
    ['POST', 'create_task', [200], 'create'],
    ['POST', 'tasks', [201], 'create'],
    ['POST', 'bulk_delete_tasks', [200], 'delete'],
    ['POST', 'delete_marker', [201], 'delete'],
    ['POST', 'complete_task', [200], 'update'],
    ['POST', 'search', [200], 'update'],
  ] as const)('%s %s %j: %s', (method, name, statuses, effect) => {
    expect(effectOf({ method, name, statuses }).effect).toBe(effect);
  });

  it('lets no POST be sent twice', () => {
    for (const name of ['create_task', 'delete_tasks', 'run'])
      expect(effectOf({ method: 'POST', name, statuses: [200] }).idempotent).toBe(false);
  });
});
