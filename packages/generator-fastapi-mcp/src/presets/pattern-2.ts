import { definePreset } from '@fastapi-mcp/kit';
import { SERVER } from './server.js';

export const pattern2 = definePreset({
  pattern: '2',
  title: 'Pattern 2: session cookie',
  summary: 'a session cookie, given or obtained by logging in, renewed on 401',
  generators: SERVER,
  answers: { pattern: '2' },
});
