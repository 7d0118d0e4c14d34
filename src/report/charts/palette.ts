import { COLOURS as ALL } from '../client/palette.js';

export const BLUE = ALL.blue.light;
export const VERMILLION = ALL.vermillion.light;
export const GREEN = ALL.green.light;
export const PURPLE = ALL.purple.light;
export const ORANGE = ALL.orange.light;
export const SKY = ALL.sky.light;
/** For idle states; no line uses it. */
export const GREY = ALL.grey.light;

const MORE = [ALL.violet, ALL.rose, ALL.umber, ALL.navy, ALL.plum, ALL.fuchsia].map(({ light }) => light);
const COLOURS = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, ...MORE];
/** Dashes distinguish lines for readers who cannot rely on colour. */
const DASHES: number[][] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 2, 1, 2, 1, 2]];

/** The style of the n-th of several equal lines: twelve have a colour each, and the dashes change after them, so that 72 pairs differ. */
export function look(n: number): { colour: string; dash: number[] } {
  const round = Math.floor(n / COLOURS.length);
  return { colour: COLOURS[n % COLOURS.length], dash: DASHES[(n + round) % DASHES.length] };
}

/** The colour with transparency, for areas under a line of the same colour. */
export function faint(colour: string): string {
  return `${colour}26`;
}

export function solid(colour: string): string {
  return `${colour}D9`;
}
