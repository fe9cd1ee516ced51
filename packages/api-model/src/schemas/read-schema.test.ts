import { brief, readField } from '../testing/documents.js';

const dog = { type: 'object', required: ['bark'], properties: { bark: { type: 'boolean' } } };
const cat = { type: 'object', properties: { purr: { type: 'boolean' } } };

describe('types', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['nothing', {}, 'any'],
    ['true', true, 'any'],
    ['a string with a format', { type: 'string', format: 'date' }, 'string:date'],
    ['bytes by format', { type: 'string', format: 'binary' }, 'string:binary'],
    ['bytes by media type', { type: 'string', contentMediaType: 'application/octet-stream' }, 'string:binary'],
    ['bytes in base64', { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' }, 'string:byte'],
    ['text by media type', { type: 'string', contentMediaType: 'text/html' }, 'string'],
    ['an integer', { type: 'integer' }, 'integer'],
    ['properties without a type', { additionalProperties: { type: 'integer' } }, '{*integer}'],
    ['items without a type', { items: { type: 'string' } }, 'list[string]'],
    ['a format without a type', { format: 'uuid' }, 'string:uuid'],
    ['a number format without a type', { format: 'int64' }, 'integer'],
    ['a list without items', { type: 'array' }, 'list[any]'],
    ['several types', { type: ['string', 'integer'] }, 'string | integer'],
    ['integer and number', { type: ['integer', 'number'] }, 'number'],
    ['null alone', { type: 'null' }, 'null'],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }, '{*string}'],
    ['a map of anything', { type: 'object', additionalProperties: {} }, '{*true}'],
    ['an object that says nothing', { type: 'object' }, '{}'],
    ['a pattern of keys', { type: 'object', patternProperties: { '^x': { type: 'integer' } } }, '{*integer}'],
    [
      'a map by an enum',
      { type: 'object', propertyNames: { enum: ['a', 'b'] }, additionalProperties: { type: 'integer' } },
      'ProbeValue',
    ],
    [
      'a map by a pattern',
      { type: 'object', propertyNames: { pattern: '^a' }, additionalProperties: { type: 'integer' } },
      '{*integer}',
    ],
    [
      'a tuple',
      { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], minItems: 2, maxItems: 2 },
      '(integer, string)',
    ],
    ['an open tuple', { type: 'array', prefixItems: [{ type: 'integer' }] }, '(integer, *any)'],
    [
      'a tuple of draft 4',
      { type: 'array', items: [{ type: 'integer' }], minItems: 1, additionalItems: false },
      '(integer)',
    ],
    [
      'a tuple whose last places may be left out',
      { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false },
      'list[integer | string]',
    ],
    ['const', { const: 'x' }, '"x"'],
    ['const null', { const: null }, 'null'],
    ['an enum of everything', { enum: ['a', 1, null, true, { b: 2 }] }, '"a"/1/true/{"b":2}?'],
    ['an enum with null, which the type forbids', { type: 'string', enum: ['a', null] }, '"a"'],
    ['an enum that repeats', { enum: ['a', 'a'] }, '"a"'],
    ['numbers where YAML lost the quotes', { type: 'string', enum: [1, 1.5, 'x'] }, '"1"/"1.5"/"x"'],
    [
      'an enum of constants',
      {
        oneOf: [
          { const: 1, title: 'ONE' },
          { const: 2, title: 'TWO' },
        ],
      },
      '1/2',
    ],
    ['an empty enum', { type: 'string', enum: [] }, 'string'],
  ];
  it.each(cases)('%s', (_name, schema, expected) => {
    expect(brief(readField(schema).schema)).toBe(expected);
  });

  it('says what numbers of an enum mean', () => {
    const { schema } = readField({
      description: 'How urgent.',
      oneOf: [
        { const: 1, title: 'Low' },
        { const: 2, title: 'High' },
      ],
    });
    expect(schema.description).toBe('How urgent.\n1 Low, 2 High');
  });

  it('spells out a map by an enum', () => {
    const { model } = readField(
      {
        type: 'object',
        propertyNames: { $ref: '#/components/schemas/Color' },
        additionalProperties: { type: 'integer' },
      },
      { Color: { type: 'string', enum: ['red', 'blue'] } },
    );
    expect(Object.values(model.schemas).map((named) => brief(named.schema))).toEqual([
      '{red?: integer, blue?: integer, *false}',
    ]);
  });

  it('keeps limits of both versions', () => {
    expect(
      readField({ type: 'integer', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }).schema,
    ).toMatchObject({ minimum: null, exclusiveMinimum: 0, maximum: 9, exclusiveMaximum: null });
    expect(readField({ type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 }).schema).toMatchObject({
      exclusiveMinimum: 0,
      multipleOf: 0.5,
    });
    expect(readField({ type: 'string', minLength: 1, maxLength: 3 }).schema).toMatchObject({
      minLength: 1,
      maxLength: 3,
    });
    expect(readField({ type: 'array', items: {}, minItems: 1, maxItems: 2, uniqueItems: true }).schema).toMatchObject({
      minItems: 1,
      maxItems: 2,
      uniqueItems: true,
    });
    expect(readField({ type: 'object', minProperties: 1, additionalProperties: true }).schema).toMatchObject({
      minProperties: 1,
    });
  });

  it('shows a pattern that only JavaScript reads, and checks it nowhere', () => {
    expect(readField({ type: 'string', pattern: '^(?!x)' }).schema).toMatchObject({
      pattern: null,
      statedPattern: '^(?!x)',
    });
    expect(readField({ type: 'string', pattern: '(' }).schema).not.toHaveProperty('statedPattern');
  });

  it('drops limits that limit nothing', () => {
    expect(readField({ type: 'string', minLength: -1, maxLength: 1.5 }).schema).toMatchObject({
      minLength: null,
      maxLength: null,
    });
    expect(readField({ type: 'number', multipleOf: 0 }).schema).toMatchObject({ multipleOf: null });
  });

  it('never admits more than a limit whose digits JSON cannot hold', () => {
    const { schema } = readField({ type: 'integer', maximum: 2 ** 63, minimum: -(2 ** 63) });
    expect(
      schema.kind === 'integer' &&
        schema.maximum !== null &&
        BigInt(schema.maximum) <= 9223372036854775807n &&
        schema.maximum > 9e18,
    ).toBe(true);
    expect(
      schema.kind === 'integer' && schema.minimum !== null && BigInt(schema.minimum) >= -9223372036854775808n,
    ).toBe(true);
  });
});

describe('null', () => {
  const named = { Task: { type: 'object', properties: { id: { type: 'integer' } } } };
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['3.0', { type: 'string', nullable: true }, 'string?'],
    ['a type list', { type: ['string', 'null'] }, 'string?'],
    ['anyOf', { anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string?'],
    ['oneOf of two', { oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] }, 'string | integer?'],
    ['3.0 beside oneOf', { nullable: true, oneOf: [{ type: 'string' }, { type: 'integer' }] }, 'string | integer?'],
    ['3.0 beside $ref', { nullable: true, $ref: '#/components/schemas/Task' }, 'Task?'],
    ['3.0 beside allOf', { nullable: true, allOf: [{ $ref: '#/components/schemas/Task' }] }, 'Task?'],
    ['3.0 inside allOf', { allOf: [{ type: 'string', nullable: true }, { maxLength: 3 }] }, 'string?'],
    ['3.0 inside allOf, not beside it', { allOf: [{ type: 'string', nullable: true }, { type: 'string' }] }, 'string'],
    ['3.0 beside enum', { nullable: true, type: 'string', enum: ['a', 'b'] }, '"a"/"b"?'],
    ['null among constants', { oneOf: [{ type: 'null' }, { const: 'a' }] }, '"a"?'],
    ['no null', { anyOf: [{ $ref: '#/components/schemas/Task' }] }, 'Task'],
  ];
  it.each(cases)('%s', (_name, schema, expected) => {
    expect(brief(readField(schema, named).schema)).toBe(expected);
  });

  it('is said where a nullable component is referred to', () => {
    expect(
      brief(
        readField(
          { $ref: '#/components/schemas/Maybe' },
          { Maybe: { type: ['object', 'null'], properties: { a: {} } } },
        ).schema,
      ),
    ).toBe('Maybe?');
    expect(
      brief(
        readField(
          { $ref: '#/components/schemas/Maybe' },
          { ...named, Maybe: { anyOf: [{ $ref: '#/components/schemas/Task' }, { type: 'null' }] } },
        ).schema,
      ),
    ).toBe('Task?');
  });
});

describe('allOf', () => {
  it('merges objects, required names and limits', () => {
    const { model } = readField(
      { $ref: '#/components/schemas/Child' },
      {
        Base: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'integer', minimum: 1 }, name: { type: 'string' } },
        },
        Child: {
          allOf: [
            { $ref: '#/components/schemas/Base' },
            { properties: { id: { maximum: 9 }, extra: {} } },
            { required: ['name'] },
          ],
        },
      },
    );
    const child = model.schemas.Child?.schema;
    expect(child && brief(child)).toBe('{id: integer, name: string, extra?: any}');
    expect(child?.kind === 'object' && child.properties[0]?.schema).toMatchObject({ minimum: 1, maximum: 9 });
    expect(model.schemas.Base).toBeUndefined();
  });

  it('keeps the tighter of two limits, and what either says first', () => {
    const { schema } = readField({
      allOf: [
        { type: 'integer', minimum: 1, maximum: 9, description: 'outer' },
        { minimum: 3, maximum: 5, description: 'inner' },
      ],
    });
    expect(schema).toMatchObject({ minimum: 3, maximum: 5, description: 'outer' });
    expect(readField({ allOf: [{ type: 'number' }, { type: 'integer' }] }).schema.kind).toBe('integer');
    expect(brief(readField({ allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }).schema)).toBe('"b"');
  });

  it('of one reference with annotations around it is that reference', () => {
    const { schema } = readField(
      {
        title: 'Owner',
        description: 'Who.',
        default: { bark: true },
        type: 'object',
        allOf: [{ $ref: '#/components/schemas/Dog' }],
      },
      { Dog: dog },
    );
    expect(schema).toMatchObject({ kind: 'ref', name: 'Dog', description: 'Who.', default: { value: { bark: true } } });
  });

  it('spreads over a union inside it', () => {
    const { schema, model } = readField(
      {
        allOf: [
          { type: 'object', properties: { id: { type: 'integer' } } },
          { oneOf: [{ $ref: '#/components/schemas/Dog' }, { $ref: '#/components/schemas/Cat' }] },
        ],
      },
      { Dog: dog, Cat: cat },
    );
    expect(
      schema.kind === 'union' &&
        schema.variants.map((variant) =>
          variant.kind === 'ref' ? brief(model.schemas[variant.name]?.schema ?? schema) : brief(variant),
        ),
    ).toEqual(['{id?: integer, bark: boolean}', '{id?: integer, purr?: boolean}']);
  });

  it('ends where a schema contains itself with something added', () => {
    const { model, diagnostics } = readField(
      { $ref: '#/components/schemas/Link' },
      {
        Link: {
          type: 'object',
          properties: {
            next: {
              allOf: [
                { $ref: '#/components/schemas/Link' },
                { type: 'object', properties: { extra: { type: 'string' } } },
              ],
            },
          },
        },
      },
    );
    expect(diagnostics).toEqual([]);
    expect(Object.keys(model.schemas)).toEqual(['Link', 'LinkNext']);
    expect(model.schemas.LinkNext && brief(model.schemas.LinkNext.schema)).toContain('extra?: string');
  });

  it('ends where schemas double without end', () => {
    const level = (index: number): Record<string, unknown> => ({
      allOf: [
        { $ref: `#/components/schemas/L${index + 1}` },
        { $ref: `#/components/schemas/L${index + 1}` },
        { properties: { [`p${index}`]: {} } },
      ],
    });
    const components = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`L${index}`, level(index)]));
    const { model } = readField({ $ref: '#/components/schemas/L0' }, { ...components, L40: { type: 'object' } });
    expect(model.schemas.L0?.schema).toMatchObject({ kind: 'object' });
  });

  it('that contradicts itself is reported, and the child is believed', () => {
    const { schema, diagnostics } = readField({ allOf: [{ type: 'string', enum: ['base'] }, { enum: ['child'] }] });
    expect(brief(schema)).toBe('"child"');
    expect(diagnostics.map(({ code }) => code)).toEqual(['contradictory-schema']);
  });
});

describe('choices', () => {
  const both = { Dog: dog, Cat: cat };
  const oneOf = [{ $ref: '#/components/schemas/Dog' }, { $ref: '#/components/schemas/Cat' }];
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['plain', { oneOf }, 'Dog | Cat'],
    ['with a type said again', { type: 'object', oneOf }, 'Dog | Cat'],
    ['with anything in it', { anyOf: [{ type: 'string' }, {}] }, 'any'],
    ['with what cannot be read in it', { anyOf: [{ type: 'string' }, { type: 'strnig' }] }, 'any'],
    ['of one', { oneOf: [{ type: 'string' }] }, 'string'],
    ['of equals', { anyOf: [{ type: 'string' }, { type: 'string' }] }, 'string'],
    [
      'nested',
      { anyOf: [{ type: 'string' }, { anyOf: [{ type: 'integer' }, { type: 'boolean' }] }] },
      'string | integer | boolean',
    ],
    [
      'a type that variants inherit',
      { type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] },
      'string:date | string:date-time',
    ],
    ['empty', { type: 'string', oneOf: [] }, 'string'],
  ];
  it.each(cases)('%s', (_name, schema, expected) => {
    expect(brief(readField(schema, both).schema)).toBe(expected);
  });

  it('between required names are alternatives with all properties', () => {
    const properties = { a: { type: 'string' }, b: { type: 'string' } };
    const { schema, model } = readField({
      type: 'object',
      properties,
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    });
    expect(brief(schema)).toBe('ProbeValueA | ProbeValueB');
    expect(Object.values(model.schemas).map((named) => brief(named.schema))).toEqual([
      '{a: string, b?: string}',
      '{a?: string, b: string}',
    ]);
  });

  it('of exactly one required name leave the others out', () => {
    const { model } = readField({
      type: 'object',
      properties: { a: {}, b: {}, c: {} },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    });
    expect(Object.values(model.schemas).map((named) => brief(named.schema))).toEqual([
      '{a: any, c?: any}',
      '{b: any, c?: any}',
    ]);
  });

  it('that require what is required anyway are none', () => {
    expect(
      readField({
        type: 'object',
        required: ['a'],
        properties: { a: {} },
        anyOf: [{ required: ['a'] }, { required: ['b'] }],
      }).model.schemas,
    ).toMatchObject({ ProbeValue: { schema: { kind: 'object' } } });
  });

  it('drop what cannot be', () => {
    expect(
      brief(
        readField({ allOf: [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, { type: 'integer', minimum: 3 }] })
          .schema,
      ),
    ).toBe('integer');
  });

  it('in a base class that lists its children are left to the children', () => {
    const components = {
      Pet: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { type: 'string' } },
        discriminator: { propertyName: 'kind' },
        oneOf: [{ $ref: '#/components/schemas/Dog' }],
      },
      Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: 'object', properties: { bark: {} } }] },
    };
    const { model } = readField({ $ref: '#/components/schemas/Dog' }, components);
    expect(model.schemas.Dog && brief(model.schemas.Dog.schema)).toBe('{kind: string, bark?: any}');
  });

  it('that are as many in the document beside properties are spelled out', () => {
    const oneOf = Array.from({ length: 50 }, (_, index) => ({ properties: { kind: { const: `k${index}` } } }));
    const { diagnostics, schema } = readField({ type: 'object', properties: { id: {} }, required: ['kind'], oneOf });
    expect(diagnostics).toEqual([]);
    expect(brief(schema).split(' | ')).toHaveLength(50);
  });

  it('that are many beside properties are not spelled out', () => {
    const choice = (name: string): unknown => ({
      anyOf: Array.from({ length: 7 }, (_, index) => ({ properties: { [`${name}${index}`]: { type: 'string' } } })),
    });
    const { diagnostics, model } = readField({
      type: 'object',
      properties: { id: {} },
      allOf: [choice('a'), choice('b')],
    });
    expect(diagnostics).toMatchObject([{ code: 'union-ignored', severity: 'info' }]);
    expect(model.schemas.ProbeValue && brief(model.schemas.ProbeValue.schema)).toBe('{id?: any}');
  });
});

describe('what cannot be read', () => {
  const cases: readonly (readonly [string, unknown, string, string])[] = [
    ['a number', 3, 'any', 'invalid-schema'],
    ['a string', 'x', 'any', 'invalid-schema'],
    ['a list', [], 'any', 'invalid-schema'],
    ['a reference to nothing', { $ref: '#/components/schemas/Nope' }, 'any', 'unresolved-ref'],
    ['a reference to a file', { $ref: './other.yaml#/Task' }, 'any', 'external-ref-refused'],
    ['a reference to the network', { $ref: 'http://169.254.169.254/x' }, 'any', 'external-ref-refused'],
    ['a reference to what every object has', { $ref: '#/components/schemas/constructor' }, 'any', 'unresolved-ref'],
    ['a reference to a list’s length', { $ref: '#/paths/~1x/post/tags/length' }, 'any', 'unresolved-ref'],
    ['a reference to a string', { $ref: '#/info/title' }, 'any', 'invalid-schema'],
    ['properties that are a list', { type: 'object', properties: [] }, '{}', ''],
    ['a type that is none', { type: 'strnig' }, 'any', ''],
    ['a type that is a number', { type: 3 }, 'any', ''],
    ['required that is a string', { type: 'object', required: 'x' }, '{}', ''],
    ['allOf that is an object', { allOf: {} }, 'any', ''],
    ['limits of wrong types', { type: 'string', minLength: 'x', pattern: 3, format: [] }, 'string', ''],
    ['an enum that is a string', { type: 'string', enum: 'a' }, 'string', ''],
  ];
  it.each(cases)('%s', (_name, schema, expected, code) => {
    const { schema: read, diagnostics } = readField(schema);
    expect(brief(read)).toBe(expected);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(code === '' ? [] : [code]);
  });

  it('keywords without a place are named once', () => {
    const { diagnostics } = readField({
      type: 'object',
      additionalProperties: true,
      not: { type: 'string' },
      if: {},
      propertyNames: { pattern: 'x' },
    });
    expect(diagnostics).toMatchObject([
      { code: 'keyword-ignored', severity: 'info', message: 'not checked before the call: not, if, propertyNames' },
    ]);
  });

  it('references that only lead to references', () => {
    const { schema, diagnostics } = readField(
      { $ref: '#/components/schemas/A' },
      { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } },
    );
    expect(brief(schema)).toBe('any');
    expect(diagnostics).toMatchObject([{ code: 'circular-ref' }]);
  });

  it('components that are each other, with descriptions', () => {
    const { schema } = readField(
      { $ref: '#/components/schemas/A' },
      {
        A: { description: 'a', allOf: [{ $ref: '#/components/schemas/B' }] },
        B: { description: 'b', allOf: [{ $ref: '#/components/schemas/A' }] },
      },
    );
    expect(brief(schema)).toBe('any');
  });
});

describe('what the model has no place for is stated for the caller to see', () => {
  it('places of a list that need not all be filled', () => {
    const places = [
      { type: 'string', description: 'left out here' },
      { type: 'integer', minimum: 1 },
    ];
    expect(
      readField({ type: 'array', prefixItems: places, items: { type: 'boolean' }, minItems: 1 }).schema,
    ).toMatchObject({
      kind: 'tuple',
      stated: { prefixItems: [{ type: 'string' }, { type: 'integer', minimum: 1 }], minItems: 1 },
    });
  });

  it('what a list contains', () => {
    expect(readField({ type: 'array', contains: { const: 7 } }).schema).toMatchObject({
      stated: { contains: { const: 7 } },
    });
  });

  it.each([
    ['a reference', { $ref: '#/components/schemas/X' }],
    ['a keyword of more than one value', { type: 'object', properties: {} }],
    ['text for people', { enum: ['a'], const: { title: 'x' } }],
    ['null by the old word', { type: 'string', nullable: true }],
  ])('but not %s', (_name, contains) => {
    expect(readField({ type: 'array', contains }, { X: { type: 'string' } }).schema).not.toHaveProperty('stated');
  });

  it('the pattern of all keys, when others are refused', () => {
    const schema = { type: 'object', patternProperties: { '^x-': { type: 'string' } } };
    expect(readField({ ...schema, additionalProperties: false }).schema).toHaveProperty('keyPattern', '^x-');
    expect(readField(schema).schema).not.toHaveProperty('keyPattern');
  });
});

describe('properties', () => {
  it('that no value satisfies are none', () => {
    const { model } = readField({ type: 'object', properties: { a: { type: 'string' }, never: false } });
    expect(Object.values(model.schemas).map(({ schema }) => brief(schema))).toEqual(['{a?: string}']);
  });
});
