import { type Definition, field } from '@fastapi-mcp/kit';

const USER = /user|account|member|principal|customer|person|identity|actor|uid/i;
const OTHER = /token|session|key|secret|code|payload|claims|credential|scope|permission|role|flow|store/i;
const SCALAR = /^(?:str|int|UUID|uuid\.UUID|UUID4|dict|Dict|Any|tuple|Tuple|Mapping|object)$/;

/**
 * Whether a dependency says that a user (or the id of one) is what it returns: by the class in its annotation or, where
 * that says nothing, by its own name. A token, a session or a record found by them is none.
 */
export function returnsUser({ node, name }: Definition): boolean {
  const annotation = field(node, 'return_type')?.text ?? '';
  const names =
    annotation.match(/[A-Za-z_][\w.]*/g)?.filter((each) => !/^(?:Optional|Union|Annotated|None|typing)$/.test(each)) ??
    [];
  const classes = names.filter((each) => !SCALAR.test(each));
  if (classes.length > 0) return classes.some((each) => isUser(each.split('.').at(-1) ?? each));
  return isUser(name);
}

function isUser(name: string): boolean {
  return USER.test(name) && !OTHER.test(name);
}

/** Whether a value's name says that it is a user's identity: `user_id`, `payload["sub"]`, `token_data.username`. */
export function namesUser(path: string): boolean {
  const last = /(\w+)\W*$/.exec(path)?.[1] ?? '';
  return (
    /^(?:sub|subject|id|pk|uid|uuid|login|email|mail|username|user_?name|user|.*_?user_?(?:id|name|email|uuid|pk)?|account_?id|member_?id|identity|.*_uid|(?:user_?name|email|login)_or_\w+)$/i.test(
      last,
    ) && !/token|hash|key|session|secret|jti/i.test(last)
  );
}
