import { definePreset } from '@fastapi-mcp/kit';
import { SERVER } from './server.js';

export const pattern4 = definePreset({
  pattern: '4',
  title: 'Pattern 4: service token',
  summary: 'SERVICE_AUTH_TOKEN and X-User-ID, which the patched backend checks',
  generators: [...SERVER, 'backend'],
  answers: { pattern: '4', structure: 'b' },
});
