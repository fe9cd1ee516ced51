import {
  argumentsOf,
  type Definition,
  field,
  namedChildren,
  type Resolver,
  type SourceFile,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import type { Load } from './find-load.js';
import { nameOfParameter, type Parameter } from './read-parameters.js';
import { accessPath, readsIn } from './trace-credential.js';

/** What a user's id is in the backend's own types. */
export type UserIdType = 'int' | 'bigint' | 'uuid' | 'str';

interface Question {
  readonly resolver: Resolver;
  readonly definition: Definition;
  readonly load: Load;
  readonly parameters: readonly Parameter[];
}

/**
 * The type of the id that a dependency looks its user up by: of the model's key (`session.get(User, …)`), of the column it
 * is compared with, of the parameter it is passed to, of the variable it is in. Null when the source does not say.
 */
export function userIdType(question: Question): UserIdType | null {
  const { load, definition, resolver } = question;
  if (load.isId) return typeOfText(field(definition.node, 'return_type')?.text ?? '') ?? null;
  const subjects = readsIn(load.lookup)
    .map(accessPath)
    .filter(({ text }) => text === load.subject);
  for (const subject of subjects) {
    const known = fromComparison(question, subject) ?? fromCall(question, subject);
    if (known !== null) return known;
  }
  return fromVariable(question) ?? fromAttribute(resolver, definition, load) ?? byName(load.subject);
}

/**
 * Whether the dependency has the id as text, and makes a number or a UUID of it in the part that is kept:
 * `session.get(User, UUID(user_id))`. What comes in must be text there too: `UUID(UUID(…))` is an error.
 */
export function isText({ node }: Definition, { subject, start }: Load): boolean {
  return readsIn(node)
    .filter((root) => root.startIndex >= start.startIndex)
    .map(accessPath)
    .filter(({ text }) => text === subject)
    .some(({ parent }) => {
      const callee = parent?.type === 'argument_list' ? field(parent.parent, 'function')?.text : undefined;
      return callee !== undefined && /^(?:int|UUID|uuid\.UUID)$/.test(callee);
    });
}

/** `select(User).where(User.id == user_id)` */
function fromComparison({ resolver, definition }: Question, subject: SyntaxNode): UserIdType | null {
  const comparison = subject.parent?.type === 'comparison_operator' ? subject.parent : null;
  const column = namedChildren(comparison).find((side) => side.id !== subject.id);
  if (column?.type !== 'attribute') return null;
  const name = field(column, 'attribute')?.text ?? '';
  const owner = field(column, 'object');
  return owner === null ? null : (columnType(resolver, definition.file, owner, name) ?? byName(name));
}

/** `session.get(User, user_id)`, `crud.get_user(session, user_id)`, `get_user(db, username=user_id)`. */
function fromCall(question: Question, subject: SyntaxNode): UserIdType | null {
  const { resolver, definition } = question;
  const cast = /^(int|str|UUID|uuid\.UUID)$/;
  for (
    let node: SyntaxNode | null = subject;
    node !== null && node.type !== 'expression_statement';
    node = node.parent
  ) {
    if (node.type !== 'call') continue;
    const callee = field(node, 'function');
    if (callee === null) continue;
    // int(payload["sub"]) keeps its place in the look-up, so what comes in may be text.
    if (cast.test(callee.text)) return typeOfText(callee.text);
    if (/(?:^|\.)get(?:_one)?$/.test(callee.text)) {
      const model = argumentsOf(node).positional[0];
      const key = model === undefined ? null : columnType(resolver, definition.file, model, 'id');
      if (key !== null) return key;
    }
    const known = ofParameter(question, node, callee, subject);
    if (known !== null) return known;
  }
  return null;
}

function ofParameter(
  { resolver, definition }: Question,
  call: SyntaxNode,
  callee: SyntaxNode,
  subject: SyntaxNode,
): UserIdType | null {
  const target = resolver.resolve(definition.file, callee);
  if (target.kind !== 'definition' || target.definition.kind !== 'function') return null;
  const { positional, keywords } = argumentsOf(call);
  const covers = (node: SyntaxNode): boolean =>
    node.startIndex <= subject.startIndex && subject.endIndex <= node.endIndex;
  const keyword = [...keywords].find(([, value]) => covers(value))?.[0];
  const position = positional.findIndex(covers);
  const parameters = namedChildren(field(target.definition.node, 'parameters')).filter(
    (each, index) => index > 0 || !/^(?:self|cls)\b/.test(each.text),
  );
  const parameter =
    keyword === undefined ? parameters[position] : parameters.find((each) => nameOfParameter(each) === keyword);
  if (parameter === undefined) return null;
  return typeOfText(field(parameter, 'type')?.text ?? '') ?? byName(nameOfParameter(parameter));
}

/** `user_id: int = …`, `user_id = int(…)`, `user_id = read_token(token)` with a declared result. */
function fromVariable({ resolver, definition, load, parameters }: Question): UserIdType | null {
  const parameter = parameters.find(({ name }) => name === load.subject);
  if (parameter !== undefined) return typeOfText(parameter.annotation?.text ?? '');
  const assignments = (field(definition.node, 'body')?.descendantsOfType('assignment') ?? []).filter(
    (each) => field(each, 'left')?.text === load.subject,
  );
  for (const assignment of assignments) {
    const declared = typeOfText(field(assignment, 'type')?.text ?? '');
    const value = field(assignment, 'right');
    const callee =
      value?.type === 'call'
        ? field(value, 'function')
        : value?.type === 'await'
          ? field(value.firstNamedChild, 'function')
          : null;
    const made = callee === null ? null : (typeOfText(callee.text) ?? returnType(resolver, definition.file, callee));
    const known = declared ?? made;
    if (known !== null) return known;
  }
  return null;
}

function returnType(resolver: Resolver, file: SourceFile, callee: SyntaxNode): UserIdType | null {
  const target = resolver.resolve(file, callee);
  return target.kind === 'definition' ? typeOfText(field(target.definition.node, 'return_type')?.text ?? '') : null;
}

/** `token_data.sub`, where `token_data = TokenPayload(…)` or a parameter of that type. */
function fromAttribute(resolver: Resolver, definition: Definition, { subject }: Load): UserIdType | null {
  const [, owner, name] = /^(\w+)\.(\w+)$/.exec(subject) ?? [];
  if (owner === undefined || name === undefined) return null;
  for (const node of definition.file.occurrences(owner)) {
    if (node.startIndex < definition.node.startIndex || node.endIndex > definition.node.endIndex) continue;
    const found = resolver.resolve(definition.file, node);
    if (found.kind !== 'definition') continue;
    const value = field(found.definition.node, 'right');
    const maker = field(found.definition.node, 'type') ?? (value?.type === 'call' ? field(value, 'function') : null);
    const known = maker === null ? null : columnType(resolver, definition.file, maker, name);
    if (known !== null) return known;
  }
  return null;
}

/** The type of a class's attribute as it is declared: `id: Mapped[int]`, `id: uuid.UUID = Field(…)`, `id = Column(Integer, …)`. */
function columnType(resolver: Resolver, file: SourceFile, owner: SyntaxNode, name: string): UserIdType | null {
  const model = resolver.resolve(file, owner);
  if (model.kind !== 'definition' || model.definition.kind !== 'class') return null;
  const attribute = resolver.attribute(model.definition, name);
  if (attribute?.kind !== 'definition') return null;
  const { node } = attribute.definition;
  if (node.type !== 'assignment') return null;
  const declared = typeOfText(field(node, 'type')?.text ?? '');
  const value = field(node, 'right')?.text ?? '';
  if (declared === 'int' || declared === 'bigint') return /BigInteger|BIGINT/.test(value) ? 'bigint' : declared;
  return declared ?? typeOfColumn(value);
}

function typeOfColumn(value: string): UserIdType | null {
  if (/BigInteger|BIGINT/.test(value)) return 'bigint';
  if (/\bInteger\b|\bINTEGER\b/.test(value)) return 'int';
  if (/\bU(?:UID|uid)|GUID/.test(value)) return 'uuid';
  return /\b(?:String|Text|VARCHAR|Unicode)\b/.test(value) ? 'str' : null;
}

/** `int`, `uuid.UUID | None`, `Optional[str]`, `Mapped[int]`, `"UUID"`. */
function typeOfText(annotation: string): UserIdType | null {
  const text = annotation.replace(/\s|["']/g, '');
  const inner = /^(?:\w+\.)?(?:Mapped|Optional|Annotated|Union)\[(.*)\]$/.exec(text)?.[1] ?? text;
  const [first = ''] = inner.split(/[|,]/).filter((part) => part !== 'None');
  if (first !== inner && /^(?:\w+\.)?(?:Mapped|Optional|Annotated)\[/.test(inner)) return typeOfText(inner);
  if (/^(?:\w+\.)?(?:UUID[1-7]?|UUID4|GUID)$/.test(first)) return 'uuid';
  if (first === 'int') return 'int';
  return /^(?:str|EmailStr|constr.*)$/.test(first) ? 'str' : null;
}

/** E-mail addresses and names are text whatever the source leaves out. */
function byName(path: string): UserIdType | null {
  return /(?:email|username|user_name|login|subject|name)["'\])]*$/i.test(path) ? 'str' : null;
}
