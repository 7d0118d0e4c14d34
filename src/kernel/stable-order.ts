const DIGIT = 65_536;

/**
 * Returns the indexes 0 to `count` - 1 in order of their keys; equal keys keep their order. Keys are whole numbers below 2^53 in
 * absolute value. Takes time linear in the count: a radix sort, one pass for each 16 bits of the span of the keys.
 */
export function stableOrder(count: number, keyOf: (index: number) => number): Int32Array {
  let order = new Int32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  const { least, span, isSorted } = spanOf(count, keyOf);
  if (isSorted) return order;
  let next = new Int32Array(count);
  const digits = new Uint16Array(count);
  const starts = new Int32Array(DIGIT);
  for (let unit = 1; unit <= span; unit *= DIGIT) {
    starts.fill(0);
    for (let index = 0; index < count; index++) {
      digits[index] = Math.floor((keyOf(index) - least) / unit) % DIGIT;
      starts[digits[index]]++;
    }
    for (let digit = 0, start = 0; digit < DIGIT; digit++) {
      const size = starts[digit];
      starts[digit] = start;
      start += size;
    }
    for (let place = 0; place < count; place++) {
      const index = order[place];
      next[starts[digits[index]]++] = index;
    }
    [order, next] = [next, order];
  }
  return order;
}

function spanOf(count: number, keyOf: (index: number) => number): { least: number; span: number; isSorted: boolean } {
  let [least, most, before, isSorted] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (let index = 0; index < count; index++) {
    const key = keyOf(index);
    if (key < least) least = key;
    if (key > most) most = key;
    if (key < before) isSorted = false;
    before = key;
  }
  return { least, span: most - least, isSorted };
}
