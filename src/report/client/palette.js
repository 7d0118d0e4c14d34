/**
 * Each colour as it is on white paper and, brighter, on a dark page: at least 3:1 against what is behind it (WCAG 1.4.11), and apart from all others
 * for people with any colour vision. The hues are those of Okabe and Ito ("Color Universal Design", 2008); on white their orange and sky are too
 * bright for a line, and are an ochre and a deep sky here.
 */
export const COLOURS = {
  blue: { light: '#285CC5', dark: '#3681DA' },
  vermillion: { light: '#D55E00', dark: '#D55E00' },
  green: { light: '#11522E', dark: '#77BF97' },
  purple: { light: '#6D4272', dark: '#A9489D' },
  orange: { light: '#A07F4E', dark: '#E69F00' },
  sky: { light: '#3798B6', dark: '#3DCEFC' },
  grey: { light: '#7F8A96', dark: '#8A94A0' },
};

/** A chart's definition has the colours of paper: here are those of a dark page. An alpha may follow a colour. */
export function darkened(text) {
  return Object.values(COLOURS).reduce((all, { light, dark }) => all.replaceAll(`"${light}`, `"${dark}`), text);
}
