import type { Context, Schema } from '@fastapi-mcp/kit';
import { fingerprints } from './fingerprint.js';

const meta = {
  description: null,
  nullable: false,
  default: null,
  readOnly: false,
  writeOnly: false,
  deprecated: false,
  examples: [],
  pointer: '#',
};
const text = (description: string | null = null): Schema => ({
  ...meta,
  description,
  kind: 'string',
  format: null,
  minLength: null,
  maxLength: null,
  pattern: null,
});
const ref = (name: string, nullable = false): Schema => ({ ...meta, nullable, kind: 'ref', name });
const object = (properties: Readonly<Record<string, Schema>>): Schema => ({
  ...meta,
  kind: 'object',
  additional: null,
  properties: Object.entries(properties).map(([name, schema]) => ({
    field: name,
    wireName: name,
    required: false,
    schema,
  })),
});

/** The fingerprint of a schema among the named ones. */
function of(schema: Schema, named: Readonly<Record<string, Schema>> = {}): string {
  const schemas: Context['api']['schemas'] = Object.fromEntries(
    Object.entries(named).map(([name, inner]) => [
      name,
      { name, componentName: name, home: 'common', schema: inner, pointer: '#', input: true, output: true },
    ]),
  );
  return fingerprints(schemas)(schema);
}

it('is the same whatever is said of a schema, and ends on one that contains itself', () => {
  const node = (description: string): Schema => object({ next: ref('Node'), id: text(description) });
  expect(of(ref('Node'), { Node: node('one') })).toBe(of(ref('Node'), { Node: node('two') }));
});

it('changes with what is referred to, at any distance', () => {
  const outer = object({ inner: ref('Inner') });
  const before = of(ref('Outer'), { Outer: outer, Inner: object({ value: text() }) });
  expect(of(ref('Outer'), { Outer: outer, Inner: object({ other: text() }) })).not.toBe(before);
});

it('changes with what stands beside a reference', () => {
  const named = { Node: object({}) };
  expect(of(ref('Node', true), named)).not.toBe(of(ref('Node'), named));
});

it('counts a mapping that is called description', () => {
  const pets = (value: string): Schema => ({
    ...meta,
    kind: 'union',
    mode: 'oneOf',
    variants: [ref('Cat'), ref('Dog')],
    discriminator: { wireName: 'kind', field: 'kind', mapping: { description: value } },
  });
  const named = { Cat: object({}), Dog: object({}) };
  expect(of(pets('Cat'), named)).not.toBe(of(pets('Dog'), named));
});
