import { describe, expect, it } from 'vitest';
import { Comparison } from '../../src/metrics/alarm-terms.js';
import { ServiceMetric } from '../../src/metrics/names.js';
import { Statistic } from '../../src/metrics/statistics.js';
import { TrafficLog } from '../../src/record/traffic/traffic-log.js';
import { WaitShares } from '../../src/record/traffic/wait-shares.js';
import { trafficSentence } from '../../src/report/sentence.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Fact } from '../../src/sim/facts.js';
import { Simulation } from '../../src/sim/simulation.js';
import { reread } from '../reread.js';
import { inSteps, requests, scaling, tracking } from '../sim/loaded.js';
import { MINUTE, service, setup, staticInstance } from '../sim/setups.js';

const onInstances = { capacity: { kind: 'launchType' } } as const;
const load = requests(inSteps([0, 40], [10, 70], [40, 40]));

/** The files of a run of a service under load that is scaled, and one without either. */
function filesOf(parts: Partial<Parameters<typeof service>[1]>, cutMs = 0) {
  const texts: Record<string, string> = { 'services.csv': '', 'scaling-activities.csv': '' };
  const sinkOf = (name: string) => ({
    write(chunk: string) {
      texts[name] += chunk;
      return true;
    },
  });
  const made = () => {
    const what = setup({
      ...{ minutes: 80, capacityProviders: [], staticInstances: [staticInstance({ count: 10 })] },
      services: [service(4, { ...onInstances, ...parts }), service(1, { ...onInstances, name: 'plain' })],
    });
    const recorder = new RunRecorder(what, {
      'services.csv': sinkOf('services.csv'),
      'scaling-activities.csv': sinkOf('scaling-activities.csv'),
    });
    return { recorder, simulation: new Simulation(what, { sources: [], subscribers: [recorder] }) };
  };
  let { recorder, simulation } = made();
  if (cutMs > 0) {
    simulation.advance(cutMs);
    const saved = reread(simulation.save());
    ({ recorder, simulation } = made());
    simulation.load(saved);
  }
  simulation.advance();
  const record = recorder.finish(simulation.nowMs);
  const rows = (name: string) =>
    texts[name]!.trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
  return { texts, record, rows };
}

describe('the report of a load', () => {
  it('has what came and was served in services.csv, and nothing for a service without a load', () => {
    const { rows } = filesOf({ load, scaling: scaling([tracking(50.5)]) });
    const [head, first, plain] = rows('services.csv');
    const of = (row: readonly string[], name: string) => row[head!.indexOf(name)];
    expect(of(first!, 'requests')).toBe('2400');
    expect(Number(of(first!, 'served'))).toBeCloseTo(2_400, -1);
    expect(Number(of(first!, 'cpu_percent'))).toBeCloseTo(50, 0);
    expect(of(first!, 'serving_tasks')).toBe('4');
    expect(of(plain!, 'requests')).toBe('');
    expect(plain).toHaveLength(head!.length);
  });

  it('reports the decisions of a scaler in scaling-activities.csv with what it saw', () => {
    const { rows } = filesOf({ load, scaling: scaling([tracking(50.5)]) });
    const [, out] = rows('scaling-activities.csv');
    expect(out).toEqual([
      ...['780000', '', '', '', 'scaledOut', '', ''],
      'policy-0: CPUUtilization 87.5 against a target 50.5: desired count 4 -> 7',
      ...['web', '4', '7', 'policy-0', '87.5'],
    ]);
  });

  it('leaves the files as they are without a load or a scaler', () => {
    const { rows, record } = filesOf({});
    expect(rows('services.csv')[0]!.at(-1)).toBe('unhealthy_tasks');
    expect(rows('scaling-activities.csv')[0]!.at(-1)).toBe('explanation');
    expect(record.traffic).toEqual([]);
  });

  it('has the served requests, their waits and the number of scalings', () => {
    const { record } = filesOf({ load, scaling: scaling([tracking(50.5)]) });
    expect(record.traffic).toMatchObject([{ service: 'web', requests: 60 * (10 * 40 + 30 * 70 + 40 * 40), scale_outs: 1, scale_ins: 1 }]);
    const totals = {
      service: 'web',
      load: 'requests' as const,
      requests: 1_000_000,
      served: 999_990,
      shed: 10,
      requests_lost: 0,
      shed_or_lost: 10,
      wait_p95_ms: 120,
      scale_outs: 1,
      scale_ins: 2,
      minutes_without_data: 0,
      undone: 0,
      undone_by_another: 0,
    };
    expect(trafficSentence(totals)).toBe(
      'web: 999,990 of 1,000,000 requests served, 10 turned away, p95 wait 120 ms; 1 scale-out, 2 scale-ins of its desired count.',
    );
    // 10.4 and 5.4 are 15.8, so 16: the parts and what was served add up to what came.
    expect(trafficSentence({ ...totals, served: 999_984.2, shed: 10.4, requests_lost: 5.4 })).toMatch(
      '999,984 of 1,000,000 requests served, 11 turned away, 5 sent to tasks that did not answer, p95',
    );
    // Of 999,990 served ones 400,000 were answered with an error: they are not served, and no task was silent.
    expect(trafficSentence({ ...totals, requests_lost: 400_000, errors: 400_000 })).toMatch(
      '599,990 of 1,000,000 requests served, 10 turned away, 400,000 answered with an error, p95',
    );
    // 30 still wait at the end.
    expect(trafficSentence({ ...totals, served: 999_960 })).toMatch('999,960 of 1,000,000 requests served, 10 turned away');
    expect(trafficSentence({ ...totals, load: null })).toBe('web: 1 scale-out, 2 scale-ins of its desired count.');
  });

  it('[T.MET-2] notes a scaler without data while no task served, unless it follows a forecast or the load itself', () => {
    const without = (metric?: Parameters<typeof tracking>[1]) => {
      const { record } = filesOf({
        load,
        desired: [{ atMs: 0, count: 0 }],
        scaling: scaling([tracking(50, metric)]),
      });
      return record.traffic[0]!;
    };
    expect(without()).toMatchObject({ served: 0, scale_outs: 0, minutes_without_data: 80 });
    expect(trafficSentence(without())).toMatch(/\. For 80 minutes no task served, so that its scaler had no data to act by\.$/);
    expect(without({ metric: ServiceMetric.RequestsPerSecond })).toMatchObject({ minutes_without_data: 0 });
    expect(filesOf({ load, scaling: scaling([tracking(50.5)]) }).record.traffic).toMatchObject([{ minutes_without_data: 0 }]);
  });

  it('[T.MET-2] has no minute without data for an alarm that takes missing data as a breach', () => {
    const blindMinutes = (treatMissingData: 'missing' | 'breaching') => {
      const terms = { metric: ServiceMetric.CPUUtilization, statistic: Statistic.Average, comparison: Comparison.GreaterThanThreshold };
      const alarm = { ...terms, threshold: 50, periodMs: MINUTE, evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData };
      const step = { policyType: 'StepScaling', adjustmentType: 'ChangeInCapacity', minMagnitude: 0, cooldownMs: MINUTE } as const;
      const policy = { ...step, alarm, steps: [{ lower: 0, upper: null, change: 1 }] };
      return filesOf({ load, desired: [{ atMs: 0, count: 0 }], scaling: scaling([policy]) }).record.traffic[0]!.minutes_without_data;
    };
    expect(['missing', 'breaching'].map((treat) => blindMinutes(treat as 'missing'))).toEqual([80, 0]);
  });

  it('notes that a service flaps when most decisions undo the one before', () => {
    const minutesOf = (counts: readonly number[], policyOf: (i: number) => number = () => 0) => {
      const log = new TrafficLog(setup({ services: [service(1, { load, scaling: scaling([tracking(50)]) })] }));
      counts.slice(1).forEach((to, i) => {
        log.onFact(Fact.serviceScaled, 0, counts[i]!, to, 0, policyOf(i), 0);
      });
      return log.rows(() => false)[0]!;
    };
    const flapping = minutesOf(Array.from({ length: 14 }, (_, i) => 1 + (i % 2)));
    expect(flapping).toMatchObject({ scale_outs: 7, scale_ins: 6, undone: 12 });
    expect(trafficSentence(flapping)).toMatch(
      / It flaps: 12 of these undid the one before, all by one policy, whose metric moved from one side of its bounds to the other\.$/,
    );
    const upAndDown = Array.from({ length: 14 }, (_, i) => 1 + (i % 2));
    expect(trafficSentence(minutesOf(upAndDown, (i) => i % 2))).toMatch(
      / It flaps: 12 of these undid the one before, each by another policy: one of them moves against another\.$/,
    );
    // The second policy decides once, at the seventh decision: it and the next one undo another's.
    expect(trafficSentence(minutesOf(upAndDown, (i) => Number(i === 6)))).toMatch(
      / It flaps: 12 of these undid the one before, 2 by another policy than the one before, and the others by the same\.$/,
    );
    const climbing = minutesOf([1, 2, 3, 4, 4, 5, 4, 6, 7, 8, 9, 10, 11, 12]);
    expect(climbing.undone).toBe(1);
    expect(trafficSentence(climbing)).not.toContain('flaps');
  });

  it('goes on from a saved run as if nothing had been', () => {
    const parts = { load, scaling: scaling([tracking(50.5)]) };
    expect(filesOf(parts, 1_234_567).record.traffic).toEqual(filesOf(parts).record.traffic);
  });
});

describe('waits of a run', () => {
  it('have a quantile to within a fiftieth, by how many were served', () => {
    const waits = new WaitShares();
    expect(waits.quantile(0.95)).toBeNull();
    waits.add(1_000, 90);
    waits.add(50_000, 10);
    expect(waits.quantile(0.5)! / 1_000).toBeCloseTo(1.01, 1);
    expect(waits.quantile(0.95)! / 50_000).toBeCloseTo(1.01, 1);
    waits.add(0, 1_000);
    expect(waits.quantile(0.5)).toBe(0);
  });
});
