import { brief, documentOf, type Loose, readField, readModel } from '../testing/documents.js';

const ref = (name: string): Loose => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown): Loose => ({ content: { 'application/json': { schema } } });
const model = (paths: Loose, schemas: Loose): ReturnType<typeof readModel>['model'] =>
  readModel(documentOf(paths, { components: { schemas } })).model;
const object = (properties: Loose, extra: Loose = {}): Loose => ({ type: 'object', properties, ...extra });
const text = { type: 'string' };

describe('schemas', () => {
  it('that no operation reaches are left out', () => {
    const { schemas } = model(
      { '/x': { get: { responses: { 200: json(ref('Used')), 422: json(ref('HTTPValidationError')) } } } },
      { Used: object({ a: text }), Unused: object({ a: text }), HTTPValidationError: object({ detail: text }) },
    );
    expect(Object.keys(schemas)).toEqual(['Used']);
  });

  it('keep cycles', () => {
    const { schemas } = model(
      { '/x': { get: { responses: { 200: json(ref('Tree')) } } } },
      {
        Tree: object({ children: { type: 'array', items: ref('Tree') }, owner: ref('Person') }),
        Person: object({ trees: { type: 'array', items: ref('Tree') } }),
      },
    );
    expect(Object.values(schemas).map(({ name, schema }) => `${name} ${brief(schema)}`)).toEqual([
      'Person {trees?: list[Tree]}',
      'Tree {children?: list[Tree], owner?: Person}',
    ]);
  });

  it('live with the one tag that uses them, else in common', () => {
    const operation = (tag: string, schema: string): Loose => ({ tags: [tag], responses: { 200: json(ref(schema)) } });
    const { schemas } = model(
      {
        '/a': { get: operation('Tasks & more', 'Task'), put: operation('users', 'User') },
        '/b': { get: operation('errors', 'Oops'), put: operation('import', 'Keyword') },
      },
      {
        Task: object({ owner: ref('User'), note: ref('Note') }),
        User: object({ address: ref('Address') }),
        Address: object({ a: text }),
        Note: object({ a: text }),
        Oops: object({ a: text }),
        Keyword: object({ a: text }),
      },
    );
    expect(Object.fromEntries(Object.values(schemas).map(({ name, home }) => [name, home]))).toEqual({
      Address: 'common',
      Keyword: 'import_models',
      Note: 'tasks_more',
      Oops: 'errors_models',
      Task: 'tasks_more',
      User: 'common',
    });
  });

  it('know whether requests and responses reach them', () => {
    const { schemas } = model(
      {
        '/x': {
          post: { requestBody: json({ type: 'array', items: ref('In') }), responses: { 200: json(ref('Out')) } },
        },
      },
      { In: object({ both: ref('Both') }), Out: object({ both: ref('Both') }), Both: object({ a: text }) },
    );
    expect(Object.values(schemas).map(({ name, input, output }) => [name, input, output])).toEqual([
      ['Both', true, true],
      ['In', true, false],
      ['Out', false, true],
    ]);
  });

  it('are two where requests and responses differ', () => {
    const { schemas, operations } = model(
      {
        '/x': {
          post: {
            operationId: 'save',
            requestBody: json({ type: 'array', items: ref('Task') }),
            responses: { 200: json(ref('Task')) },
          },
        },
      },
      {
        Task: object(
          {
            id: { type: 'integer', readOnly: true },
            secret: { type: 'string', writeOnly: true },
            owner: ref('User'),
            tag: ref('Label'),
          },
          { required: ['secret'] },
        ),
        User: object({ id: { type: 'integer', readOnly: true }, name: text }, { required: ['id', 'name'] }),
        Label: object({ a: text }),
      },
    );
    expect(Object.fromEntries(Object.values(schemas).map(({ name, schema }) => [name, brief(schema)]))).toEqual({
      Label: '{a?: string}',
      Task: '{id?: integer, owner?: User, tag?: Label}',
      TaskInput: '{secret: string, owner?: UserInput, tag?: Label}',
      User: '{id?: integer, name: string}',
      UserInput: '{id?: integer, name: string}',
    });
    expect(operations[0]?.arguments[0] && brief(operations[0].arguments[0].schema)).toBe('list[TaskInput]');
  });

  it('are two where what they refer to is two', () => {
    const { schemas } = model(
      {
        '/x': {
          post: { requestBody: json({ type: 'array', items: ref('Page') }), responses: { 200: json(ref('Page')) } },
        },
      },
      { Page: object({ first: ref('Task') }), Task: object({ id: { type: 'integer', readOnly: true }, name: text }) },
    );
    expect(Object.values(schemas).map(({ name, schema }) => `${name} ${brief(schema)}`)).toEqual([
      'Page {first?: Task}',
      'PageInput {first?: TaskInput}',
      'Task {id?: integer, name?: string}',
      'TaskInput {name?: string}',
    ]);
  });

  it('keep the plain name where only requests reach them', () => {
    const { schemas } = model(
      { '/x': { post: { requestBody: json({ type: 'array', items: ref('Task') }) } } },
      { Task: object({ id: { type: 'integer', readOnly: true }, name: text }) },
    );
    expect(Object.values(schemas).map(({ name, schema }) => `${name} ${brief(schema)}`)).toEqual([
      'Task {name?: string}',
    ]);
  });

  it('without a name get one from where they stand, and equal ones there are one', () => {
    const place = object({ city: text });
    const { schemas } = model(
      {
        '/x': {
          get: {
            operationId: 'list',
            responses: {
              200: json({
                type: 'array',
                items: object({
                  home: place,
                  work: object({ place }),
                  tags: { type: 'object', additionalProperties: object({ a: text }) },
                }),
              }),
            },
          },
        },
      },
      {},
    );
    expect(Object.keys(schemas)).toEqual([
      'ListXResultItem',
      'ListXResultItemHome',
      'ListXResultItemTagsValue',
      'ListXResultItemWork',
      'ListXResultItemWorkPlace',
    ]);
    const twice = model(
      {
        '/x': {
          get: { operationId: 'one', responses: { 200: json(object({ home: place })) } },
          put: { operationId: 'two', responses: { 200: json(object({ home: place })) } },
        },
      },
      {},
    );
    expect(Object.keys(twice.schemas)).toEqual(['OneResult', 'OneResultHome', 'TwoResult']);
  });

  it('that are only another one are that one', () => {
    const { schema, model: read } = readField(ref('Alias'), {
      Alias: { description: 'The same.', allOf: [ref('Task')] },
      Task: object({ a: text }),
    });
    expect(brief(schema)).toBe('Task');
    expect(Object.keys(read.schemas)).toEqual(['Task']);
  });

  it('may be scalars, lists and unions', () => {
    const { model: read } = readField(object({ a: ref('Name'), b: ref('Color'), c: ref('Names'), d: ref('Json') }), {
      Name: { type: 'string', maxLength: 9 },
      Color: { type: 'string', enum: ['red'] },
      Names: { type: 'array', items: ref('Name') },
      Json: { anyOf: [text, { type: 'array', items: ref('Json') }] },
    });
    expect(
      Object.fromEntries(Object.values(read.schemas).map(({ name, schema }) => [name, brief(schema)])),
    ).toMatchObject({ Name: 'string', Color: '"red"', Names: 'list[Name]', Json: 'string | list[Json]' });
  });

  it('inside other definitions are found', () => {
    const { schema } = readField(
      object({
        a: { $ref: '#/components/schemas/Outer/$defs/Inner' },
        b: { $ref: '#/components/schemas/Outer/properties/id' },
        c: { $ref: '#/$defs/Task' },
      }),
      {
        Outer: { $defs: { Inner: object({ x: text }) }, properties: { id: { type: 'integer' } } },
        Task: object({ y: text }),
      },
    );
    expect(brief(schema)).toBe('ProbeValue');
    const { model: read } = readField(
      { $ref: '#/components/schemas/Outer/$defs/Inner' },
      { Outer: { $defs: { Inner: object({ x: text }) } } },
    );
    expect(Object.keys(read.schemas)).toEqual(['OuterInner']);
  });
});

describe('class names', () => {
  const namesOf = (...keys: readonly string[]): readonly string[] => {
    const components = Object.fromEntries(keys.map((key) => [key, object({ [`field_${key.length}`]: text })]));
    const { schemas } = model(
      { '/x': { get: { responses: { 200: json({ type: 'array', items: { anyOf: keys.map(ref) } }) } } } },
      components,
    );
    return keys.map((key) => Object.values(schemas).find(({ componentName }) => componentName === key)?.name ?? '');
  };

  it.each([
    ['Task', 'Task'],
    ['HTTPValidationError', 'HTTPValidationError'],
    ['Page_Item_', 'PageItem'],
    ['Item-Input', 'ItemInput'],
    ['api.v2010.account', 'ApiV2010Account'],
    ['content-file', 'ContentFile'],
    ['2fa', 'Schema2fa'],
    ['Größe', 'Grosse'],
    ['任务', 'Schema'],
    ['Response', 'ResponseModel'],
    ['Literal', 'LiteralModel'],
    ['date', 'Date'],
    ['UUID', 'UUIDModel'],
    ['TimeoutError', 'TimeoutErrorModel'],
    ['None', 'NoneModel'],
    ['Model', 'ModelModel'],
    ['__proto__', 'Proto'],
    ['constructor', 'Constructor'],
  ])('of %s is %s', (key, expected) => {
    expect(namesOf(key, 'Other')[0]).toBe(expected);
  });

  it('are unique, and go first to the component that is called so', () => {
    expect(namesOf('item_out', 'ItemOut', 'item-out')).toEqual(['ItemOutModel2', 'ItemOut', 'ItemOutModel']);
  });

  it('are a component’s before one is made up, and before another key is respelled', () => {
    expect(namesOf('Item-Out', 'ItemOut')).toEqual(['ItemOutModel', 'ItemOut']);
    const { schemas } = model(
      { '/x': { get: { responses: { 200: json(ref('Task')) } } } },
      { Task: object({ owner: object({ a: text }), other: ref('TaskOwner') }), TaskOwner: object({ b: text }) },
    );
    expect(Object.values(schemas).map(({ name, componentName }) => `${name} ${componentName}`)).toEqual([
      'Task Task',
      'TaskOwner TaskOwner',
      'TaskOwnerModel null',
    ]);
  });

  it('of arguments give way to those of schemas', () => {
    const { operations } = model(
      { '/x': { get: { operationId: 'create_user', responses: { 200: json(ref('CreateUser')) } } } },
      { CreateUser: object({ a: text }) },
    );
    expect(operations[0]?.className).toBe('CreateUserArguments');
  });
});

describe('discriminators', () => {
  const variant = (kind: unknown): Loose => object({ kind }, { required: ['kind'] });
  const pet = { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } };
  const mapping = { cat: '#/components/schemas/Cat', dog: 'Dog' };
  const discriminatorOf = (schema: unknown, components: Loose): unknown => {
    const read = readField({ type: 'array', items: schema }, components).schema;
    return read.kind === 'array' && read.items.kind === 'union' ? read.items.discriminator : 'no union';
  };

  it('follow the values of the field, mapping or not', () => {
    const components = { Cat: variant({ const: 'c' }), Dog: variant({ type: 'string', enum: ['d', 'dd'] }) };
    expect(discriminatorOf(pet, components)).toEqual({
      wireName: 'kind',
      field: 'kind',
      mapping: { c: 'Cat', d: 'Dog', dd: 'Dog' },
    });
  });

  it('write into the field what only the mapping says', () => {
    const components = { Cat: variant(text), Dog: variant({ type: 'string', enum: ['cat', 'dog'] }) };
    const { model: read } = readField(
      { type: 'array', items: { ...pet, discriminator: { propertyName: 'kind', mapping } } },
      components,
    );
    expect(Object.values(read.schemas).map(({ schema }) => brief(schema))).toEqual(['{kind: "cat"}', '{kind: "dog"}']);
    expect(discriminatorOf({ ...pet, discriminator: { propertyName: 'kind', mapping } }, components)).toEqual({
      wireName: 'kind',
      field: 'kind',
      mapping: { cat: 'Cat', dog: 'Dog' },
    });
  });

  it('give the field to variants that do not even declare it', () => {
    const components = { Cat: object({ lives: text }), Dog: object({}) };
    const mapped = { ...pet, discriminator: { propertyName: 'kind', mapping } };
    const { model: read } = readField({ type: 'array', items: mapped }, components);
    expect(Object.values(read.schemas).map(({ schema }) => brief(schema))).toEqual([
      '{kind: "cat", lives?: string}',
      '{kind: "dog"}',
    ]);
  });

  it('name the field as Python has it', () => {
    const components = { Cat: object({ class: { const: 'c' } }), Dog: object({ class: { const: 'd' } }) };
    const byClass = { ...pet, discriminator: { propertyName: 'class' } };
    expect(discriminatorOf(byClass, components)).toMatchObject({ wireName: 'class', field: 'class_' });
  });

  it('have to be sent, whatever default the field has', () => {
    const variantWithDefault = (kind: string): Loose =>
      object({ kind: { type: 'string', const: kind, default: kind } });
    const { model: read } = readField(
      { type: 'array', items: pet },
      { Cat: variantWithDefault('cat'), Dog: variantWithDefault('dog') },
    );
    expect(Object.values(read.schemas).map(({ schema }) => brief(schema))).toEqual(['{kind: "cat"}', '{kind: "dog"}']);
  });

  it('are the component’s name without a mapping, in what is only sent', () => {
    const components = { Cat: variant(text), Dog: variant(text) };
    expect(discriminatorOf(pet, components)).toEqual({
      wireName: 'kind',
      field: 'kind',
      mapping: { Cat: 'Cat', Dog: 'Dog' },
    });
    const answered = model({ '/x': { get: { responses: { 200: json(pet) } } } }, components).operations[0]?.success
      .schema;
    expect(answered).toMatchObject({ kind: 'union', discriminator: null });
  });

  it.each([
    ['a variant has no such field', { Cat: object({}), Dog: variant({ const: 'd' }) }],
    ['a variant is no object', { Cat: text, Dog: variant({ const: 'd' }) }],
    ['two variants share a value', { Cat: variant({ const: 'x' }), Dog: variant({ const: 'x' }) }],
    ['a value is no text', { Cat: variant({ const: 1 }), Dog: variant({ const: 2 }) }],
    [
      'a value is null',
      { Cat: variant({ type: ['string', 'null'], enum: ['c', null] }), Dog: variant({ const: 'd' }) },
    ],
  ])('are dropped where %s', (_name, components) => {
    expect(discriminatorOf(pet, components)).toBeNull();
  });
});
