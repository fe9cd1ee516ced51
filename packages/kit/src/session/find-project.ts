import { join, relative, resolve, sep } from 'node:path';
import { fromStored, mapPaths, storeName } from '@fastapi-mcp/answers';
import { z } from 'zod';
import { readOrNull } from '../commit/read-or-null.js';
import { UserError } from '../errors.js';
import { lockedNames, readLock, type ToolsLock } from './read-lock.js';

/**
 * The store that Yeoman and we share.
 *
 * @internal
 */
export const STORE_FILE = '.yo-rc.json';
/** The contract that the project was last generated from. */
export const CONTRACT_FILE = 'openapi.json';

/** The contract with the user's overlays applied, where there are any. */
export const OVERLAID_FILE = 'openapi.overlaid.json';

type Json = Readonly<Record<string, unknown>>;

/**
 * A folder that an earlier run wrote.
 *
 * @internal
 */
export interface Project {
  /** Absolute. */
  readonly folder: string;
  /** Its answers, paths made relative to where this run works. */
  readonly stored: Json;
  /** The generators whose files are in it. */
  readonly generators: readonly string[];
  /** The plugins that it was generated with, each with the range of versions that will do. */
  readonly plugins: Readonly<Record<string, string>>;
  /** The version of the generator that wrote it last; null when it did not say. */
  readonly generatorVersion: string | null;
  /** The pinned contract's text; null when there is none. */
  readonly contract: string | null;
  /** Names that its tools have, by `METHOD /path`. */
  readonly toolNames: Readonly<Record<string, string>>;
  /** Its tools as callers know them; null when it has no lock yet. */
  readonly lock: ToolsLock | null;
}

/**
 * Reads the project in a folder.
 *
 * @param folder - absolute.
 * @param cwd - where the run works: stored paths come out relative to it.
 * @returns null when the folder holds no project of ours.
 * @throws UserError when its store cannot be read.
 *
 * @internal
 */
export function findProject(folder: string, cwd: string): Project | null {
  const section = readStore(folder)[storeName];
  if (section === undefined) return null;
  const read = fromStored(section);
  if (!read.ok) {
    const [first] = read.problems;
    throw new UserError(
      first?.message ?? `${STORE_FILE} cannot be used`,
      `repair ${join(folder, STORE_FILE)}, or restore it from git`,
      {
        exitCode: 2,
        faults: read.problems.map(({ message, fix }) => ({ message, hint: fix })),
      },
    );
  }
  const generators = Array.isArray(read.stored.generators)
    ? read.stored.generators.filter((name) => typeof name === 'string')
    : [];
  const plugins = pluginRanges.safeParse(read.stored.plugins ?? {});
  if (!plugins.success)
    throw new UserError(
      `${STORE_FILE}: plugins is no object of names and versions`,
      `repair ${join(folder, STORE_FILE)}`,
      {
        exitCode: 2,
      },
    );
  const lock = readLock(folder);
  return {
    folder,
    plugins: plugins.data,
    stored: mapPaths(read.stored, (path) => rebase(path, folder, cwd)),
    generators,
    generatorVersion: typeof read.stored.generatorVersion === 'string' ? read.stored.generatorVersion : null,
    contract: readOrNull(join(folder, CONTRACT_FILE)),
    toolNames: lockedNames(lock),
    lock,
  };
}

const pluginRanges = z.record(z.string(), z.string());

/**
 * The store's new text: our section replaced, those of other generators as they are.
 *
 * @param current - the store's text; null when there is none.
 * @param section - what {@link Project.stored} is read from, next time.
 */
export function storeText(current: string | null, section: Json): string {
  const others = current === null ? {} : parseStore(current, STORE_FILE);
  return `${JSON.stringify({ ...others, [storeName]: section }, null, 2)}\n`;
}

/** A path written for one folder, as seen from another. */
export function rebase(path: string, from: string, to: string): string {
  const way = relative(to, resolve(from, path)).split(sep).join('/');
  return way === '' ? '.' : way;
}

function readStore(folder: string): Json {
  const file = join(folder, STORE_FILE);
  const text = readOrNull(file);
  return text === null ? {} : parseStore(text, file);
}

function parseStore(text: string, file: string): Json {
  try {
    const store: unknown = JSON.parse(text);
    if (typeof store === 'object' && store !== null && !Array.isArray(store)) return { ...store };
  } catch {
    // Said below.
  }
  throw new UserError(`${file} is no JSON object`, 'repair it, or restore it from git', { exitCode: 2 });
}
