/** Chance that comes out the same for the same seed (mulberry32, public domain). */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit) => Math.floor(next() * limit);
  return {
    /** A whole number from 0 on, smaller than the limit. */
    below,
    /** True in that share of the cases. */
    happens: (share) => next() < share,
    /** One of them; undefined when there are none. */
    one: (items) => items[below(items.length)],
    /** All of them, in another order. */
    shuffled(items) {
      const result = [...items];
      for (let place = result.length - 1; place > 0; place -= 1) {
        const other = below(place + 1);
        [result[place], result[other]] = [result[other], result[place]];
      }
      return result;
    },
  };
}
