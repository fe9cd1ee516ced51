/** What we and the oracle say of every `Depends(…)` and `Security(…)` of a backend, use by use. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readBackend } from '../../../packages/generator-fastapi-mcp/dist/generators/backend/read-backend.js';
import { createResolver, findDependencyUses, loadProject } from '../../../packages/python/dist/index.js';

const oracle = fileURLToPath(new URL('oracle.py', import.meta.url));

/** The oracle's uses; `python` has LibCST. */
export function oracleUses(python, folder) {
  return JSON.parse(execFileSync(python, [oracle, folder], { encoding: 'utf8', maxBuffer: 1 << 28 }));
}

async function ourUses(folder) {
  const resolver = createResolver(await loadProject(readBackend(folder)));
  const { uses, unresolved } = findDependencyUses(resolver);
  const nameOf = (resolution) => {
    switch (resolution.kind) {
      case 'definition': {
        const { name, file, kind } = resolution.definition;
        return kind === 'lambda' ? 'lambda' : `${resolver.project.moduleName(file)}.${name}`;
      }
      case 'external':
      case 'module':
        return resolution.name;
      case 'call':
        return `${nameOf(resolution.callee)}()`;
      default:
        return null;
    }
  };
  return {
    uses: uses.map(({ file, at, marker, resolution }) => ({
      file: file.path,
      line: Number(at.slice(at.lastIndexOf(':') + 1)),
      marker,
      target: nameOf(resolution),
    })),
    reported: unresolved.map(({ at }) => at),
  };
}

const last = (name) => name.replace(/\(\)$/, '').split('.').at(-1);

/**
 * @param theirs the oracle's uses of the folder
 * @returns `{ found, agreed, reported, missed, wrong, extra }`: counts, and for the last three the places; `reported` are
 * uses that we name as not followed, which is no miss.
 */
export async function compareUses(theirs, folder) {
  const { uses, reported } = await ourUses(folder);
  const key = ({ file, line, marker }) => `${file}:${line} ${marker}`;
  const pool = new Map();
  for (const use of uses) pool.set(key(use), [...(pool.get(key(use)) ?? []), use]);
  const result = { found: theirs.length, agreed: 0, reported: 0, missed: [], wrong: [], extra: [] };
  for (const use of theirs) {
    const here = pool.get(key(use)) ?? [];
    const same = here.findIndex(
      ({ target }) => target !== null && (target === use.target || last(target) === last(use.target)),
    );
    const taken = same >= 0 ? here.splice(same, 1)[0] : here.shift();
    if (taken === undefined) {
      if (reported.includes(`${use.file}:${use.line}`)) result.reported += 1;
      else result.missed.push(`${key(use)} ${use.target}`);
    } else if (taken.target === null || use.target === '?') result.reported += 1;
    else if (same >= 0) result.agreed += 1;
    else result.wrong.push(`${key(use)}: ours ${taken.target}, the oracle's ${use.target}`);
  }
  result.extra = [...pool.values()].flat().map((use) => `${key(use)} ${use.target}`);
  return result;
}
