import type { ApiModel, SecurityScheme } from './api-model.js';
import { assembleModel } from './assemble/assemble-model.js';
import { cleanLine, cleanText } from './clean-text.js';
import { parseDocument } from './document/parse-document.js';
import { type JsonObject, objectAt, own, stringAt } from './json.js';
import { toolNames } from './names/tool-names.js';
import { isCredentialRoute, isLogin } from './operations/credential-route.js';
import { LeftOut } from './operations/left-out.js';
import { listOperations } from './operations/list-operations.js';
import type { OperationSource } from './operations/operation-source.js';
import { type DraftOperation, readOperation } from './operations/read-operation.js';
import { readSecuritySchemes } from './operations/read-security.js';
import { firstServer } from './operations/server-path.js';
import { applyOverlays, type OverlayText } from './overlay/apply-overlay.js';
import { createReport, type Report } from './report.js';
import type { Result } from './result.js';
import { createReading, readPending, renewBudget } from './schemas/create-reading.js';
import type { Reading } from './schemas/reading.js';

export interface ReadOptions {
  /** The document, JSON or YAML. */
  readonly text: string;
  /** What messages call it: a file's name. */
  readonly name: string;
  /** Applied to the document before it is understood, in order. */
  readonly overlays?: readonly OverlayText[];
  /** Tool names given earlier, by `METHOD /path` with the base path, which stay as they are. */
  readonly toolNames?: Readonly<Record<string, string>>;
}

/** A backend as the next stages see it, and the document it was read from. */
export interface ReadApi {
  readonly model: ApiModel;
  /** As the backend wrote it. */
  readonly document: JsonObject;
  /** With the overlays applied; the same object where there are none. */
  readonly overlaid: JsonObject;
}

/**
 * OpenAPI 3.0 to 3.2 in, ApiModel out. An operation that cannot be read is left out with a diagnostic; the rest goes on.
 * Nothing is fetched: references that leave the document are refused. Never throws for bad input.
 *
 * @returns the model, or diagnostics when the text is no OpenAPI document or offers no operation at all.
 * @example
 * const read = readApiModel({ text: await readFile('openapi.json', 'utf8'), name: 'openapi.json' });
 * if (read.ok) read.value.model.operations.map(({ name }) => name);
 */
export function readApiModel({ text, name, overlays = [], toolNames: frozen = {} }: ReadOptions): Result<ReadApi> {
  const parsed = parseDocument(text, name);
  if (!parsed.ok) return parsed;
  const applied = overlays.length > 0 ? applyOverlays(parsed.value, overlays) : parsed;
  if (!applied.ok) return applied;
  const report = createReport();
  for (const diagnostic of parsed.diagnostics) report.add(diagnostic);
  if (applied !== parsed) for (const diagnostic of applied.diagnostics) report.add(diagnostic);
  const model = readModel(applied.value, report, frozen);
  if (model.operations.length > 0) {
    const value = { model, document: parsed.value, overlaid: applied.value };
    return { ok: true, value, diagnostics: report.diagnostics() };
  }
  report.add({
    code: 'no-operations',
    severity: 'error',
    at: `${name}#/paths`,
    message: 'the document offers no operation that a tool could call',
    hint: 'Check that the routers are included in the app that emitted it.',
  });
  return { ok: false, diagnostics: report.diagnostics() };
}

function readModel(document: JsonObject, report: Report, frozen: Readonly<Record<string, string>>): ApiModel {
  const reading = createReading(document, report);
  const schemes = readSecuritySchemes(document, reading.resolve, report);
  const { sources, loginPath } = withoutCredentialRoutes(
    listOperations(document, reading.resolve, report),
    Object.values(schemes),
    reading,
  );
  const names = toolNames(
    sources.map((source) => ({ ...source, tag: source.tags[0] ?? 'default', frozen: frozenName(frozen, source) })),
  );
  const defaultSecurity = own(document, 'security');
  const operations = sources.flatMap((source, index) =>
    readOrLeaveOut(reading, source, { name: names[index] ?? '', schemes, defaultSecurity }),
  );
  readPending(reading);
  reportIgnored(document, report);
  const info = objectAt(document, 'info');
  return {
    title: cleanLine(stringAt(info, 'title') ?? '', '#/info/title', report) || 'API',
    version: cleanLine(stringAt(info, 'version') ?? '', '#/info/version', report),
    description: cleanText(stringAt(info, 'description') ?? '', '#/info/description', report),
    basePath: firstServer(own(document, 'servers'))?.path ?? '',
    ...assembleModel(operations, reading.drafts),
    securitySchemes: schemes,
    ...(loginPath === null ? {} : { loginPath }),
  };
}

function frozenName(
  frozen: Readonly<Record<string, string>>,
  { method, basePath, path }: OperationSource,
): string | null {
  const key = `${method} ${basePath}${path}`;
  return Object.hasOwn(frozen, key) ? (frozen[key] ?? null) : null;
}

function withoutCredentialRoutes(
  all: readonly OperationSource[],
  schemes: readonly SecurityScheme[],
  { report, resolve }: Reading,
): { readonly sources: readonly OperationSource[]; readonly loginPath: string | null } {
  const givesTokens = (source: OperationSource): boolean => isCredentialRoute(source, schemes);
  const logins = all.filter((source) => !givesTokens(source) && isLogin(source, resolve));
  for (const { pointer } of all.filter(givesTokens))
    report.add({
      code: 'credential-route-left-out',
      severity: 'info',
      at: pointer,
      message: 'this route takes a password and gives a token: no tool for a model',
      hint: 'The emitted client uses it to log in, when it is given a user and a password.',
    });
  for (const { pointer } of logins)
    report.add({
      code: 'login-left-out',
      severity: 'info',
      at: pointer,
      message: 'this route takes a password and is called like a login: no tool for a model',
      hint: 'If it is none, say "x-mcp-tool": true on the operation (an --overlay can).',
    });
  const [first] = logins;
  return {
    sources: all.filter((source) => !givesTokens(source) && !logins.includes(source)),
    loginPath: first ? `${first.basePath}${first.path}` : null,
  };
}

/** One bad operation never stops the rest, not even by a mistake of ours. */
function readOrLeaveOut(
  reading: Reading,
  source: OperationSource,
  context: Parameters<typeof readOperation>[2],
): readonly DraftOperation[] {
  renewBudget(reading);
  try {
    return [readOperation(reading, source, context)];
  } catch (error) {
    const known = error instanceof LeftOut;
    reading.report.add({
      code: 'operation-left-out',
      severity: 'warning',
      at: source.pointer,
      message: known
        ? `this operation is left out: ${error.message}`
        : `this operation is left out, since it could not be read (${error instanceof Error ? error.message : 'unknown'})`,
      hint: known ? error.hint : 'Please report this with the operation: it is a fault of the generator.',
    });
    return [];
  }
}

function reportIgnored(document: JsonObject, report: Report): void {
  const webhooks = Object.keys(objectAt(document, 'webhooks')).length;
  if (webhooks > 0)
    report.add({
      code: 'webhooks-ignored',
      severity: 'info',
      at: '#/webhooks',
      message: `${webhooks} webhooks: the backend calls those itself`,
      hint: 'Nothing to do.',
    });
}
