import {
  argumentsOf,
  type Definition,
  field,
  namedChildren,
  type Resolution,
  type Resolver,
  returnedValues,
  type SyntaxNode,
} from '@fastapi-mcp/kit';

/**
 * Which function a factory returns: the only one that it ever returns, or the one of
 * `return _user if required else _optional_user`, where the call (or the default) says what `required` is.
 *
 * @returns the function; `made` itself where that is not told by the source.
 */
export function chosenFunction(resolver: Resolver, made: Resolution): Resolution {
  if (made.kind !== 'call' || made.callee.kind !== 'definition' || made.callee.definition.kind !== 'function')
    return made;
  const { definition } = made.callee;
  const values = returnedValues(definition.node);
  const [first] = values;
  const value = values.length === 1 ? first : branchOf(definition, made.node);
  if (value?.type !== 'identifier') return made;
  const found = resolver.resolve(definition.file, value);
  return found.kind === 'definition' && found.definition.kind === 'function' ? found : made;
}

/** The branch of the one conditional that a factory returns. */
function branchOf(factory: Definition, call: SyntaxNode): SyntaxNode | null {
  const statements = namedChildren(field(factory.node, 'body')).filter(
    ({ firstNamedChild: first }) => first?.type !== 'string',
  );
  const returned = statements.length === 1 && statements[0]?.type === 'return_statement' ? statements[0] : null;
  const conditional = returned?.firstNamedChild;
  if (conditional?.type !== 'conditional_expression') return null;
  const [then, condition, otherwise] = namedChildren(conditional);
  if (condition?.type !== 'identifier') return null;
  const given = givenTo(factory, call, condition.text);
  return given === 'true' ? (then ?? null) : given === 'false' ? (otherwise ?? null) : null;
}

/** The type of the value that a parameter has in a call: `true` and `false` are types of their own. */
function givenTo({ node }: Definition, call: SyntaxNode, name: string): string | undefined {
  const parameters = namedChildren(field(node, 'parameters'));
  const index = parameters.findIndex((each) => field(each, 'name')?.text === name);
  const isKeyword = parameters.slice(0, Math.max(index, 0)).some(({ type }) => type === 'keyword_separator');
  const { positional, keywords, spread } = argumentsOf(call);
  if (spread) return undefined;
  const given = keywords.get(name) ?? (isKeyword || index < 0 ? undefined : positional[index]);
  return (given ?? field(parameters[index] ?? null, 'value'))?.type;
}
