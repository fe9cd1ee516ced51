/** What an API report says of compatibility. Conservative: a line that changed counts as gone. */

/**
 * Declarations of a report: name → its lines. A member is a line of its own.
 *
 * @param {string} report
 */
function declarations(report) {
  const found = new Map();
  const code = /```ts\n([\s\S]*?)```/.exec(report)?.[1] ?? '';
  for (const block of code.split(/\n\n+/)) {
    const lines = block
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('//') && !line.startsWith('import '));
    const [first] = lines;
    if (first) found.set(first, new Set(lines));
  }
  return found;
}

/** Lines of the released report that the new one has not, in their declaration. */
export function breakingLines(released, current) {
  const now = declarations(current);
  return [...declarations(released)].flatMap(([first, lines]) => {
    const kept = now.get(first);
    if (!kept) return [first];
    return [
      ...[...lines].filter((line) => !kept.has(line)),
      // A new member that must be given breaks whoever makes such an object; one with `?` does not.
      ...[...kept].filter((line) => !lines.has(line) && /^\s+(?:readonly )?\w+:/.test(line)),
    ].map((line) => `${first} … ${line.trim()}`);
  });
}

/** Before 1.0 a minor may break (semver 2.0, item 4); from then on a major must. */
export function neededBump(version) {
  return version.startsWith('0.') ? 'minor' : 'major';
}

/** Whether one of these changesets bumps the package at least so far. */
export function bumpOf(changesets, name, needed) {
  const enough = needed === 'major' ? 'major' : 'major|minor';
  const line = new RegExp(`^['"]?${name.replace(/[/@.-]/g, '\\$&')}['"]?:\\s*(${enough})\\s*$`, 'm');
  return changesets.some((text) => line.test(text.split('\n---')[0] ?? ''));
}
