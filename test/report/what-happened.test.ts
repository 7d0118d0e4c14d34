import { describe, expect, it } from 'vitest';
import { chartCsv } from '../../src/report/charts/chart-csv.js';
import { timelineChart } from '../../src/report/charts/timeline-chart.js';
import { longestChart, waterfallChart } from '../../src/report/charts/wait-charts.js';
import { runPage } from '../../src/report/html/page.js';
import type { FinishedRun } from '../../src/report/summary.js';
import { pageParts } from '../../src/run/page-parts.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Fact } from '../../src/sim/facts.js';
import { Simulation } from '../../src/sim/simulation.js';
import { comparisonPage } from '../../src/studies/compare/page/page.js';
import { constant, provider as groupOf, service as serviceOf, setup as setupOf } from '../sim/setups.js';
import { finishedRun } from './finished.js';
import { History, HOUR, MINUTE, provider, service, setupFor } from './history.js';

const setup = setupFor({ durationMs: 2 * HOUR, capacityProviders: [provider('workers')], services: [service('web')], workloads: [] });
const HELD_BY_WARM_UP = 5;
const SCALED_OUT = 8;

/** 2 instances, held back three times, two of them noticed; tasks that wait 60, 90 and 200 s, and one that waits to the end. */
function recordOf() {
  const history = new History().defineClass(0);
  history.add(Fact.scalingDecided, 0, 0, 2, SCALED_OUT, 2, 0).launch(0, { purchase: 1 }).launch(1, { purchase: 1 });
  for (const task of [0, 1, 2, 3]) history.request(task);
  for (const minute of [1, 2, 3]) history.at(minute * MINUTE).add(Fact.scalingDecided, 0, 2, 2, HELD_BY_WARM_UP, 3, 2);
  history
    .at(3 * MINUTE)
    .register(0)
    .register(1);
  history.at(200_000).place(0, 0, 180_000).pend(0, 5_000, 1_000).at(206_000).run(0);
  history
    .at(10 * MINUTE)
    .request(4)
    .at(10 * MINUTE + 20_000)
    .place(4, 1)
    .pend(4, 30_000, 10_000)
    .at(11 * MINUTE)
    .run(4);
  history.at(HOUR).notice(0).notice(1);
  return history.play(new RunRecorder(setup)).finish(2 * HOUR);
}

describe('events', () => {
  const record = recordOf();

  it('is reported with its reason, and a repeated hold once', () => {
    expect(record.activities.map(({ kind, of, what, atMs, untilMs, times }) => [kind, of, what, atMs, untilMs, times])).toEqual([
      ['out', 'workers', 'DesiredCapacity 0 → 2', 0, 0, 1],
      ['held', 'workers', 'DesiredCapacity stays 2', MINUTE, 3 * MINUTE, 3],
      ['spot', 'workers', 'Spot interruption', HOUR, HOUR, 2],
    ]);
    expect(record.activities[0].explanation).toMatch(/^M = 2 of N = 0: /);
    expect(record.activities[2].explanation).toBe('EC2 gives notice to 2 Spot Instances: test.small in us-east-1a');
  });

  it('is a chart with a row for each group and service, and a table with the reasons', () => {
    const [chart] = timelineChart(record);
    const [head, ...rows] = chartCsv(chart).trimEnd().split('\r\n');
    expect(head).toBe('time_minutes,of,what,because');
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual([
      ['0', 'workers', 'scale-out'],
      ['1', 'workers', 'held back'],
      ['60', 'workers', 'Spot interruption'],
    ]);
    expect(timelineChart({ ...record, activities: [], faults: [] })).toEqual([]);
  });
});

describe('the tasks that waited longest', () => {
  const record = recordOf();

  it('come with what they waited for, those first that still wait', () => {
    const parts = record.longestWaits.map(({ task, runningMs, partsMs }) => [task, runningMs, ...partsMs]);
    expect(parts).toEqual([
      ...[1, 2, 3].map((task) => [task, null, 0, 2 * HOUR, 0, 0, 0, 0, 0]),
      [0, 206_000, 0, 20_000, 180_000, 0, 0, 5_000, 1_000],
      [4, 11 * MINUTE, 0, 20_000, 0, 0, 0, 30_000, 10_000],
    ]);
    const [chart] = longestChart(record);
    expect(chart.config.data.labels).toEqual([
      ...[1, 2, 3].map((task) => `web #${task} at the start (still waits)`),
      'web #0 at the start',
      'web #4 at 10 min',
    ]);
  });

  const waitsOf = (parts: Parameters<typeof setupOf>[0]) => {
    const waiting = setupOf({ minutes: 60, ...parts });
    const recorder = new RunRecorder(waiting);
    new Simulation(waiting, { sources: [], subscribers: [recorder] }).advance();
    return recorder.finish(waiting.durationMs).longestWaits.map(({ partsMs }) => partsMs.map((ms) => ms / MINUTE));
  };

  it('[A.CAS-20] count a wait for the quota that is not over as one for the quota', () => {
    // No instance comes: three tasks of the five are PROVISIONING, and the others are held back to the end at 60 min.
    const waits = waitsOf({
      ...{ capacityProviders: [groupOf({ maxSize: 0, minSize: 0, initialSize: 0 })], services: [serviceOf(5)] },
      quotas: { provisioningTasks: 3, containerInstances: null, serviceLaunchesPerMinute: null },
    });
    expect(waits.map(([held, capacity]) => [held, capacity])).toEqual([[0, 60], [0, 60], [0, 60], [60, 0], [60, 0]]); // biome-ignore format: a row a task
  });

  it('are 24 at most: a longer one takes the place of the shortest', () => {
    // Four fit an instance. 24 start in a minute, and the 25th waits from minute 10 on.
    const waits = waitsOf({
      ...{ capacityProviders: [groupOf({ maxSize: 6, minSize: 6, initialSize: 6 })], services: [serviceOf([[0, 24], [10, 25]])] }, // biome-ignore format: steps
      timings: { containerStart: constant(MINUTE) },
    });
    expect(waits.map((parts) => parts.reduce((sum, minutes) => sum + minutes))).toEqual([50, ...Array.from({ length: 23 }, () => 1)]);
  });

  it('and the mean wait as a waterfall: each cause begins where the one before it ends, and the last is the whole', () => {
    const [chart] = waterfallChart(record);
    // Means of 206 and 60 s: capacity 20, boot 90, images 17.5, containers 5.5; in all 133 s.
    expect(chart.config.data.labels).toEqual([
      'capacity: 20 s',
      'boot: 1 min 30 s',
      'images: 18 s',
      'containers: 5.5 s',
      'in all: 2 min 13 s',
    ]);
    const minutes = [0, 20, 110, 127.5, 133].map((seconds) => Math.round((1000 * seconds) / 60) / 1000);
    expect(chart.config.data.datasets[0].data).toEqual([...minutes.slice(1).map((to, i) => [minutes[i], to]), [0, minutes[4]]]);
  });
});

describe('settings on a page', () => {
  const parts = pageParts('drydock compare a b');
  const withSettings = (name: string, ...settings: [string, string][]): FinishedRun => ({ ...finishedRun(name, 100, 60), settings });

  it('of a run are all there, by their paths', () => {
    const page = runPage(withSettings('one', ['services.web.desiredCount', '4'], ['seed', '7']), parts);
    expect(page).toContain('<summary>2 settings, every default written out</summary>');
    expect(page).toContain('<code>services.web.desiredCount</code></th><td class="text wrap"><code>4</code>');
  });

  it('of a comparison are those that differ first, and what is not as in the first is marked', () => {
    const page = comparisonPage(
      [
        withSettings('one', ['description', 'as it is'], ['seed', '7'], ['scaler.lowDatapoints', '15']),
        withSettings('two', ['seed', '7'], ['scaler.lowDatapoints', '5']),
      ],
      { ...parts, title: 'Two' },
    );
    const differing = page.slice(page.indexOf('<h2>What differs in the settings</h2>'), page.indexOf('<summary>All 2 settings</summary>'));
    expect([...differing.matchAll(/<code>(.*?)<\/code>/g)].map(([, text]) => text)).toEqual(['scaler.lowDatapoints', '15', '5']);
    expect(differing).toContain('<td class="text wrap changed"><code>5</code></td>');
    expect(differing.match(/changed/g)).toHaveLength(1);
  });
});
