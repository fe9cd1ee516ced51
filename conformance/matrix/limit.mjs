/**
 * Lets at most `count` actions run at a time.
 *
 * @param {number} count
 * @returns {<T>(action: () => Promise<T>) => Promise<T>}
 */
export function limit(count) {
  const waiting = [];
  let free = count;
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (action) => {
    if (free > 0) free -= 1;
    else await new Promise((resolve) => waiting.push(resolve));
    try {
      return await action();
    } finally {
      release();
    }
  };
}
