import { handlerName } from './handler-name.js';
import { type Nameable, toolNames } from './tool-names.js';

const operation = (operationId: string | null, path = '/tasks', method = 'GET', tag = 'default'): Nameable => ({
  operationId,
  path,
  method,
  tag,
  frozen: null,
});
const nameOf = (operationId: string | null, path?: string, method?: string, tag?: string): string =>
  toolNames([operation(operationId, path, method, tag)])[0] ?? '';

describe('handlerName', () => {
  it.each([
    ['update_task_tasks__task_id__patch', '/tasks/{task_id}', 'update_task'],
    ['list_tasks_tasks_get', '/tasks', 'list_tasks'],
    ['list_tasks_tasks__get', '/tasks/', 'list_tasks'],
    ['root__get', '/', 'root'],
    ['read_api_v1_größe_get', '/api/v1/größe', 'read'],
    ['multi_multi_get', '/multi', 'multi'],
  ])('%s at %s is %s', (operationId, path, expected) => {
    expect(handlerName(operationId, path)).toBe(expected);
  });

  it.each([
    ['update_task', '/tasks/{task_id}'],
    ['users-read_user_me', '/users/me'],
    ['_tasks_get', '/tasks'],
    ['list_tasks_get', '/items'],
  ])('%s at %s was made another way', (operationId, path) => {
    expect(handlerName(operationId, path)).toBeNull();
  });
});

describe('a tool is named', () => {
  it.each([
    ['by its handler', 'update_task_tasks__task_id__patch', '/tasks/{task_id}', 'update_task'],
    ['by its operationId', 'users-read_user_me', '/users/me', 'users_read_user_me'],
    ['by a camel-cased id', 'listAllPets', '/pets', 'list_all_pets'],
    ['by a slashed id', 'repos/create-in-org', '/x', 'repos_create_in_org'],
    ['by an id in another script', 'größe_ändern', '/x', 'grosse_andern'],
    ['by its route, when the id has no letter of ASCII', '更新', '/tasks/{task_id}', 'get_tasks_by_task_id'],
    ['by its route, when there is no id', null, '/tasks/{task_id}', 'get_tasks_by_task_id'],
    ['by its route, when the id is empty', '', '/', 'get'],
    ['with a letter in front', '2fa_login', '/x', 'call_2fa_login'],
    ['without dunders', '__init__', '/tasks', 'init_tasks'],
    ['beside a keyword', 'import_import_post', '/import', 'import_get'],
    ['beside a builtin', 'list', '/tasks', 'list_tasks'],
    ['beside a module of the server', 'config', '/settings', 'config_settings'],
  ] as const)('%s', (_name, operationId, path, expected) => {
    expect(nameOf(operationId, path)).toBe(expected);
  });

  it('within 64 characters, cut between words', () => {
    const name = nameOf('a_very_long_handler_name_that_somebody_wrote_without_ever_thinking_of_a_limit', '/x');
    expect(name).toBe('a_very_long_handler_name_that_somebody_wrote_without_ever');
    expect(nameOf('x'.repeat(300))).toBe('x'.repeat(64));
  });
});

describe('names that clash', () => {
  it('keep the first, and say what sets the others apart', () => {
    expect(
      toolNames([
        operation('create', '/users', 'POST', 'users'),
        operation('create', '/items', 'POST', 'items'),
        operation('create', '/v2/users', 'POST', 'users'),
        operation('create', '/users', 'PUT', 'users'),
      ]),
    ).toEqual(['create', 'create_items', 'create_v2', 'create_put']);
  });

  it('get a number when nothing sets them apart', () => {
    expect(toolNames([operation('a-b'), operation('a_b'), operation('a.b')])).toEqual([
      'a_b',
      'a_b_get_tasks',
      'a_b_get_tasks_2',
    ]);
  });

  it('stay unique when they are long', () => {
    const names = toolNames(Array.from({ length: 30 }, () => operation('x_'.repeat(60))));
    expect(new Set(names).size).toBe(30);
    expect(names.every((name) => name.length <= 64)).toBe(true);
  });

  it('do not move when an operation is added behind', () => {
    const before = [operation('create', '/users', 'POST', 'users'), operation('create', '/items', 'POST', 'items')];
    expect(toolNames([...before, operation('create', '/teams', 'POST', 'teams')]).slice(0, 2)).toEqual(
      toolNames(before),
    );
  });
});

describe('names given earlier', () => {
  it('stay, and nobody else gets them', () => {
    const frozen = { ...operation('other'), frozen: 'create' };
    expect(toolNames([operation('create', '/users', 'POST', 'users'), frozen])).toEqual(['create_users', 'create']);
  });

  it('are not taken when they are no names', () => {
    expect(toolNames([{ ...operation('create'), frozen: '../../etc/passwd' }])).toEqual(['create']);
  });
});
