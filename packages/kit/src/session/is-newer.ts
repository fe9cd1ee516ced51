/** Whether a version (`major.minor.patch`) comes after another; what follows a hyphen does not count. */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [numbers(version), numbers(than)];
  const place = a.findIndex((number, index) => number !== b[index]);
  return place !== -1 && (a[place] ?? 0) > (b[place] ?? 0);
}

function numbers(version: string): readonly number[] {
  const [core = ''] = version.split(/[-+]/, 1);
  return [0, 1, 2].map((index) => Number.parseInt(core.split('.')[index] ?? '', 10) || 0);
}
