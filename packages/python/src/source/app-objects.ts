import { argument } from './call-arguments.js';
import { constantString } from './constant-string.js';
import { APP_CLASSES, isFastapi } from './fastapi-names.js';
import { ancestor, field, namedChildren, type SyntaxNode, same } from './parse.js';
import type { Definition, Resolution } from './resolution.js';
import type { Resolver } from './resolve.js';
import { returnedValues } from './returned-values.js';
import type { SourceFile } from './source-file.js';

/** A path or prefix as far as it can be known without running the program. */
export interface PathText {
  /** `/api/v1`; null when it is computed. */
  readonly text: string | null;
  /** As written: `settings.API_V1_STR`. */
  readonly source: string;
}

/** A `FastAPI(…)` or `APIRouter(…)`, or an instance of the project's own subclass. */
export interface AppObject {
  readonly kind: 'app' | 'router';
  readonly file: SourceFile;
  /** `file:line` */
  readonly at: string;
  /** The call that makes it. */
  readonly call: SyntaxNode;
  /** The variable or attribute it is assigned to: `app`, `self.app`; null when it is returned at once. */
  readonly name: string | null;
  /** The function that makes it, when it is no module-level object. */
  readonly factory: Definition | null;
  /** `module:attr` for uvicorn, `module:factory` with `--factory`; null for routers and what cannot be imported so. */
  readonly importString: string | null;
  readonly prefix: PathText;
  /** The `dependencies=` argument. */
  readonly dependencies: SyntaxNode | null;
}

/** The apps and routers of a project, and which of them an expression means. */
export interface AppObjects {
  readonly all: readonly AppObject[];
  /** All objects that an expression may be: several when a function's parameter gets different ones from its callers. */
  objectsOf(file: SourceFile, expression: SyntaxNode): readonly AppObject[];
}

const EMPTY: PathText = { text: '', source: '' };

/** Finds every app and router that a project makes. */
export function findAppObjects(resolver: Resolver): AppObjects {
  const objects = new Map<string, AppObject>();
  const names = classNames(resolver);
  const anyName = new RegExp(`\\b(?:${[...names].join('|')})\\s*\\(`);
  for (const file of resolver.project.files.values()) {
    if (!anyName.test(file.text)) continue;
    for (const name of names) {
      for (const node of file.occurrences(name)) {
        const found = objectAt(resolver, file, node);
        if (found !== null) objects.set(keyOf(file, found.call), found);
      }
    }
  }
  const all = [...objects.values()].sort((a, b) =>
    a.file === b.file ? a.call.startIndex - b.call.startIndex : a.file.path < b.file.path ? -1 : 1,
  );
  const finder = new ObjectFinder(resolver, objects);
  return { all, objectsOf: (file, expression) => finder.find(file, expression, 0) };
}

function keyOf(file: SourceFile, call: SyntaxNode): string {
  return `${file.path}:${call.startIndex}`;
}

function classNames(resolver: Resolver): Set<string> {
  const names = new Set(APP_CLASSES);
  // Twice, for subclasses of subclasses.
  for (let round = 0; round < 2; round += 1) {
    const known = [...names].join('|');
    const patterns = [
      `\\bclass\\s+(\\w+)\\s*\\([^)]*\\b(?:${known})\\b`,
      `\\b(?:${known})\\s+as\\s+(\\w+)`,
      `^(\\w+)\\s*=\\s*(?:\\w+\\.)*(?:${known})\\s*$`,
    ];
    for (const file of resolver.project.files.values()) {
      if (round === 0 && !/FastAPI|Router|Cadwyn/.test(file.text)) continue;
      for (const pattern of patterns) {
        for (const match of file.text.matchAll(new RegExp(pattern, 'gm')))
          if (match[1] !== undefined) names.add(match[1]);
      }
    }
  }
  return names;
}

function objectAt(resolver: Resolver, file: SourceFile, node: SyntaxNode): AppObject | null {
  const callee = node.parent?.type === 'attribute' ? node.parent : node;
  const call = callee.parent;
  if (call?.type !== 'call' || !same(field(call, 'function'), callee)) return null;
  const kind = kindOf(resolver, resolver.resolve(file, callee), 0);
  if (kind === null) return null;
  const holder = call.parent;
  const name = holder?.type === 'assignment' ? (field(holder, 'left')?.text ?? null) : null;
  const factory = factoryOf(file, call);
  const made = factory?.name ?? (name?.includes('.') === true ? null : name);
  return {
    kind,
    file,
    at: file.at(call),
    call,
    name,
    factory,
    importString: kind === 'app' && made !== null ? `${resolver.project.moduleName(file)}:${made}` : null,
    prefix: pathText(resolver, file, argument(call, 'prefix')),
    dependencies: argument(call, 'dependencies'),
  };
}

function kindOf(resolver: Resolver, made: Resolution, depth: number): AppObject['kind'] | null {
  if (isFastapi(made, 'FastAPI')) return 'app';
  if (isFastapi(made, 'APIRouter')) return 'router';
  if (made.kind !== 'definition' || made.definition.kind !== 'class' || depth > 5) return null;
  for (const base of resolver.bases(made.definition)) {
    const kind = kindOf(resolver, base, depth + 1);
    if (kind !== null) return kind;
  }
  return null;
}

function factoryOf(file: SourceFile, call: SyntaxNode): Definition | null {
  const node = ancestor(call, 'function_definition');
  return node === null ? null : { kind: 'function', name: field(node, 'name')?.text ?? '', file, node, owner: null };
}

/** What an optional path argument says. */
export function pathText(resolver: Resolver, file: SourceFile, node: SyntaxNode | null): PathText {
  return node === null ? EMPTY : { text: constantString(resolver, file, node), source: node.text };
}

interface Call {
  readonly file: SourceFile;
  readonly call: SyntaxNode;
}

class ObjectFinder {
  private readonly calls = new Map<string, readonly Call[]>();

  constructor(
    private readonly resolver: Resolver,
    private readonly objects: ReadonlyMap<string, AppObject>,
  ) {}

  find(file: SourceFile, expression: SyntaxNode, depth: number): readonly AppObject[] {
    const own = this.objects.get(keyOf(file, expression));
    if (own !== undefined && expression.type === 'call') return [own];
    return this.ofResolution(this.resolver.resolve(file, expression), depth);
  }

  private ofResolution(found: Resolution, depth: number): readonly AppObject[] {
    if (depth > 8) return [];
    if (found.kind === 'call') return this.made(found.file, found.node, depth);
    if (found.kind !== 'definition') return [];
    const { definition } = found;
    switch (definition.kind) {
      case 'assignment':
        return this.assigned(definition, depth);
      case 'target':
        return this.iterated(definition, depth);
      case 'parameter':
        return this.passed(definition, depth);
      default:
        return [];
    }
  }

  private assigned({ file, node }: Definition, depth: number): readonly AppObject[] {
    const right = field(node, 'right');
    const value = right?.type === 'await' ? right.firstNamedChild : right;
    if (value == null) return [];
    if (value.type === 'call') return this.made(file, value, depth);
    return ['identifier', 'attribute'].includes(value.type) ? this.find(file, value, depth + 1) : [];
  }

  private made(file: SourceFile, call: SyntaxNode, depth: number): readonly AppObject[] {
    const own = this.objects.get(keyOf(file, call));
    if (own !== undefined) return [own];
    const callee = field(call, 'function');
    const found = callee === null ? null : this.resolver.resolve(file, callee);
    if (found?.kind !== 'definition' || found.definition.kind !== 'function') return [];
    const factory = found.definition;
    return unique(returnedValues(factory.node).flatMap((value) => this.find(factory.file, value, depth + 1)));
  }

  /** `for router in [a, b]:`, or over a list that has a name. */
  private iterated({ file, node }: Definition, depth: number): readonly AppObject[] {
    if (node.type !== 'for_statement' && node.type !== 'for_in_clause') return [];
    if (field(node, 'left')?.type !== 'identifier') return [];
    const right = field(node, 'right');
    if (right === null) return [];
    if (right.type === 'list' || right.type === 'tuple')
      return unique(namedChildren(right).flatMap((item) => this.find(file, item, depth + 1)));
    const found = this.resolver.resolve(file, right);
    const value = found.kind === 'definition' ? field(found.definition.node, 'right') : null;
    if (found.kind !== 'definition' || (value?.type !== 'list' && value?.type !== 'tuple')) return [];
    return unique(namedChildren(value).flatMap((item) => this.find(found.definition.file, item, depth + 1)));
  }

  /** `def add_routes(app: FastAPI)`: whatever its callers pass. */
  private passed({ file, node, name }: Definition, depth: number): readonly AppObject[] {
    const callable = ancestor(node, 'function_definition');
    const list = field(callable, 'parameters');
    const functionName = field(callable, 'name')?.text;
    if (callable === null || functionName === undefined) return [];
    const position = namedChildren(list).findIndex(
      (parameter) => parameter.startIndex <= node.startIndex && node.endIndex <= parameter.endIndex,
    );
    const fromCalls = this.callsOf(file, callable, functionName).flatMap(({ file: caller, call }) => {
      const value = argument(call, name, position);
      return value === null ? [] : this.find(caller, value, depth + 1);
    });
    return unique([...fromCalls, ...this.lifespanOf(file, callable)]);
  }

  /** `FastAPI(lifespan=f)` calls `f` with itself. */
  private lifespanOf(home: SourceFile, callable: SyntaxNode): AppObject[] {
    return [...this.objects.values()].filter(({ file, call }) => {
      const lifespan = argument(call, 'lifespan');
      const found = lifespan === null ? null : this.resolver.resolve(file, lifespan);
      return found?.kind === 'definition' && found.definition.file === home && same(found.definition.node, callable);
    });
  }

  private callsOf(home: SourceFile, callable: SyntaxNode, name: string): readonly Call[] {
    const key = keyOf(home, callable);
    const known = this.calls.get(key);
    if (known !== undefined) return known;
    const calls = this.findCalls(home, callable, name);
    this.calls.set(key, calls);
    return calls;
  }

  private findCalls(home: SourceFile, callable: SyntaxNode, name: string): Call[] {
    const calls: Call[] = [];
    for (const file of this.resolver.project.files.values()) {
      if (!file.text.includes(`${name}(`)) continue;
      for (const node of file.occurrences(name)) {
        const callee = node.parent?.type === 'attribute' ? node.parent : node;
        const call = callee.parent;
        if (call?.type !== 'call' || !same(field(call, 'function'), callee)) continue;
        const found = this.resolver.resolve(file, callee);
        if (found.kind === 'definition' && found.definition.file === home && same(found.definition.node, callable))
          calls.push({ file, call });
      }
    }
    return calls;
  }
}

function unique(objects: readonly AppObject[]): AppObject[] {
  return [...new Set(objects)];
}
