import type { Located } from '../references/resolve.js';
import type { Schema } from '../schema.js';
import type { Reading } from '../schemas/reading.js';
import { componentName } from '../schemas/reference.js';

/** A schema's content where it stands, whatever reference it hides behind. */
export interface Shape {
  readonly schema: Schema;
  /** The key of the component it comes from, or null. */
  readonly name: string | null;
}

/** Looks through references: what would be named is read in place. */
export function shapeOf(reading: Reading, located: Located, words: readonly string[]): Shape {
  let shape: Shape = {
    schema: reading.read([located], { direction: 'input', words, depth: 0, inline: true, body: true }),
    name: null,
  };
  for (let hops = 0; shape.schema.kind === 'ref' && hops < 16; hops += 1) {
    const target = reading.targets.get(shape.schema.name);
    if (!target) return shape;
    const { nullable } = shape.schema;
    const name = componentName(target.pointer);
    const schema = reading.read([target], {
      direction: 'input',
      words: name === null ? words : [name],
      depth: 0,
      inline: true,
      body: true,
    });
    shape = { schema: { ...schema, nullable: nullable || schema.nullable }, name };
  }
  return shape;
}

/** Like {@link shapeOf}, for a schema that was read already: an object without a name of its own is a draft by now. */
export function shapeOfSchema(reading: Reading, schema: Schema): Schema {
  if (schema.kind !== 'ref') return schema;
  const target = reading.targets.get(schema.name);
  return target ? shapeOf(reading, target, ['Part']).schema : (reading.drafts.byKey.get(schema.name)?.schema ?? schema);
}
