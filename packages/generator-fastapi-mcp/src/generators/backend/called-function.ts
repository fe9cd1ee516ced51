import { type Definition, field, type Resolver, type SyntaxNode } from '@fastapi-mcp/kit';

/** Where a call stands. */
export interface Caller {
  readonly resolver: Resolver;
  readonly definition: Definition;
}

/** The backend's own function that a call calls: by its name, or a method of an object of the backend's own class. */
export function calledFunction({ resolver, definition: { file } }: Caller, callee: SyntaxNode): Definition | null {
  const found = resolver.resolve(file, callee);
  if (found.kind === 'definition') return found.definition.kind === 'function' ? found.definition : null;
  const object = field(callee, 'object');
  const name = field(callee, 'attribute')?.text;
  const holder = object === null ? null : resolver.resolve(file, object);
  const made = holder?.kind === 'definition' ? field(holder.definition.node, 'right') : null;
  const maker = made?.type === 'call' ? field(made, 'function') : null;
  const owner = maker === null ? null : resolver.resolve(file, maker);
  if (name === undefined || owner?.kind !== 'definition' || owner.definition.kind !== 'class') return null;
  const method = resolver.attribute(owner.definition, name);
  return method?.kind === 'definition' && method.definition.kind === 'function' ? method.definition : null;
}

/** `TokenData(**payload)`, `TokenData.model_validate(payload)`, where that class has code of its own that refuses. */
export function checkingClass({ resolver, definition: { file } }: Caller, callee: SyntaxNode): string | null {
  const named = callee.type === 'attribute' ? [callee, field(callee, 'object')] : [callee];
  for (const each of named) {
    const found = each === null ? null : resolver.resolve(file, each);
    if (found?.kind !== 'definition' || found.definition.kind !== 'class') continue;
    const { definition } = found;
    const bases = resolver.bases(definition).flatMap((base) => (base.kind === 'definition' ? [base.definition] : []));
    const refusing = [definition, ...bases].find(({ node }) =>
      node
        .descendantsOfType('function_definition')
        .some(
          (method) =>
            CHECKS.test(headOf(method)) && method.descendantsOfType(['raise_statement', 'assert_statement']).length > 0,
        ),
    );
    if (refusing !== undefined) return `${definition.name} refuses some (${refusing.file.at(refusing.node)})`;
  }
  return null;
}

const CHECKS = /validator|\bdef (?:__init__|__post_init__|__new__|model_post_init)\b/;

/** A method's decorators and its first line. */
function headOf(method: SyntaxNode): string {
  const whole = method.parent?.type === 'decorated_definition' ? method.parent : method;
  return whole.text.slice(0, method.startIndex - whole.startIndex) + (method.text.split('\n', 1)[0] ?? '');
}
