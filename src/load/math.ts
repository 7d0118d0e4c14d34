/**
 * sin, cos, log and exp from + - * / alone, because the language leaves their last bits to the engine: these are equal on every machine.
 * Each series ends where the next term is below half a unit in the last place; test/load/math.test.ts states the accuracy.
 */
import { assert } from '../kernel/assert.js';

const TWO_PI = 2 * Math.PI;
const LN2 = Math.LN2;
const ROOT_HALF = Math.SQRT1_2;
/** e^-746 is below the smallest double. */
const VANISHES = 746;

/** sin(2 pi part / whole) for whole numbers; the argument is reduced to the first eighth of the turn without rounding. */
export function sineOfTurn(part: number, whole: number): number {
  let x = part % whole;
  if (x < 0) x += whole;
  const isLower = 2 * x > whole;
  if (isLower) x = whole - x;
  if (4 * x > whole) x = whole / 2 - x;
  const value = 8 * x > whole ? cosineNearZero((TWO_PI * (whole / 4 - x)) / whole) : sineNearZero((TWO_PI * x) / whole);
  return isLower ? -value : value;
}

/** cos(2 pi part / whole), for whole numbers. */
export function cosineOfTurn(part: number, whole: number): number {
  return sineOfTurn(4 * (part % whole) + whole, 4 * whole);
}

/** Returns the natural logarithm, x > 0 and finite. */
export function naturalLog(x: number): number {
  assert(x > 0 && x < Number.POSITIVE_INFINITY, 'a logarithm is taken of a finite number above 0');
  let mantissa = x;
  let twos = 0;
  for (; mantissa > 2 * ROOT_HALF; twos++) mantissa /= 2;
  for (; mantissa < ROOT_HALF; twos--) mantissa *= 2;
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 0;
  for (let odd = 25; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return twos * LN2 + 2 * z * sum;
}

/** e^-x, x >= 0. */
export function decay(x: number): number {
  assert(x >= 0, 'a decay is over 0 or more');
  if (x > VANISHES) return 0;
  const halvings = Math.round(x / LN2);
  const rest = halvings * LN2 - x;
  let value = 1;
  for (let n = 15; n >= 1; n--) value = 1 + (value * rest) / n;
  for (let i = 0; i < halvings; i++) value /= 2;
  return value;
}

function sineNearZero(angle: number): number {
  const square = angle * angle;
  let sum = 1;
  for (let n = 16; n >= 2; n -= 2) sum = 1 - (sum * square) / (n * (n + 1));
  return angle * sum;
}

function cosineNearZero(angle: number): number {
  const square = angle * angle;
  let sum = 1;
  for (let n = 17; n >= 1; n -= 2) sum = 1 - (sum * square) / (n * (n + 1));
  return sum;
}
