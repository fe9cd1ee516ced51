/**
 * Nothing in a spec can become code, leave a literal, hide from a reader, or write outside the output folder.
 * `HOSTILE_RUNS` sets how many random specs are tried: 300 by default, 5,000 at night.
 */
import { spawnSync } from 'node:child_process';
import { type Answers, resolveAnswers } from '@fastapi-mcp/answers';
import { type ApiModel, readApiModel } from '@fastapi-mcp/api-model';
import { assembleFiles, type Context, contributionsOf, makePlan } from '@fastapi-mcp/kit';
import fc from 'fast-check';
import { configGenerator } from '../../packages/generator-fastapi-mcp/src/generators/config/config.js';
import { docsGenerator } from '../../packages/generator-fastapi-mcp/src/generators/docs/docs.js';
import { schemasGenerator } from '../../packages/generator-fastapi-mcp/src/generators/schemas/schemas.js';
import { toolModuleView } from '../../packages/generator-fastapi-mcp/src/generators/tools/tool-view.js';
import { toolsGenerator } from '../../packages/generator-fastapi-mcp/src/generators/tools/tools.js';
import { hostileSpec } from './hostile-spec.js';

const RUNS = Number(process.env.HOSTILE_RUNS ?? 300);
/** Files that do not look at the spec, but for a name or two: one run sees them all. */
const SAME_FOR_EVERY_SPEC = /^src\/(?!tools\/|schemas\/)|^src\/schemas\/(base|__init__)/;

interface Emitted {
  readonly spec: number;
  readonly path: string;
  readonly text: string;
}

function answersFor(): Answers {
  const resolved = resolveAnswers({
    flags: { openapi: 'openapi.json', pattern: '3', name: 'hostile-mcp', structure: 'b' },
    file: {},
    prompted: {},
    stored: {},
    detected: {},
  });
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('\n'));
  return resolved.answers;
}

function emit(document: object, spec: number): { readonly files: readonly Emitted[]; readonly api: ApiModel } | null {
  const read = readApiModel({ text: JSON.stringify(document), name: 'openapi.json' });
  if (!read.ok) return null;
  const { model: api } = read.value;
  const answers = answersFor();
  const context: Context = { answers, api, plan: makePlan(answers, api), contract: '{}', overlaid: null };
  const contributions = contributionsOf([configGenerator, schemasGenerator, toolsGenerator, docsGenerator], context);
  const wanted = spec === 0 ? contributions : contributions.filter(({ file }) => !SAME_FOR_EVERY_SPEC.test(file.path));
  return { api, files: assembleFiles(wanted).map(({ path, content }) => ({ spec, path, text: content })) };
}

const CHECK = `
import ast, json, sys
FORBIDDEN = {"PWNED", "__import__", "system", "eval", "exec", "compile", "open", "os", "subprocess"}
MODULE = (ast.Expr, ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Assign, ast.AnnAssign)
BODY = {"tool": (ast.Expr, ast.Return), "class": (ast.Expr, ast.AnnAssign, ast.Assign, ast.Pass)}
CALLS = {"Field", "tool", "sent", "whole_body", "user", "get", "post", "put", "patch", "delete", "request"}
problems = []
def check(path, text):
    tree = ast.parse(text)
    spec_file = path.startswith("src/tools/") and not path.endswith("__init__.py") or path.startswith("src/schemas/") and path.split("/")[-1] not in ("base.py", "errors.py")
    if not spec_file:
        return
    for node in tree.body:
        if not isinstance(node, MODULE):
            yield f"{type(node).__name__} at module level"
        if isinstance(node, ast.Expr) and not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
            yield "an expression that is no docstring"
        if isinstance(node, (ast.AsyncFunctionDef, ast.ClassDef)):
            allowed = BODY["class" if isinstance(node, ast.ClassDef) else "tool"]
            for inner in node.body:
                if not isinstance(inner, allowed):
                    yield f"{type(inner).__name__} in {node.name}"
                if isinstance(inner, ast.Expr) and not isinstance(inner.value, ast.Constant):
                    yield f"an expression in {node.name}"
    for node in ast.walk(tree):
        name = getattr(node, "id", getattr(node, "attr", None))
        if isinstance(node, (ast.Name, ast.Attribute)) and name in FORBIDDEN:
            yield f"the name {name}"
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", "?"))
            if called not in CALLS:
                yield f"a call of {called}"
        if isinstance(node, (ast.JoinedStr, ast.Lambda, ast.NamedExpr)):
            yield type(node).__name__
data = json.load(sys.stdin)
constants = {}
for file in data:
    if not file["path"].endswith(".py"):
        continue
    try:
        problems += [f"spec {file['spec']} {file['path']}: {problem}" for problem in check(file["path"], file["text"])]
    except SyntaxError as error:
        problems.append(f"spec {file['spec']} {file['path']}: {error}")
        continue
    found = constants.setdefault(file["spec"], set())
    for node in ast.walk(ast.parse(file["text"])):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
json.dump({"problems": problems, "constants": {spec: sorted(values) for spec, values in constants.items()}}, sys.stdout)
`;

interface Checked {
  readonly problems: readonly string[];
  readonly constants: Readonly<Record<string, readonly string[]>>;
}

function checkPython(files: readonly Emitted[]): Checked {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', CHECK], {
    input: JSON.stringify(files),
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8:surrogatepass' },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Checked;
}

/** Strings that a caller's call depends on: they must arrive exactly as the spec has them. */
function exactStrings(api: ApiModel): readonly string[] {
  return api.operations.flatMap(({ path, arguments: args }) => [path, ...args.map(({ wireName }) => wireName)]);
}

/** Control, bidi and zero-width characters, beside the line breaks and tabs of ordinary text. */
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('hostile specs', () => {
  const specs = fc.sample(hostileSpec, { numRuns: RUNS, seed: 20261122 });
  const emitted = specs.map(emit);
  const usable = emitted.flatMap((each, spec) => (each ? [{ ...each, spec }] : []));
  const files = usable.flatMap((each) => each.files);
  const checked = checkPython(files);

  it('are mostly understood, so that the other tests see something', () => {
    expect(usable.length).toBeGreaterThan(RUNS * 0.95);
    expect(files.length).toBeGreaterThan(RUNS * 4);
  });

  it('become Python that parses and holds no statement, call or name of the spec', () => {
    expect(checked.problems).toEqual([]);
  });

  it('keep the strings that calls depend on', () => {
    const lost = usable.flatMap(({ api, spec }) => {
      const found = new Set(checked.constants[String(spec)]);
      return exactStrings(api)
        .filter((string) => !found.has(string))
        .map((string) => `spec ${spec}: ${JSON.stringify(string)}`);
    });
    expect(lost).toEqual([]);
  });

  it('write nothing outside the output folder', () => {
    const strange = files.filter(
      ({ path }) => !/^[A-Za-z0-9_.][A-Za-z0-9_./-]*$/.test(path) || path.split('/').includes('..'),
    );
    expect(strange.map(({ path }) => path)).toEqual([]);
  });

  it('hide nothing from a reader', () => {
    const hiding = files.filter(({ text }) => HIDDEN.test(text));
    expect(hiding.map(({ spec, path }) => `spec ${spec}: ${path}`)).toEqual([]);
  });

  it('name every tool with a plain identifier', () => {
    for (const { api } of usable) for (const { name } of api.operations) expect(name).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
  });

  it('have a view that a template can show', () => {
    const [first] = usable;
    if (!first) throw new Error('no spec was understood');
    const answers = answersFor();
    const plan = makePlan(answers, first.api);
    const [tool] = plan.tools;
    expect(
      tool && toolModuleView({ answers, api: first.api, plan, contract: '{}', overlaid: null }, tool).className.text,
    ).toMatch(/^[A-Z]\w*$/);
  });
});
