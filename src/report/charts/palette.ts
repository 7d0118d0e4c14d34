/**
 * Colours that people with any colour vision tell apart, after Okabe and Ito ("Color Universal Design", 2008): blue, vermillion, green, purple,
 * orange, sky. Yellow and black are left out, for one is lost on white and the other on black.
 */
export const BLUE = '#0072B2';
export const VERMILLION = '#D55E00';
export const GREEN = '#009E73';
export const PURPLE = '#CC79A7';
export const ORANGE = '#E69F00';
export const SKY = '#56B4E9';
/** For what rests; no line has it. */
export const GREY = '#8A94A0';

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
