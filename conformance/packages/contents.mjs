/** What is in a package: all that it needs, nothing that was left lying about. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { homedir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { root } from '../../scripts/prerequisites.mjs';
import { run } from '../../scripts/run.mjs';
import { expectNone } from './checks.mjs';

const EXPECTED = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|bin\/[\w-]+\.js|dist\/.+)$/;
const LEFT_OVER =
  /\.test\.|\.spec\.|__snapshots__|__pycache__|(^|\/)(testing|fixtures|node_modules)\/|\.tsbuildinfo$|\.map$|(^|\/)\.env$/;
const UNPUBLISHABLE = /^(workspace|catalog|link|file|portal):/;
/** The package that `from '…'`, `import '…'`, `import('…')` or `require('…')` names, without what follows its name. */
const IMPORT =
  /(?:^(?:import|export)\s[^'"=();]*\bfrom\s*|^import\s*|\b(?:import|require)\(\s*)['"]((?:@[\w.-]+\/)?[\w:][\w.:-]*)/gm;
const MODULE = /(\.d\.ts|\.js)$/;

/** Checks every packed package, as it lies installed in the prefix. */
export async function checkContents(packed, prefix, check) {
  await check('npm lists what it installed', async () => {
    const tarballs = packed.map(({ tarball }) => tarball);
    const listed = await listTarballs(tarballs, prefix);
    expectNone(
      packed.flatMap(({ manifest: { name } }) => differences(listed.get(name) ?? [], filesIn(home(prefix, name)))),
    );
  });
  for (const { source, manifest } of packed) {
    const installed = home(prefix, manifest.name);
    const files = filesIn(installed);
    await check(`${manifest.name}: its files`, () => expectNone(fileFaults({ source, installed, files })));
    await check(`${manifest.name}: its manifest`, () => expectNone(manifestFaults(installed, files)));
  }
}

function home(prefix, name) {
  return join(prefix, 'node_modules', name);
}

/** What `npm publish` would list of each tarball, by package. */
async function listTarballs(tarballs, cwd) {
  const args = ['pack', '--dry-run', '--json', '--loglevel=error', ...tarballs];
  const { output } = await run('npm', args, { cwd, quiet: true });
  // An array of packages, or since npm 11 an object of them by name.
  const packages = Object.values(JSON.parse(output.slice(output.search(/^[[{]/m))));
  return new Map(packages.map(({ name, files }) => [name, files.map(({ path }) => path)]));
}

function fileFaults({ source, installed, files }) {
  const built = files.filter(isBuilt);
  return [
    ...files
      .filter((path) => !EXPECTED.test(path) || LEFT_OVER.test(path))
      .map((path) => `${path} does not belong there`),
    ...differences(builtFrom(join(source, 'src')), built),
    ...built
      .filter((path) => isTemplate(path) && differs(path, source, installed))
      .map((path) => `${path} is not the one in the sources`),
    ...files
      .filter((path) => namesThisMachine(join(installed, path), path))
      .map((path) => `${path} names a path of this machine`),
  ];
}

/** Every file below a folder, with forward slashes. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.startsWith('node_modules/'))
    .sort();
}

function differences(wanted, found) {
  return [
    ...wanted.filter((path) => !found.includes(path)).map((path) => `lacks ${path}`),
    ...found.filter((path) => !wanted.includes(path)).map((path) => `has ${path} too`),
  ];
}

/** Modules and templates: files with a source of their own. */
function isBuilt(path) {
  return path.startsWith('dist/') && (MODULE.test(path) || isTemplate(path));
}

function isTemplate(path) {
  return /(^|\/)templates\//.test(path);
}

/** What a build makes of a folder of sources. */
function builtFrom(folder) {
  if (!existsSync(folder)) return [];
  return filesIn(folder).flatMap((path) => {
    if (isTemplate(path)) return [`dist/${path}`];
    if (!path.endsWith('.ts') || path.endsWith('.d.ts') || LEFT_OVER.test(path)) return [];
    return ['.js', '.d.ts'].map((ending) => `dist/${path.replace(/\.ts$/, ending)}`);
  });
}

function differs(path, source, installed) {
  const original = join(source, path.replace(/^dist/, 'src'));
  return existsSync(original) && !readFileSync(original).equals(readFileSync(join(installed, path)));
}

function namesThisMachine(file, path) {
  const text = readFileSync(file, 'latin1');
  // A Dockerfile names root's home of the image, which is ours too where root builds.
  const homes = isTemplate(path) ? [] : [homedir()];
  return [root, ...homes].some((known) => known.length > 1 && text.includes(`${known}/`)) || /file:\/\/\/\w/.test(text);
}

function manifestFaults(installed, files) {
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const { dependencies = {}, peerDependencies = {}, bin = {}, exports = {}, scripts = {} } = manifest;
  const faults = [];
  for (const field of ['name', 'version', 'description', 'license', 'engines', 'exports', 'files', 'keywords']) {
    if (manifest[field] === undefined) faults.push(`no ${field}`);
  }
  if (manifest.publishConfig?.access !== 'public')
    faults.push('a scoped package is private unless publishConfig.access says public');
  for (const [name, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
    if (UNPUBLISHABLE.test(range)) faults.push(`${name} at ${range}`);
  }
  const declared = [manifest.name, ...Object.keys({ ...dependencies, ...peerDependencies })];
  for (const name of importedBy(installed, files))
    if (!declared.includes(name)) faults.push(`imports ${name}, which it does not declare`);
  for (const name of ['preinstall', 'install', 'postinstall']) if (scripts[name]) faults.push(`a script at ${name}`);
  for (const path of ['README.md', 'LICENSE']) if (!files.includes(path)) faults.push(`no ${path}`);
  for (const target of [...Object.values(bin), ...targetsOf(exports)])
    if (!hasTarget(target, files)) faults.push(`no file ${target}`);
  for (const target of Object.values(bin)) faults.push(...binFaults(join(installed, target)));
  return faults;
}

/** The packages that modules and declarations name: one tree hides that a dependency is another package's. */
function importedBy(installed, files) {
  const texts = files.filter((path) => MODULE.test(path)).map((path) => readFileSync(join(installed, path), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(IMPORT)].map(([, name]) => name));
  return [...new Set(found)].filter((name) => !isBuiltin(name));
}

/** Every path that `exports` names. */
function targetsOf(exports) {
  if (typeof exports === 'string') return [exports];
  return Object.values(exports).flatMap(targetsOf);
}

function hasTarget(target, files) {
  const [start, end = ''] = target.replace(/^\.\//, '').split('*');
  if (!target.includes('*')) return files.includes(start);
  return files.some((path) => path.startsWith(start) && path.endsWith(end));
}

function binFaults(file) {
  const starts = readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n');
  const runs = (statSync(file).mode & 0o111) === 0o111;
  return [...(starts ? [] : [`${file} has no shebang`]), ...(runs ? [] : [`${file} is not executable`])];
}
