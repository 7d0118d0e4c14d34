import { expect, it } from 'vitest';
import { wrap } from '../../src/report/terminal-style.js';

/** Each text is two letters longer than the screen, and would break within the amount. */
it.each([
  ['it costs 14.9 % ± <0.1 less', 20, 'it costs 14.9 %\n± <0.1 less'],
  ['it costs $14.90 ± 0.12', 20, 'it costs $14.90\n± 0.12'],
  ['half waited (−14.9 % ± 0.6)', 18, 'half waited\n(−14.9 % ± 0.6)'],
  ['95 % in 2 min 35 s', 16, '95 % in\n2 min 35 s'],
])('no line breaks between a number and its sign or unit: %s', (text, width, lines) => {
  expect(wrap(text, width)).toBe(lines);
});
