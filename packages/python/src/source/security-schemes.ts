import { argument } from './call-arguments.js';
import { constantString } from './constant-string.js';
import { field, type SyntaxNode } from './parse.js';
import type { Definition, Resolution } from './resolution.js';
import type { Resolver } from './resolve.js';
import type { SourceFile } from './source-file.js';
import { isAskedByUsersRouter } from './users-routers.js';

export type SecuritySchemeKind =
  | 'oauth2-password'
  | 'oauth2-code'
  | 'oauth2'
  | 'http-bearer'
  | 'http-basic'
  | 'http-digest'
  | 'api-key-header'
  | 'api-key-cookie'
  | 'api-key-query'
  | 'openid-connect'
  /** A dependency made by `fastapi_users.current_user(…)`, or that of a router that fastapi-users makes. */
  | 'fastapi-users';

/** A security scheme that FastAPI knows of: an object that takes a credential out of a request. */
export interface SecurityScheme {
  readonly kind: SecuritySchemeKind;
  readonly file: SourceFile;
  /** `file:line` of the call that makes it. */
  readonly at: string;
  readonly call: SyntaxNode;
  /** The name it is assigned to, if any. */
  readonly name: string | null;
  /** The project's own subclass, if it is one: its `__call__` may do more than take the credential. */
  readonly subclass: Definition | null;
  /** `auto_error`: true unless the call (or the subclass's) says otherwise; null when that cannot be read. */
  readonly autoError: boolean | null;
  /** Of an API key: the header, cookie or query parameter. */
  readonly parameterName: string | null;
  readonly tokenUrl: string | null;
}

const KINDS: Readonly<Record<string, SecuritySchemeKind>> = {
  OAuth2PasswordBearer: 'oauth2-password',
  OAuth2AuthorizationCodeBearer: 'oauth2-code',
  OAuth2: 'oauth2',
  HTTPBearer: 'http-bearer',
  HTTPBasic: 'http-basic',
  HTTPDigest: 'http-digest',
  APIKeyHeader: 'api-key-header',
  APIKeyCookie: 'api-key-cookie',
  APIKeyQuery: 'api-key-query',
  OpenIdConnect: 'openid-connect',
};

/** The scheme that something depended on is; null when it is none. */
export function securitySchemeOf(resolver: Resolver, resolution: Resolution): SecurityScheme | null {
  if (resolution.kind === 'call') return fromCall(resolver, resolution.file, resolution.node, null);
  if (resolution.kind !== 'definition' || resolution.definition.kind !== 'assignment') return null;
  const { file, node, name } = resolution.definition;
  const value = field(node, 'right');
  return value?.type === 'call' ? fromCall(resolver, file, value, name) : null;
}

function fromCall(resolver: Resolver, file: SourceFile, call: SyntaxNode, name: string | null): SecurityScheme | null {
  const callee = field(call, 'function');
  if (callee === null) return null;
  const made = resolver.resolve(file, callee);
  const kind = kindOf(resolver, made, 0);
  if (kind === null) return null;
  const text = (argumentName: string, position?: number): string | null => {
    const value = argument(call, argumentName, position);
    return value === null ? null : constantString(resolver, file, value);
  };
  return {
    kind,
    file,
    at: file.at(call),
    call,
    name,
    subclass: made.kind === 'definition' ? made.definition : null,
    autoError: autoErrorOf(call, made),
    parameterName: kind.startsWith('api-key') ? text('name') : null,
    tokenUrl: kind === 'oauth2-password' ? text('tokenUrl', 0) : text('tokenUrl'),
  };
}

function kindOf(resolver: Resolver, made: Resolution, depth: number): SecuritySchemeKind | null {
  if (made.kind === 'external') {
    if (/^fastapi_users\b.*\.current_user$/.test(made.name) || isAskedByUsersRouter(made)) return 'fastapi-users';
    const [, scheme = ''] = /^fastapi\.security(?:\.\w+)?\.(\w+)$/.exec(made.name) ?? [];
    return KINDS[scheme] ?? null;
  }
  if (made.kind !== 'definition' || made.definition.kind !== 'class' || depth > 10) return null;
  for (const base of resolver.bases(made.definition)) {
    const kind = kindOf(resolver, base, depth + 1);
    if (kind !== null) return kind;
  }
  return null;
}

function autoErrorOf(call: SyntaxNode, made: Resolution): boolean | null {
  const value = argument(call, 'auto_error');
  if (value !== null) return value.type === 'true' ? true : value.type === 'false' ? false : null;
  if (made.kind !== 'definition') return true;
  const said = /auto_error\s*=\s*(True|False)/.exec(made.definition.node.text)?.[1];
  return said === undefined ? true : said === 'True';
}

/** Every scheme of a project, whether or not a route uses it. */
export function findSecuritySchemes(resolver: Resolver): SecurityScheme[] {
  const names = new Set([...Object.keys(KINDS), 'current_user']);
  for (const file of resolver.project.files.values()) {
    for (const match of file.text.matchAll(SUBCLASS)) if (match[1] !== undefined) names.add(match[1]);
    for (const match of file.text.matchAll(ALIAS)) if (match[1] !== undefined) names.add(match[1]);
  }
  const found = new Map<string, SecurityScheme>();
  const anyName = new RegExp(`\\b(?:${[...names].join('|')})\\s*\\(`);
  for (const file of resolver.project.files.values()) {
    if (!anyName.test(file.text)) continue;
    for (const name of names) {
      for (const node of file.occurrences(name)) {
        const call = node.parent?.type === 'attribute' ? node.parent.parent : node.parent;
        if (call?.type !== 'call') continue;
        const scheme = fromCall(resolver, file, call, assignedName(call));
        if (scheme !== null && field(call, 'function')?.endIndex === node.endIndex)
          found.set(scheme.at + call.startIndex, scheme);
      }
    }
  }
  return [...found.values()];
}

const ANY_SCHEME = Object.keys(KINDS).join('|');
const SUBCLASS = new RegExp(`\\bclass\\s+(\\w+)\\s*\\([^)]*\\b(?:${ANY_SCHEME})\\b`, 'g');
const ALIAS = new RegExp(`\\b(?:${ANY_SCHEME})\\s+as\\s+(\\w+)`, 'g');

function assignedName(call: SyntaxNode): string | null {
  const statement = call.parent;
  return statement?.type === 'assignment' ? (field(statement, 'left')?.text ?? null) : null;
}
