import { describe, expect, it } from 'vitest';
import { type AlarmTerms, Comparison } from '../../src/metrics/alarm-terms.js';
import { ServiceMetric } from '../../src/metrics/names.js';
import { Statistic } from '../../src/metrics/statistics.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { RunRecorder } from '../../src/run/recorder.js';
import type { ScalingPolicy } from '../../src/services/scaling/policies.js';
import { Simulation } from '../../src/sim/simulation.js';
import { comparisonCharts } from '../../src/studies/compare/page/run-charts.js';
import { reread } from '../reread.js';
import { constantly, inSteps, messages, requests, scaling, tracking } from '../sim/loaded.js';
import { MINUTE, type SetupParts, service, setup, staticInstance } from '../sim/setups.js';

const onInstances = { capacity: { kind: 'launchType' } } as const;
/** 4 tasks of 20 requests a second each take 40 a second at 50 %; from minute 10 to 40 come 120 a second, more than they can. */
const load = requests(inSteps([0, 40], [10, 120], [40, 40]));
const web = service(4, { ...onInstances, name: 'web', load, scaling: scaling([tracking(50.5)]) });

function parts(over: SetupParts = {}): SetupParts {
  return { minutes: 80, capacityProviders: [], staticInstances: [staticInstance({ count: 10 })], services: [web], ...over };
}

function started(over: SetupParts = {}) {
  const what = setup(parts(over));
  const recorder = new RunRecorder(what);
  return { recorder, simulation: new Simulation(what, { sources: [], subscribers: [recorder] }) };
}

function recordOf(over: SetupParts = {}) {
  const { recorder, simulation } = started(over);
  simulation.advance();
  return recorder.finish(simulation.nowMs);
}

/** The values of a chart's lines by their labels and by the minute; of marks, only where they are. */
function linesOf(record: ReturnType<typeof recordOf>, id: string) {
  const chart = runCharts(record).find((one) => one.id === id);
  const lines = chart!.config.data.datasets.map(({ label, data }) => {
    const points = data as unknown as { x: number; y: number | null }[];
    return [label, new Map(points.map(({ x, y }) => [x, y]))] as const;
  });
  return Object.fromEntries(lines);
}

const idsOf = (record: ReturnType<typeof recordOf>) => runCharts(record).map(({ id }) => id);

describe('charts of a comparison', () => {
  const few = recordOf({ services: [service(4, { ...onInstances, name: 'web', load })] });
  const many = recordOf({ services: [service(10, { ...onInstances, name: 'web', load })] });
  const idle = recordOf({ services: [service(4, { ...onInstances, name: 'web' })] });
  const charts = (...records: (typeof few)[]) => comparisonCharts(records.map((record, i) => ({ name: `run ${i}`, record })));

  it('have a line for each run of what came to a service, how its tasks bore it, and how long was waited', () => {
    const both = charts(few, many);
    const ofLoad = ['traffic-web', 'turned-away-web', 'scaled-tasks-web', 'utilisation-web', 'load-wait-web'];
    expect(both.map(({ id }) => id).slice(2, 7)).toEqual(ofLoad);
    const at = (id: string, minute: number) =>
      both
        .find((one) => one.id === id)!
        .config.data.datasets.map(({ label, data }) => [
          label,
          (data as unknown as { x: number; y: number }[]).find(({ x }) => x === minute)!.y,
        ]);
    // 120 a second are more than 4 tasks of 20 can serve; for 10 they are 60 %.
    expect(at('traffic-web', 20)).toEqual([['all of them', 120]]); // biome-ignore format: rows
    expect(at('utilisation-web', 20)).toEqual([['run 1', 60], ['run 0', 100]]); // biome-ignore format: rows
    expect(at('scaled-tasks-web', 20)).toEqual([['run 1', 10], ['run 0', 4]]); // biome-ignore format: rows
    expect(charts(many, many).map(({ id }) => id)).not.toContain('turned-away-web');
  });

  it('are there when one of the runs has a load, and not when none has', () => {
    const [traffic] = charts(idle, few).filter(({ id }) => id === 'traffic-web');
    expect(traffic!.config.data.datasets.map(({ data }) => data.length > 0)).toEqual([true, false]);
    expect(
      charts(idle, idle)
        .map(({ id }) => id)
        .filter((id) => id.endsWith('-web')),
    ).toEqual([]);
  });
});

describe('charts of a service under load', () => {
  const record = recordOf();

  it('come first of all lines in a run with load, and in no other', () => {
    const ofService = ['traffic-web', 'scaled-tasks-web', 'utilisation-web', 'backlog-web', 'load-wait-web'];
    expect(idsOf(record).slice(0, 8)).toEqual(['fleet', 'timeline', ...ofService, 'tasks']);
    const without = recordOf({ services: [service(4, { ...onInstances, name: 'web' })] });
    expect(idsOf(without)).toEqual(['fleet', 'tasks', 'reserved', 'cost', 'waits', 'cost-by-provider']);
  });

  it('show what came, was served and was turned away a second', () => {
    const { came, served, 'turned away': shed } = linesOf(record, 'traffic-web');
    expect([came!.get(10), came!.get(11), served!.get(10)]).toEqual([40, 120, 40]);
    expect(served!.get(11)).toBeCloseTo(80, 0); // 4 x 20 a second is all that they can.
    const { waiting } = linesOf(record, 'backlog-web');
    for (const [minute, n] of came!) {
      const more = waiting!.get(minute)! - (waiting!.get(minute - 1) ?? 0);
      expect((60 * (n! - served!.get(minute)! - shed!.get(minute)!)) / 10).toBeCloseTo(more / 10, 0); // Shown to a hundredth a second.
    }
    expect(Math.max(...(shed!.values() as Iterable<number>))).toBeGreaterThan(10);
    expect([shed!.get(10), shed!.get(79)]).toEqual([0, 0]);
  });

  it('show desired and running tasks with every decision, and CPU against the target', () => {
    const { desired, running, 'scale-out': out, 'scale-in': inward } = linesOf(record, 'scaled-tasks-web');
    const cpu = linesOf(record, 'utilisation-web');
    const changes = [...desired!].filter(([minute, n]) => minute > 1 && n !== desired!.get(minute - 1));
    expect(changes.map(([minute]) => minute)).toEqual([...out!.keys(), ...inward!.keys()].sort((a, b) => a - b));
    expect([...out!]).toEqual(changes.filter(([minute, n]) => n! > desired!.get(minute - 1)!));
    expect([...out!.keys()][0]).toBe(13); // Three minutes above the target.
    expect(running!.get(12)).toBe(4);
    expect([cpu.CPU!.get(10), cpu.CPU!.get(12)]).toEqual([50, 100]);
    expect(new Set(cpu['policy-0: target 50.5 %']!.values())).toEqual(new Set([50.5]));
    expect(cpu['scale-out']!.get(13)).toBe(100);
  });

  it('show the wait in the unit that suits it', () => {
    const axisOf = (one: typeof record) => {
      const chart = runCharts(one).find(({ id }) => id === 'load-wait-web')!;
      return (chart.config.options!.scales!.y as { title: { text: string } }).title.text;
    };
    expect(axisOf(record)).toBe('wait (s)');
    const calm = recordOf({ services: [service(4, { ...onInstances, name: 'web', load: requests(constantly(60)) })] });
    expect(axisOf(calm)).toBe('wait (ms)');
  });

  it('show a queue against its target by running task, or its threshold', () => {
    const alarm: AlarmTerms = {
      ...{ metric: ServiceMetric.Backlog, statistic: Statistic.Average, comparison: Comparison.GreaterThanThreshold, threshold: 70 },
      ...{ periodMs: MINUTE, evaluationPeriods: 60, datapointsToAlarm: 60, treatMissingData: 'missing' },
    };
    const step: ScalingPolicy = {
      ...{ policyType: 'StepScaling', alarm, cooldownMs: MINUTE, adjustmentType: 'ChangeInCapacity', minMagnitude: 0 },
      steps: [{ lower: 0, upper: null, change: 1 }],
    };
    const policies = [tracking(10, { metric: ServiceMetric.BacklogPerTask }), step];
    // A task does one message a second: two come.
    const worker = service(1, { ...onInstances, name: 'worker', load: messages(constantly(2)), scaling: scaling(policies) });
    const queue = recordOf({ services: [worker] });
    const { running } = linesOf(queue, 'scaled-tasks-worker');
    const lines = linesOf(queue, 'backlog-worker');
    const target = lines['policy-0: target 10 a task']!;
    expect([...target.values()]).toEqual([...running!.values()].map((tasks) => 10 * tasks!));
    expect(Math.max(...(running!.values() as Iterable<number>))).toBeGreaterThan(1);
    expect(lines['policy-1: threshold 70']!.get(5)).toBe(70);
    expect(lines.waiting!.get(2)).toBeGreaterThan(60);
  });

  it('report no age of a message where the queue is empty but for rounding', () => {
    const worker = service(1, { ...onInstances, name: 'worker', load: messages(constantly(2)) });
    const { series, ...rest } = recordOf({ minutes: 3, services: [worker] });
    const emptied = { ...series.loads[0]!, backlog: [5, 0, 0.5], oldestMs: [30_000, 90_000, 9_000] };
    const lines = linesOf({ ...rest, series: { ...series, loads: [emptied] } }, 'load-wait-worker');
    expect([...lines['oldest message']!.values()]).toEqual([30, 0, 9]);
  });

  it('are of the three to which most comes', () => {
    const services = [1, 4, 2, 3].map((rate) => service(1, { ...onInstances, name: `at-${rate}`, load: requests(constantly(rate)) }));
    expect(idsOf(recordOf({ services })).filter((id) => id.startsWith('traffic-'))).toEqual([
      'traffic-at-4',
      'traffic-at-3',
      'traffic-at-2',
    ]);
  });

  it('keep the values of a minute in shorter intervals', () => {
    const { came } = linesOf(recordOf({ metrics: { everyMs: MINUTE / 4 } }), 'traffic-web');
    expect([10, 10.25, 10.5, 10.75, 11].map((minute) => came!.get(minute))).toEqual([40, 40, 40, 40, 120]);
  });

  it('go on from a saved run as if nothing had been', () => {
    const first = started();
    first.simulation.advance(1_234_567);
    const second = started();
    second.simulation.load(reread(first.simulation.save()));
    second.simulation.advance();
    expect(second.recorder.finish(80 * MINUTE).series).toEqual(record.series);
  });
});
