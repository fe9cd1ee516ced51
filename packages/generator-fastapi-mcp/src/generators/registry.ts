import type { GeneratorDefinition } from '@fastapi-mcp/kit';
import { clientGenerator } from './client/client.js';
import { configGenerator } from './config/config.js';
import { docsGenerator } from './docs/docs.js';
import { schemasGenerator } from './schemas/schemas.js';
import { testsGenerator } from './tests/tests.js';
import { toolsGenerator } from './tools/tools.js';

const definitions: readonly GeneratorDefinition[] = [
  configGenerator,
  clientGenerator,
  schemasGenerator,
  toolsGenerator,
  testsGenerator,
  docsGenerator,
];

/** Every generator of this package, in the order in which they contribute. */
export const registry: ReadonlyMap<string, GeneratorDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);
