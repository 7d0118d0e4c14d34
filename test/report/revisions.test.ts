import { describe, expect, it } from 'vitest';
import { Comparison } from '../../src/metrics/alarm-terms.js';
import { ServiceMetric } from '../../src/metrics/names.js';
import { Statistic } from '../../src/metrics/statistics.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { nativeSteps } from '../../src/services/deployments/native.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { areDistinguishable, type ServiceSpec } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { reread } from '../reread.js';
import { deploymentSpecWith, SLOWER } from '../sim/deployed.js';
import { constantly, requests } from '../sim/loaded.js';
import { constant, MINUTE, onLaunchType, service, setup, staticInstance, taskDefinition, UNWATCHED } from '../sim/setups.js';

const steps = nativeSteps({ strategy: 'CANARY', canaryPercent: 25, canaryBakeTimeInMinutes: 5 });
const SHIFT = { shift: { kind: 'native' as const, rules: { steps, bakeMs: 5 * MINUTE, hooks: [] } } };
const SLOW_ALARM = {
  ...{ metric: ServiceMetric.ResponseTime, statistic: Statistic.Average, comparison: Comparison.GreaterThanThreshold, threshold: 2 },
  ...{ periodMs: MINUTE, evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'missing' as const },
};
const ALARM: Partial<DeploymentSpec> = {
  watch: { ...UNWATCHED, alarms: { enable: true, rollback: true } },
  metricAlarms: [{ name: 'slow', terms: SLOW_ALARM, isOfNew: true }],
};

function started(spec: Partial<ServiceSpec>) {
  const what = setup({
    ...{ minutes: 30, capacityProviders: [], staticInstances: [staticInstance({ count: 8 })] },
    ...{ taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })], timings: { containerStart: constant(10_000) } },
    services: [service(4, { capacity: onLaunchType, ...spec })],
  });
  const texts = { 'services.csv': '', 'revisions.csv': '' };
  const sinkOf = (name: keyof typeof texts) => ({
    write(chunk: string) {
      texts[name] += chunk;
      return true;
    },
  });
  const recorder = new RunRecorder(what, { 'services.csv': sinkOf('services.csv'), 'revisions.csv': sinkOf('revisions.csv') });
  return { texts, recorder, simulation: new Simulation(what, { sources: [], subscribers: [recorder] }) };
}

function finished({ texts, recorder, simulation }: ReturnType<typeof started>) {
  simulation.advance();
  const record = recorder.finish(simulation.nowMs);
  const rowsOf = (name: keyof typeof texts) => {
    const [head, ...rows] = texts[name].trimEnd().split('\r\n').map((line) => line.split(',')); // biome-ignore format: rows
    return rows.map((row) => Object.fromEntries(head!.map((column, i) => [column, row[i]!])));
  };
  return { record, texts, rowsOf };
}
const played = (spec: Partial<ServiceSpec>) => finished(started(spec));
const SLOW_CANARY = { deploymentSpec: deploymentSpecWith({ ...SHIFT, ...ALARM }), load: requests(constantly(20), {}, SLOWER) };

describe('the report of revisions that bear their load each for itself', () => {
  it('has a row for each that had tasks or requests, and the rows of an interval add up to that of the service', () => {
    const { rowsOf } = played(SLOW_CANARY);
    const of = rowsOf('revisions.csv').filter(({ time_ms }) => time_ms === `${13 * MINUTE}`);
    expect(of).toEqual([
      expect.objectContaining({ revision: '0', task_definition: 'app:1', requests: '900', shed: '0', running_tasks: '4' }),
      expect.objectContaining({ revision: '1', task_definition: 'app:2', requests: '300', shed: '0', running_tasks: '4' }),
    ]);
    expect(of.map(({ response_mean_ms: ms }) => Math.round(Number(ms) / 10))).toEqual([20, 60]);
    for (const row of rowsOf('services.csv')) {
      const parts = rowsOf('revisions.csv').filter(({ time_ms }) => time_ms === row.time_ms);
      for (const column of ['requests', 'served', 'shed', 'backlog'])
        expect(parts.reduce((sum, part) => sum + Number(part[column]), 0)).toBeCloseTo(Number(row[column]), 2);
    }
    expect(rowsOf('revisions.csv').at(-1)).toMatchObject({ revision: '1', requests: '1200' });
  });

  it('draws their response times against the alarm, and the requests of each', () => {
    const { record } = played(SLOW_CANARY);
    const charts = new Map(runCharts(record).map((chart) => [chart.id, chart.config.data.datasets.map(({ label }) => label)]));
    const bound = 'slow (new tasks): threshold 2 s';
    expect(charts.get('response-time-web')!.toReversed()).toEqual(['mean of all', 'mean of app:1', 'mean of app:2', bound]);
    expect(charts.get('revisions-web')!.toReversed()).toEqual(['app:1', 'app:2']);
    const [series] = record.series.loads;
    const minute = 13 - 1;
    expect(series!.revisions.map(({ arrived }) => arrived[minute])).toEqual([15, 5]);
    // 15 a second at 200 ms and 5 at 600 ms.
    expect(series!.responseMeanMs[minute]).toBeCloseTo(300, -1);
    expect(series!.revisions.map(({ arrived }) => arrived[28])).toEqual([null, 20]);
  });

  it('is the same when the run is saved in the middle and goes on', () => {
    const whole = played(SLOW_CANARY);
    const first = started(SLOW_CANARY);
    first.simulation.advance(12.5 * MINUTE);
    const second = started(SLOW_CANARY);
    second.simulation.load(reread(first.simulation.save()));
    const { texts, record } = finished(second);
    expect(first.texts['revisions.csv'] + texts['revisions.csv']).toBe(whole.texts['revisions.csv']);
    expect(record.series.loads).toEqual(whole.record.series.loads);
  });

  it('is left out where revisions are alike and in one target group; the response time is drawn where something is held to it', () => {
    const alike = { deploymentSpec: deploymentSpecWith({}), load: requests(constantly(40)) };
    expect([areDistinguishable(service(4, alike)), areDistinguishable(service(4, SLOW_CANARY))]).toEqual([false, true]);
    expect(areDistinguishable(service(4, { ...alike, load: requests(constantly(40), {}, SLOWER) }))).toBe(true);
    const { rowsOf, record } = played(alike);
    expect(rowsOf('revisions.csv')).toEqual([]);
    const ids = (of: typeof record) => runCharts(of).map(({ id }) => id);
    expect(ids(record).filter((id) => id.startsWith('re'))).toEqual(['reserved']);
    const watched = played({ ...alike, deploymentSpec: deploymentSpecWith(ALARM) });
    expect(ids(watched.record)).toContain('response-time-web');
    expect(watched.record.series.loads[0]!.responseMeanMs[20]).toBeCloseTo(200, -1);
  });
});
