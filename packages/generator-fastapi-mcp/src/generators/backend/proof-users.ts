import {
  code,
  field,
  namedChildren,
  type PyCode,
  parameterDependencies,
  type Resolution,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { moduleNameOf } from './module-name.js';
import type { UserDependency } from './understand-dependency.js';

/** How a test makes users. */
export interface Users {
  readonly model: PyCode;
  readonly session: PyCode;
  readonly key: PyCode;
  readonly imports: readonly string[];
}

/** How a test can make users: a model and a synchronous session, as the dependency itself loads them. */
export function usersOf(resolver: Resolver, { definition, isAsync, cut, parameters }: UserDependency): Users | null {
  if (isAsync) return null;
  const [, holder, model] =
    /(\w+)\.(?:get|scalar|scalars|execute|exec|query)\(\s*(?:select\()?\s*([A-Z]\w*)/.exec(cut.lines.join('\n')) ?? [];
  const parameter = parameters.find(({ name }) => name !== null && name === holder);
  const node = model === undefined ? undefined : firstRead(definition.node, model);
  const target = node === undefined ? null : resolver.resolve(definition.file, node);
  if (parameter === undefined || target?.kind !== 'definition' || !isMapped(resolver, target, 0)) return null;
  const edge = parameterDependencies(resolver, definition).find((each) => each.parameter === parameter.name);
  const provider = edge?.resolution.kind === 'definition' ? edge.resolution.definition : null;
  if (
    provider?.kind !== 'function' ||
    provider.node.child(0)?.type === 'async' ||
    !/\byield\b/.test(provider.node.text)
  )
    return null;
  if (namedChildren(field(provider.node, 'parameters')).length > 0) return null;
  const from = (file: SourceFile, name: string): string =>
    `from ${moduleNameOf(resolver.project, file)} import ${name}`;
  return {
    model: code(target.definition.name),
    session: code(`app.dependency_overrides.get(${provider.name}, ${provider.name})`),
    key: code('id'),
    imports: [from(target.definition.file, target.definition.name), from(provider.file, provider.name)],
  };
}

/** A class that SQLAlchemy (or SQLModel) maps. */
function isMapped(resolver: Resolver, target: Resolution, depth: number): boolean {
  if (target.kind === 'external') return /^(?:sqlalchemy|sqlmodel)\b/.test(target.name);
  if (target.kind === 'call') return isMapped(resolver, target.callee, depth);
  if (target.kind !== 'definition' || depth > 8) return false;
  const { definition } = target;
  if (definition.kind === 'class')
    return (
      /\b__tablename__\b/.test(definition.node.text) ||
      resolver.bases(definition).some((base) => isMapped(resolver, base, depth + 1))
    );
  return /declarative_base\(/.test(definition.node.text);
}

function firstRead(callable: SyntaxNode, name: string): SyntaxNode | undefined {
  return callable.descendantsOfType('identifier').find(({ text }) => text === name);
}
