import { describe, expect, it } from 'vitest';
import { UNLIMITED } from '../../src/fargate/launching.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { runPage } from '../../src/report/html/page.js';
import type { FinishedRun } from '../../src/report/summary.js';
import { runText } from '../../src/report/terminal.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { comparisonText } from '../../src/studies/compare/printed/terminal.js';
import { makeSource } from '../../src/workload/make-source.js';
import { PLAIN_BILLING } from '../billing/terms.js';
import { batch, fargate, MINUTE, onProvider, type SetupParts, service, setup } from '../sim/setups.js';

const IDENTITY = { seed: 1, scenarioHash: 'a1b2', engineVersion: '0.1.0', digest: '0f0f', events: 1 };
const look = { width: 120, hasColour: false };

function started(parts: SetupParts) {
  const what = setup({ minutes: 120, ...parts });
  const recorder = new RunRecorder(what);
  const sources = what.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: 1, name }));
  return { what, recorder, simulation: new Simulation(what, { sources, subscribers: [recorder] }) };
}

function finished(name: string, parts: SetupParts): FinishedRun {
  const { what, recorder, simulation } = started(parts);
  simulation.advance();
  return { identity: { name, ...IDENTITY }, setup: what, record: recorder.finish(what.durationMs), verdicts: [] };
}

/** No group, so that FARGATE is provider 0 and FARGATE_SPOT 1; a task has one vCPU and starts in a minute. */
const both = {
  kind: 'strategy' as const,
  items: [
    { provider: 0, base: 0, weight: 1 },
    { provider: 1, base: 0, weight: 1 },
  ],
};
const PRICES = {
  'linux.x86_64.on-demand': { usdPerVcpuHour: 0.04, usdPerGbHour: 0.004, storageUsdPerGbHour: 0.001 },
  'linux.x86_64.spot': { usdPerVcpuHour: 0.01, usdPerGbHour: 0.001, storageUsdPerGbHour: 0.001 },
};
const everywhere = { type: null, zone: null };
/** 4 and 4 tasks; at minute 30 FARGATE_SPOT takes all of its tasks back and has nothing for 20 minutes; then 3 of 5 jobs find no quota. */
const PARTS: SetupParts = {
  capacityProviders: [],
  services: [service(8, { capacity: both, placementStrategy: [] })],
  workloads: [batch([60], 5, 10 * MINUTE, { capacity: onProvider(0) })],
  fargate: fargate({ vcpus: [6, null], rates: UNLIMITED, retry: { firstMs: MINUTE, longestMs: MINUTE } }),
  billing: { ...PLAIN_BILLING, fargate: PRICES },
  market: {
    overlays: [
      { kind: 'interruption', where: { isSpot: true, ...everywhere }, atMs: 30 * MINUTE, share: 1 },
      { kind: 'drought', where: { isSpot: true, ...everywhere }, fromMs: 30 * MINUTE, untilMs: 50 * MINUTE },
    ],
  },
};
const run = finished('fargate', PARTS);

describe('a report of a run on Fargate', () => {
  it('has the hours that are billed, the vCPUs in use, interruptions, and refusals by what refused', () => {
    const [onDemand, spot] = run.record.metrics.providers.map((provider) => provider.fargate);
    expect(onDemand).toEqual({
      // Billed from the image pull: 4 x 119 min, and 2 x 10 min, for a task starts its pull in a minute and a job runs for ten. A GB a task.
      vcpu_hours: 8.267,
      gb_hours: 8.267,
      peak_vcpus: 6,
      tasks_launched: 6,
      tasks_interrupted: 0,
      tasks_retired: 0,
      tasks_refused_by_quota: 3,
      tasks_refused_for_capacity: 0,
      tasks_waiting: 0,
    });
    expect(spot).toMatchObject({ tasks_launched: 8, tasks_interrupted: 4, tasks_refused_by_quota: 0 });
    expect(run.record.metrics.headline).toMatchObject({
      peak_fargate_vcpus: 10,
      fargate_refused_tasks: 3,
      fargate_quota_task_minutes: 0,
      tasks_interrupted: 4,
      tasks_interrupted_by_spot: 4,
      peak_instances: 0,
    });
  });

  it('names Fargate in sentence, terminal and page, and no instances', () => {
    const text = runText(run, look);
    expect(text.replace(/\n {14}/g, ' ')).toContain('GB-hours on Fargate, at most 10 vCPUs at a time;');
    expect(text).toMatch(/\nvCPUs, Fargate {2}[▁-█]+\n/);
    for (const [label, value] of [
      ['Workload tasks refused by Fargate', '3'],
      ['Tasks interrupted by Spot', '4'],
      ['Waited for Fargate', '80 task-minutes'],
    ])
      expect(text).toMatch(new RegExp(`\n${label} +${value}\n`));
    for (const label of ['Instances', 'Instance-hours', 'CPU reserved', 'Scale-outs']) expect(text).not.toContain(`\n${label} `);
    const page = runPage(run, { chartJsSource: '', script: '', sha256Base64: () => '', command: 'drydock run' });
    expect(page).toMatch(
      /<th scope="row">FARGATE<\/th>(<td>[^<]*<\/td>){3}<td>6<\/td><td>6<\/td><td>0<\/td><td>0<\/td><td>3<\/td><td>0<\/td><td>0<\/td>/,
    );
    expect(page).not.toContain('<th scope="col">Instance-hours</th><th scope="col">Peak');
    expect(page).toContain('<dt>vCPUs at peak, Fargate</dt><dd>10.00</dd>');
    for (const ofInstances of ['<dt>CPU reserved</dt>', 'belongs to no task']) expect(page).not.toContain(ofInstances);
    expect(comparisonText([run, finished('calm', { ...PARTS, market: {} })], look)).toContain('\nvCPUs, Fargate ');
  });

  it('draws vCPUs with quota, refusals and interruptions, and tasks by provider', () => {
    const charts = runCharts(run.record);
    expect(charts.map(({ id }) => id)).toEqual(expect.arrayContaining(['fargate-vcpus', 'tasks-by-provider']));
    expect(charts.map(({ id }) => id)).not.toContain('reserved');
    const { datasets } = charts.find(({ id }) => id === 'fargate-vcpus')!.config.data;
    const at = (label: string) => datasets.find((dataset) => dataset.label === label)?.data;
    expect(at('FARGATE quota')?.[0]).toMatchObject({ y: 6 });
    expect(at('FARGATE refused')).toEqual([{ x: 60, y: 6 }]);
    expect(at('FARGATE_SPOT interruption')).toEqual([{ x: 30, y: 0 }]);
    expect(at('FARGATE_SPOT quota')).toBeUndefined();
  });

  it('reports what faults did to it', () => {
    expect(run.record.faults.map(({ fault, effect }) => `${fault}: ${effect}`)).toEqual([
      'spotInterruption 100 %: 4 tasks on Fargate had their notice',
      'spotDrought: up to 4 tasks waited for Fargate',
    ]);
    const outage = finished('outage', {
      ...PARTS,
      market: {},
      workloads: [],
      faults: [
        { kind: 'fargateRetirement', noticeMs: 10 * MINUTE, startMs: 20 * MINUTE, endMs: 50 * MINUTE },
        { kind: 'zoneOutage', zone: 0, fromMs: 60 * MINUTE },
      ],
    });
    // On each provider 2, 1 and 1 in three zones; the replacements went to the second, third, first and second.
    expect(outage.record.faults.map(({ effect }) => effect)).toEqual(['8 tasks on Fargate were retired', '2 tasks on Fargate ended']);
    expect(outage.record.metrics.headline.tasks_interrupted).toBe(2); // Retired tasks had been replaced.
  });

  it('explains why tasks still wait', () => {
    const parts = { ...PARTS, workloads: [], minutes: 45 };
    expect(finished('waiting', parts).record.stillWaiting).toEqual([
      { owner: 'web', tasks: 4, reason: 'Fargate has no capacity where they may run' },
    ]);
    const short = { ...parts, market: {}, fargate: fargate({ vcpus: [2, 1], rates: UNLIMITED }) };
    const { stillWaiting, metrics } = finished('short', short).record;
    expect(stillWaiting).toEqual([{ owner: 'web', tasks: 5, reason: 'the vCPU quota of Fargate is used up' }]);
    expect(metrics.headline.fargate_quota_task_minutes).toBe(5 * 45);
  });

  it('goes on from a checkpoint as if nothing had been', () => {
    const first = started(PARTS);
    first.simulation.advance(31 * MINUTE);
    const second = started(PARTS);
    second.simulation.load(structuredClone(first.simulation.save()));
    second.recorder.load(structuredClone(first.recorder.save()));
    second.simulation.advance();
    expect(second.recorder.finish(120 * MINUTE)).toEqual(run.record);
  });
});
