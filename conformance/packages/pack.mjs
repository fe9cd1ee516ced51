/** Tarballs as `changeset publish` would upload them, and a prefix that npm installs them into. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, withPnpm } from '../../scripts/prerequisites.mjs';
import { runTwice } from '../../scripts/run.mjs';

/** Every package that is published: its folder and its manifest as it stands in the repository. */
export function publicPackages() {
  return ['packages', 'plugins']
    .map((room) => join(root, room))
    .filter((room) => existsSync(room))
    .flatMap((room) => readdirSync(room).map((name) => join(room, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => !manifest.private);
}

/** Packs with the pinned pnpm, which alone replaces `workspace:` and `catalog:`. */
export async function packPackages(packages, folder) {
  mkdirSync(folder);
  const filters = packages.map(({ manifest }) => `--filter ${manifest.name}`).join(' ');
  await withPnpm(`pnpm -r ${filters} pack --pack-destination '${folder}'`, { quiet: true });
  return packages.map(({ folder: source, manifest }) => ({
    source,
    manifest,
    tarball: join(folder, tarballName(manifest)),
  }));
}

function tarballName({ name, version }) {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}

/**
 * One flat tree with Yeoman's `yo`, as `npx -p yo -p generator-fastapi-mcp` and `npm create` make it. Only ours come
 * from files.
 */
export async function installPackages(packed, prefix) {
  mkdirSync(prefix);
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n');
  const what = [...packed.map(({ tarball }) => tarball), 'yo@7'];
  await runTwice('npm', ['install', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', ...what], {
    quiet: true,
  });
  // Temporary folders are their maker's alone, and the ordinary user must get in.
  chmodSync(join(prefix, '..'), 0o755);
  return prefix;
}
