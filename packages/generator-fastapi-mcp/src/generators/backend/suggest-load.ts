import {
  type Definition,
  field,
  namedChildren,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { moduleNameOf } from './module-name.js';
import { nameOfParameter } from './read-parameters.js';
import { isTest } from './survey.js';

const LOADER =
  /^(?:async )?def ((?:get|find|load|fetch|read)_(?:\w+_)?(?:user|account)(?:_by_(?:id|uuid|pk|username|email))?)\(/gm;
const SUBJECT = /^(?:(?:user|account)_?(?:id|name|uuid)|id|username|email)$/;
const MOST = 3;

/**
 * Answers to "how is a user loaded by id?" that the backend's own functions offer: what they need besides the id, the
 * dependency has. Only a person can say whether one of them does what the dependency does.
 *
 * @returns what `--load-user` takes, such as `await app.crud:get_user_by_id(session, user_id)`
 */
export function suggestLoads({ project }: Resolver, dependency: Definition): string[] {
  const available = new Set(parametersOf(dependency.node).map(({ name }) => name));
  const found: string[] = [];
  for (const file of project.files.values()) {
    if (isTest(file.path)) continue;
    for (const match of file.text.matchAll(LOADER)) {
      const suggestion = suggestionFor(file, match.index, available);
      if (suggestion !== null)
        found.push(`${suggestion.isAsync ? 'await ' : ''}${moduleNameOf(project, file)}:${suggestion.call}`);
      if (found.length === MOST) return found;
    }
  }
  return found;
}

function suggestionFor(
  file: SourceFile,
  at: number,
  available: ReadonlySet<string>,
): { readonly call: string; readonly isAsync: boolean } | null {
  const node = file.root.descendantForIndex(at, at + 1)?.parent ?? null;
  const callable = node?.type === 'function_definition' ? node : null;
  // What is decorated answers a route, mostly.
  if (callable === null || callable.parent?.type === 'decorated_definition') return null;
  const needed = parametersOf(callable).filter(({ required }) => required);
  const subjects = needed.filter(({ name }) => SUBJECT.test(name));
  const others = needed.filter(({ name }) => !SUBJECT.test(name));
  if (subjects.length !== 1 || !others.every(({ name }) => available.has(name))) return null;
  const args = needed.map(({ name }) => (SUBJECT.test(name) ? 'user_id' : name));
  return { call: `${field(callable, 'name')?.text}(${args.join(', ')})`, isAsync: callable.child(0)?.type === 'async' };
}

function parametersOf(callable: SyntaxNode): { readonly name: string; readonly required: boolean }[] {
  return namedChildren(field(callable, 'parameters')).flatMap((node) => {
    if (/separator|splat/.test(node.type)) return [];
    return [{ name: nameOfParameter(node), required: field(node, 'value') === null }];
  });
}
