import { isKeyword } from './names.js';
import { replacementFields, stringContent, type Token, tokenize } from './tokens.js';

/** Which names a piece of module-level source touches, without knowing scopes. */
export interface NameUses {
  /** Names that may be read: every name token that is not plainly something else, and names in quoted annotations. */
  readonly loads: ReadonlySet<string>;
  /** Names that are bound somewhere: parameters, assignments, definitions, targets. */
  readonly binds: ReadonlySet<string>;
}

interface Bracket {
  readonly opener: string;
  /** The brackets of `def f(…)`: names before a colon or an equals sign are parameters. */
  readonly parameters: boolean;
  /** Strings in here are annotations: an annotation's own brackets, or those of a typing generic. */
  quotedTypes: boolean;
  /** `Annotated[X, …]`: only the first item is a type. */
  readonly firstOnly: boolean;
  /** `a[…]`: what is in it is read, also where `a[…]` is assigned to. */
  readonly subscript: boolean;
}

const GENERICS =
  /^(list|dict|set|frozenset|tuple|type|List|Dict|Set|Tuple|Type|Optional|Union|Callable|Annotated|ClassVar|Final|(Async)?(Iterable|Iterator|Generator|ContextManager)|Awaitable|Coroutine|Sequence|MutableSequence|Mapping|MutableMapping|Collection)$/;

/** Keywords that names to be bound follow, and where those end. */
const TARGETS_UNTIL: Readonly<Record<string, string>> = {
  for: 'in',
  lambda: ':',
  import: '\n',
  del: '\n',
  global: '\n',
  nonlocal: '\n',
};

/** Reads a module's body; imports in it count as bindings. */
export function nameUses(source: string): NameUses {
  const scan = new Scan(tokenize(source).filter((token) => token.kind !== 'comment'));
  return scan.run();
}

class Scan {
  private readonly loads = new Set<string>();
  private readonly binds = new Set<string>();
  private readonly brackets: Bracket[] = [];
  private statementStart = true;
  /** So far the statement is `a.b.c`: a colon after it begins an annotation. */
  private attribute = true;
  private annotation = false;
  private inExports = false;
  private definition = false;
  /** The token that ends a run of targets (`for a, b in`): names in it are taken as both bound and read. */
  private targetsUntil: string | null = null;

  /** Between `from` and `import`: module names, which are no names of this module. */
  private modulePath = false;

  constructor(private readonly tokens: readonly Token[]) {}

  run(): NameUses {
    this.tokens.forEach((token, index) => {
      this.step(token, this.tokens[index - 1]?.text ?? '', this.tokens[index + 1]?.text ?? '');
    });
    return { loads: this.loads, binds: this.binds };
  }

  private step(token: Token, before: string, after: string): void {
    if (token.kind === 'newline' || token.text === ';') {
      if (this.brackets.length === 0) this.newStatement();
      return;
    }
    if (token.kind === 'name') this.name(token.text, before, after);
    else if (token.kind === 'string') this.string(token);
    else if (token.kind === 'fstring') this.formatted(token);
    else if (token.kind === 'operator') this.operator(token.text, before);
    // A keyword, or `if x:` on one line, does not end the start of a statement: `else: json = 1`.
    this.statementStart = token.text === ':' && this.brackets.length === 0 && !this.annotation;
    this.attribute = this.statementStart || (this.attribute && (token.text === '.' || token.kind === 'name'));
  }

  private newStatement(): void {
    this.statementStart = true;
    this.attribute = true;
    this.annotation = false;
    this.inExports = false;
    this.definition = false;
    this.targetsUntil = null;
  }

  private name(name: string, before: string, after: string): void {
    if (name === 'def') this.definition = true;
    if (name === 'from' && this.statementStart) this.modulePath = true;
    if (name === 'import') this.modulePath = false;
    if (name === this.targetsUntil) this.targetsUntil = null;
    this.targetsUntil = TARGETS_UNTIL[name] ?? this.targetsUntil;
    this.attribute &&= (before === '.' || this.statementStart) && !isKeyword(name);
    if (before === '.' && after === ':' && this.attribute) this.annotation = true;
    if (before === '.' || this.modulePath || isKeyword(name)) return;
    const bracket = this.brackets.at(-1);
    if (this.binding(before, after, bracket)) {
      this.binds.add(name);
      if (this.statementStart && after === ':') this.annotation = true;
      this.inExports ||= this.statementStart && name === '__all__';
    } else if (bracket?.opener === '(' && after === '=' && !(bracket.parameters && this.annotation)) {
      return; // A keyword argument.
    } else {
      this.loads.add(name);
      // `a = b = 1` binds b; the annotation of `a: B = 1` is only read.
      const target = bracket === undefined && after === '=' && !this.annotation;
      const inTargets = this.targetsUntil !== null && after !== '.' && bracket?.subscript !== true;
      if (inTargets || target) this.binds.add(name);
    }
  }

  private binding(before: string, after: string, bracket: Bracket | undefined): boolean {
    if (['def', 'class', 'as'].includes(before) || after === ':=') return true;
    if (this.statementStart && bracket === undefined) return after === ':' || after === '=';
    if (bracket?.parameters !== true || this.annotation) return false;
    return ['(', ',', '*', '**'].includes(before) && [',', ')', ':', '='].includes(after);
  }

  private string(token: Token): void {
    const bracket = this.brackets.at(-1);
    const quotedType = bracket === undefined || bracket.parameters ? this.annotation : bracket.quotedTypes;
    if (!quotedType && !this.inExports) return;
    for (const part of tokenize(stringContent(token))) if (part.kind === 'name') this.loads.add(part.text);
  }

  private formatted(token: Token): void {
    for (const field of replacementFields(token))
      for (const name of nameUses(`_ = ${field}`).loads) this.loads.add(name);
  }

  private operator(text: string, before: string): void {
    const bracket = this.brackets.at(-1);
    if (text === this.targetsUntil) this.targetsUntil = null;
    if ('([{'.includes(text)) {
      this.brackets.push(this.opened(text, before));
    } else if (')]}'.includes(text)) {
      this.brackets.pop();
      if (bracket?.parameters === true) this.annotation = false;
    } else if (text === '->' || (text === ':' && bracket?.parameters === true)) {
      this.annotation = true;
    } else if (bracket?.parameters === true && [',', '='].includes(text)) {
      this.annotation = false;
    } else if (bracket === undefined && (text === '=' || (text === ':' && this.definition))) {
      this.annotation = false;
    } else if (text === ',' && bracket?.firstOnly === true) {
      bracket.quotedTypes = false;
    }
  }

  private opened(opener: string, before: string): Bracket {
    const outer = this.brackets.at(-1);
    const parameters = opener === '(' && this.definition && this.brackets.length === 0 && !this.annotation;
    const inAnnotation = outer === undefined || outer.parameters ? this.annotation : outer.quotedTypes;
    const quotedTypes =
      opener === '[' ? (inAnnotation && before !== 'Literal') || GENERICS.test(before) : before === 'cast';
    const subscript = outer?.subscript === true || (opener === '[' && /[\w)\]]$/.test(before) && !isKeyword(before));
    return { opener, parameters, quotedTypes, firstOnly: before === 'Annotated' || before === 'cast', subscript };
  }
}
