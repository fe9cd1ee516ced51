/** Everything that a package exports loads, and a consumer's compiler finds its types. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/prerequisites.mjs';
import { run } from '../../scripts/run.mjs';

const COMPILER_OPTIONS = {
  target: 'ES2023',
  module: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  // Yeoman's own declarations do not all compile; an import of ours that leads nowhere fails below all the same.
  skipLibCheck: true,
  types: [],
};

/** Checks the entry points of all packages together. */
export async function checkEntries(packages, prefix, check) {
  const entries = packages.flatMap(({ manifest: { name, exports } }) =>
    Object.entries(exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([path]) => name + path.slice(1)),
  );
  await check(`${entries.length} entry points load`, async () => {
    const lines = entries.map(
      (entry) => `if (Object.keys(await import('${entry}')).length === 0) throw new Error('${entry} is empty');`,
    );
    writeFileSync(join(prefix, 'load.mjs'), lines.join('\n'));
    await run(process.execPath, ['load.mjs'], { cwd: prefix, quiet: true });
  });
  await check('their types do too', async () => {
    writeFileSync(join(prefix, 'consumer.mts'), consumer(entries));
    writeFileSync(
      join(prefix, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['consumer.mts'] }),
    );
    await run(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.json'], { cwd: prefix, quiet: true });
  });
}

/** A plugin's source, so that a type which came out as `any` is noticed. */
function consumer(entries) {
  return `${entries.map((entry, index) => `import * as entry${index} from '${entry}';`).join('\n')}
import { type Context, defineGenerator, json } from '@fastapi-mcp/kit';
import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';

type IsAny<T> = 0 extends 1 & T ? true : false;
const typed: [IsAny<Context['api']>, IsAny<Context['answers']>, IsAny<typeof yeomanGenerator>] = [false, false, false];
const audit = defineGenerator({
  name: 'audit',
  description: 'an example',
  answers: ['pattern'],
  files: ({ plan }) => [json({ to: 'audit.json', value: plan.tools.map(({ name }) => name) })],
});
export default yeomanGenerator(audit);
export const all = [typed, ${entries.map((_, index) => `entry${index}`).join(', ')}];
`;
}
