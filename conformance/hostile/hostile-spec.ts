import fc from 'fast-check';

/** Text that has broken generators before, beside any other text. */
const PAYLOADS = [
  '"""\nimport os\nos.system("touch PWNED")\n"""',
  "'''; __import__('os').system('touch PWNED') #",
  '")\nPWNED()\n("',
  '\\"\\"\\"',
  'ends with a backslash \\',
  'ends with a quote "',
  '# type: ignore\n# noqa',
  '<%= PWNED %> <%- include("/etc/passwd") %>',
  '{{random secret SERVICE_AUTH_TOKEN}}',
  '${PWNED} {PWNED} %(PWNED)s',
  'line one\r\nline two\u2028line three\u0085line four',
  'bidi \u202e\u2066 hidden \u200b\u200d\ufeff end',
  'null \u0000 bell \u0007 escape \u001b[31m',
  'half a pair \ud800 alone',
  '../../../etc/passwd',
  'C:\\Windows\\System32',
  '--><script>PWNED()</script>',
  '| cell | `code` ](http://evil.test)',
  '\n\n    PWNED()\n',
  'class PWNED:\n    pass',
  'None',
  'True',
  '__class__',
  '__import__',
  'self',
  'import',
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PAYLOADS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
const name = fc.oneof(
  text,
  fc.constantFrom(
    'id',
    'from',
    'include[]',
    'DateCreated<',
    'assignee.any',
    'model_config',
    'args',
    'backend',
    'Any',
    'Field',
  ),
);
const jsonValue = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

const { schema } = fc.letrec<{ schema: object; leaf: object; branch: object }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ type: fc.constant('string'), description: text, default: text }, { requiredKeys: ['type'] }),
    fc.record(
      {
        type: fc.constant('string'),
        format: fc.oneof(text, fc.constantFrom('date', 'uuid', 'date-time')),
        pattern: text,
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      { enum: fc.array(jsonValue, { minLength: 1, maxLength: 4 }), description: text },
      { requiredKeys: ['enum'] },
    ),
    fc.record(
      { type: fc.constant('integer'), minimum: fc.integer(), examples: fc.array(jsonValue, { maxLength: 2 }) },
      { requiredKeys: ['type'] },
    ),
    fc.record({ const: jsonValue }),
    fc.constant({ $ref: '#/components/schemas/Shared' }),
    fc.constant({}),
  ),
  branch: fc.oneof(
    fc.record(
      { type: fc.constant('array'), items: tie('schema'), description: text },
      { requiredKeys: ['type', 'items'] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        title: text,
        description: text,
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
      },
      { requiredKeys: ['type', 'properties'] },
    ),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ type: fc.constant('object'), additionalProperties: tie('schema') }),
  ),
  schema: fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('branch')),
}));

const parameter = fc.record(
  { name, in: fc.constantFrom('query', 'header', 'cookie'), description: text, schema },
  { requiredKeys: ['name', 'in', 'schema'] },
);

const operation = fc.record(
  {
    operationId: text,
    summary: text,
    description: text,
    tags: fc.array(text, { maxLength: 2 }),
    parameters: fc.array(parameter, { maxLength: 3 }),
    requestBody: fc.record({ content: fc.record({ 'application/json': fc.record({ schema }) }) }),
    responses: fc.record({
      200: fc.record({ description: text, content: fc.record({ 'application/json': fc.record({ schema }) }) }),
    }),
  },
  { requiredKeys: ['responses'] },
);

const pathItem = fc.record({ get: operation, post: operation, 'x-ignored': text }, { requiredKeys: ['get'] });

/** An OpenAPI document in which every string that an author can choose may be an attack. */
export const hostileSpec = fc.record({
  openapi: fc.constantFrom('3.0.3', '3.1.0'),
  info: fc.record({ title: text, version: text, description: text }),
  // A path with a space or a dot segment is left out, so each spec also has one that is not.
  paths: fc
    .tuple(
      fc.dictionary(
        text.map((part) => `/things/${part}`),
        pathItem,
        { maxKeys: 1 },
      ),
      fc.dictionary(
        name.map((part) => `/things/{${part.replaceAll(/[{}\s/]/g, '')}}`),
        pathItem,
        { maxKeys: 1 },
      ),
      pathItem,
    )
    .map(([hostile, templated, plain]) => ({ ...hostile, ...templated, '/plain': plain })),
  components: fc.record({
    schemas: fc.tuple(text, schema, schema).map(([key, other, shared]) => ({ Shared: shared, [key]: other })),
  }),
});
