/**
 * Kit's public API, as a report that a reviewer reads and a page that a plugin's author does.
 *
 *     node scripts/api/run.mjs [--update]
 *
 * Without --update it fails when either is not what the sources say, and when something that was released is gone or
 * different and no changeset admits it. `released.api.md` is the report at the last release: `pnpm version-packages`
 * takes the new one over. Needs a build.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { root } from '../prerequisites.mjs';
import { breakingLines, bumpOf, neededBump } from './compare.mjs';
import { referencePage } from './reference.mjs';

const kit = join(root, 'packages', 'kit');
const etc = join(kit, 'etc');
const REPORT = join(etc, 'kit.api.md');
const RELEASED = join(etc, 'released.api.md');
const PAGE = join(root, 'docs', 'reference', 'kit.md');

/** Runs API Extractor; it brings its own TypeScript, which reads what ours declares. */
function extract(folder) {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(kit, 'package.json'),
    configObject: {
      projectFolder: kit,
      mainEntryPointFilePath: join(kit, 'dist', 'index.d.ts'),
      // What is said of Python's text and source is python's own; here its names count.
      bundledPackages: ['@fastapi-mcp/answers', '@fastapi-mcp/api-model'],
      compiler: {
        overrideTsconfig: {
          // DOM for `URL`, which @types/node declares in a way that API Extractor cannot follow.
          compilerOptions: {
            target: 'ES2023',
            lib: ['ES2023', 'DOM'],
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            strict: true,
            skipLibCheck: true,
            types: ['node'],
          },
          include: ['dist/index.d.ts'],
        },
      },
      // What is marked @internal is for the programs that run generators, and may change at any time.
      apiReport: {
        enabled: true,
        reportFileName: 'kit',
        reportVariants: ['public'],
        reportFolder: folder,
        reportTempFolder: folder,
      },
      docModel: { enabled: true, apiJsonFilePath: join(folder, 'kit.api.json') },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: {
          default: { logLevel: 'warning' },
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-internal-missing-underscore': { logLevel: 'none' },
          // Types that are named by others and imported by nobody.
          'ae-forgotten-export': { logLevel: 'none' },
        },
        // Examples in our comments are lines of code, not fenced blocks.
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
  const silent = (message) => {
    message.handled = message.logLevel !== 'error';
  };
  const result = Extractor.invoke(config, { localBuild: true, messageCallback: silent });
  if (!result.succeeded && result.errorCount > 0) throw new Error('API Extractor failed');
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  return { report: read('kit.public.api.md'), page: referencePage(JSON.parse(read('kit.api.json'))) };
}

/** What `.changeset/` says of kit. */
function changesets() {
  const folder = join(root, '.changeset');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

const readOr = (file, otherwise) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
};

const scratch = mkdtempSync(join(tmpdir(), 'kit-api-'));
try {
  const { report, page } = extract(scratch);
  if (process.argv.includes('--update')) {
    writeFileSync(REPORT, report);
    writeFileSync(PAGE, page);
  }
  if (process.argv.includes('--released')) cpSync(REPORT, RELEASED);
  const faults = [];
  if (readOr(REPORT, '') !== report) faults.push('packages/kit/etc/kit.api.md is not what the sources say');
  if (readOr(PAGE, '') !== page) faults.push('docs/reference/kit.md is not what the sources say');
  if (faults.length > 0) faults.push('run pnpm api, look at the difference, commit it');
  const { version } = JSON.parse(readFileSync(join(kit, 'package.json'), 'utf8'));
  const broken = breakingLines(readOr(RELEASED, ''), report);
  const needed = neededBump(version);
  if (broken.length > 0 && !bumpOf(changesets(), '@fastapi-mcp/kit', needed)) {
    faults.push(
      `${broken.length} lines of kit's released API are gone or different, and no changeset says ${needed} for it:`,
      ...broken.slice(0, 20).map((line) => `  ${line}`),
    );
  }
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
  if (faults.length === 0)
    console.log(`kit's API: ${report.match(/^export /gm)?.length ?? 0} exports, ${broken.length} breaking lines`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
