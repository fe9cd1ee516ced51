import { cleanText } from '../clean-text.js';
import { child } from '../json.js';
import type { Report } from '../report.js';
import type { JsonValue, SchemaMeta } from '../schema.js';
import type { Annotations } from './annotations.js';

/** What every schema carries beside its type. */
export function schemaMeta(annotations: Annotations, pointer: string, report: Report): SchemaMeta {
  const { description } = annotations;
  const text = description
    ? cleanText(String(description.node), child(description.pointer, 'description'), report)
    : '';
  return {
    description: text === '' ? null : text,
    nullable: annotations.nullable,
    default: annotations.default && isSendable(annotations.default.value) ? annotations.default : null,
    readOnly: annotations.readOnly,
    writeOnly: annotations.writeOnly,
    deprecated: annotations.deprecated,
    examples: annotations.examples.filter(isSendable),
    pointer,
  };
}

/** The same for a schema of which nothing is stated. */
export function bareMeta(pointer: string): SchemaMeta {
  return {
    description: null,
    nullable: false,
    default: null,
    readOnly: false,
    writeOnly: false,
    deprecated: false,
    examples: [],
    pointer,
  };
}

/** Whether a value survives UTF-8 and JSON: no lone surrogate, no number beyond a double. */
export function isSendable(value: JsonValue): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => key.isWellFormed() && isSendable(inner));
}
