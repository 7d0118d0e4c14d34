import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costsIn } from '../../../src/observed/costs.js';
import { readObserved } from '../../../src/observed/read.js';
import { metricDataJson } from '../../../src/observed/write.js';
import { UserError } from '../../../src/run/failure.js';
import { readScenario } from '../../../src/run/scenario-file.js';
import { verdict } from '../../../src/studies/backtest/backtest-texts.js';
import { pointsCsv, scoresCsv } from '../../../src/studies/backtest/csv.js';
import { fitScenario } from '../../../src/studies/backtest/fit/run.js';
import { recordedRun } from '../../../src/studies/backtest/recorded-run.js';
import { backtest, readRecording, runMinutes } from '../../../src/studies/backtest/run.js';

const place = mkdtempSync(join(tmpdir(), 'drydock-backtest-'));
const file = join(place, 'scenario.yaml');
const observed = join(place, 'observed');
const scenario = (...set: string[]) => readScenario(file, { set });
const SCENARIO = `name: small
duration: 2h
startsAt: 2025-11-03T06:00:00Z
cluster:
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 } }
      autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 1, maxSize: 20 }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 1024, memory: 2048 }] }]
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 4, desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 20 }] } }
`;

beforeAll(async () => {
  writeFileSync(file, SCENARIO);
  mkdirSync(observed);
  const { setup } = scenario();
  writeFileSync(join(observed, 'metrics.json'), metricDataJson(recordedRun(await runMinutes(scenario(), setup), setup.startsAtMs)));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function refusal(directory: string, ...set: string[]): readonly string[] {
  try {
    readRecording(scenario(...set), directory);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.lines;
  }
  throw new Error('was not refused');
}

describe('a backtest', () => {
  it('of a run against its own recording is off by nothing', async () => {
    const result = await backtest(scenario(), readRecording(scenario(), observed));
    expect(result.lines.map(({ metric, of, score }) => [metric, of, score.countedMinutes, score.mae, score.lagMinutes ?? 0])).toEqual([
      ['reservation', 'workers', 120, 0, 0],
      ['instances', 'workers', 120, 0, 0],
      ['desired_instances', 'workers', 120, 0, 0],
      ['running_tasks', 'web', 120, 0, 0],
      ['pending_tasks', 'web', 120, 0, 0],
      ['desired_tasks', 'web', 120, 0, 0],
    ]);
    expect(verdict(result)).toMatch(
      /^Instances of workers, [\d.]+ on average: the run is 0 instances off \(bias 0\), within one in 100 % of the minutes, over all 120 minutes: close,/,
    );
    expect(scoresCsv(result).split('\r\n')).toHaveLength(8);
    expect(pointsCsv(result).split('\r\n')[1]).toMatch(/^60000,reservation,workers,1,/);
  });

  it('shows the lag of a cluster that boots ten minutes later', async () => {
    const late = scenario('timings.instanceBoot=11m');
    const { lines } = await backtest(late, readRecording(late, observed));
    const instances = lines.find(({ metric }) => metric === 'instances')!;
    expect(instances.score.bias).toBeLessThan(-0.2);
    expect(instances.score.lagMinutes).toBeGreaterThanOrEqual(8);
    expect(instances.score.lagMinutes).toBeLessThanOrEqual(11);
  });

  it('counts only recorded minutes, and gives their share', async () => {
    const half = join(place, 'half');
    mkdirSync(half);
    const { setup } = scenario();
    const all = recordedRun(await runMinutes(scenario(), setup), setup.startsAtMs);
    const hour = all.map((one) => ({ ...one, atMs: one.atMs.slice(0, 90), values: one.values.slice(0, 90) }));
    writeFileSync(join(half, 'metrics.json'), metricDataJson(hour));
    const result = await backtest(scenario(), readRecording(scenario(), half));
    expect(result.lines[0]!.score).toMatchObject({ minutes: 120, countedMinutes: 90 });
    expect(verdict(result)).toContain('over the 90 of 120 minutes (75 %) that are recorded');
  });

  it('finds no timings where all that is recorded is held out', async () => {
    const late = join(place, 'late');
    mkdirSync(late);
    const { setup } = scenario();
    const all = recordedRun(await runMinutes(scenario(), setup), setup.startsAtMs);
    writeFileSync(
      join(late, 'metrics.json'),
      metricDataJson(all.map((one) => ({ ...one, atMs: one.atMs.slice(90), values: one.values.slice(90) }))),
    );
    const asked = async () => fitScenario(scenario(), readRecording(scenario(), late), { runs: 2, heldOutShare: 0.3 });
    await expect(asked()).rejects.toMatchObject({
      lines: [expect.stringContaining('the first 84 minutes, which the fit uses, have no recorded outcome')],
    });
  });

  it('of another time, of another cluster or of nothing at all is refused', () => {
    expect(refusal(observed, 'startsAt=2026-01-01')).toEqual([
      `${observed}: was recorded from 2025-11-03T06:00:00Z to 2025-11-03T08:00:00Z, and the run goes from 2026-01-01T00:00:00Z to 2026-01-01T02:00:00Z: they do not overlap. Set startsAt: 2025-11-03T06:00:00Z`,
    ]);
    const other = join(place, 'other');
    mkdirSync(other);
    expect(refusal(other)).toEqual([`${other}: there is no JSON and no CSV file in it`]);
    writeFileSync(
      join(other, 'x.json'),
      JSON.stringify({ Label: 'Invocations', Datapoints: [{ Timestamp: '2025-11-03T06:00:00Z', Sum: 4 }] }),
    );
    expect(refusal(other)).toEqual([
      `${other}: nothing in it is of this scenario: there are Invocations, Sum. docs/backtest.md lists what is compared`,
    ]);
    expect(refusal(join(place, 'missing'))[0]).toContain('missing: ');
  });
});

describe('a recording of a run', () => {
  it('reads back as it was written', async () => {
    const { setup } = scenario();
    const all = recordedRun(await runMinutes(scenario(), setup), setup.startsAtMs);
    const { series, mistakes } = readObserved(
      [
        { name: '', text: '' },
        { name: 'm.json', text: metricDataJson(all) },
      ].slice(1),
    );
    expect(mistakes).toEqual([]);
    expect(series.map((one) => ({ ...one, file: '', files: [], field: '' }))).toEqual(all);
  });
});

describe('costs', () => {
  it('are a table, or what get-cost-and-usage returns', () => {
    const table = { name: 'cost.csv', text: 'from,to,cost_usd\n2025-11-03T06:00:00Z,2025-11-03T07:00:00Z,1.25\n' };
    const usage = {
      ResultsByTime: [
        { TimePeriod: { Start: '2025-11-03', End: '2025-11-04' }, Total: { UnblendedCost: { Amount: '12.5', Unit: 'USD' } }, Groups: [] },
      ],
    };
    const six = Date.UTC(2025, 10, 3, 6);
    expect(costsIn([{ name: 'other.csv', text: 'a,b\n1,2\n' }, table]).costs).toEqual({
      file: 'cost.csv',
      times: [{ fromMs: six, toMs: six + 3_600_000, usd: 1.25 }],
    });
    expect(costsIn([{ name: 'usage.json', text: JSON.stringify(usage) }]).costs!.times).toEqual([
      { fromMs: Date.UTC(2025, 10, 3), toMs: Date.UTC(2025, 10, 4), usd: 12.5 },
    ]);
    expect(costsIn([{ ...table, text: table.text.replace('1.25', 'much') }]).mistakes).toEqual([
      'cost.csv:2: from and to must be times such as 2026-02-27T00:00:00Z, to after from, and cost_usd a number',
    ]);
  });

  it('may begin with a byte order mark, and are refused in words where they were cut off', () => {
    const text = JSON.stringify({
      ResultsByTime: [{ TimePeriod: { Start: '2025-11-03', End: '2025-11-04' }, Total: { UnblendedCost: { Amount: '12.5' } } }],
    });
    expect(costsIn([{ name: 'usage.json', text: `\uFEFF${text}` }])).toMatchObject({ costs: { times: [{ usd: 12.5 }] }, mistakes: [] });
    const cut = costsIn([{ name: 'usage.json', text: text.slice(0, 60) }]);
    expect(cut.mistakes).toEqual([expect.stringMatching(/^usage\.json: this is no JSON: /)]);
  });
});
