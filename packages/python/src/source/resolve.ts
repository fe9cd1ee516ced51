import { BUILTINS } from '../word-lists.js';
import { Attributes, type Names } from './attributes.js';
import { type Binding, bindingsIn, bindingsOf, isFallback, reaching } from './bindings.js';
import { type Imported, importedBy, isPublic, starImportsOf } from './imports-of.js';
import { field, namedChildren, type SyntaxNode } from './parse.js';
import type { FoundModule, Project } from './project.js';
import { type Definition, type Hop, type Resolution, sameTarget, through, unresolved } from './resolution.js';
import { lookupScopes } from './scopes.js';
import type { SourceFile } from './source-file.js';

/** Names that `from fastapi import *` would bring. */
const STAR_NAMES: Readonly<Record<string, ReadonlySet<string>>> = {
  fastapi: new Set([
    'FastAPI',
    'APIRouter',
    'Depends',
    'Security',
    'Request',
    'Response',
    'Header',
    'Cookie',
    'HTTPException',
  ]),
  'fastapi.security': new Set([
    'OAuth2PasswordBearer',
    'HTTPBearer',
    'HTTPBasic',
    'APIKeyHeader',
    'APIKeyCookie',
    'SecurityScopes',
  ]),
};

/** Follows names and attributes to their definitions, through imports, re-exports, aliases, instances and base classes. */
export interface Resolver {
  readonly project: Project;
  /** What an expression (or annotation) at its place in a file stands for. */
  resolve(file: SourceFile, expression: SyntaxNode): Resolution;
  /** A module's name as another module would import it. */
  resolveExport(file: SourceFile, name: string): Resolution;
  /** A class's attribute or method, looked up in its bases too; null when nothing defines it. */
  attribute(owner: Definition, name: string): Resolution | null;
  /** Base classes as written, resolved. */
  bases(owner: Definition): readonly Resolution[];
}

/** A resolver over a project; it remembers what it resolved, so use one for a whole run. */
export function createResolver(project: Project): Resolver {
  return new NameResolver(project);
}

class NameResolver implements Resolver, Names {
  private readonly known = new Map<string, Resolution>();
  private readonly busy = new Set<string>();
  private readonly attributes = new Attributes(this);
  private circles = 0;

  constructor(readonly project: Project) {}

  resolve(file: SourceFile, node: SyntaxNode): Resolution {
    return this.once(`${file.path} ${node.startIndex} ${node.endIndex} ${node.type}`, file, node, () =>
      this.expression(file, node),
    );
  }

  resolveExport(file: SourceFile, name: string): Resolution {
    return this.once(`${file.path} export ${name}`, file, file.root, () => this.exported(file, name));
  }

  attribute(owner: Definition, name: string): Resolution | null {
    return this.attributes.ofClass(owner, name);
  }

  bases(owner: Definition): readonly Resolution[] {
    const list = field(owner.node, 'superclasses');
    return namedChildren(list)
      .filter((base) => base.type !== 'keyword_argument')
      .map((base) => this.resolve(owner.file, base));
  }

  /** Answers from memory, and stops at circles: `a = b; b = a`, two modules that star-import each other. */
  private once(key: string, file: SourceFile, node: SyntaxNode, compute: () => Resolution): Resolution {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.busy.has(key)) {
      this.circles += 1;
      return unresolved(file, node, 'its definition goes round in a circle');
    }
    const circlesBefore = this.circles;
    this.busy.add(key);
    const resolution = compute();
    this.busy.delete(key);
    // What was found inside a circle may be incomplete: true for the question that led here, not for others.
    if (this.busy.size === 0 || this.circles === circlesBefore) this.known.set(key, resolution);
    return resolution;
  }

  private expression(file: SourceFile, node: SyntaxNode): Resolution {
    switch (node.type) {
      case 'identifier':
        return this.name(file, node, node.text);
      case 'attribute':
        return this.attributeOf(file, node);
      case 'call': {
        const callee = field(node, 'function');
        if (callee === null) break;
        return { kind: 'call', callee: this.resolve(file, callee), file, node, via: [] };
      }
      case 'lambda':
        return { kind: 'definition', definition: { kind: 'lambda', name: 'lambda', file, node, owner: null }, via: [] };
      case 'type':
      case 'parenthesized_expression':
      case 'generic_type':
      case 'member_type':
        return this.inner(file, node);
      case 'subscript': {
        const value = field(node, 'value');
        if (value !== null) return this.resolve(file, value);
        break;
      }
      case 'string':
        return this.quoted(file, node);
      default:
    }
    return unresolved(file, node, `${node.type.replaceAll('_', ' ')}: only names, attributes and calls are followed`);
  }

  private inner(file: SourceFile, node: SyntaxNode): Resolution {
    const [first, second] = namedChildren(node);
    if (first === undefined) return unresolved(file, node, 'an empty expression');
    if (node.type !== 'member_type' || second === undefined) return this.resolve(file, first);
    return this.attributes.member(this.resolve(file, first), second.text, file, node);
  }

  /** A quoted annotation: `"User"`, `"models.User"`. */
  private quoted(file: SourceFile, node: SyntaxNode): Resolution {
    const text = node.text.replace(/^[a-zA-Z]*['"]+|['"]+$/g, '');
    if (!/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text)) return unresolved(file, node, 'a string that is no plain name');
    const [first = text, ...rest] = text.split('.');
    return rest.reduce(
      (object, name) => this.attributes.member(object, name, file, node),
      this.name(file, node, first),
    );
  }

  private attributeOf(file: SourceFile, node: SyntaxNode): Resolution {
    const object = field(node, 'object');
    const name = field(node, 'attribute');
    if (object === null || name === null) return unresolved(file, node, 'an unfinished attribute');
    return this.attributes.member(this.resolve(file, object), name.text, file, node);
  }

  // Names

  private name(file: SourceFile, node: SyntaxNode, name: string): Resolution {
    for (const scope of lookupScopes(node)) {
      let bindings = bindingsIn(file, name, scope);
      if (bindings.some(({ kind }) => kind === 'nonlocal')) continue;
      if (bindings.some(({ kind }) => kind === 'global')) bindings = this.moduleBindings(file, name);
      if (bindings.length > 0) return this.fromBindings(reaching(bindings, node), file, node, name);
    }
    const starred = this.fromStars(file, name);
    if (starred !== null) return starred;
    if (BUILTINS.has(name)) return { kind: 'external', name: `builtins.${name}`, via: [] };
    return unresolved(file, node, `${name} is not defined in this file`);
  }

  private moduleBindings(file: SourceFile, name: string): readonly Binding[] {
    return bindingsIn(file, name, file.root);
  }

  private exported(file: SourceFile, name: string): Resolution {
    // A function that says `global name` binds it in the module, at a time that cannot be known.
    const changed = bindingsOf(file, name).some(({ kind }) => kind === 'global');
    const bindings = this.moduleBindings(file, name);
    if (bindings.length > 0 && !changed) return this.fromBindings(reaching(bindings, null), file, file.root, name);
    if (changed) return unresolved(file, file.root, `${name} is assigned by a function (global ${name})`);
    const package_ = file.path.endsWith('/__init__.py') ? this.project.submodule(file.directory, name) : null;
    if (package_ !== null) return this.module(package_, file, file.root);
    const starred = this.fromStars(file, name);
    if (starred !== null) return starred;
    const dynamic = this.moduleBindings(file, '__getattr__').length > 0;
    return unresolved(
      file,
      file.root,
      dynamic ? `${name} comes from the module's __getattr__` : `the module defines no ${name}`,
    );
  }

  fromBindings(bindings: readonly Binding[], file: SourceFile, use: SyntaxNode, name: string): Resolution {
    const meaningful = bindings.length > 1 ? bindings.filter((binding) => !isFallback(binding)) : bindings;
    const found = (meaningful.length > 0 ? meaningful : bindings).map((binding) => this.fromBinding(binding));
    const first = found[0];
    if (first === undefined) return unresolved(file, use, `${name} has no value`);
    if (found.every((other) => sameTarget(other, first))) return first;
    const lines = bindings.map(({ node }) => file.lineOf(node.startIndex)).join(', ');
    return unresolved(file, use, `${name} is bound in several ways (lines ${lines})`);
  }

  private fromBinding(binding: Binding): Resolution {
    const { kind, file, node, statement, name } = binding;
    const definition = (as: Definition['kind']): Resolution => ({
      kind: 'definition',
      definition: { kind: as, name, file, node: statement, owner: null },
      via: [],
    });
    switch (kind) {
      case 'import':
      case 'from-import': {
        const imported = importedBy(file, statement).find(
          ({ binds, node: range }) => binds === name && covers(range, node),
        );
        return imported === undefined
          ? unresolved(file, node, 'an import that cannot be read')
          : this.imported(imported);
      }
      case 'assignment':
        return this.assigned(binding, definition('assignment'));
      case 'function':
      case 'class':
      case 'type-alias':
      case 'parameter':
      case 'target':
        return definition(kind);
      case 'declaration':
        return definition('assignment');
      case 'change':
      case 'global':
      case 'nonlocal':
        return unresolved(file, node, `${name} is changed here (${statement.type.replaceAll('_', ' ')})`);
    }
  }

  /** `a = b` and `a = b.c` are other names of the same thing; anything else is a value of its own. */
  private assigned({ file, node, statement, name }: Binding, own: Resolution): Resolution {
    const right = field(statement, 'right');
    if (right?.type !== 'identifier' && right?.type !== 'attribute') return own;
    const value = this.resolve(file, right);
    const plain =
      value.kind === 'definition' && (value.definition.kind === 'parameter' || value.definition.kind === 'target');
    return value.kind === 'unresolved' || plain ? own : through({ kind: 'alias', name, file, node }, value);
  }

  private imported(imported: Imported): Resolution {
    const { file, node, name, module, level, alias, binds } = imported;
    const hop: Hop = { kind: 'import', name: binds, file, node };
    // `import a.b` binds `a`; `import a.b as c` binds the submodule.
    const path = name === null && alias === null ? binds : module;
    const found = this.project.findModule(file, path, level);
    const target = this.module(found, file, node);
    return through(hop, name === null ? target : this.attributes.member(target, name, file, node));
  }

  module(found: FoundModule, file: SourceFile, node: SyntaxNode): Resolution {
    switch (found.kind) {
      case 'file':
        return {
          kind: 'module',
          file: found.file,
          directory: packageDirectory(found.file),
          name: this.project.moduleName(found.file),
          via: [],
        };
      case 'namespace':
        return { kind: 'module', file: null, directory: found.directory, name: found.name, via: [] };
      case 'external':
        return { kind: 'external', name: found.name, via: [] };
      case 'unknown':
        return unresolved(file, node, found.reason);
    }
  }

  private fromStars(file: SourceFile, name: string): Resolution | null {
    const found = starImportsOf(file).flatMap((star) => {
      const module = this.project.findModule(file, star.module, star.level);
      const hop: Hop = { kind: 'star-import', name, file, node: star.statement };
      if (module.kind === 'external' && STAR_NAMES[module.name]?.has(name) === true) {
        return [through(hop, { kind: 'external', name: `${module.name}.${name}`, via: [] })];
      }
      if (module.kind !== 'file' || module.file === file || !isPublic(module.file, name)) return [];
      const target = this.resolveExport(module.file, name);
      return target.kind === 'unresolved' ? [] : [through(hop, target)];
    });
    return found.at(-1) ?? null;
  }
}

function covers(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}

function packageDirectory(file: SourceFile): string {
  return file.path.endsWith('__init__.py') ? file.directory : file.path.replace(/\.py$/, '');
}
