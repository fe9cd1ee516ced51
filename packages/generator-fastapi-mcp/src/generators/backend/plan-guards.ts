import {
  ancestor,
  argumentsOf,
  type Definition,
  definitionKey,
  field,
  namedChildren,
  type Resolver,
  returnedValues,
  type SourceFile,
  type SourceSecurityScheme,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { chosenFunction } from './chosen-function.js';
import { decoratorOf } from './decorator-of.js';
import { byRights, droppedChecks } from './dropped-checks.js';
import { byHand } from './find-load.js';
import { blocked, found, type Outcome } from './obstacle.js';
import { type Parameter, readParameters } from './read-parameters.js';
import { traceCredential } from './trace-credential.js';

/** The suffix of what stands in for a dependency that would refuse a service call before it is recognised. */
export const GUARD_SUFFIX = '_unless_service';

/**
 * A dependency below the one that returns the user which refuses a request without a user's credential, and so every
 * service call. Its guard answers None to those, and is the dependency itself to all others.
 */
export interface Guard {
  readonly name: string;
  readonly original: string;
  readonly file: SourceFile;
  /** The guard goes after it. */
  readonly after: SyntaxNode;
  readonly isAsync: boolean;
  /** Null for a scheme, which is called with the request. */
  readonly parameters: readonly GuardedParameter[] | null;
  /** A scheme like the original that refuses nobody: `APIKeyCookie(name="session", auto_error=False)`. Null for functions. */
  readonly twin: string | null;
  /** Its own checks, which a service call does not go through. */
  readonly leftOut: readonly { readonly at: string; readonly text: string }[];
}

/** A parameter, and the guard that it depends on in place of what it says. */
export interface GuardedParameter {
  readonly parameter: Parameter;
  readonly guard: Guard | null;
}

/** The parameters of a dependency with the guards that they need. */
export function guardParameters(
  resolver: Resolver,
  definition: Definition,
  parameters: readonly Parameter[],
  seen: readonly string[] = [],
): Outcome<readonly GuardedParameter[]> {
  const guarded: GuardedParameter[] = [];
  for (const parameter of parameters) {
    const guard = guardOf(resolver, definition, parameter, seen);
    if (!guard.ok) return guard;
    guarded.push({ parameter, guard: guard.value });
  }
  return found(guarded);
}

/** All guards that some parameters need, those of the guards' own parameters among them. */
export function guardsOf(guarded: readonly GuardedParameter[]): readonly Guard[] {
  return guarded.flatMap(({ guard }) => (guard === null ? [] : [guard, ...guardsOf(guard.parameters ?? [])]));
}

function guardOf(
  resolver: Resolver,
  owner: Definition,
  { bringing, node, name }: Parameter,
  seen: readonly string[],
): Outcome<Guard | null> {
  if (bringing.kind === 'credential')
    return letsServicePass(resolver, bringing.scheme) ? found(null) : schemeGuard(owner, node, bringing.scheme);
  if (bringing.kind === 'request')
    return isRequired(node)
      ? blocked(
          owner.file,
          node,
          `${owner.name}: a request without ${name} is refused before it is known whose it is`,
          byHand(owner.name),
        )
      : found(null);
  if (bringing.kind !== 'claims') return found(null);
  const from = chosenFunction(resolver, bringing.from);
  const refuse = (reason: string) => blocked(owner.file, node, `${owner.name}: ${reason}`, byHand(owner.name));
  if (from.kind !== 'definition' || from.definition.kind !== 'function')
    return refuse(`what ${name} depends on is made when the program runs`);
  const { definition } = from;
  const holder = holderOf(definition.node);
  if (holder.parent?.type !== 'module')
    return refuse(`${definition.name}, which ${name} depends on, is no function of a module`);
  if (/^[^#\n]*\byield\b/m.test(field(definition.node, 'body')?.text ?? ''))
    return refuse(`${definition.name} is a generator`);
  const decorator = decoratorOf(definition);
  if (decorator !== null) return refuse(`${definition.name}: ${decorator.text} may do more than the function shows`);
  if (seen.includes(definitionKey(definition))) return refuse(`${definition.name} depends on itself`);
  const own = readParameters(resolver, definition);
  const parameters = guardParameters(resolver, definition, own, [...seen, definitionKey(definition)]);
  if (!parameters.ok) return parameters;
  const trace = traceCredential(definition.node, own);
  const checks = droppedChecks({ resolver, definition, trace, values: returnedValues(definition.node) });
  const right = checks.find(({ weight }) => weight === 'rights');
  if (right !== undefined)
    return blocked(definition.file, right.node, `${definition.name}: ${byRights(right.text)}`, byHand(owner.name));
  return found({
    name: definition.name + GUARD_SUFFIX,
    original: definition.name,
    file: definition.file,
    after: holder,
    isAsync: definition.node.child(0)?.type === 'async',
    parameters: parameters.value,
    twin: null,
    leftOut: checks.map(({ node: check, text }) => ({ at: definition.file.at(check), text })),
  });
}

/** Schemes that take a service's `Authorization: Bearer …` like any other, or nothing. */
function letsServicePass(resolver: Resolver, scheme: SourceSecurityScheme): boolean {
  const { kind, autoError, parameterName, subclass } = scheme;
  if (subclass !== null && refusesInCall(resolver, subclass)) return false;
  if (autoError === false) return true;
  return (
    ['oauth2-password', 'oauth2-code', 'oauth2', 'http-bearer', 'openid-connect'].includes(kind) ||
    parameterName?.toLowerCase() === 'authorization'
  );
}

/**
 * Whether a scheme of the backend's own refuses more than requests without a bearer token: any `raise` in its `__call__`
 * but those under `if not authorization or scheme.lower() != "bearer"`, and anything else that it calls and that may.
 */
function refusesInCall(resolver: Resolver, subclass: Definition): boolean {
  const call = resolver.attribute(subclass, '__call__');
  if (call === null || call.kind === 'external') return false;
  if (call.kind !== 'definition') return true;
  const body = field(call.definition.node, 'body');
  if (
    body === null ||
    body.descendantsOfType('await').some((each) => each.isNamed && !/^await super\(\)\.__call__\(/.test(each.text))
  )
    return true;
  const raises = body.descendantsOfType('raise_statement').filter((each) => !translates(each));
  // A scheme that looks into cookies alone refuses every service call.
  if (raises.length > 0 && !/headers(?:\.get\(|\[)\s*["']authorization["']/i.test(body.text)) return true;
  return raises.some((raise) => {
    for (let guard = ancestor(raise, 'if_statement'); guard !== null; guard = ancestor(guard, 'if_statement'))
      if (NO_BEARER.test(field(guard, 'condition')?.text ?? '')) return false;
    return true;
  });
}

/** `try: return await super().__call__(request)`, `except HTTPException: raise …`: another answer where the scheme refuses. */
function translates(raise: SyntaxNode): boolean {
  const clause = ancestor(raise, 'except_clause');
  const tried = namedChildren(field(clause?.parent, 'body'));
  return (
    clause !== null &&
    tried.length === 1 &&
    /^(?:return |\w+ = )?await super\(\)\.__call__\(/.test(tried[0]?.text ?? '')
  );
}

const ABSENT = String.raw`(?:not authorization|authorization is None|scheme\.lower\(\) != ["']bearer["'])`;
const NO_BEARER = new RegExp(`^${ABSENT}(?: or ${ABSENT})*$`);

function schemeGuard(owner: Definition, node: SyntaxNode, scheme: SourceSecurityScheme): Outcome<Guard | null> {
  const statement = scheme.call.parent?.parent ?? null;
  if (
    scheme.name === null ||
    scheme.subclass !== null ||
    statement?.type !== 'expression_statement' ||
    statement.parent?.type !== 'module'
  ) {
    return blocked(
      owner.file,
      node,
      `${owner.name}: its security scheme may refuse a service call`,
      byHand(owner.name),
    );
  }
  return found({
    name: scheme.name + GUARD_SUFFIX,
    original: scheme.name,
    file: scheme.file,
    after: statement,
    isAsync: true,
    parameters: null,
    twin: twinOf(scheme.call),
    leftOut: [],
  });
}

function twinOf(call: SyntaxNode): string {
  const { positional, keywords } = argumentsOf(call);
  const named = [...keywords].flatMap(([name, value]) => (name === 'auto_error' ? [] : [`${name}=${value.text}`]));
  return `${field(call, 'function')?.text ?? ''}(${[...positional.map(({ text }) => text), ...named, 'auto_error=False'].join(', ')})`;
}

/** `x: str = Header()`, `x: Annotated[str, Cookie()]`: absent, it is a 422. */
export function isRequired(node: SyntaxNode): boolean {
  const value = field(node, 'value')?.text ?? '';
  const [, marker] = /\b(?:Header|Cookie|Query)\(([\s\S]*)\)$/.exec(value) ?? [];
  if (marker === undefined) return value === '' && /\b(?:Header|Cookie|Query)\(/.test(field(node, 'type')?.text ?? '');
  return !/^\s*(?:None|["'])|default\s*=/.test(marker);
}

function holderOf(node: SyntaxNode): SyntaxNode {
  return node.parent?.type === 'decorated_definition' ? node.parent : node;
}
