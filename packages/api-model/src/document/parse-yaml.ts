import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml';
import type { Result } from '../result.js';
import type { JsonValue } from '../schema.js';
import { duplicateKey } from './duplicate-key.js';
import { failure } from './parse-failure.js';

/** How many values aliases may stand for in all; the "billion laughs" document passes it on its fifth line. */
const MAX_ALIASED = 10_000;

/**
 * Reads YAML 1.2 by its core schema, in which `on` and dates stay text and no tag makes an object; with merge keys.
 *
 * @param maxDepth - checked on tokens, since composing deep YAML overflows the stack in a way that ends Node itself.
 */
export function parseYaml(text: string, name: string, maxDepth: number): Result<JsonValue> {
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const deep = findDepth(tokens, maxDepth);
  if (deep !== null) {
    return failure(
      'document-too-deep',
      at(deep),
      `more than ${maxDepth} levels of nesting`,
      'Name the inner schemas under components.schemas and refer to them.',
    );
  }
  try {
    const document = compose(tokens, text.length);
    const wrong = document?.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
    if (!document || wrong) {
      return failure(
        'document-not-yaml',
        at(wrong?.pos[0] ?? 0),
        `neither JSON nor YAML: ${wrong?.message ?? 'no document'}`,
        'Check the indentation of this line and of the one before.',
      );
    }
    const value: JsonValue = document.toJS({ maxAliasCount: MAX_ALIASED });
    return {
      ok: true,
      value,
      diagnostics: document.errors.map(({ pos }) => duplicateKey(at(pos[0]), keyAt(text, pos[0]))),
    };
  } catch (error) {
    return unreadable(error, name);
  }
}

function compose(tokens: readonly CST.Token[], length: number): Document.Parsed | null {
  const composer = new Composer({
    schema: 'core',
    resolveKnownTags: false,
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  for (const document of composer.compose(tokens, true, length)) return document;
  return null;
}

function keyAt(text: string, offset: number): string {
  return JSON.stringify(text.slice(offset, offset + 80).split(/[:\n]/)[0]);
}

/** The library throws for aliases that cannot be resolved or stand for too much. */
function unreadable(error: unknown, name: string): Result<never> {
  const reason = error instanceof Error ? error.message : 'unknown';
  const bomb = reason.includes('alias count');
  return bomb
    ? failure(
        'document-alias-bomb',
        name,
        `aliases in this YAML stand for more than ${MAX_ALIASED} values`,
        'Name what is repeated under components and refer to it by $ref.',
      )
    : failure('document-not-yaml', name, `this YAML cannot be read: ${reason}`, 'Check its anchors and aliases.');
}

/** The offset of the first container inside more than `most` others, or null. Not recursive. */
function findDepth(tokens: readonly CST.Token[], most: number): number | null {
  const stack: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.depth > most) return 'offset' in top.token ? top.token.offset : 0;
    for (const [token, below] of children(top.token)) stack.push({ token, depth: top.depth + below });
  }
  return null;
}

function children(token: CST.Token): readonly (readonly [CST.Token, 0 | 1])[] {
  if (token.type === 'document') return token.value ? [[token.value, 0]] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].flatMap((inner) => (inner ? [[inner, 1] as const] : [])));
}
