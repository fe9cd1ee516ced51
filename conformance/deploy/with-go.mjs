/** The schema that the MCP registry checks `server.json` with comes in its Go module. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../scripts/run.mjs';
import { cleanEnv } from '../matrix/prepare.mjs';

const REGISTRY = 'github.com/modelcontextprotocol/registry@latest';

/** The emitted `server.json`, and one with something missing. */
export async function checkRegistryEntry({ name, server, scratch, checkers, note }) {
  const home = join(scratch, 'go');
  mkdirSync(home, { recursive: true });
  const env = { ...cleanEnv, GOFLAGS: '-mod=mod' };
  const { output } = await run('go', ['mod', 'download', '-json', REGISTRY], { cwd: home, env, quiet: true });

  const document = join(server, 'server.json');
  const { $schema } = JSON.parse(readFileSync(document, 'utf8'));
  const version = $schema.match(/schemas\/([\d-]+)\//)[1];
  const schema = join(JSON.parse(output).Dir, 'internal', 'validators', 'schemas', `${version}.json`);
  const [program, checked] = checkers.schema(schema, document);
  const result = await run(program, checked, { env, quiet: true, allowFailure: true });
  note(`${name}: server.json (the registry's schema)`, result.code === 0, result.output);
  const broken = join(home, 'server.json');
  writeFileSync(broken, readFileSync(document, 'utf8').replace('"description"', '"summary"'));
  const refused = await run(program, checkers.schema(schema, broken)[1], { env, quiet: true, allowFailure: true });
  note(`${name}: server.json without a description is refused`, refused.code !== 0, 'it was accepted');
}
