import {
  type Context,
  type EmittedFile,
  json,
  plain,
  TRANSFORMS_FILE,
  TRANSFORMS_SCHEMA_FILE,
  transformsJsonSchema,
} from '@fastapi-mcp/kit';

/** What `mcp-tools.yaml.ejs` shows: names of the API itself, so that a line only needs its comment mark taken off. */
export interface StarterView {
  readonly schemaFile: string;
  readonly tool: string;
  readonly argument: string;
}

/** The file in which users change their tools, all comments at first, and what makes an editor complete it. */
export function transformFiles({ api }: Context): readonly EmittedFile[] {
  const withOptional = api.operations.filter(({ arguments: args }) => args.some(({ required }) => !required));
  const example = withOptional.find(({ effect }) => effect === 'read') ?? withOptional[0] ?? api.operations[0];
  const view: StarterView = {
    schemaFile: TRANSFORMS_SCHEMA_FILE,
    tool: example?.name ?? 'list_items',
    argument: example?.arguments.find(({ required }) => !required)?.name ?? 'limit',
  };
  return [
    plain({
      to: TRANSFORMS_FILE,
      template: new URL('./templates/mcp-tools.yaml.ejs', import.meta.url),
      view,
      ownership: 'once',
    }),
    json({ to: TRANSFORMS_SCHEMA_FILE, value: transformsJsonSchema(api), ownership: 'replaced' }),
  ];
}
