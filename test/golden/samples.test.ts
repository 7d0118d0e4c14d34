import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineVersion } from '../../src/run/engine-version.js';
import { execute } from '../../src/run/execute.js';
import { pageParts } from '../../src/run/page-parts.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { VERSION } from '../../src/run/version.js';
import { chartCsv } from '../../src/report/charts/chart-csv.js';
import { comparisonCharts } from '../../src/studies/compare/run-charts.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { runPage } from '../../src/report/html/page.js';
import { renderPng } from '../../src/report/png/render.js';
import { type FinishedRun, summaryCsv, summaryRow } from '../../src/report/summary.js';
import { comparisonOf } from '../../src/studies/compare/rows.js';
import { comparisonText } from '../../src/studies/compare/terminal.js';

const root = join(import.meta.dirname, '../..');
const samples = join(root, 'reports/samples');
const NAMES = ['spread-100', 'spread-80', 'binpack-100', 'binpack-80'];
/** Share of pixels that may differ by more than a shade: anti-aliasing is not the same on every machine. */
const PIXELS_DIFFERENT_MAX = 0.005;
const SHADE = 48;
/** The samples name no build: each change of the code makes another one. */
const sample = (text: string) => text.replaceAll(engineVersion(), VERSION);

/** Examples of what a comparison and a run write. `UPDATE_SAMPLES=1 npx vitest run -u test/golden` makes it anew. */
describe('reports/samples', () => {
  let runs: FinishedRun[];

  beforeAll(async () => {
    runs = [];
    for (const name of NAMES) runs.push(await execute(readScenario(join(root, 'scenarios/headline', `${name}.yaml`))));
  });

  it('comparison.json, summary.csv and the table are the headline comparison', async () => {
    await expect(sample(`${JSON.stringify(comparisonOf(runs.map(summaryRow)), null, 2)}\n`)).toMatchFileSnapshot(join(samples, 'comparison.json'));
    await expect(sample(summaryCsv(runs))).toMatchFileSnapshot(join(samples, 'summary.csv'));
    await expect(sample(comparisonText(runs, { width: 120, hasColour: false }))).toMatchFileSnapshot(join(samples, 'comparison.txt'));
  });

  it.each(['instances', 'fleet-binpack-100'])('%s.png is a chart of the comparison', async (id) => {
    const chart = comparisonCharts(runs.map(({ identity, record }) => ({ name: identity.name, record }))).find((one) => one.id === id)!;
    const png = await renderPng(chart, 960, 480);
    const path = join(samples, `${id}.png`);
    if (process.env.UPDATE_SAMPLES === '1') writeFileSync(path, png);
    expect(await differentPixels(readFileSync(path), png)).toBeLessThan(PIXELS_DIFFERENT_MAX);
  });

  it('spot-draining.html is the page of a small run, with its table of what happened beside it', async () => {
    const run = await execute(readScenario(join(root, 'scenarios/capacity/spot-draining.yaml')));
    const charts = runCharts(run.record);
    const page = runPage(run, pageParts('drydock run scenarios/capacity/spot-draining.yaml'));
    await expect(sample(page)).toMatchFileSnapshot(join(samples, 'spot-draining.html'));
    for (const id of ['fleet', 'timeline'])
      await expect(chartCsv(charts.find((one) => one.id === id)!)).toMatchFileSnapshot(join(samples, `spot-draining-${id}.csv`));
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
