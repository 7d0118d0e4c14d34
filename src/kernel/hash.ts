/**
 * Endogenous randomness: draws caused by the run itself (boot times, crashes, ties). Each draw is a hash of its purpose, so an additional
 * launch changes no other draw, and two compared scenarios have equal draws for everything in common. It uses only 32-bit operations that
 * the language defines exactly, so draws are equal on every platform and engine.
 */

/** 2^32 divided by the golden ratio; any odd constant would do. It prevents words of zeros from being a fixed point of the mixer. */
const GOLDEN = 0x9e3779b9;
/** Distinguishes the second half of a 53-bit draw from the first. */
const SECOND = 0x85ebca6b;

/** Returns a draw of 32 bits. Only the low 32 bits of each argument count. */
export function hash32(seed: number, purpose: number, ordinal: number, attempt: number): number {
  return mixed(seed, purpose, ordinal, attempt) >>> 0;
}

/**
 * Returns a draw strictly between 0 and 1, an odd multiple of 2^-53. The logarithms of the draw and of its complement are finite, so every
 * quantile function is defined.
 */
export function hashUniform(seed: number, purpose: number, ordinal: number, attempt: number): number {
  return uniformOf(mixed(seed, purpose, ordinal, attempt), mixed(seed ^ SECOND, purpose, ordinal, attempt));
}

/** The two words of the draw with attempt 0, for uniformOf(): V8 passes them on as they are, but makes an object of a fraction. */
export function highWord(seed: number, purpose: number, ordinal: number): number {
  return mixed(seed, purpose, ordinal, 0);
}

export function lowWord(seed: number, purpose: number, ordinal: number): number {
  return mixed(seed ^ SECOND, purpose, ordinal, 0);
}

export function uniformOf(high: number, low: number): number {
  return ((high >>> 0) * 2 ** 20 + (low >>> 12) + 0.5) * 2 ** -52;
}

/** Returns a seed from a name, for draws of objects without a number. */
export function hashText(text: string): number {
  let h = GOLDEN;
  for (let i = 0; i < text.length; i++) h = absorb(h, text.charCodeAt(i));
  return absorb(h, text.length) >>> 0;
}

/** The same draw as a signed number, which V8 passes on without making an object of it. */
function mixed(seed: number, purpose: number, ordinal: number, attempt: number): number {
  return absorb(absorb(absorb(absorb(GOLDEN, seed), purpose), ordinal), attempt);
}

/**
 * Mixes a word into a hash, by a permutation of the 32-bit words in which each input bit flips each output bit half of the time (constants:
 * C. Wellons, hash-prospector, public domain).
 */
function absorb(h: number, word: number): number {
  let y = ((h ^ word) + GOLDEN) | 0;
  y = Math.imul(y ^ (y >>> 16), 0x21f0aaad);
  y = Math.imul(y ^ (y >>> 15), 0xd35a2d97);
  return y ^ (y >>> 15);
}
