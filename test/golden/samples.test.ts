import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartCsv } from '../../src/report/charts/chart-csv.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { runPage } from '../../src/report/html/page.js';
import { engineVersion } from '../../src/run/engine-version.js';
import { execute } from '../../src/run/execute.js';
import { pageParts } from '../../src/run/page-parts.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { VERSION } from '../../src/run/version.js';

const root = join(import.meta.dirname, '../..');
const samples = join(root, 'reports/samples');
/** The samples name no build: each change of the code makes another one. */
const sample = (text: string) => text.replaceAll(engineVersion(), VERSION);

/** Examples of what a run writes. `npx vitest run -u test/golden/samples.test.ts` makes them anew. */
describe('reports/samples', () => {
  it('spot-draining.html is the page of a small run, with its table of what happened beside it', async () => {
    const run = await execute(readScenario(join(root, 'scenarios/capacity/spot-draining.yaml')));
    const charts = runCharts(run.record);
    const page = runPage(run, pageParts('drydock run scenarios/capacity/spot-draining.yaml'));
    await expect(sample(page)).toMatchFileSnapshot(join(samples, 'spot-draining.html'));
    for (const id of ['fleet', 'timeline'])
      await expect(chartCsv(charts.find((one) => one.id === id)!)).toMatchFileSnapshot(join(samples, `spot-draining-${id}.csv`));
  });
});
