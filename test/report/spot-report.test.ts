import { describe, expect, it } from 'vitest';
import { MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import { spotPool } from '../../src/market/pools.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { runPage } from '../../src/report/html/page.js';
import type { FinishedRun } from '../../src/report/summary.js';
import { runText } from '../../src/report/terminal.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { comparisonCharts } from '../../src/studies/compare/page/run-charts.js';
import { comparisonText } from '../../src/studies/compare/printed/terminal.js';
import { MINUTE, provider, type SetupParts, setup } from '../sim/setups.js';

const IDENTITY = { seed: 1, scenarioHash: 'a1b2', engineVersion: '0.1.0', digest: '0f0f', events: 1 };
const PLACE = { type: 0, zone: 0, typeName: 'test.xlarge', zoneName: 'us-east-1a' };
const POOL = {
  ...spotPool(PLACE, { savingsPercent: 70, interruptionBucket: '<5%', onDemandUsdPerHour: 1 }, MARKET_DEFAULTS),
  reclaimGapMs: null,
};

function run(name: string, parts: SetupParts): FinishedRun {
  const what = setup({ minutes: 120, ...parts });
  const recorder = new RunRecorder(what);
  new Simulation(what, { sources: [], subscribers: [recorder] }).advance();
  return { identity: { name, ...IDENTITY }, setup: what, record: recorder.finish(what.durationMs), verdicts: [] };
}

const managedScaling = { ...provider().managedScaling, isEnabled: false };
const two = { initialSize: 2, minSize: 2, managedScaling };
const plain = run('plain', { capacityProviders: [provider(two)] });
/** One of two instances is taken at minute 12, and from then on the pool has room for one. */
const spot = run('spot', {
  capacityProviders: [provider({ ...two, split: { onDemandBase: 0, onDemandPercentAboveBase: 0 } })],
  market: {
    pools: [{ ...POOL, capacity: { atMs: [0, 11 * MINUTE], instances: [2, 1] } }],
    overlays: [{ kind: 'interruption', where: { isSpot: true, type: null, zone: null }, atMs: 10 * MINUTE, share: 0.5 }],
  },
});
const look = { width: 120, hasColour: false };

describe('a report of a run on Spot', () => {
  it('draws both purchase options, interruptions and launches that failed', () => {
    const charts = runCharts(spot.record);
    expect(charts.map(({ id }) => id)).toContain('purchase-options');
    const { datasets } = charts.find(({ id }) => id === 'instances-workers')!.config.data;
    expect(datasets.slice(0, 2).map(({ label, data }) => [label, data[0]])).toEqual([
      // It drains from its notice on: N is without it.
      ['Spot interruption', { x: 10, y: 1, text: 'Spot interruption: EC2 gives notice to 1 Spot Instance: test.xlarge in us-east-1a' }],
      ['launch failed', { x: 12, y: 2, text: 'launch failed: 1 instance not launched: no pool has capacity: tries again at 13 min' }],
    ]);
    const compared = comparisonCharts([plain, spot].map(({ identity, record }) => ({ name: identity.name, record })));
    expect(compared.map(({ id }) => id)).toContain('spot-instances');
  });

  it('reports it in the terminal and on the page', () => {
    for (const text of [runText(spot, look), comparisonText([plain, spot], look)])
      for (const label of ['Cost, Spot', 'Saved by Spot', 'Instances interrupted', 'Launches failed', 'Instances missing'])
        expect(text).toContain(`\n${label} `);
    const page = runPage(spot, { chartJsSource: '', script: '', sha256Base64: () => '', command: 'drydock run' });
    // The taken one was free for 12 min; the other costs 2 x 0.30; 2.2 hours On-Demand are 2.20.
    expect(page).toContain('<td class="text">Spot</td><td>$0.60</td><td>2.2</td><td>0.2</td><td>$2.20</td><td>$1.60 (72.7\u00a0%)</td>');
    expect(page).toContain('<h2>Interruptions and launches that failed</h2>');
  });

  it('leaves it out where there is none', () => {
    expect(runCharts(plain.record).map(({ id }) => id)).not.toContain('purchase-options');
    expect(comparisonText([plain, plain], look)).not.toMatch(/Spot|Launches|missing/);
    const page = runPage(plain, { chartJsSource: '', script: '', sha256Base64: () => '', command: 'drydock run' });
    expect(page).not.toMatch(/<h2>(On-Demand and Spot|Interruptions)/);
  });
});
