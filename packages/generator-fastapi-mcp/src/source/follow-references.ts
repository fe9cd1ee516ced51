import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDocument, type SourceText, UserError } from '@fastapi-mcp/kit';
import { bundleReferences, hasExternalReferences } from './bundle-references.js';
import { loadReference } from './load-reference.js';

/** A reference that begins with something else than `#`, in JSON or YAML; only then is the document looked at closely. */
const EXTERNAL = /\$ref["']?\s*:\s*["']?[^#"'\s]/;

export interface FollowOptions {
  /** The document's file, absolute, or its URL; null when it came from elsewhere. */
  readonly location: string | null;
  /** What the user allowed with `--allow-ref`. */
  readonly allowRef: readonly string[];
  /** A stored source is read again: without its references the tools that need them would go. */
  readonly again: boolean;
}

/**
 * The document with what it refers to in other documents, where the user allowed that. Where not, it stays as it is: the
 * operations that need it are left out, and say so.
 *
 * @throws UserError when a reference is not allowed or cannot be followed.
 */
export async function followReferences(source: SourceText, options: FollowOptions): Promise<SourceText> {
  const { location, allowRef, again } = options;
  if (!EXTERNAL.test(source.text) || (allowRef.length === 0 && !again)) return source;
  const parsed = parseDocument(source.text, source.name);
  // What is wrong with it is said where it is understood.
  if (!parsed.ok || !hasExternalReferences(parsed.value)) return source;
  if (allowRef.length === 0)
    throw new UserError(
      `${source.name} refers to other documents`,
      'allow them again with --allow-ref; it is never stored',
    );
  const isUrl = location !== null && /^https?:/i.test(location);
  const base = location === null ? new URL('file:/stdin') : isUrl ? new URL(location) : pathToFileURL(location);
  base.username = '';
  base.password = '';
  const folder = location === null || isUrl ? null : dirname(location);
  const document = await bundleReferences(parsed.value, {
    base,
    load: (url) => loadReference(url, { origins: allowRef, folder }),
  });
  return { ...source, text: JSON.stringify(document) };
}
