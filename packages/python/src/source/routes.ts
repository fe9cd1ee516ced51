import { type AppObject, type AppObjects, type PathText, pathText } from './app-objects.js';
import { argument } from './call-arguments.js';
import { ancestor, field, namedChildren, type SyntaxNode, same } from './parse.js';
import type { Definition, Resolution } from './resolution.js';
import type { Resolver } from './resolve.js';
import type { SourceFile } from './source-file.js';
import { type UsersRouter, usersRouter } from './users-routers.js';

/** A route as it is declared on one app or router. */
export interface RouteDeclaration {
  readonly on: AppObject;
  readonly file: SourceFile;
  /** `file:line` */
  readonly at: string;
  /** `GET`, …; `WEBSOCKET`; empty when they are computed. */
  readonly methods: readonly string[];
  readonly path: PathText;
  /** The function that answers. */
  readonly handler: Resolution;
  /** The class of a class-based view. */
  readonly view: Definition | null;
  /** The `dependencies=` argument. */
  readonly dependencies: SyntaxNode | null;
  /** What another package's route depends on to know who calls; its source is not here. */
  readonly asks?: Resolution | null;
  /** The decorator's call, or that of `add_api_route`. */
  readonly call: SyntaxNode;
}

/** One `include_router` or `mount`. */
export interface Inclusion {
  readonly kind: 'include' | 'mount';
  readonly into: AppObject;
  readonly router: AppObject;
  readonly prefix: PathText;
  readonly dependencies: SyntaxNode | null;
  readonly file: SourceFile;
  readonly at: string;
  readonly call: SyntaxNode;
}

export interface Routing {
  readonly declarations: readonly RouteDeclaration[];
  readonly inclusions: readonly Inclusion[];
  /** What declares or includes something and could not be followed. */
  readonly unresolved: readonly { readonly at: string; readonly reason: string }[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'];
const DECORATOR =
  /^[ \t]*@[^\n#]+?\.(?:get|post|put|patch|delete|head|options|trace|api_route|websocket|websocket_route|route)[ \t]*\(/gm;

/** `@protected_route(router.get, "/users")`: what the route is, and what runs before it, is decided elsewhere. */
const HANDED_ON = /[(,=]\s*(\w+)\.(?:get|post|put|patch|delete)\s*[,)]/g;

/** Finds the routes of a project and how its routers are put together. */
export function findRouting(resolver: Resolver, objects: AppObjects): Routing {
  const reader = new RoutingReader(resolver, objects);
  for (const file of resolver.project.files.values()) reader.read(file);
  return reader;
}

class RoutingReader implements Routing {
  readonly declarations: RouteDeclaration[] = [];
  readonly inclusions: Inclusion[] = [];
  readonly unresolved: { at: string; reason: string }[] = [];

  constructor(
    private readonly resolver: Resolver,
    private readonly objects: AppObjects,
  ) {}

  read(file: SourceFile): void {
    for (const match of file.text.matchAll(DECORATOR)) {
      const node = file.root.descendantForIndex(match.index + match[0].indexOf('@'));
      if (node?.parent?.type === 'decorator') this.decorator(file, node.parent);
    }
    for (const match of file.text.matchAll(HANDED_ON))
      this.handedOn(file, match.index + match[0].indexOf(match[1] ?? ''));
    for (const [name, add] of [
      ['add_api_route', this.addedRoute],
      ['add_api_websocket_route', this.addedRoute],
      ['include_router', this.included],
      ['mount', this.included],
    ] as const) {
      if (!file.text.includes(`.${name}`)) continue;
      for (const node of file.occurrences(name)) {
        const callee = node.parent;
        const call = callee?.parent ?? null;
        const object = field(callee, 'object');
        if (
          callee?.type !== 'attribute' ||
          object === null ||
          call?.type !== 'call' ||
          !same(field(call, 'function'), callee)
        )
          continue;
        add.call(this, file, call, object, name);
      }
    }
  }

  private handedOn(file: SourceFile, at: number): void {
    const object = file.root.descendantForIndex(at);
    const method = object?.parent;
    if (
      object?.type !== 'identifier' ||
      method?.type !== 'attribute' ||
      this.objects.objectsOf(file, object).length === 0
    )
      return;
    this.lost(file, method, `${method.text} is handed on here: the routes that are made with it are not in the table`);
  }

  private decorator(file: SourceFile, decorator: SyntaxNode): void {
    const call = decorator.firstNamedChild;
    const callee = field(call, 'function');
    const object = field(callee, 'object');
    const method = field(callee, 'attribute')?.text;
    const definition = field(decorator.parent, 'definition');
    if (call?.type !== 'call' || object === null || method === undefined || definition === null) return;
    const path = argument(call, 'path', 0);
    const targets = this.objects.objectsOf(file, object);
    if (targets.length === 0) {
      if (path?.type === 'string' && /^\w*['"](?:\/|['"])/.test(path.text))
        this.lost(file, call, `the router of @${callee?.text} is not known`);
      return;
    }
    const name = field(definition, 'name')?.text ?? '';
    const kind = definition.type === 'class_definition' ? 'class' : 'function';
    const handler: Resolution = {
      kind: 'definition',
      definition: { kind, name, file, node: definition, owner: null },
      via: [],
    };
    this.declare({ file, call, path, method, handler, view: viewOf(file, definition) }, targets);
  }

  private addedRoute(file: SourceFile, call: SyntaxNode, object: SyntaxNode, name: string): void {
    const targets = this.objects.objectsOf(file, object);
    const endpoint = argument(call, 'endpoint', 1);
    if (targets.length === 0 || endpoint === null) {
      this.lost(
        file,
        call,
        targets.length === 0 ? `the router of ${object.text}.${name} is not known` : 'the route has no visible handler',
      );
      return;
    }
    const handler = this.resolver.resolve(file, endpoint);
    if (handler.kind === 'unresolved') this.lost(file, call, `the handler is not known: ${handler.reason}`);
    const method = name === 'add_api_route' ? 'api_route' : 'websocket';
    this.declare({ file, call, path: argument(call, 'path', 0), method, handler, view: null }, targets);
  }

  private declare(
    route: Pick<RouteDeclaration, 'file' | 'call' | 'handler' | 'view'> & {
      readonly path: SyntaxNode | null;
      readonly method: string;
    },
    targets: readonly AppObject[],
  ): void {
    const { file, call, handler, view } = route;
    const path = pathText(this.resolver, file, route.path);
    const shared = {
      file,
      at: file.at(call),
      call,
      handler,
      view,
      path,
      methods: methodsOf(route.method, call),
      dependencies: argument(call, 'dependencies'),
    };
    for (const on of targets) this.declarations.push({ on, ...shared });
  }

  private declareMade({ router: on, routes, made }: UsersRouter): void {
    const { file, node: call, callee: handler } = made;
    const shared = { on, file, at: file.at(call), call, handler, view: null, dependencies: null };
    for (const { method, path, asks } of routes)
      this.declarations.push({ ...shared, methods: [method], path: { text: path, source: path }, asks });
  }

  private included(file: SourceFile, call: SyntaxNode, object: SyntaxNode, name: string): void {
    const into = this.objects.objectsOf(file, object);
    const mount = name === 'mount';
    const router = mount ? argument(call, 'app', 1) : argument(call, 'router', 0);
    // `mount` is a common word, and most of what is mounted serves files.
    if (mount && into.length === 0) return;
    const own = router === null ? [] : this.objects.objectsOf(file, router);
    const made = router === null || own.length > 0 ? null : usersRouter(this.resolver, file, router);
    const routers = made === null ? own : [made.router];
    if (made !== null && into.length > 0) this.declareMade(made);
    if (into.length === 0) this.lost(file, call, `what ${object.text} is, that routers are included in, is not known`);
    else if (routers.length === 0 && !mount)
      this.lost(file, call, `the router ${router?.text.slice(0, 60) ?? ''} is not known`);
    const prefix = pathText(this.resolver, file, mount ? argument(call, 'path', 0) : argument(call, 'prefix'));
    for (const parent of into) {
      for (const child of routers) {
        if (parent === child) continue;
        const dependencies = argument(call, 'dependencies');
        this.inclusions.push({
          kind: mount ? 'mount' : 'include',
          into: parent,
          router: child,
          prefix,
          dependencies,
          file,
          at: file.at(call),
          call,
        });
      }
    }
  }

  private lost(file: SourceFile, node: SyntaxNode, reason: string): void {
    this.unresolved.push({ at: file.at(node), reason });
  }
}

function methodsOf(method: string, call: SyntaxNode): string[] {
  if (METHODS.includes(method)) return [method.toUpperCase()];
  if (method.startsWith('websocket')) return ['WEBSOCKET'];
  const list = argument(call, 'methods');
  if (list === null) return ['GET'];
  return namedChildren(list).flatMap((item) => /^['"](\w+)['"]$/.exec(item.text)?.[1]?.toUpperCase() ?? []);
}

function viewOf(file: SourceFile, definition: SyntaxNode): Definition | null {
  const owner = ancestor(definition, 'class_definition', 'function_definition');
  if (owner?.type !== 'class_definition') return null;
  return { kind: 'class', name: field(owner, 'name')?.text ?? '', file, node: owner, owner: null };
}
