import { snakeCase } from '@fastapi-mcp/python';
import { spellOut } from './field-names.js';
import { uniqueNames } from './unique-names.js';

/** What model APIs accept as a property's name. */
const ALLOWED = /^[A-Za-z0-9_.-]{1,64}$/;

export interface NamedByWire {
  readonly wireName: string;
  readonly location: string;
}

/**
 * The names that a caller uses, in the same order: the wire name where clients accept it. The first of a name keeps it;
 * a later one says where it belongs (`body_id` beside the path's `id`).
 *
 * @example argumentNames([{ wireName: 'include[]', location: 'query' }]) // ['include']
 */
export function argumentNames(args: readonly NamedByWire[]): readonly string[] {
  const names = uniqueNames(new Set());
  const kept = args.map(({ wireName }) =>
    ALLOWED.test(wireName) && names.isFree(wireName) ? names.take(wireName) : null,
  );
  return args.map(({ wireName, location }, index) => {
    const plain = ALLOWED.test(wireName) ? wireName : acceptable(wireName);
    return kept[index] ?? names.take(plain, `${location}_${plain}`.slice(0, 64));
  });
}

function acceptable(wireName: string): string {
  const name = spellOut(wireName)
    .replace(/\[\]/g, '')
    .replace(/\[([^\]]*)\]/g, '.$1')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '_')
    .replace(/^[_.-]+|[_.-]+$/g, '')
    .slice(0, 64);
  return name === '' ? snakeCase(wireName).slice(0, 64) || 'argument' : name;
}
