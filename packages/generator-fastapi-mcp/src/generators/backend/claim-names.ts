import { bindingsIn, type Resolver, type SourceFile, UserError } from '@fastapi-mcp/kit';
import { moduleNameOf } from './module-name.js';
import type { Wanted } from './python-imports.js';

/** Packages that offer the same classes under several names. */
const ALIKE: Readonly<Record<string, string>> = { starlette: 'fastapi', typing_extensions: 'typing' };

function packageOf(dotted: string): string {
  const [top = dotted] = dotted.split('.');
  return ALIKE[top] ?? top;
}

/**
 * The names that a patch needs in each file, and what each stands for. Two dependencies of one name in two modules have
 * extensions of one name: in a file that uses both, one would be taken for the other, and with it its users.
 */
export class NameClaims {
  private readonly claimed = new Map<string, string>();

  constructor(private readonly resolver: Resolver) {}

  /** @throws UserError when a name stands for something else in that file. */
  claim(file: SourceFile, wanted: Wanted): void {
    const { name } = wanted;
    const home = this.homeOf(wanted);
    const key = `${file.path} ${name}`;
    const other = this.claimed.get(key);
    if (other !== undefined && other !== home)
      throw new UserError(
        `${file.path}: ${name} would stand for that of ${other} and for that of ${home}`,
        `the dependencies ${other} and ${home} have one name: rename one of them, or let service calls into one alone, with --dependency module:name`,
      );
    this.claimed.set(key, home);
    const [bound] = bindingsIn(file, name, file.root);
    if (bound === undefined || this.standsFor(file, wanted, home)) return;
    throw new UserError(
      `${file.at(bound.node)}: ${name} is something else than what the patch needs by this name (${home})`,
      'rename it in this file, then run again; nothing was changed',
    );
  }

  private homeOf({ from, definedIn, module }: Wanted): string {
    const file = definedIn ?? (from === 'new' ? null : from);
    return file === null ? module : moduleNameOf(this.resolver.project, file);
  }

  private standsFor(file: SourceFile, { name, from }: Wanted, home: string): boolean {
    const found = this.resolver.resolveExport(file, name);
    if (found.kind === 'external') return from === null && packageOf(found.name) === packageOf(home);
    if (found.kind !== 'definition' || found.definition.name !== name) return false;
    return moduleNameOf(this.resolver.project, found.definition.file) === home;
  }
}
