/** Checks that are counted, timed and shown; one that fails does not stop those after it. */
export function createChecks() {
  const counts = { passed: 0, failed: 0 };

  /** What the action returns, or null when it threw. */
  async function check(title, action) {
    const start = Date.now();
    try {
      const value = await action();
      counts.passed += 1;
      console.log(`✔ ${title}  ${((Date.now() - start) / 1000).toFixed(1)} s`);
      return value ?? true;
    } catch (error) {
      counts.failed += 1;
      console.log(`✖ ${title}\n${error.message}`);
      return null;
    }
  }

  return { check, tally: () => counts };
}

/** Throws what is wrong, if anything is. */
export function expectNone(faults) {
  if (faults.length > 0) throw new Error(faults.map((fault) => `  ${fault}`).join('\n'));
}
