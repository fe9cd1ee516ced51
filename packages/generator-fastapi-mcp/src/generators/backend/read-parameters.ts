import {
  authenticationOf,
  type Definition,
  field,
  isFastapi,
  namedChildren,
  parameterDependencies,
  type Resolution,
  type Resolver,
  type SourceSecurityScheme,
  type SyntaxNode,
  securitySchemeOf,
} from '@fastapi-mcp/kit';

/** What a parameter of a dependency brings. */
export type Bringing =
  /** What a security scheme took out of the request, as it stands there. */
  | { readonly kind: 'credential'; readonly scheme: SourceSecurityScheme }
  /** What another dependency made of the credential. */
  | { readonly kind: 'claims'; readonly from: Resolution; readonly use: SyntaxNode }
  /** The request, a header or a cookie, read by the dependency itself. */
  | { readonly kind: 'request' }
  /** A session, settings, a query parameter: nothing that says who calls. */
  | { readonly kind: 'other' };

export interface Parameter {
  /** Null for the `*` and `/` between parameters. */
  readonly name: string | null;
  readonly node: SyntaxNode;
  readonly bringing: Bringing;
  /** The text of the annotation without `Annotated`'s extras; null without one. */
  readonly annotation: SyntaxNode | null;
}

/** The parameters of a dependency, in order. */
export function readParameters(resolver: Resolver, definition: Definition): readonly Parameter[] {
  const edges = parameterDependencies(resolver, definition);
  return namedChildren(field(definition.node, 'parameters')).map((node): Parameter => {
    const separator = node.type === 'keyword_separator' || node.type === 'positional_separator';
    const name = separator ? null : nameOfParameter(node);
    const own = edges.filter(({ parameter }) => parameter === name && name !== null);
    const [edge] = own;
    const annotation = field(node, 'type');
    if (edge === undefined)
      return {
        name,
        node,
        annotation,
        bringing: { kind: readsRequest(resolver, definition, node) ? 'request' : 'other' },
      };
    const scheme = securitySchemeOf(resolver, edge.resolution);
    if (scheme !== null) return { name, node, annotation, bringing: { kind: 'credential', scheme } };
    const paths = authenticationOf(resolver, {
      dependencies: own.map((each) => ({ ...each, level: 'handler' as const })),
    });
    if (paths.length === 0) return { name, node, annotation, bringing: { kind: 'other' } };
    return { name, node, annotation, bringing: { kind: 'claims', from: edge.resolution, use: edge.use.call } };
  });
}

/** `token` of `token`, `token: str`, `token=1` and `token: str = 1`; the sign itself for `*` and `/`. */
export function nameOfParameter(parameter: SyntaxNode): string {
  return (field(parameter, 'name') ?? parameter.firstNamedChild ?? parameter).text;
}

const CREDENTIAL = /authorization|token|api[-_]?key|session|user|auth|secret|credential/i;

function readsRequest(resolver: Resolver, { file }: Definition, parameter: SyntaxNode): boolean {
  const annotation = field(parameter, 'type');
  if (annotation !== null && isFastapi(resolver.resolve(file, annotation), 'Request')) return true;
  if (!CREDENTIAL.test(parameter.text)) return false;
  return parameter.descendantsOfType('call').some((call) => {
    const callee = field(call, 'function');
    return callee !== null && isFastapi(resolver.resolve(file, callee), 'Header', 'Cookie');
  });
}
