import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ImportOptions, importScenario } from '../../src/import/import.js';
import { loadCurve } from '../../src/load/curve.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { answers, filesOf, type Json } from './answers.js';
import { mistakesOfFiles } from './imported.js';

/** The answers of a small cluster, with an hour of metrics beside them. */

const MINUTE = 60_000;
/** The state is of 03:00. */
const STATE = Date.UTC(2026, 10, 26, 3);
const stamp = (ms: number) => new Date(ms).toISOString().replace('.000Z', '+00:00');

interface Series {
  readonly metric: string;
  readonly dimensions: Record<string, string>;
  readonly stat?: string;
  readonly values: readonly (number | null)[];
}

const WEB = { ClusterName: 'shop', ServiceName: 'web' };
const GROUP = { TargetGroup: 'targetgroup/web-tg/6d0e' };
const MINUTES = [...Array(60).keys()];
const running = (values: readonly (number | null)[] = MINUTES.map(() => 2)): Series => ({
  metric: 'RunningTaskCount',
  dimensions: WEB,
  values,
});

/** A file of values and one of what they are, as `drydock snapshot` writes them. */
function recorded(n: number, all: readonly Series[], fromMs = STATE - 60 * MINUTE): Record<string, Json> {
  return {
    [`get-metric-data-${n}.json`]: {
      MetricDataResults: all.map(({ metric, values }, i) => ({
        Id: `m${i + 1}`,
        Label: metric,
        Timestamps: values.flatMap((value, minute) => (value === null ? [] : [stamp(fromMs + minute * MINUTE)])),
        Values: values.filter((value) => value !== null),
        StatusCode: 'Complete',
      })),
      Messages: [],
    },
    [`get-metric-data-${n}.queries.json`]: {
      MetricDataQueries: all.map(({ metric, dimensions, stat = 'Average' }, i) => ({
        Id: `m${i + 1}`,
        MetricStat: {
          Metric: { Namespace: 'x', MetricName: metric, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) },
          Period: 60,
          Stat: stat,
        },
      })),
    },
  };
}

function shop(...more: readonly Record<string, Json>[]): Record<string, Json> {
  const all = answers();
  delete all['get-metric-data-1.json'];
  delete all['get-metric-data-1.queries.json'];
  all['describe-services.json'].services[0].loadBalancers = [
    { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:0:targetgroup/web-tg/6d0e', containerName: 'app', containerPort: 80 },
  ];
  return Object.assign(all, ...more);
}

/** Its policies follow a metric of AWS, or one of one's own. */
const scaledBy = (specification: Json): Record<string, Json> => ({
  'targets.json': {
    ScalableTargets: [
      {
        ServiceNamespace: 'ecs',
        ResourceId: 'service/shop/web',
        ScalableDimension: 'ecs:service:DesiredCount',
        MinCapacity: 1,
        MaxCapacity: 9,
      },
    ],
  },
  'policies.json': {
    ScalingPolicies: [
      {
        PolicyName: 'p',
        ServiceNamespace: 'ecs',
        ResourceId: 'service/shop/web',
        ScalableDimension: 'ecs:service:DesiredCount',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 50, ...specification },
      },
    ],
  },
});
const byCpu = scaledBy({ PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } });

function imported(
  all: Record<string, Json>,
  { extra = [], ...options }: ImportOptions & { extra?: { file: string; text: string }[] } = {},
) {
  const files = [...filesOf(all), ...extra];
  const { scenario: text, mistakes, findings } = importScenario(files, options);
  expect(mistakes).toEqual([]);
  const named = new Map(files.map(({ file, text: own }) => [options.pathOf?.(file) ?? file, own]));
  const loaded = loadScenario(text!, { file: 's.yaml', read: (path) => named.get(path) });
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(({ message }) => message).join());
  const findingsOf = (kind: string) =>
    findings
      .filter((one) => one.kind === kind)
      .map(({ file, field, message, setting }) => `${file}: ${field}: ${message}${setting === undefined ? '' : ` [${setting}]`}`);
  const scenario = parse(text!) as Json;
  const web = scenario.services.find((service: Json) => service.serviceName === 'web');
  const curve = loaded.setup.services[0]!.load === null ? null : loadCurve(loaded.setup.services[0]!.load.shape);
  return {
    ...{ text: text!, scenario, web, setup: loaded.setup },
    minutes: (...at: number[]) =>
      at.map((minute) => Math.round(curve!.requestsBetween(minute * MINUTE, (minute + 1) * MINUTE) * 1e3) / 1e3),
    about: (kind: string, pattern: RegExp) => findingsOf(kind).filter((line) => pattern.test(line)),
  };
}

describe('the load of an imported service', () => {
  const perTarget = (values: readonly (number | null)[]): Series => ({
    metric: 'RequestCountPerTarget',
    dimensions: GROUP,
    stat: 'Sum',
    values,
  });
  const counts = MINUTES.map((minute) => (minute === 7 ? null : 600 + 10 * minute));

  it('is what came to its targets, times the tasks that ran, from the files that were recorded', () => {
    const all = shop(byCpu, recorded(1, [perTarget(counts)]), recorded(2, [running(MINUTES.map((minute) => (minute < 30 ? 2 : 3)))]));
    const { web, minutes, about } = imported(all, { pathOf: (file) => `shop/${file}` });
    expect(web.load.arrivals).toEqual({
      type: 'file',
      file: [
        'shop/get-metric-data-1.json',
        'shop/get-metric-data-1.queries.json',
        'shop/get-metric-data-2.json',
        'shop/get-metric-data-2.queries.json',
      ],
      format: 'cloudwatch',
      series: { metric: 'RequestCountPerTarget', dimensions: GROUP },
    });
    expect(minutes(0, 7, 8, 30, 59)).toEqual([1_200, 0, 1_360, 2_700, 3_570]);
    expect(about('understood', /load of web/)).toEqual([
      'get-metric-data-1.json: MetricDataResults.0: load of web: RequestCountPerTarget of targetgroup/web-tg/6d0e, Sum, from 2026-11-26T02:00:00Z to 2026-11-26T03:00:00Z: 59 of 60 minutes are recorded; 1 in one gap are taken as 0; with RunningTaskCount of shop web, Average, from 2026-11-26T02:00:00Z to 2026-11-26T03:00:00Z',
    ]);
    // 1,190 a minute and task at most: in work at once 1,190 / 60 x 0.1, twice that 4.
    expect(about('assumed', /request of web/)).toEqual([
      'get-metric-data-1.json: MetricDataResults.0: a request of web takes 100 ms, of these 50 ms of a vCPU, and a task works on 4 at once, twice as many as came to it: no metric tells it [services.web.load.task]',
    ]);
    expect(about('assumed', /the input has none/)).toEqual([]);
  });

  it('takes of CPU and memory what was recorded beside it', () => {
    // Of 512 units 25.6 when idle, and 12 ms of a vCPU, 12.288 units in a thousandth of a minute, for each request; of 1,024 MiB 300 and 10 for each in work.
    const cpu = counts.map((count) => ((25.6 + ((count ?? 0) * 12 * 1_024) / 60_000) / 512) * 100);
    const memory = counts.map((count) => ((300 + (10 * (count ?? 0) * 100) / 60_000) / 1_024) * 100);
    const use = [
      { metric: 'CPUUtilization', dimensions: WEB, values: cpu },
      { metric: 'MemoryUtilization', dimensions: WEB, values: memory },
    ];
    const { web, about } = imported(shop(byCpu, recorded(1, [perTarget(counts), running(), ...use])));
    expect(web.load.task).toEqual({
      concurrency: 4,
      serviceTime: '100ms',
      cpuTime: '12ms',
      cpuIdle: 25.6,
      memoryIdle: 300,
      memoryEach: 10,
    });
    expect(about('understood', /CPU of web|memory of web/)).toHaveLength(2);
  });

  it('is derived from CPU where requests were not counted, and from its samples the number of tasks [T.MET-9]', () => {
    const cpu = { metric: 'CPUUtilization', dimensions: WEB, values: MINUTES.map(() => 50) };
    const samples = { metric: 'CPUUtilization', dimensions: WEB, stat: 'SampleCount', values: MINUTES.map(() => 4) };
    const { web, minutes } = imported(shop(recorded(1, [cpu, samples])));
    expect(web.load.arrivals.series).toEqual({ metric: 'CPUUtilization', dimensions: { ServiceName: 'web' }, gaps: 'hold' });
    // 4 tasks of half of 512 units: a vCPU, 1,200 times 50 ms in a minute.
    expect(minutes(0, 59)).toEqual([1_200, 1_200]);
    expect(web.desiredCountSchedule.recorded).toMatchObject({ metric: 'RunningTaskCount', dimensions: { ServiceName: 'web' } });
  });

  it('of a queue are the messages that were sent, and its workers were just enough', () => {
    const policy = scaledBy({ CustomizedMetricSpecification: { MetricName: 'BacklogPerTask', Namespace: 'x', Statistic: 'Average' } });
    const sent = { metric: 'NumberOfMessagesSent', dimensions: { QueueName: 'orders' }, stat: 'Sum', values: MINUTES.map(() => 300) };
    const cpu = { metric: 'CPUUtilization', dimensions: WEB, values: MINUTES.map(() => 25) };
    const { web, minutes } = imported(shop(policy, recorded(1, [sent, running(), cpu])));
    expect(web.load.arrivals.series).toEqual({ metric: 'NumberOfMessagesSent', dimensions: { QueueName: 'orders' } });
    expect(minutes(0)).toEqual([300]);
    // 2 tasks for 300 messages a minute: 400 ms each. A quarter of 512 units of two tasks over 300 messages: 50 ms of a vCPU.
    expect(web.load).toMatchObject({ task: { concurrency: 1, serviceTime: '400ms', cpuTime: '50ms' }, queue: {} });
  });

  it('is found in tables of the console by labels that name the service', () => {
    const rows = MINUTES.map(
      (minute) =>
        `${stamp(STATE - (60 - minute) * MINUTE)
          .slice(0, 19)
          .replace('T', ' ')
          .replaceAll('-', '/')},600,2`,
    );
    const text = ['Label,RequestCountPerTarget web-tg,RunningTaskCount web', ...rows].join('\n');
    const { web, minutes } = imported(shop(byCpu), { extra: [{ file: 'console.csv', text }] });
    expect(web.load.arrivals).toMatchObject({ file: 'console.csv', series: { dimensions: { TargetGroup: 'web-tg' } } });
    expect(minutes(0, 59)).toEqual([1_200, 1_200]);
  });

  it('is assumed as before where the input lacks it, and what was left out and why is reported', () => {
    const cpu = { metric: 'CPUUtilization', dimensions: WEB, values: MINUTES.map(() => 50) };
    const group = { metric: 'GroupInServiceInstances', dimensions: { AutoScalingGroupName: 'shop-asg' }, values: MINUTES.map(() => 2) };
    const all = shop(byCpu, recorded(1, [cpu, group]));
    all['statistics.json'] = { Label: 'MemoryUtilization', Datapoints: [{ Timestamp: stamp(STATE), Average: 1 }] };
    const { web, scenario, about } = imported(all);
    expect(web.load.arrivals).toEqual({ type: 'constant', rate: '10/s' });
    expect([scenario.duration, scenario.startsAt]).toEqual(['24h', '2026-11-26T03:00:00Z']);
    expect(about('leftOut', /metric-data|statistics/)).toEqual([
      'get-metric-data-1.json: MetricDataResults.0: CPUUtilization of shop web, Average makes no load of web: nothing tells how many of its tasks ran (RunningTaskCount, or the SampleCount of CPUUtilization by the minute)',
      'get-metric-data-1.json: MetricDataResults.1: GroupInServiceInstances of shop-asg, Average: not in the scenario; drydock backtest compares a run with some of them',
      'statistics.json: Datapoints.Average: MemoryUtilization, Average: nothing says of what it is: save get-metric-data with the queries that it was asked, or give it a label with the service in it, such as CPUUtilization web',
    ]);
  });

  it('is not made of broken parts, which are reported with file and field', () => {
    const all = shop(recorded(1, [running()]));
    all['get-metric-data-1.json'].MetricDataResults[0].Values.pop();
    expect(mistakesOfFiles(filesOf(all))).toEqual(['get-metric-data-1.json: MetricDataResults[0]: there are 59 Values for 60 Timestamps']);
    const table = { file: 'console.csv', text: 'Label,RunningTaskCount web\n2026/11/26 02:00:00,2\n2026/11/26 02:01:00,many\n' };
    expect(mistakesOfFiles([...filesOf(shop()), table])).toEqual(["console.csv: row 3: RunningTaskCount web: 'many' is not a number"]);
    expect(mistakesOfFiles([...filesOf(shop()), { file: 'prices.csv', text: 'a,b\n1,2\n' }])).toEqual([
      'prices.csv: is no table that the console of CloudWatch writes: its first column must have times such as 2026/02/27 18:20:00',
    ]);
  });
});

describe('the desired count of an imported service', () => {
  it('that no policy changes is the recorded one', () => {
    const values = MINUTES.map((minute) => (minute < 20 ? 3 : 5));
    const { web, setup, about } = imported(shop(recorded(1, [{ metric: 'DesiredTaskCount', dimensions: WEB, values }])));
    expect(web.desiredCountSchedule).toEqual({
      recorded: {
        file: ['get-metric-data-1.json', 'get-metric-data-1.queries.json'],
        metric: 'DesiredTaskCount',
        dimensions: { ServiceName: 'web' },
      },
    });
    expect(setup.services[0]!.desired).toEqual([
      { atMs: 0, count: 3 },
      { atMs: 20 * MINUTE, count: 5 },
    ]);
    expect(about('understood', /desired count of web: DesiredTaskCount of shop web/)).toHaveLength(1);
  });
});

describe('the time of an imported scenario', () => {
  it('is that of the recording, with the cluster as it is now', () => {
    const { scenario, text, setup, about } = imported(shop(recorded(1, [running()])));
    expect([scenario.startsAt, scenario.duration, scenario.present.at]).toEqual(['2026-11-26T02:00:00Z', '1h', '2026-11-26T03:00:00Z']);
    expect(text).toContain('# what was recorded, to 2026-11-26T03:00:00Z\nduration: 1h');
    expect(about('assumed', /when the recording begins/)).toEqual([
      'get-metric-data-1.json: MetricDataResults.0: the state of 2026-11-26T03:00:00Z stands for that at 2026-11-26T02:00:00Z, when the recording begins: the input does not have the latter [present.at]',
    ]);
    // Launched nine hours before the state, and so nine hours before the run.
    expect(setup.present!.instances[0]!.launchedMs).toBe(-9 * 60 * MINUTE);
  });

  it('goes on from the state where the recording does', () => {
    const { scenario, about } = imported(shop(recorded(1, [running()], STATE - 10 * MINUTE)));
    expect([scenario.startsAt, scenario.duration]).toEqual(['2026-11-26T03:00:00Z', '50m']);
    expect(about('assumed', /when the recording begins/)).toEqual([]);
  });
});
