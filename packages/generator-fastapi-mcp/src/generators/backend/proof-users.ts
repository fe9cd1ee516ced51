import {
  callablesOf,
  code,
  type Definition,
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
  /** The dependency that gives a session. */
  readonly provider: PyCode;
  readonly isAsync: boolean;
  /** The attribute by which they are looked up. */
  readonly key: PyCode;
  /** That, of what the dependency returns. */
  readonly identity: PyCode;
  /** A flag with which the dependency itself refuses its user; null: none. */
  readonly refused: { readonly name: PyCode; readonly value: PyCode } | null;
  readonly imports: readonly string[];
}

/** How a test can make users: a model and a session, as the dependency itself loads them. */
export function usersOf(resolver: Resolver, seam: UserDependency): Users | null {
  const { definition, cut } = seam;
  const text = cut.lines.join('\n');
  const [, holder, named] =
    /(\w+)\.(?:get|scalar|scalars|execute|exec|query)\(\s*(?:select\()?\s*([A-Z]\w*)/.exec(text) ?? [];
  const node = named === undefined ? returnedModel(seam) : firstRead(definition.node, named);
  const target = node === undefined ? null : resolver.resolve(definition.file, node);
  if (target?.kind !== 'definition' || !isMapped(resolver, target, 0)) return null;
  const model = target.definition.name;
  const provider = providerOf(resolver, seam, named === undefined ? null : (holder ?? null));
  if (provider === null) return null;
  const [, byColumn, byKeyword] =
    new RegExp(`\\b${model}\\.(\\w+)\\s*==|\\bfilter_by\\(\\s*(\\w+)\\s*=`).exec(text) ?? [];
  const key = byColumn ?? byKeyword ?? 'id';
  const identity = identityIn(text, key);
  if (identity === null) return null;
  const from = (file: SourceFile, name: string): string =>
    `from ${moduleNameOf(resolver.project, file)} import ${name}`;
  return {
    model: code(model),
    provider: code(provider.name),
    isAsync: provider.node.child(0)?.type === 'async',
    key: code(key),
    identity: code(identity),
    refused: refusedIn(text),
    imports: [from(target.definition.file, model), from(provider.file, provider.name)],
  };
}

/** `-> User` of a dependency whose look-up is in another function; by an id, where an id is no text. */
function returnedModel({ definition: { node }, idType }: UserDependency): SyntaxNode | undefined {
  const type = idType === 'str' ? null : field(node, 'return_type');
  return type?.descendantsOfType('identifier').find(({ text }) => /^[A-Z]/.test(text) && text !== 'Optional');
}

/** `def get_db(): yield session`, which needs nothing else, of the parameter of this name or of the first that has one. */
function providerOf(
  resolver: Resolver,
  { definition, parameters }: UserDependency,
  holder: string | null,
): Definition | null {
  const names = parameters.flatMap(({ name }) => (name !== null && (holder === null || name === holder) ? [name] : []));
  const edges = parameterDependencies(resolver, definition).filter((edge) => names.includes(edge.parameter ?? ''));
  const providers = edges.flatMap(({ resolution }) =>
    resolution.kind === 'definition' ? callablesOf(resolver, resolution).slice(0, 1) : [],
  );
  return (
    providers.find(
      ({ kind, node }) =>
        kind === 'function' &&
        node.parent?.type === 'module' &&
        /\byield\b/.test(node.text) &&
        namedChildren(field(node, 'parameters')).length === 0,
    ) ?? null
  );
}

/** How a test tells whose it is that the dependency returned: a user, a dict of one or an id; null: something else. */
function identityIn(text: string, key: string): string | null {
  if (/^ *return [^([{\n]*,/m.test(text)) return null;
  if (/^ *return \w+\.\w+$/m.test(text)) return `getattr(user, "${key}", user)`;
  if (!/^ *return \{/m.test(text)) return `user.${key}`;
  return new RegExp(`["']${key}["']\\s*:`).test(text)
    ? `user["${key}"] if isinstance(user, dict) else user.${key}`
    : null;
}

/** `if not user.is_active: raise …` */
function refusedIn(text: string): Users['refused'] {
  const condition = /^ *if (.*):\n +raise /gm;
  for (const [, asked = ''] of text.matchAll(condition)) {
    const [, active] = /\bnot \w+\.((?:is_)?(?:active|enabled))\b/.exec(asked) ?? [];
    if (active !== undefined) return { name: code(active), value: code('False') };
    const [, out] =
      /(?<!not )\b\w+\.((?:is_)?(?:disabled|banned|blocked|locked|inactive|suspended))\b/.exec(asked) ?? [];
    if (out !== undefined) return { name: code(out), value: code('True') };
  }
  return null;
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
