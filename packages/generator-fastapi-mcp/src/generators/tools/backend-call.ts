import { type CallPlan, code, literalText, type PyCode } from '@fastapi-mcp/kit';
import { isFile } from './file-argument.js';

type Argument = CallPlan['arguments'][number];

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** The one line that a tool does: `patch("/tasks/{task_id}", path=args.sent("task_id"), json=args.sent("title"))`. */
export function backendCall(tool: CallPlan): PyCode {
  const { method, path } = tool.operation;
  const target = METHODS.has(method) ? `${method.toLowerCase()}(` : `request(${literalText(method)}, `;
  const redirect = isRedirect(tool.operation) ? ['redirect=True'] : [];
  const keywords = [...parameterKeywords(tool), ...bodyKeywords(tool), ...redirect, ...styleKeyword(tool)];
  return code(`${target}${[literalText(path), ...keywords].join(', ')})`);
}

/** Its contract promises no success but a redirect, as downloads from another host do. */
function isRedirect({ success }: CallPlan['operation']): boolean {
  return success.statuses.length > 0 && success.statuses.every((status) => status >= 300);
}

const PLACES = [
  ['path', 'path'],
  ['query', 'query'],
  ['header', 'headers'],
  ['cookie', 'cookies'],
] as const;

function parameterKeywords(tool: CallPlan): readonly string[] {
  return PLACES.flatMap(([location, keyword]) => {
    const value = values(tool, (argument) => argument.location === location);
    return value === null ? [] : [`${keyword}=${value}`];
  });
}

/** `args.sent("a", "b") | {"c": True} | backend.user("user_id", int)`; null when nothing belongs here. */
function values(tool: CallPlan, here: (argument: Argument) => boolean): string | null {
  const parts = [
    ...sentValues(tool.arguments.filter(here)),
    ...filledValues([...tool.fixedArguments, ...tool.stepArguments].filter(here)),
    ...tool.userArguments.filter(here).map(userValue),
  ];
  return parts.length > 0 ? parts.join(' | ') : null;
}

/** What the caller gave; an argument with a value for when it was left out is a keyword: `args.sent("q", limit=20)`. */
function sentValues(args: readonly Argument[]): readonly string[] {
  const plain = args.filter(({ filled }) => filled === undefined).map(({ field }) => literalText(field));
  const fallbacks = args.flatMap(({ field, filled }) =>
    filled?.kind === 'fallback' ? [`${field}=${literalText(filled.value)}`] : [],
  );
  return args.length > 0 ? [`args.sent(${[...plain, ...fallbacks].join(', ')})`] : [];
}

/** `{"status": "open", "task_id": taken(created, "id")}` */
function filledValues(args: readonly Argument[]): readonly string[] {
  const entries = args.flatMap(({ wireName, filled }) => {
    if (filled?.kind === 'fixed') return [`${literalText(wireName)}: ${literalText(filled.value)}`];
    if (filled?.kind !== 'step') return [];
    return [`${literalText(wireName)}: taken(${[filled.step, ...filled.path.map(literalText)].join(', ')})`];
  });
  return entries.length > 0 ? [`{${entries.join(', ')}}`] : [];
}

/** The verified user where the backend expects its own parameter. */
function userValue({ wireName, schema }: Argument): string {
  return schema.kind === 'integer'
    ? `backend.user(${literalText(wireName)}, int)`
    : `backend.user(${literalText(wireName)})`;
}

function bodyKeywords(tool: CallPlan): readonly string[] {
  const { body } = tool.operation;
  if (body === null) return [];
  const whole = tool.arguments.find(({ wholeBody }) => wholeBody);
  const mediaType = usualType(body.kind) === body.mediaType ? [] : [`media_type=${literalText(body.mediaType)}`];
  if (whole) return [`${wholeKeyword(body.kind)}=args.whole_body(${literalText(whole.field)})`, ...mediaType];
  const inBody = (argument: Argument): boolean => argument.location === 'body';
  if (body.kind === 'multipart') return multipartKeywords(tool);
  const fields = values(tool, inBody) ?? '{}';
  const keyword = body.kind === 'form' ? 'form' : 'json';
  return [`${keyword}=${body.required ? fields : `${fields} or None`}`, ...mediaType];
}

function multipartKeywords(tool: CallPlan): readonly string[] {
  const isText = (argument: Argument): boolean => argument.location === 'body' && !isFile(argument);
  const text = values(tool, isText);
  const files = values(tool, (argument) => argument.location === 'body' && isFile(argument));
  return [...(text === null ? [] : [`form=${text}`]), `files=${files ?? '{}'}`];
}

function wholeKeyword(kind: 'json' | 'form' | 'multipart' | 'binary' | 'text'): string {
  switch (kind) {
    case 'json':
    case 'form':
      return kind;
    case 'multipart':
    case 'binary':
    case 'text':
      return 'content';
  }
}

function usualType(kind: 'json' | 'form' | 'multipart' | 'binary' | 'text'): string | null {
  switch (kind) {
    case 'json':
      return 'application/json';
    case 'form':
      return 'application/x-www-form-urlencoded';
    case 'multipart':
    case 'binary':
    case 'text':
      return null;
  }
}

/** Only layouts that are not the default of their place. */
function styleKeyword(tool: CallPlan): readonly string[] {
  const styles = Object.fromEntries(
    [...tool.arguments, ...tool.userArguments, ...tool.fixedArguments, ...tool.stepArguments]
      .filter((argument) => argument.location !== 'body' || tool.operation.body?.kind !== 'json')
      .flatMap((argument) => {
        const style = styleName(argument);
        return style === null ? [] : [[argument.wireName, style] as const];
      }),
  );
  return Object.keys(styles).length === 0 ? [] : [`styles=${literalText(styles)}`];
}

/** The client's name for a layout; null for the default of the place (`form` exploded in a query, `simple` elsewhere). */
function styleName({ location, style, explode, part, wholeBody }: Argument): string | null {
  if (style === 'json' || part?.kind === 'json') return 'json';
  if (wholeBody) return null;
  switch (style) {
    case 'form':
      return explode ? null : 'csv';
    case 'spaceDelimited':
      return explode ? null : 'ssv';
    case 'pipeDelimited':
      return explode ? null : 'pipes';
    case 'deepObject':
      return 'deepObject';
    case 'simple':
      return explode && location !== 'body' ? 'simple*' : null;
    case 'multiSegment':
      return 'path';
    case 'label':
    case 'matrix':
      return explode ? `${style}*` : style;
  }
}
