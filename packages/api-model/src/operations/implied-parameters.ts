import type { Report } from '../report.js';
import type { Schema } from '../schema.js';
import { bareMeta } from '../schemas/meta.js';
import type { DraftArgument } from './draft-argument.js';
import type { OperationSource } from './operation-source.js';

/** Looks up what is declared. */
export type FindParameter = (location: 'path' | 'query', wireName: string) => DraftArgument | undefined;

/** What the path alone tells of: its placeholders that no parameter declares, and a query written into it. */
export function impliedParameters(
  source: OperationSource,
  report: Report,
  find: FindParameter,
): readonly DraftArgument[] {
  const { path, fixedQuery, pointer } = source;
  const inPath = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? '');
  const undeclared = inPath.filter((name) => !find('path', name));
  for (const name of undeclared) {
    report.add({
      code: 'path-parameter-undeclared',
      severity: 'warning',
      at: pointer,
      message: `the path's {${name}} is declared nowhere; it is taken as text`,
      hint: 'Declare it as a parameter in path.',
    });
  }
  return [
    ...undeclared.map((name) => impliedParameter(name, 'path', textAt(pointer))),
    ...fixedQuery.map(([name, value]) => queryParameter(name, value, pointer, find)),
  ];
}

/** `?beta=true` is always that; `?page={page}` is a parameter, declared for the path perhaps. */
function queryParameter(name: string, value: string, pointer: string, find: FindParameter): DraftArgument {
  const placeholder = /^\{([^{}]+)\}$/.exec(value)?.[1];
  if (placeholder === undefined)
    return impliedParameter(name, 'query', { ...bareMeta(pointer), kind: 'enum', values: [value] });
  const declared = find('query', name) ?? find('path', placeholder);
  if (!declared) return impliedParameter(name, 'query', textAt(pointer));
  return declared.location === 'query'
    ? declared
    : { ...declared, wireName: name, location: 'query', style: 'form', explode: true };
}

function textAt(pointer: string): Schema {
  return { ...bareMeta(pointer), kind: 'string', format: null, minLength: null, maxLength: null, pattern: null };
}

/** A required parameter that the path alone tells of. */
function impliedParameter(wireName: string, location: 'path' | 'query', schema: Schema): DraftArgument {
  const style = location === 'path' ? 'simple' : 'form';
  return {
    wireName,
    location,
    wholeBody: false,
    required: true,
    schema,
    description: null,
    style,
    explode: style === 'form',
    part: null,
    pointer: schema.pointer,
  };
}
