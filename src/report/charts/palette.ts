import { COLOURS as ALL } from '../client/palette.js';

export const BLUE = ALL.blue.light;
export const VERMILLION = ALL.vermillion.light;
export const GREEN = ALL.green.light;
export const PURPLE = ALL.purple.light;
export const ORANGE = ALL.orange.light;
export const SKY = ALL.sky.light;
/** For what rests; no line has it. */
export const GREY = ALL.grey.light;

const COLOURS = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY];
/** The second channel: how a line is drawn tells as much as its colour. */
const DASHES: number[][] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 2, 1, 2, 1, 2]];

/** The look of the n-th of several equals: after six the dashes move on, so that 36 pairs differ. */
export function look(n: number): { colour: string; dash: number[] } {
  const round = Math.floor(n / COLOURS.length);
  return { colour: COLOURS[n % COLOURS.length], dash: DASHES[(n + round) % DASHES.length] };
}

/** The colour, let through: for areas under a line of the same colour. */
export function faint(colour: string): string {
  return `${colour}26`;
}

export function solid(colour: string): string {
  return `${colour}D9`;
}
