import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import { isObject } from '../json.js';
import type { Result } from '../result.js';
import type { JsonValue } from '../schema.js';

/** One step of an overlay. */
export interface OverlayAction {
  readonly target: string;
  readonly update: JsonValue | undefined;
  readonly remove: boolean;
  /** `overlay.yaml:12`. */
  readonly at: string;
}

/** An overlay is written by hand: larger than this it is something else. */
const MAX_LENGTH = 2_000_000;
const MAX_ALIASES = 100;

/**
 * Reads an overlay document, YAML or JSON (Overlay Specification 1.0 §4.4).
 *
 * @returns its actions in order, with a warning for each that changes nothing; or everything that is wrong with it, each
 *   with file and line.
 */
export function readOverlay(text: string, name: string): Result<readonly OverlayAction[]> {
  if (text.length > MAX_LENGTH) return failed(name, 'is larger than 2 MB', 'An overlay holds only what changes.');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [fault] = document.errors;
  if (fault)
    return failed(
      `${name}:${lines.linePos(fault.pos[0]).line}`,
      fault.message.split('\n')[0] ?? 'is no YAML',
      'An overlay is YAML or JSON.',
    );
  const lineOf = (node: Node | null | undefined): string =>
    node?.range ? `${name}:${lines.linePos(node.range[0]).line}` : name;
  const version = document.get('overlay');
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    return failed(
      name,
      'is no OpenAPI overlay: there is no overlay: 1.0.0',
      'Start the file with overlay: 1.0.0, info and actions.',
    );
  }
  const actions = document.get('actions', true);
  if (!isSeq(actions))
    return failed(name, 'has no list of actions', 'Write actions: as a list of target with update or remove.');
  if (actions.items.length === 0)
    return failed(
      lineOf(actions),
      'has no action',
      'List at least one (Overlay Specification 1.0 §4.4.1), or leave it out.',
    );
  const read = actions.items.map((item) => {
    const where = lineOf(item as Node);
    return isMap(item)
      ? readAction(item.toJS(document, { maxAliasCount: MAX_ALIASES }), where)
      : failed(where, 'an action is an object', 'Write target, and update or remove.');
  });
  const wrong = read.flatMap((each) => (each.ok ? [] : each.diagnostics));
  if (wrong.length > 0) return { ok: false, diagnostics: wrong };
  return {
    ok: true,
    value: read.flatMap((each) => (each.ok ? [each.value] : [])),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

function readAction(action: JsonValue, at: string): Result<OverlayAction> {
  if (!isObject(action)) return failed(at, 'an action is an object', 'Write target, and update or remove.');
  const { target, update, remove, ...others } = action;
  const unknown = Object.keys(others).find((key) => key !== 'description' && !key.startsWith('x-'));
  if (unknown !== undefined)
    return failed(at, `an action has no ${unknown}`, 'It has target, description, update and remove.');
  if (typeof target !== 'string' || !target.startsWith('$'))
    return failed(at, 'the action has no target', 'Name what it changes, such as target: $.paths["/tasks"].get');
  if (remove !== undefined && typeof remove !== 'boolean')
    return failed(at, 'remove is true or false', 'Write remove: true.');
  const isIdle = update === undefined && remove !== true;
  return {
    ok: true,
    value: { target, update, remove: remove === true, at },
    diagnostics: isIdle ? [changesNothing(at)] : [],
  };
}

/** The specification allows it. */
function changesNothing(at: string): Diagnostic {
  const hint = 'Give it an update, or remove: true.';
  return { code: 'overlay-changes-nothing', severity: 'warning', at, message: 'the action changes nothing', hint };
}

function failed(at: string, message: string, hint: string): Result<never> {
  return { ok: false, diagnostics: [{ code: 'overlay-unusable', severity: 'error', at, message, hint }] };
}
