/**
 * What happens to an API between two runs. Each change returns the operations it touches (`GET /tasks`) and the schemas,
 * or null when the document has nothing to do it to. Texts that it adds hold its name (`api_7`), so that they can be
 * found in what is generated.
 */
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** @returns {{ route: string, operation: any, path: string, method: string }[]} */
export function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
      route: `${method.toUpperCase()} ${path}`,
      operation: item[method],
      path,
      method,
    })),
  );
}

const touches = (routes, schemas = []) => ({ routes, schemas });

/** Object schemas that people fill in or read, not the framework's own. */
function objects(document) {
  return Object.entries(document.components.schemas).filter(
    ([name, schema]) => schema.properties && !/^(HTTPValidationError|ValidationError|Body_)/.test(name),
  );
}

function describe({ document, random, name }) {
  const found = random.one(operationsOf(document));
  if (!found) return null;
  found.operation.description = `${(found.operation.description ?? 'Says more').split('\n')[0]} As of ${name}.`;
  return touches([found.route]);
}

function addParameter({ document, random, name }) {
  const found = random.one(operationsOf(document).filter(({ method }) => method === 'get'));
  if (!found) return null;
  found.operation.parameters = [
    ...(found.operation.parameters ?? []),
    {
      name,
      in: 'query',
      required: random.happens(0.2),
      description: `New: ${name}.`,
      schema: { type: 'integer', minimum: 0 },
    },
  ];
  return touches([found.route]);
}

function dropParameter({ document, random }) {
  const optional = (operation) =>
    (operation.parameters ?? []).filter((parameter) => parameter.in === 'query' && !parameter.required);
  const found = random.one(operationsOf(document).filter(({ operation }) => optional(operation).length > 0));
  if (!found) return null;
  const gone = random.one(optional(found.operation));
  found.operation.parameters = found.operation.parameters.filter((parameter) => parameter !== gone);
  return touches([found.route]);
}

function addOperation({ document, random, name }) {
  const like = random.one(operationsOf(document));
  document.paths[`/${name}/{item_id}`] = {
    get: {
      tags: [random.happens(0.3) ? name : (like.operation.tags?.[0] ?? 'more')],
      summary: `Read ${name}`,
      description: `Reads one ${name}.`,
      operationId: `read_${name}`,
      security: like.operation.security ?? [],
      parameters: [{ name: 'item_id', in: 'path', required: true, schema: { type: 'integer' } }],
      responses: {
        200: {
          description: 'OK',
          content: {
            'application/json': { schema: { $ref: `#/components/schemas/${random.one(objects(document))[0]}` } },
          },
        },
      },
    },
  };
  return touches([`GET /${name}/{item_id}`]);
}

function dropOperation({ document, random }) {
  const all = operationsOf(document);
  const found = random.one(all.filter(({ operation }) => !/token|login/.test(operation.operationId ?? '')));
  if (!found || all.length < 8) return null;
  delete document.paths[found.path][found.method];
  if (!METHODS.some((method) => document.paths[found.path][method])) delete document.paths[found.path];
  return touches([found.route]);
}

function addField({ document, random, name }) {
  const found = random.one(objects(document));
  if (!found) return null;
  found[1].properties[name] = { type: 'string', maxLength: 40, description: `New: ${name}.` };
  return touches([], [found[0]]);
}

function dropField({ document, random }) {
  const optional = ([, schema]) => Object.keys(schema.properties).filter((field) => !schema.required?.includes(field));
  const found = random.one(objects(document).filter((entry) => optional(entry).length > 1));
  if (!found) return null;
  delete found[1].properties[random.one(optional(found))];
  return touches([], [found[0]]);
}

function limitField({ document, random }) {
  const texts = objects(document).flatMap(([name, { properties }]) =>
    Object.values(properties)
      .filter(({ type, format }) => type === 'string' && !format)
      .map((schema) => ({ name, schema })),
  );
  const found = random.one(texts);
  if (!found) return null;
  found.schema.maxLength = 50 + random.below(500);
  return touches([], [found.name]);
}

function retag({ document, random, name }) {
  const found = random.one(operationsOf(document));
  if (!found) return null;
  found.operation.tags = [`group_${name}`];
  return touches([found.route]);
}

/** Every kind of change; the frequent ones more than once. */
const KINDS = [
  describe,
  describe,
  addParameter,
  addParameter,
  addOperation,
  addOperation,
  addField,
  addField,
  limitField,
  dropParameter,
  dropOperation,
  dropField,
  retag,
];

/**
 * Changes a document in place.
 *
 * @param {{ document: any, random: any, name: string }} options
 * @returns {{ kind: string, routes: string[], schemas: string[] } | null} null when it found nothing to do
 */
export function changeApi(options) {
  const kind = options.random.one(KINDS);
  const done = kind(options);
  return done && { kind: kind.name, ...done };
}
