/**
 * Endogenous chance: the luck that the run itself calls for (boot times, crashes, ties). Each draw is a hash of what it is for, so one
 * more launch shifts nobody else's luck and two scenarios that are compared share the luck of everything they have in common.
 *
 * Only 32-bit operations that the language defines to the bit: the same draws on every platform and engine.
 */

/** Any odd constant would do; this is 2^32 over the golden ratio. It keeps words of zeros from being a fixed point of the mixer. */
const GOLDEN = 0x9e3779b9;
/** Tells the second half of a 53-bit draw from the first. */
const SECOND = 0x85ebca6b;

/** A draw of 32 bits. All four words count by their low 32 bits. */
export function hash32(seed: number, purpose: number, ordinal: number, attempt: number): number {
  return absorb(absorb(absorb(absorb(GOLDEN, seed), purpose), ordinal), attempt);
}

/**
 * A draw strictly between 0 and 1, an odd multiple of 2^-53: neither the logarithm of it nor of what it leaves to 1 is infinite, and
 * every quantile function is defined for it.
 */
export function hashUniform(seed: number, purpose: number, ordinal: number, attempt: number): number {
  const high = hash32(seed, purpose, ordinal, attempt);
  const low = hash32(seed ^ SECOND, purpose, ordinal, attempt) >>> 12;
  return (high * 2 ** 20 + low + 0.5) * 2 ** -52;
}

/** A seed out of a name: for draws that belong to something that has a name rather than a number. */
export function hashText(text: string): number {
  let h = GOLDEN;
  for (let i = 0; i < text.length; i++) h = absorb(h, text.charCodeAt(i));
  return absorb(h, text.length);
}

function absorb(h: number, word: number): number {
  return mix(((h ^ word) + GOLDEN) | 0);
}

/** A permutation of the 32-bit words in which each input bit flips each output bit half of the time (constants: C. Wellons, hash-prospector, public domain). */
function mix(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  y = Math.imul(y ^ (y >>> 15), 0xd35a2d97);
  return (y ^ (y >>> 15)) >>> 0;
}
