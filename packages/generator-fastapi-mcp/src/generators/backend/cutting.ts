import type { Definition, Resolver, SyntaxNode } from '@fastapi-mcp/kit';
import { byHand, type Load } from './find-load.js';
import { blocked, type Obstacle } from './obstacle.js';
import type { Trace } from './trace-credential.js';
import type { Carriers } from './weigh-condition.js';

/** A dependency that is being cut after its credential. */
export interface Cutting {
  readonly resolver: Resolver;
  readonly definition: Definition;
  readonly trace: Trace;
  readonly load: Load;
  readonly carriers: Carriers;
  readonly idName: string;
  readonly parameters: ReadonlySet<string>;
  /** Parameters that are the request itself: it is there in a service call too. */
  readonly requests: ReadonlySet<string>;
  /** The statements above the look-up that are always run. */
  readonly head: readonly SyntaxNode[];
  readonly leftOut: { at: string; text: string }[];
  /** Checks above the look-up that go for service calls too. */
  readonly keptChecks: SyntaxNode[];
}

/** A statement that raises, and does nothing else. */
export function onlyRefuses(statement: SyntaxNode): boolean {
  return doesNothingElse(statement) && statement.descendantsOfType('raise_statement').length > 0;
}

/** A statement that binds, returns and awaits nothing: all that it can do is to refuse. */
export function doesNothingElse(statement: SyntaxNode): boolean {
  return statement.descendantsOfType(['assignment', 'return_statement', 'await', 'augmented_assignment']).length === 0;
}

/** What a person has to decide. */
export function refused(
  { definition }: Cutting,
  node: SyntaxNode,
  reason: string,
): { readonly ok: false; readonly obstacle: Obstacle } {
  return blocked(definition.file, node, `${definition.name}: ${reason}`, byHand(definition.name));
}
