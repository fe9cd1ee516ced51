import type { Change, OnDisk } from './decide-change.js';

/** What a dry run prints of a file that holds secrets. */
const HIDDEN = '(its content is not shown: it may hold secrets)';

/**
 * What a run would change, as a unified diff that `git apply` and `patch -p1` read. The content of `.env` files is not
 * in it.
 */
export async function unifiedDiff(
  changes: readonly { readonly change: Change; readonly yours: OnDisk }[],
): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const parts = changes.map(({ change, yours }) => {
    if (change.action.kind === 'none') return '';
    const [from, to] = [
      yours.kind === 'absent' ? '/dev/null' : `a/${change.path}`,
      change.action.kind === 'remove' ? '/dev/null' : `b/${change.path}`,
    ];
    if (isSecret(change.path)) return `--- ${from}\n+++ ${to}\n${HIDDEN}\n`;
    const before = yours.kind === 'text' ? yours.text : '';
    const after = change.action.kind === 'write' ? change.action.content : '';
    return createTwoFilesPatch(from, to, before, after, undefined, undefined, {
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    });
  });
  return parts.join('');
}

/** `.env`, `.env.local`; not `.env.example`, which is made to be read. */
function isSecret(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return /^\.env(\..+)?$/.test(name) && !name.endsWith('.example');
}
