import type { SyntaxNode } from './parse.js';
import type { SourceFile } from './source-file.js';

/** Where a name is defined. */
export interface Definition {
  readonly kind: 'function' | 'class' | 'assignment' | 'type-alias' | 'parameter' | 'target' | 'lambda';
  readonly name: string;
  readonly file: SourceFile;
  /** The whole definition: `function_definition`, `class_definition`, `assignment`, … (decorators are its parent's). */
  readonly node: SyntaxNode;
  /** The class whose attribute or method it is, when it was reached through one. */
  readonly owner: Definition | null;
}

/** A step between a name and its definition, outermost first: each is a place that a renaming patch must know of. */
export interface Hop {
  readonly kind: 'import' | 'star-import' | 'alias';
  /** The name on this side of the step. */
  readonly name: string;
  readonly file: SourceFile;
  readonly node: SyntaxNode;
}

/** What an expression stands for. */
export type Resolution =
  | { readonly kind: 'definition'; readonly definition: Definition; readonly via: readonly Hop[] }
  /** A module of the project; `file` is null for a directory without `__init__.py`. */
  | {
      readonly kind: 'module';
      readonly file: SourceFile | null;
      readonly directory: string;
      readonly name: string;
      readonly via: readonly Hop[];
    }
  /** Something that other packages define, by its dotted name: `fastapi.Depends`, `builtins.str`. */
  | { readonly kind: 'external'; readonly name: string; readonly via: readonly Hop[] }
  /** What calling something gives: `require_role("admin")`, `OAuth2PasswordBearer(tokenUrl="token")`. */
  | {
      readonly kind: 'call';
      readonly callee: Resolution;
      readonly file: SourceFile;
      readonly node: SyntaxNode;
      readonly via: readonly Hop[];
    }
  | { readonly kind: 'unresolved'; readonly at: string; readonly reason: string; readonly via: readonly Hop[] };

export function unresolved(file: SourceFile, node: SyntaxNode, reason: string): Resolution {
  return { kind: 'unresolved', at: file.at(node), reason, via: [] };
}

/** The same, one step further from the reader. */
export function through(hop: Hop, resolution: Resolution): Resolution {
  return { ...resolution, via: [hop, ...resolution.via] };
}

/** Two resolutions end at the same thing. */
export function sameTarget(a: Resolution, b: Resolution): boolean {
  return targetKey(a) === targetKey(b);
}

/** A key for sets and maps; unresolved ones are only equal to themselves. */
export function targetKey(resolution: Resolution): string {
  switch (resolution.kind) {
    case 'definition':
      return definitionKey(resolution.definition);
    case 'module':
      return `module ${resolution.file?.path ?? resolution.directory}`;
    case 'external':
      return `external ${resolution.name}`;
    case 'call':
      return `call ${resolution.file.path}:${resolution.node.startIndex}`;
    case 'unresolved':
      return `unresolved ${resolution.at} ${resolution.reason}`;
  }
}

export function definitionKey({ file, node, name }: Definition): string {
  return `${file.path}:${node.startIndex} ${name}`;
}
