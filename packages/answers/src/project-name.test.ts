import { projectNameFor, refuseProjectName } from './project-name.js';

describe('projectNameFor', () => {
  it.each([
    ['Todo API', 'todo-api-mcp'],
    ['Café – Tasks!', 'cafe-tasks-mcp'],
    ['Acme MCP', 'acme-mcp'],
    ['FastAPI', 'backend-mcp'],
    ['漢字', 'backend-mcp'],
    ['', 'backend-mcp'],
    [undefined, 'backend-mcp'],
    [`${'very '.repeat(40)}long`, 'very-very-very-very-very-very-very-very-very-ver-mcp'],
  ])('%j: %s', (title, name) => {
    expect(projectNameFor(title)).toBe(name);
    expect(refuseProjectName(name)).toBeNull();
  });
});
