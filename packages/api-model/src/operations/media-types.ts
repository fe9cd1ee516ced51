/** What a body's bytes are, as far as a client must know. */
export type MediaKind = 'json' | 'form' | 'multipart' | 'text' | 'binary';

const TEXT =
  /^(?:text\/|application\/(?:[\w.-]+\+)?(?:xml|yaml|x-yaml|javascript|ecmascript|graphql|toml|sql|x-ndjson|ndjson|jsonl|x-jsonlines|json-seq|jwt|x-sh|x-www-form)\b)|\+(?:xml|yaml)$|^image\/svg/;

/** `application/json; charset=utf-8` → `application/json` */
function essence(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

/** The kind of a media type, by its name alone (RFC 6839 for `+json` and `+xml`). */
export function mediaKind(mediaType: string): MediaKind {
  const name = essence(mediaType);
  if (name === 'application/json' || name === 'text/json' || name === 'application/x-json' || name.endsWith('+json'))
    return 'json';
  if (name === 'application/x-www-form-urlencoded') return 'form';
  if (name === 'multipart/form-data') return 'multipart';
  return TEXT.test(name) ? 'text' : 'binary';
}

/** Whether a media type names one format and can stand in a header. */
export function isConcrete(mediaType: string): boolean {
  return /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(essence(mediaType));
}

const EXAMPLES: Readonly<Record<string, string>> = {
  text: 'text/plain',
  image: 'image/png',
  audio: 'audio/mpeg',
  video: 'video/mp4',
};

/** A media type to send where the document offers a range (`image/*`). */
export function concrete(mediaType: string): string {
  if (isConcrete(mediaType)) return mediaType;
  return EXAMPLES[essence(mediaType).split('/')[0] ?? ''] ?? 'application/octet-stream';
}

/** RFC 9110 §8.3.1: a type, parameters perhaps; nothing that could start another header. */
export function isMediaType(mediaType: string): boolean {
  return /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(?:\s*;[\x20-\x7e]*)?$/.test(mediaType);
}

const PREFERENCE: readonly MediaKind[] = ['json', 'multipart', 'form', 'text', 'binary'];

/** The media type to use of those offered: `application/json` first, then what carries most structure; else document order. */
export function preferred(mediaTypes: readonly string[]): string | null {
  const rank = (mediaType: string): number =>
    essence(mediaType) === 'application/json' ? -1 : PREFERENCE.indexOf(mediaKind(mediaType));
  const [first] = mediaTypes.filter(isMediaType).sort((a, b) => rank(a) - rank(b));
  return first ?? null;
}
