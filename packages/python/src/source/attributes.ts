import { type Binding, bindingsIn, reaching } from './bindings.js';
import { ancestor, field, namedChildren, type SyntaxNode, same } from './parse.js';
import type { FoundModule, Project } from './project.js';
import { type Definition, definitionKey, type Resolution, sameTarget, unresolved } from './resolution.js';
import { returnedValues } from './returned-values.js';
import type { SourceFile } from './source-file.js';

/** What attributes need from names: an attribute of a name is the attribute of what the name stands for. */
export interface Names {
  readonly project: Project;
  resolve(file: SourceFile, expression: SyntaxNode): Resolution;
  resolveExport(file: SourceFile, name: string): Resolution;
  module(found: FoundModule, file: SourceFile, node: SyntaxNode): Resolution;
  fromBindings(bindings: readonly Binding[], file: SourceFile, use: SyntaxNode, name: string): Resolution;
  bases(owner: Definition): readonly Resolution[];
}

/** Finds what an attribute stands for: of a module, a class, an instance, `self`, what a function returns. */
export class Attributes {
  constructor(private readonly names: Names) {}

  /** `object.name` */
  member(object: Resolution, name: string, file: SourceFile, node: SyntaxNode): Resolution {
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
          ? this.names.project.submodule(module.directory, name)
          : null;
      return own === null ? this.names.resolveExport(module.file, name) : this.names.module(own, file, node);
    }
    const submodule = this.names.project.submodule(module.directory, name);
    // A bare directory named like an installed package (`alembic/`) does not hide it.
    return submodule === null
      ? { kind: 'external', name: `${module.name}.${name}`, via: [] }
      : this.names.module(submodule, file, node);
  }

  private ofDefinition(definition: Definition, name: string, file: SourceFile, node: SyntaxNode): Resolution {
    if (definition.kind === 'class') {
      return this.ofClass(definition, name) ?? unresolved(file, node, `class ${definition.name} defines no ${name}`);
    }
    const self = selfClass(definition);
    if (self !== null) return this.ofClass(self, name) ?? unresolved(file, node, `self has no known ${name}`);
    const annotation = field(definition.node, 'type');
    const value = field(definition.node, 'right');
    if (value?.type === 'call' || value?.type === 'await') {
      const call = value.type === 'call' ? value : value.firstNamedChild;
      const callee = field(call, 'function');
      if (callee !== null) {
        const found = this.ofInstance(this.names.resolve(definition.file, callee), name, file, node);
        if (found.kind !== 'unresolved' || annotation === null) return found;
      }
    }
    if (annotation !== null) return this.ofInstance(this.names.resolve(definition.file, annotation), name, file, node);
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
    if (declared !== null) return this.ofInstance(this.names.resolve(definition.file, declared), name, file, node);
    const found = returnedValues(definition.node).map((value) =>
      this.member(this.names.resolve(definition.file, value), name, file, node),
    );
    const first = found[0];
    if (first === undefined || first.kind === 'unresolved') return null;
    return found.every((other) => sameTarget(other, first)) ? first : null;
  }

  /** A class's attribute or method, looked up in its bases too; null when nothing defines it. */
  ofClass(owner: Definition, name: string): Resolution | null {
    return this.inClass(owner, name, new Set());
  }

  private inClass(owner: Definition, name: string, seen: Set<string>): Resolution | null {
    if (seen.has(definitionKey(owner))) return null;
    seen.add(definitionKey(owner));
    const inBody = reaching(bindingsIn(owner.file, name, owner.node), null);
    if (inBody.length > 0) return owned(this.names.fromBindings(inBody, owner.file, owner.node, name), owner);
    const assigned = this.selfAssignment(owner, name);
    if (assigned !== null) return assigned;
    for (const base of this.names.bases(owner)) {
      if (base.kind === 'external' && !base.name.startsWith('builtins.') && !/^(typing|abc|enum)\./.test(base.name)) {
        return { ...base, name: `${base.name}.${name}` };
      }
      const found =
        base.kind === 'definition' && base.definition.kind === 'class'
          ? this.inClass(base.definition, name, seen)
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
      const value = right?.type === 'identifier' ? this.names.resolve(owner.file, right) : null;
      return value !== null && value.kind !== 'unresolved' ? value : { kind: 'definition', definition: own, via: [] };
    }
    return null;
  }
}

function owned(resolution: Resolution, owner: Definition): Resolution {
  if (resolution.kind !== 'definition' || resolution.via.length > 0) return resolution;
  return { ...resolution, definition: { ...resolution.definition, owner } };
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
