import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { InternalError } from '../errors.js';
import type { Escape } from './escape-text.js';
import { strictView } from './strict-view.js';
import { templateFault } from './template-fault.js';
import { chosenTemplate, templateName } from './template-overrides.js';

type Compiled = (locals: object) => string;

/** Compiled templates, by file and escape; the text is kept so that an edited template is compiled again. */
const compiled = new Map<Escape, Map<string, { readonly text: string; readonly run: Compiled }>>();

/**
 * Renders a template with our own rules: `<%= %>` writes through `write` and nothing else can write a value, `<%-` is
 * for `include` alone, a field that the view lacks throws.
 *
 * @param template - the `.ejs` file.
 * @param view - plain data, everything decided.
 * @param write - how `<%= %>` writes a value into this kind of file.
 * @throws InternalError when the template is wrong, or UserError when it is the user's own; the message names its line.
 */
export function renderTemplate(template: URL, view: object, write: Escape): string {
  const chosen = chosenTemplate(template);
  const name = templateName(chosen);
  const include = (path: string, extra: object = {}): string =>
    renderTemplate(includedFile(path, template), { ...view, ...extra }, write);
  const text = readFileSync(chosen, 'utf8');
  try {
    return compile(chosen, text, write)(strictView({ ...view, include }, name));
  } catch (error) {
    throw templateFault(error, chosen, text);
  }
}

function compile(template: URL, text: string, write: Escape): Compiled {
  const known = compiled.get(write) ?? new Map<string, { text: string; run: Compiled }>();
  compiled.set(write, known);
  const cached = known.get(template.href);
  if (cached?.text === text) return cached.run;
  const filename = templateName(template);
  refuseRawOutput(text, filename);
  const run: Compiled = ejs.compile(text, {
    filename,
    escape: (value: unknown) => write(defined(value, filename)),
    // The strict view is a proxy; EJS would otherwise copy it into a lenient object.
    unsafePrototypeLocals: true,
  });
  known.set(template.href, { text, run });
  return run;
}

function refuseRawOutput(text: string, filename: string): void {
  const raw = /<%-(?!\s*include\()/.exec(text);
  if (!raw) return;
  const line = text.slice(0, raw.index).split('\n').length;
  throw new InternalError(`${filename}:${line}: <%- is only for include(); write the value with <%=`);
}

function defined(value: unknown, filename: string): unknown {
  if (value === undefined) throw new InternalError(`${filename} writes an undefined value`);
  return value;
}

/** A part lies beside the template that includes it: one from elsewhere would be code that nobody agreed to run. */
function includedFile(path: string, from: URL): URL {
  if (!/^\w[\w.-]*$/.test(path))
    throw new InternalError(`cannot include ${JSON.stringify(path)}: a part has a name and no path`);
  return new URL(path.endsWith('.ejs') ? path : `${path}.ejs`, from);
}
