import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../../main.js';

const item = { $ref: '#/components/schemas/Task' };
const answer = (schema: object): object => ({
  200: { description: 'OK', content: { 'application/json': { schema } } },
});
const id = { name: 'task_id', in: 'path', required: true, schema: { type: 'integer' } };
const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1.0.0' },
  paths: {
    '/tasks': {
      get: {
        operationId: 'list_tasks',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
          { name: 'sort', in: 'query', schema: { type: 'string' } },
        ],
        responses: answer({ type: 'array', items: item }),
      },
      post: {
        operationId: 'create_task',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { title: { type: 'string' }, state: { type: 'string' } },
                required: ['title', 'state'],
              },
            },
          },
        },
        responses: answer(item),
      },
    },
    '/tasks/{task_id}': {
      delete: { operationId: 'delete_task', parameters: [id], responses: { 204: { description: 'Gone' } } },
    },
  },
  components: {
    schemas: { Task: { type: 'object', properties: { id: { type: 'integer' }, title: { type: 'string' } } } },
  },
};
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'transforms-'));
  mkdirSync(join(cwd, 'mcp-server'));
  writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(CONTRACT));
});

async function generate(transforms?: string): Promise<{ code: number; said: string }> {
  if (transforms !== undefined) writeFileSync(join(cwd, 'mcp-server/mcp-tools.yaml'), transforms);
  const out = new PassThrough();
  let said = '';
  out.on('data', (chunk) => (said += chunk));
  const argv = ['--openapi', 'openapi.json', '--pattern', '4', '--structure', 'b', '--yes', '--skip-install'];
  const code = await main(argv, { stdin: Readable.from(['']), stdout: out, stderr: out, cwd, env: process.env });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, said };
}

const read = (path: string): string => readFileSync(join(cwd, 'mcp-server', path), 'utf8');
const lock = (): { tools: Record<string, object>; hidden?: Record<string, object> } =>
  JSON.parse(read('tools.lock.json'));

/** Each test generates whole projects. */
const SLOW = 60_000;

describe('mcp-tools.yaml', () => {
  it(
    'starts as comments that change nothing, with completion for this API',
    async () => {
      expect((await generate()).code).toBe(0);
      expect(read('mcp-tools.yaml')).toMatch(
        /^# yaml-language-server: \$schema=\.fastapi-mcp\/mcp-tools\.schema\.json\n/,
      );
      expect(read('mcp-tools.yaml')).not.toMatch(/^[^#\n]/m);
      expect(JSON.parse(read('.fastapi-mcp/mcp-tools.schema.json'))).toMatchObject({
        properties: { tools: { properties: { list_tasks: {} } } },
      });
      expect((await generate()).said).toMatch(/files\s+\d+ unchanged/);
    },
    SLOW,
  );

  it(
    'renames for as long as it says so, and no longer',
    async () => {
      await generate('tools: {list_tasks: {name: find_tasks}}\n');
      expect(Object.keys(lock().tools)).toEqual(['find_tasks', 'create_task', 'delete_task']);
      expect(lock().tools.find_tasks).toMatchObject({ contractName: 'list_tasks' });
      expect((await generate()).said).toMatch(/files\s+\d+ unchanged/);
      await generate('tools: {}\n');
      expect(Object.keys(lock().tools)).toEqual(['list_tasks', 'create_task', 'delete_task']);
    },
    SLOW,
  );

  it(
    'fills arguments: fixed ones are sent and not listed, defaults are both',
    async () => {
      await generate(
        'tools: {list_tasks: {arguments: {limit: {default: 20}, sort: {fixed: title}}}, create_task: {arguments: {state: {fixed: open}}}}\n',
      );
      expect(read('src/tools/list_tasks.py')).toContain('query=args.sent(limit=20) | {"sort": "title"}');
      expect(read('src/tools/list_tasks.py')).not.toContain('sort:');
      expect(read('src/tools/create_task.py')).toContain('json=args.sent("title") | {"state": "open"}');
      expect(lock().tools.list_tasks).toMatchObject({ filled: ['sort', 'limit'] });
    },
    SLOW,
  );

  it(
    'states hints, and cuts answers',
    async () => {
      await generate('tools: {list_tasks: {hints: {destructive: true}, answer: {fields: [id], page: {size: 5}}}}\n');
      expect(read('src/tools/list_tasks.py')).toContain(
        'destructive=True,\n    shape=Shape(fields={"id": {}}, page=5),',
      );
      expect(read('src/tools/list_tasks.py')).toContain('from_item: Annotated[');
      expect(lock().tools.list_tasks).toMatchObject({
        statedHints: true,
        pageArgument: 'from_item',
        hints: { destructive: true },
      });
    },
    SLOW,
  );

  it(
    'hides a tool and keeps its name for when it is back',
    async () => {
      await generate('tools: {delete_task: {hidden: true}}\n');
      expect(lock()).toMatchObject({ hidden: { delete_task: { method: 'DELETE' } } });
      expect(Object.keys(lock().tools)).not.toContain('delete_task');
      const { delete: hidden } = CONTRACT.paths['/tasks/{task_id}'];
      hidden.operationId = 'remove_task';
      writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(CONTRACT));
      hidden.operationId = 'delete_task';
      await generate('tools: {}\n');
      expect(Object.keys(lock().tools)).toContain('delete_task');
    },
    SLOW,
  );

  it(
    'combines calls into one tool',
    async () => {
      await generate(
        'combined:\n  try_task:\n    description: Creates a task and deletes it.\n    steps:\n      - {call: create_task, id: made}\n      - {call: delete_task, arguments: {task_id: {from: made.id}}}\n',
      );
      expect(read('src/tools/try_task.py')).toContain(
        'made = await backend.post("/tasks", json=args.sent("title", "state"))',
      );
      expect(read('src/tools/try_task.py')).toContain(
        'with after("create_task"):\n        return await backend.delete("/tasks/{task_id}", path={"task_id": taken(made, "id")})',
      );
      expect(lock().tools.try_task).toMatchObject({
        hints: { destructive: true, idempotent: false },
        steps: [{ filled: [] }, { filled: ['task_id'] }],
      });
      expect(read('tests/integration/test_combined.py')).toContain('"try_task": [{"id": 1}, {}]');
    },
    SLOW,
  );

  it(
    'says what is wrong with the line, and writes nothing',
    async () => {
      const { code, said } = await generate('tools:\n  list_tasks:\n    arguments:\n      limit: {fixed: many}\n');
      expect(code).toBe(1);
      expect(said).toContain('mcp-tools.yaml:4: the value of limit must be a whole number');
      expect(() => read('openapi.json')).toThrow('ENOENT');
    },
    SLOW,
  );
});
