import type { Readable } from 'node:stream';
import { type SourceText, UserError } from '@fastapi-mcp/kit';
import { MAX_BYTES, MAX_SIZE } from './limits.js';

/**
 * A document from standard input.
 *
 * @throws UserError when nothing is piped in, or too much.
 */
export async function readDocumentFromStdin(stdin: Readable & { readonly isTTY?: boolean }): Promise<SourceText> {
  if (stdin.isTTY)
    throw new UserError(
      '--openapi -: nothing is piped in',
      'try: curl -s http://localhost:8000/openapi.json | fastapi-mcp --openapi -',
    );
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BYTES)
      throw new UserError(`--openapi -: more than ${MAX_SIZE} came in`, 'pass the API description itself');
    chunks.push(bytes);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), name: 'stdin', found: null };
}
