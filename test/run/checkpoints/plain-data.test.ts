import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromText, toText } from '../../../src/run/checkpoints/plain-data.js';

/** Everything that a state might hold, in any depth. */
const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
const leaves = fc.oneof(
  numbers,
  fc.string(),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.bigInt(),
  fc.float32Array(),
  fc.float64Array(),
  fc.int32Array(),
  fc.uint8Array(),
);
const keys = fc.oneof(fc.string(), fc.constantFrom('~', 'of', 'constructor', 'toString')).filter((key) => key !== '__proto__');
const maps = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    fc.array(fc.tuple(fc.string(), value)).map((entries) => new Map(entries)),
    fc.array(fc.integer()).map((values) => new Set(values)),
  );
const { value: states } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaves, fc.array(tie('value')), fc.dictionary(keys, tie('value')), maps(tie('value'))),
}));

describe('a state as text', () => {
  it('comes back as it was: every number, undefined, big integers, maps, sets, typed arrays, any key', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(isDeepStrictEqual(fromText(toText(state)), withPlainObjects(state))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is plain JSON where JSON has all values', () => {
    expect(toText({ a: [1, 'x', null, true, { b: 2.5 }] })).toBe('{"a":[1,"x",null,true,{"b":2.5}]}');
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a date', new Date(0)],
    ['an object of a class', new (class Mine {})()],
  ])('refuses %s, which would be lost', (_, value) => {
    expect(() => toText([value])).toThrow(/no data/);
  });

  it.each([
    ['{"__proto__":{"isAdmin":true}}', 'a key'],
    ['{"~":"object","of":[["__proto__",{"isAdmin":true}]]}', 'object'],
    ['{"~":"Function","of":["return 1"]}', 'Function'],
    ['{"~":"constructor"}', 'constructor'],
    ['{"~":"Map","of":"x"}', 'Map'],
    ['{"~":"Int32Array","of":[{}]}', 'Int32Array'],
    ['{"~":"Float64Array","of":{"length":1000000000}}', 'Float64Array'],
    ['{"~":7}', '7'],
    ['{"a":', 'JSON'],
  ])('does not read %s', (text, reason) => {
    expect(() => fromText(text)).toThrow(reason);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

/** fast-check makes some objects without a prototype; what comes back has the usual one. */
function withPlainObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainObjects);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, withPlainObjects(item)]));
  if (typeof value !== 'object' || value === null || value instanceof Set || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlainObjects(item)]));
}
