/** Where JSON text stops being JSON, nests too deep, or says the same key twice. */
export interface JsonFault {
  readonly kind: 'syntax' | 'depth' | 'duplicate-key';
  readonly offset: number;
  /** What was wanted there, or the key. */
  readonly detail: string;
}

const BLANKS = /[ \t\n\r]*/y;
const TOKEN = /[{}[\],:]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

type Expected =
  | 'a value'
  | 'a value or "]"'
  | 'a key'
  | 'a key or "}"'
  | '":"'
  | '"," or the end of the list or object'
  | 'nothing more';

interface Frame {
  readonly closedBy: '}' | ']';
  readonly keys: Set<string>;
}

interface State {
  expected: Expected;
  readonly frames: Frame[];
  readonly maxDepth: number;
}

/**
 * Walks JSON text token by token (RFC 8259). `JSON.parse` does not say where it stopped (Node 20) and does not notice a
 * key that is there twice. Not recursive, so that depth costs no stack.
 *
 * @param maxDepth - how many containers may be open at once.
 * @returns the first fault, or null.
 */
export function findJsonFault(text: string, maxDepth: number): JsonFault | null {
  const state: State = { expected: 'a value', frames: [], maxDepth };
  for (let offset = skip(BLANKS, text, 0); ; ) {
    const end = text.startsWith('"', offset) ? endOfString(text, offset) : skip(TOKEN, text, offset);
    if (offset === text.length && state.expected === 'nothing more') return null;
    if (end === offset) return { kind: 'syntax', offset, detail: state.expected };
    const fault = step(state, text.slice(offset, end));
    if (fault) return { ...fault, offset };
    offset = skip(BLANKS, text, end);
  }
}

function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

/** Behind the closing quote, or where the string started when it is none: character by character, since it may be long. */
function endOfString(text: string, start: number): number {
  for (let offset = start + 1; offset < text.length; ) {
    const character = text.charCodeAt(offset);
    if (character === 0x22) return offset + 1;
    if (character < 0x20) return start;
    const next = character === 0x5c ? skip(ESCAPE, text, offset) : offset + 1;
    if (next === offset) return start;
    offset = next;
  }
  return start;
}

/** One token forward; what is wrong with it, or null. */
function step(state: State, token: string): Omit<JsonFault, 'offset'> | null {
  switch (state.expected) {
    case 'a value':
      return value(state, token);
    case 'a value or "]"':
      return token === ']' ? close(state) : value(state, token);
    case 'a key':
      return key(state, token);
    case 'a key or "}"':
      return token === '}' ? close(state) : key(state, token);
    case '":"':
      return token === ':' ? expect(state, 'a value') : refusal(state);
    case '"," or the end of the list or object': {
      const closedBy = state.frames.at(-1)?.closedBy;
      if (token === closedBy) return close(state);
      return token === ',' ? expect(state, closedBy === '}' ? 'a key' : 'a value') : refusal(state);
    }
    case 'nothing more':
      return refusal(state);
  }
}

function value(state: State, token: string): Omit<JsonFault, 'offset'> | null {
  if (token === '{' || token === '[') {
    if (state.frames.length === state.maxDepth) return { kind: 'depth', detail: '' };
    state.frames.push({ closedBy: token === '{' ? '}' : ']', keys: new Set() });
    return expect(state, token === '{' ? 'a key or "}"' : 'a value or "]"');
  }
  return /^[}\],:]$/.test(token) ? refusal(state) : afterValue(state);
}

function key(state: State, token: string): Omit<JsonFault, 'offset'> | null {
  const keys = state.frames.at(-1)?.keys;
  if (!token.startsWith('"') || !keys) return refusal(state);
  if (keys.has(token)) return { kind: 'duplicate-key', detail: token };
  keys.add(token);
  return expect(state, '":"');
}

function close(state: State): null {
  state.frames.pop();
  return afterValue(state);
}

function afterValue(state: State): null {
  return expect(state, state.frames.length === 0 ? 'nothing more' : '"," or the end of the list or object');
}

function expect(state: State, expected: Expected): null {
  state.expected = expected;
  return null;
}

function refusal(state: State): Omit<JsonFault, 'offset'> {
  return { kind: 'syntax', detail: state.expected };
}
