import { type FieldText, literalText, type ToolPlan } from '@fastapi-mcp/kit';

type Argument = ToolPlan['arguments'][number];

/** Whether an argument is a file, or a list of them. */
export function isFile({ part, wholeBody, schema }: Argument): boolean {
  return part?.kind === 'file' || (wholeBody && schema.kind === 'string' && schema.format === 'binary');
}

/** A file travels as an object with a name, a type, and text or base64: JSON has no bytes. */
export function fileFieldText({ field, name, required, schema, description }: Argument): FieldText {
  const single = schema.kind === 'array' ? 'list[FileInput]' : 'FileInput';
  const keywords = [
    ...(name === field ? [] : [`alias=${literalText(name)}`]),
    ...(description ? [`description=${literalText(description)}`] : []),
  ];
  const type = schema.nullable ? `${single} | None` : single;
  return {
    name: field,
    annotation: keywords.length > 0 ? `Annotated[${type}, Field(${keywords.join(', ')})]` : type,
    default: required ? null : 'OMITTED',
    refs: [],
  };
}
