import { definePreset } from '@fastapi-mcp/kit';
import { SERVER } from './server.js';

export const pattern1 = definePreset({
  pattern: '1',
  title: 'Pattern 1: user_id parameter',
  summary: "the backend's own user_id parameter, filled with the verified user",
  generators: SERVER,
  answers: { pattern: '1' },
});
