import { documentOf, readModel, readOperation } from '../testing/documents.js';

describe('what is read of an operation', () => {
  it.each([
    [{ operationId: 'update_task_x_post', summary: 'Update Task' }, 'Update task', 'Update task'],
    [
      { operationId: 'update_task_x_post', summary: 'Update Task', description: 'Changes it.' },
      'Update task',
      'Changes it.',
    ],
    [{ summary: 'Change a task.', description: 'All fields.' }, 'Change a task.', 'Change a task.\n\nAll fields.'],
    [
      { summary: 'Change a task', description: 'Change a task that is open.' },
      'Change a task',
      'Change a task that is open.',
    ],
    [{ description: 'Only this.' }, 'Post x', 'Only this.'],
    [{}, 'Post x', 'Post x'],
    [{ summary: '\u202e\u200b', description: ' ' }, 'Post x', 'Post x'],
    [{ summary: 'Two\nlines' }, 'Two lines', 'Two lines'],
    [{ summary: 3, description: [] }, 'Post x', 'Post x'],
  ])('%j is called %j and described %j', (operation, title, description) => {
    expect(readOperation(operation)).toMatchObject({ title, description });
  });

  it('has tags that a terminal can show', () => {
    expect(readOperation({ tags: ['a\u001b[2J b', '\u200b', 3] })).toMatchObject({ tag: 'a[2J b', tags: ['a[2J b'] });
    expect(readOperation({})).toMatchObject({ tag: 'default', tags: [] });
  });

  it('hides nothing', () => {
    const { model, diagnostics } = readModel(
      documentOf({ '/x': { get: { summary: 'Safe\u202e tool', description: 'a\u0000b\r\nc\u200b👩‍💻' } } }),
    );
    expect(model.operations[0]).toMatchObject({
      title: 'Safe tool',
      description: expect.stringMatching(/^Safe tool\.\n\nab\nc👩💻$/u),
    });
    expect(diagnostics).toMatchObject([
      { code: 'hidden-characters', at: '#/paths/~1x/get/summary' },
      { code: 'hidden-characters', at: '#/paths/~1x/get/description' },
    ]);
  });

  it.each([
    ['get', 'read', true],
    ['head', 'read', true],
    ['options', 'read', true],
    ['post', 'update', false],
    ['put', 'replace', true],
    ['patch', 'update', false],
    ['delete', 'delete', true],
  ])('%s means %s, idempotent %s', (method, effect, idempotent) => {
    expect(readOperation({}, { method })).toMatchObject({ effect, idempotent });
  });
});
