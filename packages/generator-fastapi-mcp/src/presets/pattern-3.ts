import { definePreset } from '@fastapi-mcp/kit';
import { SERVER } from './server.js';

export const pattern3 = definePreset({
  pattern: '3',
  title: "Pattern 3: user's JWT",
  summary: 'a bearer token, given, obtained at the token URL, or exchanged per user (RFC 8693)',
  generators: SERVER,
  answers: { pattern: '3' },
});
