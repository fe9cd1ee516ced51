import { code } from '@fastapi-mcp/python';
import { escapeMarkdown } from './escape-text.js';

describe('escapeMarkdown', () => {
  it('makes markup of prose plain', () => {
    expect(escapeMarkdown('a_b | [c](d) `e`')).toBe('a\\_b \\| \\[c\\](d) \\`e\\`');
  });

  it('writes code as a code span that its text cannot leave', () => {
    expect(escapeMarkdown(code('list_tasks'))).toBe('`list_tasks`');
    expect(escapeMarkdown(code('GET /tasks/{task_id}'))).toBe('`GET /tasks/{task_id}`');
    expect(escapeMarkdown(code('a`b'))).toBe('`` a`b ``');
    expect(escapeMarkdown(code('a|b'))).toBe('`a\\|b`');
    expect(escapeMarkdown(code('a\nb'))).toBe('`a b`');
  });
});
