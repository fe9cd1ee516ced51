import { BUILTINS } from '../word-lists.js';
import { type Binding, bindingsIn, bindingsOf, reaching } from './bindings.js';
import { type Imported, importedBy, starImportsOf } from './imports-of.js';
import { ancestor, field, namedChildren, type SyntaxNode, same } from './parse.js';
import type { FoundModule, Project } from './project.js';
import {
  type Definition,
  definitionKey,
  type Hop,
  type Resolution,
  sameTarget,
  through,
  unresolved,
} from './resolution.js';
import { returnedValues } from './returned-values.js';
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

class NameResolver implements Resolver {
  private readonly known = new Map<string, Resolution>();
  private readonly busy = new Set<string>();

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
    return this.classAttribute(owner, name, new Set());
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
    if (this.busy.has(key)) return unresolved(file, node, 'its definition goes round in a circle');
    this.busy.add(key);
    const resolution = compute();
    this.busy.delete(key);
    this.known.set(key, resolution);
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
    return this.member(this.resolve(file, first), second.text, file, node);
  }

  /** A quoted annotation: `"User"`, `"models.User"`. */
  private quoted(file: SourceFile, node: SyntaxNode): Resolution {
    const text = node.text.replace(/^[a-zA-Z]*['"]+|['"]+$/g, '');
    if (!/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text)) return unresolved(file, node, 'a string that is no plain name');
    const [first = text, ...rest] = text.split('.');
    return rest.reduce((object, name) => this.member(object, name, file, node), this.name(file, node, first));
  }

  private attributeOf(file: SourceFile, node: SyntaxNode): Resolution {
    const object = field(node, 'object');
    const name = field(node, 'attribute');
    if (object === null || name === null) return unresolved(file, node, 'an unfinished attribute');
    return this.member(this.resolve(file, object), name.text, file, node);
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

  private fromBindings(bindings: readonly Binding[], file: SourceFile, use: SyntaxNode, name: string): Resolution {
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
    return through(hop, name === null ? target : this.member(target, name, file, node));
  }

  private module(found: FoundModule, file: SourceFile, node: SyntaxNode): Resolution {
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

  // Attributes

  private member(object: Resolution, name: string, file: SourceFile, node: SyntaxNode): Resolution {
    switch (object.kind) {
      case 'external':
        return { ...object, name: `${object.name}.${name}` };
      case 'unresolved':
        return object;
      case 'module':
        return this.moduleMember(object, name, file, node);
      case 'call':
        return this.ofInstance(object.callee, name, file, node);
      case 'definition':
        return this.ofDefinition(object.definition, name, file, node);
    }
  }

  private moduleMember(
    module: Extract<Resolution, { kind: 'module' }>,
    name: string,
    file: SourceFile,
    node: SyntaxNode,
  ): Resolution {
    if (module.file !== null) {
      // `from . import x` in a package's own __init__ means the submodule, whatever it binds x to.
      const own =
        module.file === file && file.path.endsWith('/__init__.py')
          ? this.project.submodule(module.directory, name)
          : null;
      return own === null ? this.resolveExport(module.file, name) : this.module(own, file, node);
    }
    const submodule = this.project.submodule(module.directory, name);
    // A bare directory named like an installed package (`alembic/`) does not hide it.
    return submodule === null
      ? { kind: 'external', name: `${module.name}.${name}`, via: [] }
      : this.module(submodule, file, node);
  }

  private ofDefinition(definition: Definition, name: string, file: SourceFile, node: SyntaxNode): Resolution {
    if (definition.kind === 'class') {
      return this.attribute(definition, name) ?? unresolved(file, node, `class ${definition.name} defines no ${name}`);
    }
    const self = selfClass(definition);
    if (self !== null) return this.attribute(self, name) ?? unresolved(file, node, `self has no known ${name}`);
    const annotation = field(definition.node, 'type');
    const value = field(definition.node, 'right');
    if (value?.type === 'call' || value?.type === 'await') {
      const call = value.type === 'call' ? value : value.firstNamedChild;
      const callee = field(call, 'function');
      if (callee !== null) {
        const found = this.ofInstance(this.resolve(definition.file, callee), name, file, node);
        if (found.kind !== 'unresolved' || annotation === null) return found;
      }
    }
    if (annotation !== null) return this.ofInstance(this.resolve(definition.file, annotation), name, file, node);
    return unresolved(file, node, `what ${definition.name} holds is not known, so neither is its ${name}`);
  }

  /** An attribute of what a class makes, or a function returns. */
  private ofInstance(maker: Resolution, name: string, file: SourceFile, node: SyntaxNode): Resolution {
    if (maker.kind === 'external') return { ...maker, name: `${maker.name}.${name}` };
    if (maker.kind === 'call') return this.ofInstance(maker.callee, name, file, node);
    if (maker.kind !== 'definition') {
      return maker.kind === 'unresolved'
        ? maker
        : unresolved(file, node, `a module is no class, so its ${name} is not known`);
    }
    const { definition } = maker;
    if (definition.kind === 'class') return this.ofDefinition(definition, name, file, node);
    const returned = this.returnedMember(definition, name, file, node);
    if (returned !== null) return returned;
    return unresolved(file, node, `what ${definition.name}() returns is not declared, so its ${name} is not known`);
  }

  /** By the return annotation, or where there is none, by what every `return` makes. */
  private returnedMember(definition: Definition, name: string, file: SourceFile, node: SyntaxNode): Resolution | null {
    if (definition.kind !== 'function') return null;
    const declared = field(definition.node, 'return_type');
    if (declared !== null) return this.ofInstance(this.resolve(definition.file, declared), name, file, node);
    const found = returnedValues(definition.node).map((value) =>
      this.member(this.resolve(definition.file, value), name, file, node),
    );
    const first = found[0];
    if (first === undefined || first.kind === 'unresolved') return null;
    return found.every((other) => sameTarget(other, first)) ? first : null;
  }

  private classAttribute(owner: Definition, name: string, seen: Set<string>): Resolution | null {
    if (seen.has(definitionKey(owner))) return null;
    seen.add(definitionKey(owner));
    const inBody = reaching(bindingsIn(owner.file, name, owner.node), null);
    if (inBody.length > 0) return owned(this.fromBindings(inBody, owner.file, owner.node, name), owner);
    const assigned = this.selfAssignment(owner, name);
    if (assigned !== null) return assigned;
    for (const base of this.bases(owner)) {
      if (base.kind === 'external' && !base.name.startsWith('builtins.') && !/^(typing|abc|enum)\./.test(base.name)) {
        return { ...base, name: `${base.name}.${name}` };
      }
      const found =
        base.kind === 'definition' && base.definition.kind === 'class'
          ? this.classAttribute(base.definition, name, seen)
          : null;
      if (found !== null) return found;
    }
    return null;
  }

  /** `self.name = …` in one of the class's methods. */
  private selfAssignment(owner: Definition, name: string): Resolution | null {
    for (const node of owner.file.occurrences(name)) {
      const target = node.parent;
      const statement = target?.parent ?? null;
      if (target?.type !== 'attribute' || statement?.type !== 'assignment' || !same(field(statement, 'left'), target))
        continue;
      if (field(target, 'object')?.text !== 'self' || !same(ancestor(node, 'class_definition'), owner.node)) continue;
      const own: Definition = { kind: 'assignment', name, file: owner.file, node: statement, owner };
      const right = field(statement, 'right');
      const value = right?.type === 'identifier' ? this.resolve(owner.file, right) : null;
      return value !== null && value.kind !== 'unresolved' ? value : { kind: 'definition', definition: own, via: [] };
    }
    return null;
  }
}

function owned(resolution: Resolution, owner: Definition): Resolution {
  if (resolution.kind !== 'definition' || resolution.via.length > 0) return resolution;
  return { ...resolution, definition: { ...resolution.definition, owner } };
}

/** `except ImportError: x = None`: the other binding is the one that is meant. */
function isFallback({ kind, statement, conditional }: Binding): boolean {
  return conditional && kind === 'assignment' && ['none', 'false'].includes(field(statement, 'right')?.type ?? '');
}

/** The class that `self` or `cls` is of. */
function selfClass(definition: Definition): Definition | null {
  if (definition.kind !== 'parameter') return null;
  const method = ancestor(definition.node, 'function_definition', 'lambda');
  const first = namedChildren(field(method, 'parameters'))[0];
  if (method === null || !same(first, definition.node)) return null;
  const holder = method.parent?.type === 'decorated_definition' ? method.parent : method;
  const owner = holder.parent?.parent ?? null;
  if (
    holder.parent?.type !== 'block' ||
    owner?.type !== 'class_definition' ||
    /@staticmethod\b/.test(holder.text.slice(0, 200))
  )
    return null;
  return { kind: 'class', name: field(owner, 'name')?.text ?? '', file: definition.file, node: owner, owner: null };
}

function covers(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}

function packageDirectory(file: SourceFile): string {
  return file.path.endsWith('__init__.py') ? file.directory : file.path.replace(/\.py$/, '');
}

/** Whether a star import takes a name: `__all__` where there is one that can be read, else no leading underscore. */
function isPublic(file: SourceFile, name: string): boolean {
  const all = /^__all__\b[^=\n]*=\s*[[(]([^\])]*)[\])]/m.exec(file.text)?.[1];
  return all === undefined ? !name.startsWith('_') : new RegExp(`['"]${name}['"]`).test(all);
}
