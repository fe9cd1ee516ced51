import { splitModule } from './import-block.js';
import { joinModule } from './organise-imports.js';
import { failed, ok, type Problem, type Result } from './result.js';
import { renderImports } from './sort-imports.js';
import { tokenize } from './tokens.js';

export interface ModuleSource {
  /** Dotted, for messages and to know imports of it: `src.client`. */
  readonly module: string;
  readonly source: string;
}

export interface MergeOptions {
  /** Imports from these modules are dropped: the merged ones, under every name that the sources use for them. */
  readonly dropModules: readonly string[];
}

/**
 * Several modules as one: the first header, the union of the imports, the bodies in order. `__all__` is dropped, and a
 * top-level statement that two modules share word for word (`logger = …`) stands once. Run `organiseImports` on the result.
 *
 * @returns the text, or why the modules cannot be one: a name defined twice, a merged module imported as a whole or under
 * an alias
 */
export function mergeModules(modules: readonly ModuleSource[], { dropModules }: MergeOptions): Result<string> {
  const dropped = new Set([...dropModules, ...modules.map(({ module }) => module)]);
  const parts = modules.map(({ module, source }) => ({ module, ...splitModule(source) }));
  const problems = parts.flatMap(({ module, imports }) =>
    imports
      .filter((imported) => dropped.has(imported.module) && (imported.name === null || imported.alias !== null))
      .map((imported) =>
        problem('merged-module-alias', module, `imports ${imported.module} as a whole or under another name`),
      ),
  );
  const definitions = uniqueStatements(parts.map(({ module, body }) => ({ module, statements: topLevel(body) })));
  if (!definitions.ok) problems.push(...definitions.diagnostics);
  if (problems.length > 0 || !definitions.ok) return failed(...problems);
  const imports = parts.flatMap((part) => part.imports).filter((imported) => !dropped.has(imported.module));
  const body = definitions.value.join('\n\n').trim();
  return ok(joinModule({ header: parts[0]?.header ?? '', body }, renderImports(imports, [])));
}

function problem(code: string, module: string, what: string): Problem {
  return {
    code,
    severity: 'error',
    at: `${module}:1`,
    message: `${module} ${what}`,
    hint: 'Modules that are merged into one file share its names: import names from each other plainly, and define each name once.',
  };
}

interface Statement {
  readonly text: string;
  /** What it defines at the top level, if anything. */
  readonly name: string | null;
}

function uniqueStatements(
  parts: readonly { readonly module: string; readonly statements: readonly Statement[] }[],
): Result<string[]> {
  const seen = new Map<string, Statement & { readonly module: string }>();
  const kept: string[] = [];
  const problems: Problem[] = [];
  for (const { module, statements } of parts) {
    for (const { text, name } of statements) {
      const earlier = name === null ? undefined : seen.get(name);
      if (name === '__all__' || (earlier !== undefined && earlier.module !== module && earlier.text === text)) continue;
      if (earlier !== undefined && earlier.module !== module) {
        problems.push(problem('duplicate-definition', module, `defines ${name}, and so does ${earlier.module}`));
      }
      if (name !== null) seen.set(name, { text, name, module });
      kept.push(text);
    }
  }
  return problems.length > 0 ? failed(...problems) : ok(kept);
}

const DEFINITION = /^(?:(?:async\s+)?def|class|type)\s+(\w+)|^(\w+)\s*(?:=(?!=)|:)/;
const NOT_A_NAME = new Set(['if', 'else', 'elif', 'try', 'except', 'finally', 'while', 'for', 'with', 'match']);

/** Cuts a body before each line that starts in column 0 outside brackets and strings; decorators and comments go with what follows. */
function topLevel(body: string): Statement[] {
  const starts: number[] = [];
  let depth = 0;
  let lineStart = true;
  let attached = false;
  for (const token of tokenize(body)) {
    if (token.kind === 'newline') {
      lineStart = true;
      continue;
    }
    const column0 = lineStart && depth === 0 && (token.start === 0 || body[token.start - 1] === '\n');
    const continues = /^(?:else|elif|except|finally)$/.test(token.text);
    if (column0 && !attached && !continues) starts.push(token.start);
    if (column0) attached = token.kind === 'comment' || token.text === '@';
    if ('([{'.includes(token.text)) depth += 1;
    if (')]}'.includes(token.text)) depth -= 1;
    lineStart = false;
  }
  return starts.map((start, index) => statement(body.slice(start, starts[index + 1] ?? body.length)));
}

function statement(raw: string): Statement {
  const text = raw.trimEnd();
  const code = text.split('\n').find((line) => DEFINITION.test(line) && !line.startsWith('#') && !line.startsWith('@'));
  const match = code === undefined ? null : DEFINITION.exec(code);
  const name = match?.[1] ?? match?.[2] ?? null;
  return { text, name: name !== null && NOT_A_NAME.has(name) ? null : name };
}
