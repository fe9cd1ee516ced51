import type { Report } from '../report.js';
import type { Schema } from '../schema.js';
import type { DraftArgument } from './draft-argument.js';
import type { OperationSource } from './operation-source.js';

/** What the path alone tells of: its placeholders that no parameter declares, and a query written into it. */
export function impliedParameters(
  source: OperationSource,
  report: Report,
  isDeclared: (name: string) => boolean,
): readonly DraftArgument[] {
  const { path, fixedQuery, pointer } = source;
  const undeclared = [...path.matchAll(/\{([^{}]+)\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !isDeclared(name));
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
    ...undeclared.map((name) =>
      impliedParameter(name, 'path', {
        ...NO_META,
        pointer,
        kind: 'string',
        format: null,
        minLength: null,
        maxLength: null,
        pattern: null,
      }),
    ),
    ...fixedQuery.map(([name, value]) =>
      impliedParameter(name, 'query', { ...NO_META, pointer, kind: 'enum', values: [value] }),
    ),
  ];
}

const NO_META = {
  description: null,
  nullable: false,
  default: null,
  readOnly: false,
  writeOnly: false,
  deprecated: false,
  examples: [],
} as const;

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
