import type { SyntaxNode } from '@fastapi-mcp/kit';
import { covers } from './covers.js';
import { accessPath, type Trace, tracedIn } from './trace-credential.js';
import { conditionsOf } from './weigh-condition.js';

/** What is asked of a look-up here. */
interface BranchedLoad {
  readonly statement: SyntaxNode;
  readonly subject: string;
  readonly name: string | null;
}

/** A load that only runs where another one does not. */
export function inOtherBranch<L extends BranchedLoad>(loads: readonly L[]): L | undefined {
  const [first] = loads;
  return (
    first && loads.find(({ statement }) => branchesOf(first.statement).some((branch) => isApart(branch, statement)))
  );
}

/** The `if`s that a statement is in, with the clause of each. */
function branchesOf(statement: SyntaxNode): { readonly choice: SyntaxNode; readonly block: SyntaxNode }[] {
  const found: { choice: SyntaxNode; block: SyntaxNode }[] = [];
  for (let block = statement.parent; block !== null; block = block.parent) {
    const holder = /^(?:elif|else)_clause$/.test(block.parent?.type ?? '')
      ? (block.parent?.parent ?? null)
      : block.parent;
    if (block.type === 'block' && holder?.type === 'if_statement') found.push({ choice: holder, block });
  }
  return found;
}

function isApart(
  { choice, block }: { readonly choice: SyntaxNode; readonly block: SyntaxNode },
  statement: SyntaxNode,
): boolean {
  return covers(choice, statement) && !covers(block, statement);
}

/** `if "@" in login: user = by_email(login)`, `else: user = by_name(login)`: one look-up, where nothing but the id decides. */
export function choiceBetween(loads: readonly BranchedLoad[], trace: Trace): SyntaxNode | null {
  const [first, ...others] = loads;
  if (first === undefined || !others.every(({ subject, name }) => subject === first.subject && name === first.name))
    return null;
  const choice = branchesOf(first.statement)
    .map((branch) => branch.choice)
    .find((each) => others.every(({ statement }) => covers(each, statement)));
  if (choice === undefined || first.name === null) return null;
  const isOfId = conditionsOf(choice).every((each) =>
    tracedIn(trace, each).every((root) => accessPath(root).text === first.subject),
  );
  return isOfId ? choice : null;
}
