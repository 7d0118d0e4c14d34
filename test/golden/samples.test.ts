import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../src/experiment/runners/execute.js';
import { readScenario } from '../../src/experiment/runners/scenario-file.js';
import { comparisonCharts } from '../../src/report/charts/comparison-charts.js';
import { renderPng } from '../../src/report/png/render.js';
import { comparisonOf, type FinishedRun, summaryCsv } from '../../src/report/summary.js';
import { comparisonText } from '../../src/report/terminal.js';

const root = join(import.meta.dirname, '../..');
const samples = join(root, 'reports/samples');
const NAMES = ['spread-100', 'spread-80', 'binpack-100', 'binpack-80'];
/** Share of pixels that may differ by more than a shade: anti-aliasing is not the same on every machine. */
const PIXELS_DIFFERENT_MAX = 0.005;
const SHADE = 48;

/** What the README shows, from the scenarios that it names. `UPDATE_SAMPLES=1 npx vitest run -u test/golden` makes it anew. */
describe('reports/samples', () => {
  let runs: FinishedRun[];

  beforeAll(async () => {
    runs = [];
    for (const name of NAMES) runs.push(await execute(readScenario(join(root, 'scenarios/headline', `${name}.yaml`))));
  });

  it('comparison.json, summary.csv and the table are the headline comparison', async () => {
    await expect(`${JSON.stringify(comparisonOf(runs), null, 2)}\n`).toMatchFileSnapshot(join(samples, 'comparison.json'));
    await expect(summaryCsv(runs)).toMatchFileSnapshot(join(samples, 'summary.csv'));
    await expect(comparisonText(runs, { width: 120, hasColour: false })).toMatchFileSnapshot(join(samples, 'comparison.txt'));
  });

  it('the README quotes the table as it is printed', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [table] = comparisonText(runs, { width: 120, hasColour: false }).split('\n\n');
    expect(readme).toContain(table);
  });

  it('instances.png is the chart of instances', async () => {
    const chart = comparisonCharts(runs.map(({ identity, record }) => ({ name: identity.name, record }))).find(({ id }) => id === 'instances')!;
    const png = renderPng(chart, 960, 480);
    const path = join(samples, 'instances.png');
    if (process.env.UPDATE_SAMPLES === '1') writeFileSync(path, png);
    expect(await differentPixels(readFileSync(path), png)).toBeLessThan(PIXELS_DIFFERENT_MAX);
  });
});

async function differentPixels(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([one, other].map(pixelsOf));
  if (a.length !== b.length) return 1;
  let different = 0;
  for (let i = 0; i < a.length; i += 4) {
    if (Math.abs(a[i] - b[i]) > SHADE || Math.abs(a[i + 1] - b[i + 1]) > SHADE || Math.abs(a[i + 2] - b[i + 2]) > SHADE) different++;
  }
  return (4 * different) / a.length;
}

async function pixelsOf(png: Buffer): Promise<Uint8ClampedArray> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
}
