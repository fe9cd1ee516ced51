import type { AnswerShape, ApiModel, Operation, Schema } from '@fastapi-mcp/api-model';
import { type Place, problem } from './read-transforms.js';
import { fieldProblem, listIn } from './schema-fields.js';
import type { TransformContext } from './transform-context.js';
import type { AnswerTransform } from './transforms-schema.js';

/** The argument of a paged tool that says where its page begins. */
export const PAGE_ARGUMENT = 'from_item';

/** How an answer is cut; what the contract does not know is told. */
export function transformAnswer(
  operation: Operation,
  { fields, page }: AnswerTransform,
  context: TransformContext,
): AnswerShape {
  const place: Place = ['tools', operation.name, 'answer'];
  const { kind, schema } = operation.success;
  const { at, tell, api } = context;
  if (kind !== 'json') tell(problem(at(place), `${operation.name} does not answer with JSON`, 'Remove answer.'));
  const ways = fields?.map((field) => field.split('.')) ?? null;
  for (const [index, way] of (ways ?? []).entries()) {
    const why = schema === null ? null : fieldProblem(schema, way, api.schemas);
    if (why !== null) tell(problem(at([...place, 'fields', index]), why.message, why.hint));
  }
  if (page !== undefined) tellPage({ operation, list: page.list ?? null, place: [...place, 'page'] }, context);
  return { fields: ways, page: page === undefined ? null : { size: page.size, list: page.list ?? null } };
}

interface PageAsked {
  readonly operation: Operation;
  readonly list: string | null;
  readonly place: Place;
}

function tellPage({ operation, list, place }: PageAsked, { api, at, tell }: TransformContext): void {
  const { schema } = operation.success;
  if (!isList(schema, list, api.schemas)) {
    const message =
      list === null
        ? `the contract does not say that ${operation.name} answers with a list`
        : `the answer of ${operation.name} has no list ${list}`;
    const lists = schema === null ? [] : listIn(schema, api.schemas);
    tell(
      problem(
        at(list === null ? place : [...place, 'list']),
        message,
        lists.length > 0 ? `Name the field that holds it: list: ${lists[0]}` : 'Remove page.',
      ),
    );
  }
  if (operation.arguments.some(({ name }) => name === PAGE_ARGUMENT))
    tell(
      problem(
        at(place),
        `${operation.name} has an argument ${PAGE_ARGUMENT} of its own`,
        'Remove page; the backend pages already.',
      ),
    );
}

function isList(schema: Schema | null, list: string | null, schemas: ApiModel['schemas']): boolean {
  if (schema === null) return false;
  if (list !== null) return listIn(schema, schemas).includes(list);
  const named = schema.kind === 'ref' ? schemas[schema.name]?.schema : schema;
  return named?.kind === 'array';
}
