import { describe, expect, it } from 'vitest';
import { RolloutState } from '../../src/services/service-states.js';
import { predict } from './predict.js';

/** Source: What's New of November 2025 (service availability during rolling deployments); ECS developer guide, deployment-type-ecs. */

interface Text {
  readonly percents: string;
  /** Further keys of the service. */
  readonly service: string;
  readonly mode?: string;
  readonly more?: string;
  readonly scheduler?: string;
  readonly check?: string;
}

/** Four tasks of w:1, and an update at 600 s to w:2. Starts and stops take a second; a task is healthy at RUNNING. */
function text({ percents, service, mode = '', more = '', scheduler = '', check = '' }: Text): string {
  const [minimum, maximum] = percents.split(', ');
  return `name: rolling
seed: 1
duration: 30m
timings: { instanceBoot: 60s, eniAttach: 0s, imagePull: 0s, containerStart: 1s, containerStop: 1s, eniDetach: 0s, warmStart: 0s, trunkAttach: 0s }
serviceScheduler: { reaction: 0s, healthyAfter: 0s${scheduler} }
cluster: { availabilityZones: [us-east-1a, us-east-1b], containerInstances: [{ instanceType: m5.4xlarge, count: 1, availabilityZones: [us-east-1a] }, { instanceType: m5.large, count: 1, availabilityZones: [us-east-1b] }] }
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:1", cpu: 1536, memory: 512${check} }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:2", cpu: 1536, memory: 512 }] }
services: [{ serviceName: w, taskDefinition: "w:1", desiredCount: 4, launchType: EC2, deploymentConfiguration: { minimumHealthyPercent: ${minimum}, maximumPercent: ${maximum} }, deployments: [{ at: 10m, taskDefinition: "w:2"${mode} }], ${service} }]
${more}`;
}

const NEVER_STARTS = ', failureMode: { failedStarts: 1 }';

/** The tasks requested after the update, by revision: [second, w:1 or w:2]. */
function startsOf(run: ReturnType<typeof predict>): [number, string][] {
  const revisions = new Map<number, string>();
  let classes = 0;
  for (const { name, args } of run.facts) if (name === 'taskClassDefined') revisions.set(args.class!, `w:${++classes}`);
  return run.of('taskRequested').flatMap(({ at, args }) => (at > 600 ? [[at, revisions.get(args.class!)!] as [number, string]] : []));
}

/** Tasks of w:1 that run at that second. */
const oldAt = (run: ReturnType<typeof predict>, second: number) => {
  const [first] = run.of('taskClassDefined');
  const old = new Set(run.of('taskRequested').flatMap(({ args }) => (args.class === first!.args.class ? [args.task] : [])));
  return run.tasks.filter(
    ({ task, running, stopping }) => old.has(task) && running! <= second && (stopping ?? Number.POSITIVE_INFINITY) > second,
  ).length;
};

describe('a task that is lost during a rolling update', () => {
  // One of the four tasks has an instance of its own in the other zone, which is terminated at 660 s. The new ones never start.
  const lost = (more = '') =>
    predict(
      text({
        percents: '100, 200',
        service: 'placementStrategy: [{ type: spread, field: "attribute:ecs.availability-zone" }]',
        mode: NEVER_STARTS,
        more: `faults: [{ at: 660s, type: terminate, availabilityZone: us-east-1b }]\n${more}`,
      }),
    );

  it('[N.T-ROLL-a, N.ROLL-1] is replaced by its own revision at once: four old ones again', () => {
    const run = lost();
    expect(startsOf(run).filter(([at, revision]) => at === 660 && revision === 'w:1')).toHaveLength(1);
    expect([oldAt(run, 659), oldAt(run, 660), oldAt(run, 661), oldAt(run, 1_799)]).toEqual([4, 3, 4, 4]);
  });

  it('[N.T-ROLL-a, S.SVC-5] is not in the guide of 2024: the new revision is tried, three old ones stay', () => {
    const run = lost('awsBehaviour: guide-2024');
    expect(startsOf(run).some(([, revision]) => revision === 'w:1')).toBe(false);
    expect([oldAt(run, 661), oldAt(run, 1_799)]).toEqual([3, 3]);
  });
});

describe('an old task that is unhealthy where the maximum leaves no room', () => {
  // The first tasks run from 1 s on and fail their check of 5 s at 661 s; the others are younger. 100/100 of four leaves no room for a new one.
  const unhealthy = (first: number) =>
    predict(
      text({
        percents: '100, 100',
        service: `failureMode: { unhealthyAfter: 658s, unhealthyBy: refusal }, desiredCountSchedule: { entries: [{ at: 0s, desiredCount: ${first} }, { at: 500s, desiredCount: 4 }] }`,
        check: ', healthCheck: { command: [CMD, "true"], interval: 5, retries: 1 }',
      }),
      { until: 700 },
    );

  it('[N.T-ROLL-b, N.ROLL-1] is stopped first, then its replacement of the old revision starts', () => {
    const run = unhealthy(1);
    const [old] = run.tasks;
    expect([old!.stopping, old!.stopped]).toEqual([661, 662]);
    expect(startsOf(run)).toEqual([[662, 'w:1']]);
  });

  it('[N.T-ROLL-b, N.ROLL-1] one at a time if there are two', () => {
    // The replacement runs at 663 s and is healthy with its first check at 668 s; then the other one stops.
    const run = unhealthy(2);
    expect(
      run.tasks
        .slice(0, 2)
        .map(({ stopping }) => stopping)
        .toSorted(),
    ).toEqual([661, 668]);
    expect(startsOf(run)).toEqual([
      [662, 'w:1'],
      [669, 'w:1'],
    ]);
  });
});

describe('a new task that is unhealthy while an unhealthy old one takes the room', () => {
  // Source: matanweisz/allcloud-assignment, evidence 08 (P.130): the old task and the new one began to stop at once.
  // One task, 100/200. The old one fails its check at 661 s, and waits for the verdict on the new one, which runs from 601 s on and fails its first check at 671 s.
  // Both have 30 s to stop.
  const run = predict(
    text({
      percents: '100, 200',
      service: 'failureMode: { unhealthyAfter: 658s, unhealthyBy: refusal }',
      mode: ', failureMode: { unhealthyAfter: 0s, unhealthyBy: refusal }',
      check: ', healthCheck: { command: [CMD, "true"], interval: 5, retries: 1 }',
    })
      .replace('desiredCount: 4', 'desiredCount: 1')
      .replace('containerStop: 1s', 'containerStop: 30s')
      .replace('image: "ex/w:2"', 'image: "ex/w:2", healthCheck: { command: [CMD, "true"], interval: 70, retries: 1 }'),
    { until: 720 },
  );

  it('[P.130, N.ROLL-1] is stopped with the old one, which has waited for it', () => {
    expect(run.tasks.slice(0, 2).map(({ stopping, stopped }) => [stopping, stopped])).toEqual([
      [671, 701],
      [671, 701],
    ]);
    expect(startsOf(run)).toEqual([
      [701, 'w:1'],
      [701, 'w:2'],
    ]);
  });
});

describe('an update whose new tasks never start, while the one old task fails its check', () => {
  // 100/200 of one: the starts of 600, 601 and 602 s fail a second later, and the next one waits for a minute. At 661 s the old task fails. The free place is
  // kept for the new task of 663 s; the old one then makes room for its replacement, and stops within a second.
  const run = predict(
    text({
      percents: '100, 200',
      service: 'failureMode: { unhealthyAfter: 658s, unhealthyBy: refusal }',
      mode: NEVER_STARTS,
      check: ', healthCheck: { command: [CMD, "true"], interval: 5, retries: 1 }',
    }).replace('desiredCount: 4', 'desiredCount: 1'),
    { until: 700 },
  );

  it('[P.130, N.ROLL-1] keeps a place for the next new task, as nothing serves', () => {
    expect(run.of('taskHealthChanged').flatMap(({ at, args }) => (args.task === 0 && at > 600 ? [at] : []))).toEqual([661]);
    expect(startsOf(run).slice(2, 4)).toEqual([[663, 'w:2'], [664, 'w:1']]); // biome-ignore format: a row a task
  });
});

describe('an update while the targets of both revisions fail their checks', () => {
  // Source: matanweisz/allcloud-assignment, evidence 08 (P.130): failures 87, 559 and 1,026 s after the update. One task, 100/200, drained for 300 s. Each try takes
  // some 460 s: a start of 30 s, three checks of 15 s, the reaction, the delay and the stop. A failing task of the old revision must not take the room for good.
  it.each([1, 2, 3, 4, 5])('[P.130, N.ROLL-1] ends after three tries of the new one, seed %i', (seed) => {
    const run = predict(
      `name: both-fail
seed: ${seed}
duration: 40m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions: [{ family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: c, image: w }] }]
targetGroups: [{ name: w, healthCheckIntervalSeconds: 15, unhealthyThresholdCount: 3 }]
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: 1
    launchType: FARGATE
    healthCheckGracePeriodSeconds: 5
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } }
    loadBalancers: [{ targetGroupArn: w, containerName: c, containerPort: 80 }]
    deployments: [{ at: 10m }]
faults: [{ type: healthCheckFault, at: 10m }]`,
      { hasTurns: true },
    );
    const failed = run.of('deploymentChanged').find(({ args }) => args.rollout === RolloutState.FAILED);
    expect(failed!.at).toBeGreaterThan(600 + 900);
    expect(failed!.at).toBeLessThan(600 + 1_200);
  });
});

describe('a scale-out during a rolling update', () => {
  // From 4 to 6 at 660 s, while the new tasks never start: six must be healthy, so two old ones start; with `new` none does.
  const scaled = (scheduler: string) =>
    predict(
      text({
        percents: '100, 200',
        service: 'desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 4 }, { at: 660s, desiredCount: 6 }] }',
        mode: NEVER_STARTS,
        scheduler,
      }),
      { until: 700 },
    );

  it('[N.ROLL-2] adds old tasks as far as the minimum needs them', () => {
    expect(oldAt(scaled(''), 661)).toBe(6);
  });

  it('[N.ROLL-2] starts no old tasks with rollingScaleOut: new', () => {
    expect(oldAt(scaled(', rollingScaleOut: new'), 699)).toBe(4);
  });
});
