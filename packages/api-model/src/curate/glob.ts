/**
 * A glob as a test of a whole text: `*` is any run of characters without a slash, `**` any run at all, `?` one character.
 * Braces and brackets mean themselves, since paths hold them.
 *
 * @example globToTest('GET /tasks/*')('GET /tasks/{task_id}') // true
 */
export function globToTest(glob: string): (text: string) => boolean {
  // Consecutive stars are one, so that no pattern backtracks without end.
  const pieces = glob.replace(/\*{3,}/g, '**').split(/(\*\*|\*|\?)/);
  const wild: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '[^/]' };
  const source = pieces.map((piece) => wild[piece] ?? piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('');
  const expression = new RegExp(`^${source}$`, 'is');
  return (text) => expression.test(text);
}
