import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/**
 * Source: ECS API, DeploymentConfiguration: without a load balancer and without a health check a task counts towards
 * minimumHealthyPercent 40 s after RUNNING. ECS developer guide, container-instance-draining, for the Spot notice.
 */

interface Spot {
  readonly configuration: string;
  readonly check?: string;
  readonly scheduler?: string;
}

/** Notice at 600 s, end at 720 s, DRAINING at 600 s, a second instance beside it; the task needs 120 s after SIGTERM, at most stopTimeout 120. */
function spot({ configuration, check = '', scheduler = '' }: Spot): string {
  return `name: spot
seed: 1
duration: 30m
timings: { instanceBoot: 60s, eniAttach: 0s, imagePull: 0s, containerStart: 1s, containerStop: 120s, eniDetach: 0s, warmStart: 0s, trunkAttach: 0s }
serviceScheduler: { reaction: 0s${scheduler} }
spot: { noticeSeen: 0s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 50 } }
      autoScalingGroup: { mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: m5.large }] }, instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0, spotAllocationStrategy: price-capacity-optimized } }, minSize: 2, maxSize: 2, spotInstanceDraining: true }
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:1", cpu: 1024, memory: 512, stopTimeout: 120${check} }] }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 2, deploymentConfiguration: { ${configuration} }, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }], placementStrategy: [{ type: spread, field: instanceId }] }
faults:
  - { at: 10m, type: spotInterruption, share: 0.5 }
`;
}

/** The first task, which ran when the notice came: when it began to stop and when it stopped, and what was left of its stop time. */
function storyOf(text: string) {
  const run = predict(text);
  const [noticed] = run.of('instanceNoticed');
  const [ended] = run.of('instanceTerminated');
  expect([noticed!.at, ended!.at]).toEqual([600, 720]);
  const old = run.tasks.filter(({ instance, requested }) => instance === noticed!.args.instance && requested === 0);
  const leftOf = (task: number) => run.of('taskStopped').find(({ args }) => args.task === task)!.args.cutShortMs! / 1000;
  const { tasks_interrupted, tasks_interrupted_by_spot } = run.figures.metrics.headline;
  const fresh = run.tasks.filter(({ requested }) => requested >= 600);
  return {
    old: old.map(({ task, stopping, stopped }) => ({ stopping, stopped, left: leftOf(task) })),
    fresh: fresh.map(({ running }) => running),
    interrupted: [tasks_interrupted, tasks_interrupted_by_spot],
    run,
  };
}

const FULL = 'minimumHealthyPercent: 100, maximumPercent: 200';

describe('a Spot notice, worked out to the second', () => {
  // The vector's task is one of two, one on each of two instances, so that the notice finds one wherever it falls.

  it('[N.T-HLTH-a, N.HLTH-1, N.SPOT-1] the replacement runs at 601, is healthy at 641, and the stop of 641 is cut short by 41 s', () => {
    const { old, fresh, interrupted } = storyOf(spot({ configuration: FULL }));
    expect(fresh).toEqual([601]);
    expect(old).toEqual([{ stopping: 641, stopped: 720, left: 41 }]);
    expect(interrupted).toEqual([1, 1]);
  });

  it('[N.T-HLTH-b, N.HLTH-2] at a minimum of 0 it begins to stop at once and exits in the very millisecond of the end: not interrupted', () => {
    const { old, interrupted } = storyOf(spot({ configuration: 'minimumHealthyPercent: 0, maximumPercent: 200' }));
    expect(old).toEqual([{ stopping: 600, stopped: 720, left: 0 }]);
    expect(interrupted).toEqual([0, 0]);
  });

  it('[N.T-HLTH-c, N.HLTH-1] with a container check each 5 s it is healthy at 606, and 6 s are missing', () => {
    const check = ', healthCheck: { command: [CMD, "true"], interval: 5 }';
    const { old, interrupted } = storyOf(spot({ configuration: FULL, check }));
    expect(old).toEqual([{ stopping: 606, stopped: 720, left: 6 }]);
    expect(interrupted).toEqual([1, 1]);
  });

  it('[N.T-HLTH-d, N.SPOT-1] without room elsewhere there is no SIGTERM: killed at 720', () => {
    // Both tasks fill their instances, and the group may not grow.
    const { old, interrupted } = storyOf(spot({ configuration: FULL }).replace('cpu: 1024', 'cpu: 2048'));
    expect(old).toEqual([{ stopping: 720, stopped: 720, left: 0 }]);
    expect(interrupted).toEqual([1, 1]);
  });

  it('[N.T-HLTH-e, N.HLTH-1] with healthyAfter 0 RUNNING is enough: it begins to stop at 601, a second short', () => {
    const { old, interrupted } = storyOf(spot({ configuration: FULL, scheduler: ', healthyAfter: 0s' }));
    expect(old).toEqual([{ stopping: 601, stopped: 720, left: 1 }]);
    expect(interrupted).toEqual([1, 1]);
  });

  it('[N.HLTH-1] a circuit breaker changes nothing in it', () => {
    const { old, fresh } = storyOf(spot({ configuration: `${FULL}, deploymentCircuitBreaker: { enable: true }` }));
    expect(fresh).toEqual([601]);
    expect(old).toEqual([{ stopping: 641, stopped: 720, left: 41 }]);
  });
});

describe('a rolling update of tasks without checks', () => {
  it('[N.T-HLTH-f, N.HLTH-1] of two at 100/150 goes one by one, each healthy after 40 s: COMPLETED after 84 s', () => {
    // Upper floor(2 x 1.5) = 3. New RUNNING 1, healthy 41, old stopped 41 and gone 42; next RUNNING 43, healthy 83, the last old one gone 84.
    const run = predict(`name: rolling
seed: 1
duration: 30m
timings: { instanceBoot: 60s, eniAttach: 0s, imagePull: 0s, containerStart: 1s, containerStop: 1s, eniDetach: 0s, warmStart: 0s, trunkAttach: 0s }
serviceScheduler: { reaction: 0s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.4xlarge, count: 1 }] }
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:1", cpu: 256, memory: 512 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:2", cpu: 256, memory: 512 }] }
services: [{ serviceName: w, taskDefinition: "w:1", desiredCount: 2, launchType: EC2, deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 }, deployments: [{ at: 10m, taskDefinition: "w:2" }] }]
`);
    const [, update] = run.figures.deployments;
    expect([update!.begun_ms, update!.ended_ms]).toEqual([600_000, 684_000]);
    expect(run.tasks.slice(2).map(({ running }) => running)).toEqual([601, 643]);
    expect(
      run.tasks
        .slice(0, 2)
        .map(({ stopping }) => stopping)
        .toSorted(),
    ).toEqual([641, 683]);
  });
});
