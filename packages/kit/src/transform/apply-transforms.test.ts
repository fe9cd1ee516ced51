import { type ApiModel, readApiModel } from '@fastapi-mcp/api-model';
import { applyTransforms } from './apply-transforms.js';
import { hintsOf } from './hints.js';
import { readTransforms } from './read-transforms.js';

const task = { $ref: '#/components/schemas/Task' };
const json = (schema: object): object => ({ description: 'OK', content: { 'application/json': { schema } } });
const id = { name: 'task_id', in: 'path', required: true, schema: { type: 'integer' } };
const document = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1' },
  paths: {
    '/tasks': {
      get: {
        operationId: 'list_tasks',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
          { name: 'user_id', in: 'query', required: true, schema: { type: 'integer' } },
          { name: 'X-User-ID', in: 'header', schema: { type: 'string' } },
          { name: 'region', in: 'query', required: true, schema: { type: 'string', enum: ['eu', 'us'] } },
        ],
        responses: { 200: json({ type: 'array', items: task }) },
      },
      post: {
        operationId: 'create_task',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
            },
          },
        },
        responses: { 201: json(task) },
      },
    },
    '/tasks/{task_id}': {
      get: { operationId: 'get_task', parameters: [id], responses: { 200: json(task) } },
      delete: { operationId: 'delete_task', parameters: [id], responses: { 204: { description: 'Gone' } } },
    },
  },
  components: {
    schemas: {
      Task: {
        type: 'object',
        properties: {
          id: { type: 'integer' },
          title: { type: 'string' },
          owner: { type: 'object', properties: { name: { type: 'string' } } },
        },
      },
    },
  },
};

function model(): ApiModel {
  const result = readApiModel({ text: JSON.stringify(document), name: 'openapi.json' });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value.model;
}

function apply(text: string, userParameter: string | null = null): ReturnType<typeof applyTransforms> {
  const transforms = readTransforms(text);
  if (!transforms.ok) throw new Error(JSON.stringify(transforms.diagnostics));
  return applyTransforms(model(), transforms.value, { userParameter });
}

function changed(text: string): ApiModel {
  const result = apply(text);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}

const told = (text: string, userParameter?: string): readonly string[] =>
  apply(text, userParameter).diagnostics.map(({ at, message, hint }) => `${at}: ${message} | ${hint}`);

const tool = ({ operations }: ApiModel, name: string): ApiModel['operations'][number] => {
  const found = operations.find((operation) => operation.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

describe('single tools', () => {
  it('are renamed and described, and remember their own name', () => {
    const renamed = tool(
      changed('tools: {list_tasks: {name: find_tasks, title: Find, description: Finds.}}'),
      'find_tasks',
    );
    expect(renamed).toMatchObject({
      className: 'FindTasks',
      contractName: 'list_tasks',
      title: 'Find',
      description: 'Finds.',
    });
  });

  it('take an arguments class that no model has', () => {
    expect(tool(changed('tools: {list_tasks: {name: task}}'), 'task').className).toBe('TaskArguments');
  });

  it('are hidden, but not forgotten', () => {
    const api = changed('tools: {delete_task: {hidden: true}}');
    expect(api.operations.map(({ name }) => name)).toEqual(['list_tasks', 'create_task', 'get_task']);
    expect(api.hidden?.map(({ name }) => name)).toEqual(['delete_task']);
  });

  it('have arguments fixed, defaulted and hidden', () => {
    const api = changed(
      'tools: {list_tasks: {arguments: {region: {fixed: eu}, limit: {default: 20}, user_id: {default: 7}}}}',
    );
    const args = tool(api, 'list_tasks').arguments;
    expect(args.find(({ name }) => name === 'region')?.filled).toEqual({ kind: 'fixed', value: 'eu' });
    expect(args.find(({ name }) => name === 'user_id')).toMatchObject({
      required: false,
      filled: { kind: 'fallback', value: 7 },
    });
    const hidden = changed('tools: {list_tasks: {arguments: {limit: {hidden: true}}}}');
    expect(tool(hidden, 'list_tasks').arguments.map(({ name }) => name)).not.toContain('limit');
  });

  it('warn when a deletion is said to only read', () => {
    expect(told('tools: {delete_task: {hints: {readOnly: true}}}')).toEqual([
      expect.stringContaining('is a DELETE, and is marked as read-only'),
    ]);
    expect(hintsOf(tool(changed('tools: {create_task: {hints: {readOnly: true}}}'), 'create_task'))).toMatchObject({
      readOnly: true,
      destructive: false,
    });
  });

  it.each([
    ['an unknown tool', 'tools: {list_task: {hidden: true}}', 'there is no tool list_task | Did you mean list_tasks?'],
    [
      'an unknown argument',
      'tools: {list_tasks: {arguments: {limt: {fixed: 1}}}}',
      'no argument limt | Did you mean limit?',
    ],
    ['a value that does not fit', 'tools: {list_tasks: {arguments: {limit: {fixed: 500}}}}', 'is more than 100'],
    ['a value of another type', 'tools: {list_tasks: {arguments: {region: {fixed: 1}}}}', 'must be one of "eu", "us"'],
    ['hiding what is required', 'tools: {list_tasks: {arguments: {region: {hidden: true}}}}', 'region is required'],
    ['two ways at once', 'tools: {list_tasks: {arguments: {limit: {fixed: 1, default: 2}}}}', 'more than one of'],
    [
      'a header that says who calls',
      'tools: {list_tasks: {arguments: {X-User-ID: {fixed: "1"}}}}',
      'says who the caller is',
    ],
    [
      'a name that another tool has',
      'tools: {list_tasks: {name: get_task}}',
      'get_task is the name of get_task already',
    ],
    ['a name that the server needs', 'tools: {list_tasks: {name: settings}}', 'has a meaning of its own'],
    ['hints against each other', 'tools: {list_tasks: {hints: {readOnly: true, destructive: true}}}', 'cannot both'],
    [
      'a field that is not there',
      'tools: {list_tasks: {answer: {fields: [titel]}}}',
      'no field titel | Did you mean title?',
    ],
    [
      'a field below that is not there',
      'tools: {list_tasks: {answer: {fields: [owner.nam]}}}',
      'no field nam | Did you mean name?',
    ],
    [
      'pages of what is no list',
      'tools: {get_task: {answer: {page: {size: 5}}}}',
      'does not say that get_task answers with a list',
    ],
    ['an answer without content', 'tools: {delete_task: {answer: {fields: [id]}}}', 'does not answer with JSON'],
    [
      'hiding everything',
      'tools: {list_tasks: {hidden: true}, create_task: {hidden: true}, get_task: {hidden: true}, delete_task: {hidden: true}}',
      'every tool is hidden',
    ],
  ])('refuse %s', (_, text, message) => {
    expect(told(text).join('\n')).toContain(message);
    expect(apply(text).ok).toBe(false);
  });

  it('never have their user filled from a file (Pattern 1)', () => {
    const text = 'tools: {list_tasks: {arguments: {user_id: {fixed: 1}}}}';
    expect(apply(text, 'user_id').ok).toBe(false);
    expect(told(text, 'user_id')[0]).toContain('only the verified identity fills it');
  });
});

const combined = (first: string, second: string): string =>
  `combined:\n  replace_task:\n    description: Replaces a task.\n    steps:\n      - ${first}\n      - ${second}\n`;

describe('combined tools', () => {
  const made = changed(
    combined('{call: create_task, id: made}', '{call: delete_task, arguments: {task_id: {from: made.id}}}'),
  );

  it('ask for what no step fills, and answer as the last', () => {
    const [{ operation, steps } = { operation: null, steps: [] }] = made.combined ?? [];
    expect(operation?.arguments.map(({ name }) => name)).toEqual(['title']);
    expect(operation?.success.kind).toBe('empty');
    expect(steps[1]?.operation.arguments[0]?.filled).toEqual({ kind: 'step', step: 'made', path: ['id'] });
  });

  it('are as dangerous as their worst step', () => {
    const first = changed(combined('{call: delete_task}', '{call: create_task}')).combined?.[0]?.operation;
    expect(first).toMatchObject({ effect: 'delete', hints: { readOnly: false, destructive: true, idempotent: false } });
    expect(changed(combined('{call: list_tasks}', '{call: get_task}')).combined?.[0]?.operation).toMatchObject({
      effect: 'read',
      hints: { readOnly: true },
    });
  });

  it('only read when every step does', () => {
    const mixed = changed(combined('{call: get_task}', '{call: delete_task}')).combined?.[0]?.operation;
    expect(mixed).toMatchObject({ effect: 'delete', hints: { readOnly: false, destructive: true, idempotent: true } });
  });

  it('may call hidden tools', () => {
    const text = `tools: {delete_task: {hidden: true}}\n${combined('{call: get_task}', '{call: delete_task}')}`;
    expect(changed(text).combined?.[0]?.operation.arguments.map(({ name }) => name)).toEqual(['task_id']);
  });

  it('tell two arguments of one name apart', () => {
    const renamed =
      '{call: list_tasks, id: l, arguments: {limit: {as: most}, region: {fixed: eu}, user_id: {as: task_id}}}';
    expect(told(combined(renamed, '{call: get_task}'))[0]).toContain('mcp-tools.yaml:6: task_id means something else');
    const api = changed(combined(renamed.replace('as: task_id', 'as: owner'), '{call: get_task}'));
    expect(api.combined?.[0]?.operation.arguments.map(({ name, wireName }) => [name, wireName])).toEqual(
      expect.arrayContaining([
        ['owner', 'user_id'],
        ['task_id', 'task_id'],
        ['most', 'limit'],
      ]),
    );
  });

  it.each([
    [
      'an unknown call',
      combined('{call: create_tas}', '{call: get_task}'),
      'mcp-tools.yaml:5: there is no tool create_tas | Did you mean create_task?',
    ],
    [
      'a step that comes later',
      combined('{call: get_task, arguments: {task_id: {from: made.id}}}', '{call: create_task, id: made}'),
      'mcp-tools.yaml:5: there is no earlier step made',
    ],
    [
      'a field that no answer has',
      combined('{call: create_task, id: made}', '{call: get_task, arguments: {task_id: {from: made.idd}}}'),
      'mcp-tools.yaml:6: the answer has no field idd',
    ],
    ['one id twice', combined('{call: get_task}', '{call: get_task}'), 'two steps are called get_task'],
    [
      'an id that hides a name',
      combined('{call: get_task, id: backend}', '{call: get_task}'),
      'backend cannot be the name of a step',
    ],
    [
      'two ways at once',
      combined('{call: get_task, arguments: {task_id: {fixed: 1, as: x}}}', '{call: create_task}'),
      'needs one of from, fixed, as and hidden',
    ],
    [
      'a taken name',
      combined('{call: list_tasks}', '{call: get_task}').replace('replace_task', 'get_task'),
      'get_task is taken',
    ],
  ])('refuse %s', (_, text, message) => {
    expect(told(text).join('\n')).toContain(message);
    expect(apply(text).ok).toBe(false);
  });
});
