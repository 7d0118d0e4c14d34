/**
 * Each colour for white paper and, brighter, for a dark page: contrast at least 3:1 against the background (WCAG 1.4.11), and distinct from
 * all others for any colour vision. The hues are those of Okabe and Ito ("Color Universal Design", 2008); their orange and sky blue are too
 * bright for lines on white, and are replaced by an ochre and a deep sky blue.
 */
export const COLOURS = {
  blue: { light: '#285CC5', dark: '#3681DA' },
  vermillion: { light: '#D55E00', dark: '#D55E00' },
  green: { light: '#11522E', dark: '#77BF97' },
  purple: { light: '#6D4272', dark: '#A9489D' },
  orange: { light: '#A07F4E', dark: '#E69F00' },
  sky: { light: '#3798B6', dark: '#3DCEFC' },
  // Six more for comparisons of many scenarios. Those of the dark page have hues of their own: brighter shades of these lie too near the first six.
  violet: { light: '#5600D6', dark: '#8652FF' },
  rose: { light: '#AC535C', dark: '#FF004C' },
  umber: { light: '#301717', dark: '#836E3F' },
  navy: { light: '#000047', dark: '#00FF99' },
  plum: { light: '#810B8E', dark: '#99FF00' },
  fuchsia: { light: '#D926ED', dark: '#E4FF7A' },
  grey: { light: '#7F8A96', dark: '#8A94A0' },
};

/** Replaces the paper colours in a chart's definition by those of a dark page. An alpha may follow a colour. */
export function darkened(text) {
  return Object.values(COLOURS).reduce((all, { light, dark }) => all.replaceAll(`"${light}`, `"${dark}`), text);
}
