import { field, namedChildren, type SyntaxNode, same } from '@fastapi-mcp/kit';
import { type Cutting, onlyRefuses, refused } from './cutting.js';
import { found, type Outcome } from './obstacle.js';
import { tracedIn } from './trace-credential.js';

/** Lines before and after what they are around. */
export interface Wrapper {
  readonly head: string;
  readonly tail: readonly string[];
}

/** What must stay around the look-up: a `with`, a `try` for a user who is not there; nothing for what only guards the credential. */
export function enclosing(cutting: Cutting, outer: SyntaxNode, holder: SyntaxNode): Outcome<Wrapper | null> {
  switch (outer.type) {
    case 'try_statement': {
      const tail = same(field(outer, 'body'), holder) || same(outer, holder) ? handlersOf(cutting, outer) : [];
      return found(tail.length === 0 ? null : { head: 'try:', tail });
    }
    case 'if_statement': {
      const condition = field(holder.type === 'else_clause' ? outer : holder, 'condition');
      // Weighed with all that is passed by.
      if (condition !== null && tracedIn(cutting.trace, condition).length > 0) return found(null);
      return refused(cutting, outer, `its look-up depends on ${condition?.text ?? 'a condition'}`);
    }
    case 'with_statement': {
      const body = field(outer, 'body');
      const header = cutting.definition.file.text.slice(outer.startIndex, body?.startIndex ?? outer.endIndex).trimEnd();
      if (body !== null && tracedIn(cutting.trace, namedChildren(outer)[0] ?? outer).length === 0)
        return found({ head: header, tail: [] });
      return refused(cutting, outer, 'its look-up is inside a with that uses the credential');
    }
    default:
      return refused(cutting, outer, `its look-up is inside ${outer.type.replaceAll('_', ' ')}`);
  }
}

/** Exceptions that say that there is no such user. */
const ABSENT = /not_?found|does_?not_?exist|no_?result|no_?such|unknown|missing|^LookupError$/i;
const REFUSAL = /\b40[134]\b|UNAUTHORIZED|FORBIDDEN|NOT_FOUND|credential|unauthori[sz]ed/i;

/**
 * `except UserNotFound: raise …` of a `try` in which the user is looked up: whom a service call names and nobody knows is
 * a 401. What else is caught there is of the credential, and left out.
 */
function handlersOf({ definition }: Cutting, node: SyntaxNode): readonly string[] {
  const handlers = namedChildren(node).flatMap((clause) => {
    const body = clause.type === 'except_clause' ? namedChildren(clause).at(-1) : undefined;
    if (body?.type !== 'block' || !onlyRefuses(body)) return [];
    const header = definition.file.text.slice(clause.startIndex, body.startIndex).trimEnd();
    const caught = header.replace(/^except\s*|(?:\s+as\s+\w+)?\s*:$/g, '');
    // What lets a refusal through stands before what catches everything.
    if (body.text.trim() === 'raise') return [`except ${caught}:\n    raise`];
    const names = caught
      .replace(/^\(|\)$/g, '')
      .split(',')
      .flatMap((each) => each.trim() || []);
    const absent = names.filter((each) => ABSENT.test(each) || (each === 'Exception' && REFUSAL.test(body.text)));
    const list = absent.length > 1 ? `(${absent.join(', ')})` : absent.join('');
    return list === '' ? [] : [`except ${list}:\n    raise unknown_user() from None`];
  });
  return handlers.some((text) => text.includes('unknown_user()')) ? handlers : [];
}
