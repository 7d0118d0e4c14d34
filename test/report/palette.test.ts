import { describe, expect, it } from 'vitest';
import { look } from '../../src/report/charts/palette.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { COLOURS, darkened } from '../../src/report/client/palette.js';
import { STYLE } from '../../src/report/html/style.js';
import { finishedRun } from './finished.js';

type Three = readonly [number, number, number];

const NAMES = Object.keys(COLOURS) as (keyof typeof COLOURS)[];
const SECOND_SIX: readonly string[] = ['violet', 'rose', 'umber', 'navy', 'plum', 'fuchsia'];
/** What each kind of colour vision makes of linear red, green and blue (Machado, Oliveira and Fernandes, 2009; complete dichromats). */
const VISIONS: Readonly<Record<string, readonly Three[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const mul = (matrix: readonly Three[], v: Three) => matrix.map((row) => row.reduce((sum, x, i) => sum + x * v[i], 0)) as unknown as Three;

/** Red, green and blue of light, from the code of a colour. */
function linear(code: string): Three {
  const parts = [1, 3, 5].map((at) => Number.parseInt(code.slice(at, at + 2), 16) / 255);
  return parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as unknown as Three;
}

/** As WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [low, high] = [a, b].map((code) => mul([[0.2126, 0.7152, 0.0722]], linear(code))[0] + 0.05).sort((x, y) => x - y);
  return high / low;
}

/** CIE L*a*b*, in which a distance of 2 is just seen. */
function lab(light: Three): Three {
  const seen = light.map((part) => Math.min(1, Math.max(0, part))) as unknown as Three;
  const xyz = mul(
    [
      [0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047],
      [0.2126, 0.7152, 0.0722],
      [0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883],
    ],
    seen,
  );
  const [x, y, z] = xyz.map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: string, b: string, vision: string): number {
  const [p, q] = [a, b].map((code) => lab(mul(VISIONS[vision], linear(code))));
  return Math.hypot(...p.map((part, i) => part - q[i]));
}

/** What may lie behind a chart: the page's own variables, of the light page and of the dark one. */
function backgrounds(): Record<'light' | 'dark', string[]> {
  const of = (name: string) => [...STYLE.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, code]) => code);
  const [papers, cards] = [of('paper'), of('card')];
  return { light: [papers[0], cards[0], papers[2], cards[2]], dark: [papers[1], cards[1]] };
}

describe('the colours of charts', () => {
  it.each(['light', 'dark'] as const)('are at least 3:1 against everything behind them on a %s page (WCAG 1.4.11)', (page) => {
    const behind = backgrounds()[page];
    expect(behind.every((code) => contrast(code, '#ffffff') > 10 === (page === 'dark'))).toBe(true);
    for (const name of NAMES)
      for (const code of behind) expect(contrast(COLOURS[name][page], code), `${name} on ${code}`).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(VISIONS))('are distinguished with %s', (vision) => {
    for (const page of ['light', 'dark'] as const)
      for (const [i, a] of NAMES.entries())
        for (const b of NAMES.slice(i + 1)) {
          // No line is grey, and only comparisons of more than six scenarios have the second six.
          const least = b === 'grey' || SECOND_SIX.includes(b) ? 13 : 18;
          expect(distance(COLOURS[a][page], COLOURS[b][page], vision), `${a} and ${b} on a ${page} page`).toBeGreaterThan(least);
        }
  });

  it('differ for twelve lines of one chart, also without their dashes', () => {
    const looks = Array.from({ length: 12 }, (_, n) => look(n));
    expect(new Set(looks.map(({ colour }) => colour)).size).toBe(12);
    expect(new Set(Array.from({ length: 72 }, (_, n) => JSON.stringify(look(n)))).size).toBe(72);
    for (const page of ['light', 'dark'] as const)
      for (const [i, a] of NAMES.entries())
        for (const b of NAMES.slice(i + 1)) expect(distance(COLOURS[a][page], COLOURS[b][page], 'normal')).toBeGreaterThan(13);
  });

  it('are all that a chart has, and a dark page changes each of them', () => {
    const text = JSON.stringify(runCharts(finishedRun('day').record));
    const codes = (of: string) => new Set([...of.matchAll(/"(#[0-9A-Fa-f]{6})/g)].map(([, code]) => code));
    const known = (page: 'light' | 'dark') => NAMES.map((name) => COLOURS[name][page]);
    expect(codes(text).size).toBeGreaterThan(4);
    expect(known('light')).toEqual(expect.arrayContaining([...codes(text)]));
    expect(known('dark')).toEqual(expect.arrayContaining([...codes(darkened(text))]));
  });
});
