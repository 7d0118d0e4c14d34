/** A set of characters: ranges of code points, both ends included, in order and apart. */
export type CharSet = readonly (readonly [first: number, last: number])[];

export const CHAR_MAX = 0x10ffff;

/** Returns the set of the characters in `a-z_`; a hyphen at an end is a literal one. */
export function charsOf(notation: string): CharSet {
  const ranges: [number, number][] = [];
  for (const [, first, last] of notation.matchAll(/(.)(?:-(.))?/gsu)) {
    const from = first!.codePointAt(0)!;
    ranges.push([from, last?.codePointAt(0) ?? from]);
  }
  return inOrder(ranges);
}

export function oneChar(code: number): CharSet {
  return [[code, code]];
}

export function union(...sets: readonly CharSet[]): CharSet {
  return inOrder(sets.flat());
}

export function complement(set: CharSet): CharSet {
  const gaps: [number, number][] = [];
  let from = 0;
  for (const [first, last] of set) {
    if (first > from) gaps.push([from, first - 1]);
    from = last + 1;
  }
  return from > CHAR_MAX ? gaps : [...gaps, [from, CHAR_MAX]];
}

export function intersection(a: CharSet, b: CharSet): CharSet {
  return complement(union(complement(a), complement(b)));
}

const CASE_STEP = 0x20;

/** Adds the other case of each ASCII letter: the meaning of Java's (?i) alone. */
export function withBothCases(set: CharSet): CharSet {
  const lower = intersection(set, charsOf('a-z')).map(([first, last]) => [first - CASE_STEP, last - CASE_STEP] as const);
  const upper = intersection(set, charsOf('A-Z')).map(([first, last]) => [first + CASE_STEP, last + CASE_STEP] as const);
  return union(set, lower, upper);
}

function inOrder(ranges: CharSet): CharSet {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
