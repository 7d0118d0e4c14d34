import { describe, expect, it } from 'vitest';
import { played } from './toys.js';

interface Loaded {
  readonly rate?: string;
  readonly dependencies?: string;
  readonly tasks?: number;
  readonly service?: string;
  readonly task?: string;
  readonly kind?: string;
  readonly top?: string;
}

/** Tasks of a vCPU on an instance with room for all, in one zone each. */
const text = (faults: readonly string[], parts: Loaded = {}) => {
  const { rate = '10/s', dependencies = '', tasks = 20, service = '', task = '', top = '' } = parts;
  const { kind = 'requests: { arrivalVariation: 0, serviceVariation: 0 }' } = parts;
  return `
name: loads
duration: 60m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: c5.12xlarge, count: 1 }] }
timings: { imagePull: 0s, containerStart: 5s, containerStop: 0s }
serviceScheduler: { reaction: 0s }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 1024, memory: 512${task} }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: ${tasks}
    launchType: EC2
    ${dependencies === '' ? '' : `dependencies: [${dependencies}]`}
    ${service}
    load: { arrivals: { type: constant, rate: ${rate} }, ${kind}, task: { concurrency: 1, serviceTime: 100ms, cpuTime: 10ms } }
${top}
faults: [${faults.map((fault) => `{ ${fault} }`).join(', ')}]
`;
};
const down = (more = '', long = '20m') => `at: 20m, for: ${long}, type: dependencyDown, dependency: dynamodb${more}`;
const of = (run: ReturnType<typeof played>) => run.figures.traffic[0]!;
const later = (run: ReturnType<typeof played>, key: string) =>
  run
    .of('serviceLoaded')
    .filter(({ at }) => at > 600)
    .reduce((sum, { args }) => sum + args[key]! / 1_000, 0);

describe('dependencies of tasks', () => {
  it('[I.DP-1, I.DP-2, I.DP-4, I.T-DP-a] 40 % of 10/s call it for 20 min, and half of these calls fail: 2,400 errors', () => {
    const run = played(text([down(', errorShare: 0.5')], { dependencies: '{ name: dynamodb, share: 0.4 }' }));
    expect(of(run).errors).toBeCloseTo(2_400, 6);
    expect(later(run, 'shedMilli')).toBe(0);
    expect(run.figures.metrics.headline.requests_lost).toBeGreaterThanOrEqual(2_400);
    const minutes = run.of('requestsFailed').map(({ at, args }) => [at / 60, args.lostMilli]);
    expect(minutes).toEqual(Array.from({ length: 20 }, (_, i) => [21 + i, 120_000]));
  });

  it('[I.DP-3, I.T-DP-b] 4 tasks serve 4 / 0.46 s of 10/s: the backlog grows by 1.3043 a second', () => {
    const dependencies = '{ name: dynamodb, share: 0.4, errorTime: 1s }';
    const run = played(text([down(', errorShare: 0.5, addedLatency: 900ms')], { dependencies, tasks: 4 }));
    const backlog = (minute: number) => run.of('serviceLoaded').find(({ at }) => at === minute * 60)!.args.backlogMilli! / 1_000;
    expect(backlog(20)).toBeCloseTo(0, 6);
    expect(backlog(21)).toBeCloseTo(60 * (10 - 4 / 0.46), 2);
    expect(backlog(22)).toBeCloseTo(120 * (10 - 4 / 0.46), 2);
  });

  it('[I.DP-3] has no effect after its end: served as before, by one call after the other', () => {
    const two = '{ name: s3, share: 1 }, { name: dynamodb, share: 0.5 }';
    const run = played(text([down(''), 'at: 20m, for: 20m, type: dependencyDown, dependency: s3, errorShare: 0.1'], { dependencies: two }));
    // 1 - (1 - 0.1) (1 - 0.5) of 12,000.
    expect(of(run).errors).toBeCloseTo(12_000 * 0.55, 6);
    expect(run.of('requestsFailed').at(-1)!.at).toBe(2_400);
  });

  it('[I.DP-2] hits no service that does not name it', () => {
    const run = played(text([down('')]));
    expect(of(run).errors).toBeUndefined();
    expect(run.warnings).toEqual([expect.stringContaining('no service has "dynamodb" among its dependencies')]);
    expect(run.facts).toEqual(played(text([])).facts);
  });

  it('[I.DP-4] messages that fail come back after the visibility timeout', () => {
    const kind = 'queue: { visibilityTimeout: 5m }';
    const served = (faults: readonly string[]) =>
      played(text(faults, { kind, dependencies: '{ name: dynamodb }' }))
        .of('serviceLoaded')
        .map(({ at, args }) => [at / 60, args.servedMilli! / 1_000] as const);
    const inFault = served([down('')]).filter(([at]) => at > 21 && at <= 40);
    expect(inFault.every(([, count]) => count === 0)).toBe(true);
    const sum = (all: readonly (readonly [number, number])[]) => all.reduce((whole, [, count]) => whole + count, 0);
    expect(sum(served([down('')]))).toBeCloseTo(sum(served([])), 0);
  });

  it('[I.DP-5] with checks that need it ECS replaces healthy tasks, and tasks that need it at their start exit', () => {
    const behind = `loadBalancers: [{ targetGroupArn: tg }]`;
    const checked = played(text([down('')], { dependencies: '{ name: dynamodb, healthCheck: true }', service: behind, tasks: 4 }));
    expect(checked.tasks.filter(({ cause }) => cause === 'unhealthy').length).toBeGreaterThanOrEqual(4);
    const calm = played(text([down('')], { dependencies: '{ name: dynamodb }', service: behind, tasks: 4 }));
    expect(calm.tasks.filter(({ cause }) => cause === 'unhealthy')).toEqual([]);

    const stop = 'at: 25m, type: stopTask, service: web, count: 1';
    const started = played(text([down(''), stop], { dependencies: '{ name: dynamodb, startup: true, startupTimeout: 40s }', tasks: 4 }));
    const failed = started.tasks.filter(({ cause }) => cause === 'failedToStart');
    expect([failed[0]!.requested, failed[0]!.stopping]).toEqual([1_500, 1_540]);
    expect(started.lastRunning).toBeGreaterThan(40);
  });

  it('[I.DP-5] the third check of a container that calls it makes the task unhealthy, and a start period spares the replacement', () => {
    const check = (more: string) => `, healthCheck: { command: [CMD, x], interval: 10, retries: 3${more} }`;
    const service = 'deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 }';
    const lives = (more: string) => {
      const run = played(text([down('')], { dependencies: '{ name: dynamodb, healthCheck: true }', tasks: 1, task: check(more), service }));
      return run.tasks.map(({ running, stopping }) => [running, stopping]);
    };
    // RUNNING at 0:05, so checks at 20:05, 20:15 and 20:25 fail; the same for each replacement, which runs 5 s later, until 40:00.
    const [first, second, third] = lives('');
    expect(first).toEqual([5, 1_225]);
    expect(second).toEqual([1_230, 1_260]);
    expect(third![0]).toBe(1_265);
    const spared = lives(', startPeriod: 300');
    expect(spared[0]).toEqual([5, 1_225]);
    // Failures at 5:00, 5:10 and 5:20 after its start are the first that count.
    expect(spared[1]).toEqual([1_230, 1_230 + 320]);
    expect(lives('').at(-1)![0]).toBeGreaterThan(2_300);
    expect(lives('').at(-1)![1]).toBeUndefined();
    const calm = played(text([down('')], { dependencies: '{ name: dynamodb }', tasks: 1, task: check('') }));
    expect(calm.tasks).toHaveLength(1);
  });

  it('[I.DP-7] without DNS dependencies are down, pulls fail and new agents do not register', () => {
    const dns = 'at: 20m, for: 20m, type: dnsDown, share: 0.5';
    const two = '{ name: dynamodb }, { name: own, dns: false }';
    expect(of(played(text([dns], { dependencies: two }))).errors).toBeCloseTo(6_000, 6);
    const { setup } = played(text([dns], { dependencies: two }));
    expect(setup.faults.map(({ kind }) => kind)).toEqual(['dependencyDown', 'pullFailure', 'controlPlane']);
  });

  it('goes on in a saved run', () => {
    const scenario = text([down(', errorShare: 0.5, addedLatency: 2s')], { dependencies: '{ name: dynamodb, share: 0.4 }' });
    expect(of(played(scenario, 25 * 60))).toEqual(of(played(scenario)));
  });
});
