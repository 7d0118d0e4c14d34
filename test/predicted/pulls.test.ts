import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { predict } from './predict.js';

// Source: amazon-ecs-agent, agent/dockerclient/dockerapi/docker_client.go; pages service-throttle-logic and task_cannot_pull_image.

/** One instance and one task definition; pull 0, container start 1 s, no jitter, the registry down from the start. */
interface Parts {
  readonly behavior?: string;
  readonly image?: string;
  readonly faults?: string;
  readonly top?: string;
  readonly containers?: string;
  readonly work?: string;
}

const WORKLOAD = `workloads:
  - { name: w, taskDefinition: w, launchType: EC2, count: 1, runTime: 10m, arrivals: { type: schedule, at: [0s, 100s] } }`;
const SERVICE = (more: string, count = 1) => `services:
  - { serviceName: w, taskDefinition: w, desiredCount: ${count}, launchType: EC2, ${more} }`;
const DOWN = '{ at: 0s, type: registryDown }';

function text({ behavior = 'default', image = 'ex/w:1', faults = DOWN, top = '', containers, work = WORKLOAD }: Parts): string {
  const own = containers ?? `[{ name: app, image: "${image}", cpu: 256, memory: 128 }]`;
  return `
name: pulls
duration: 30m
timings: { imagePull: 0s, containerStart: 1s, containerStop: 0s, eniAttach: 2s, eniDetach: 0s, pullRetryJitter: 0 }
imagePullBehavior: ${behavior}
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: ${own} }
${top}${work}
faults: [${faults}]
`;
}

/** [second, cause] of each stop. */
const stops = (parts: Parts) =>
  predict(text(parts)).tasks.flatMap(({ stopped, cause }) => (stopped === undefined ? [] : [[stopped, cause]]));
const starts = (parts: Parts) => predict(text(parts)).tasks.map(({ running }) => running);

// The agent's constants: manifest 9 tries with waits of 0.01, 0.03, 0.09, 0.27, 0.81, 2.43, 5, 5 = 13.64 s; image 5 tries with waits of 1.1, 2.2, 4.4,
// 5 = 12.7 s. The waits belong to the agent: the second task waits 8 x 5 and 4 x 5 s (agent/dockerclient/dockerapi/docker_client.go).
describe('a registry that refuses', () => {
  it('[N.PULL-1, N.T-PULL-a] fails the first task of an instance after 26.34 s, each later one after 60 s', () => {
    expect(stops({})).toEqual([
      [26.34, 'pullFailed'],
      [160, 'pullFailed'],
    ]);
  });

  it('[N.PULL-3, N.T-PULL-b] ends a task with the manifest under `always` and `once`', () => {
    for (const behavior of ['always', 'once'])
      expect(stops({ behavior })).toEqual([
        [13.64, 'pullFailed'],
        [140, 'pullFailed'],
      ]);
  });

  it('[N.T-PULL-b] starts a container from the cached image: after the tries, or at once with prefer-cached and once', () => {
    // The registry is up while the first task comes, at 0, and down when the second comes, at 100.
    const later = { faults: '{ at: 50s, type: registryDown }' };
    expect(starts(later)).toEqual([1, 127.34]);
    expect(starts({ ...later, behavior: 'prefer-cached' })).toEqual([1, 101]);
    expect(starts({ ...later, behavior: 'once' })).toEqual([1, 101]);
    expect(starts({ ...later, behavior: 'always' })).toEqual([1, undefined]);
  });

  it('[N.PULL-6, N.T-PULL-c] lets the try that is due next succeed once it is back', () => {
    // Back at 20. The image is tried at 13.64, 14.74, 16.94 and 21.34; then the pull takes 7 s and the start 1 s.
    const run = predict(text({ faults: '{ at: 0s, type: registryDown, for: 20s }' }).replace('imagePull: 0s', 'imagePull: 7s'));
    expect(run.tasks[0]!.running).toBe(29.34);
  });

  it('[N.T-PULL-f] fetches no manifest where the image name has a digest', () => {
    const digest = `ex/w@sha256:${'0'.repeat(64)}`;
    expect(stops({ image: digest })).toEqual([
      [12.7, 'pullFailed'],
      [120, 'pullFailed'],
    ]);
  });

  it('[N.PULL-1] lengthens each wait by up to a fifth, or by pullRetryJitter', () => {
    const run = predict(text({}).replace('pullRetryJitter: 0', 'pullRetryJitter: 0.2'));
    expect(run.tasks[0]!.stopped).toBeGreaterThan(26.34);
    expect(run.tasks[0]!.stopped).toBeLessThan(26.34 * 1.2);
  });

  it('[N.PULL-1] under guide-2024 has no manifest step: 12.7 s, then 20 s', () => {
    expect(stops({ top: 'awsBehaviour: guide-2024\n' }).map(([at]) => at)).toEqual([12.7, 120]);
  });
});

describe('a registry that does not answer', () => {
  it('[N.PULL-2, N.PULL-6] costs the whole minute of the manifest and 15 s for each try of the image', () => {
    // 60 + 5 x 15 + 12.7 = 147.7; the second task, from 100: 60 + 75 and waits of the agent, which the first has driven to 5 s: 20.
    expect(stops({ faults: '{ at: 0s, type: registryDown, mode: hang }' })).toEqual([
      [147.7, 'pullFailed'],
      [255, 'pullFailed'],
    ]);
  });

  it('[N.PULL-2] ends a pull that takes two hours', () => {
    const run = predict(text({ faults: '' }).replace('imagePull: 0s', 'imagePull: 3h').replace('30m', '3h'));
    expect(run.tasks[0]).toMatchObject({ stopped: 7_200, cause: 'pullFailed' });
  });
});

describe('a service whose images cannot be pulled', () => {
  const watched = SERVICE('deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } }');

  it('[N.PULL-4, N.T-PULL-d] ends its deployment at the third failure, at 146.34 s', () => {
    const { of, tasks } = predict(text({ work: watched }));
    expect(tasks.map(({ stopped }) => stopped)).toEqual([26.34, 86.34, 146.34]);
    expect(of('deploymentChanged').map(({ at, args }) => [at, args.rollout])).toEqual([
      [0, 1],
      [146.34, 3],
    ]);
  });
});

describe('a tag that the registry does not have', () => {
  const of10 = (enable: boolean) =>
    SERVICE(
      `failureMode: { badImage: true }, deploymentConfiguration: { deploymentCircuitBreaker: { enable: ${enable}, rollback: false, thresholdConfiguration: { type: COUNT, value: 10 } } }`,
    );

  // ECS resolves a tag to a digest with the first tasks: three attempts that fail end the deployment, ten failures or not.
  it('[N.CB-7] ends a deployment at the third attempt, whatever its threshold', () => {
    const { of } = predict(text({ faults: '', work: of10(true) }));
    expect(of('deploymentChanged').map(({ at, args }) => [at, args.rollout])).toEqual([
      [0, 1],
      [146.34, 3],
    ]);
  });

  it('[N.CB-7] lets it go on without a circuit breaker, and counts other failed starts by the threshold', () => {
    expect(predict(text({ faults: '', work: of10(false) })).of('deploymentChanged')).toHaveLength(1);
    const down = of10(true).replace('failureMode: { badImage: true }, ', '');
    expect(predict(text({ work: down })).of('deploymentChanged')).toHaveLength(1);
  });
});

describe('the throttle of failed starts', () => {
  it('[N.T-PULL-d, N.THR-2] begins after the third failure', () => {
    // Three failures at 26.34, 86.34 and 146.34; then waits of 60 and 120 s, and 60 s for each start.
    const { tasks } = predict(text({ work: SERVICE('deploymentConfiguration: {}') }));
    expect(tasks.slice(0, 5).map(({ stopped }) => stopped)).toEqual([26.34, 86.34, 146.34, 266.34, 446.34]);
  });
});

describe('an image that the registry does not have', () => {
  const SIDECAR = `[{ name: app, image: a, cpu: 256, memory: 128 }, { name: side, image: b, essential: false, cpu: 128, memory: 128 }]`;
  const bad = { faults: '', containers: SIDECAR, work: SERVICE('failureMode: { badImage: [side] }') };

  it('[N.T-PULL-e] leaves the task to run without a non-essential container, once that has given up', () => {
    expect(starts(bad)).toEqual([27.34]);
  });

  // Only the first tasks of a deployment look for its digests. The second task comes when the first runs, at 27.34 s. At 600 s an old task makes way for
  // a new one, whose start fails at 601 s: the rollback is of a revision that has had its attempts, so it starts the missing task beside the other.
  it('[N.CB-7] does not look for the digests of a revision again that is rolled back to', () => {
    const breaker = 'deploymentCircuitBreaker: { enable: true, rollback: true, thresholdConfiguration: { type: COUNT, value: 1 } }';
    const deployment = `deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100, ${breaker} }`;
    const next = 'deployments: [{ at: 600s, taskDefinition: w, failureMode: { failedStarts: 1 } }]';
    const { tasks } = predict(text({ ...bad, work: SERVICE(`failureMode: { badImage: [side] }, ${deployment}, ${next}`, 2) }));
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 27.34, 600, 601]);
  });

  // The scale-out goes to both revisions: the old one lacks two tasks of its own, which start at once, as those of the new one do.
  it('[N.CB-7, N.ROLL-2] does not look for the digests of the revision before during an update', () => {
    const deployment = 'deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 }';
    const next = 'deployments: [{ at: 600s, taskDefinition: w, failureMode: { slowerStart: 100 } }]';
    const steps = 'desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 610s, desiredCount: 3 }] }';
    const work = SERVICE(`failureMode: { badImage: [side] }, ${deployment}, ${next}, ${steps}`).replace('desiredCount: 1, ', '');
    expect(predict(text({ ...bad, work })).tasks.map(({ requested }) => requested)).toEqual([0, 600, 610, 610, 610, 610]);
  });

  it('[N.T-PULL-e] stops the task under `always`', () => {
    expect(stops({ ...bad, behavior: 'always' })[0]).toEqual([13.64, 'pullFailed']);
  });

  it('[N.PULL-6] names containers of its task definition', () => {
    const wrong = text({ ...bad, work: SERVICE('failureMode: { badImage: [sid] }') });
    const { errors } = checkScenario(wrong, { file: 'scenario.yaml', read: () => undefined });
    expect(errors!.map(({ message }) => message)).toEqual([expect.stringContaining('w has no container "sid"; did you mean side?')]);
  });
});

describe('on Fargate', () => {
  const onFargate = (more: string, faults: string) => `
name: fargate
duration: 30m
timings: { eniDetach: 0s }
fargate: { start: { machine: 20s, p95OverMedian: 1 }, stop: { cleanup: 0s } }
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions:
  - { family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: app, image: a }] }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 1, launchType: FARGATE, ${more} }
faults: [${faults}]
`;

  it('[N.PULL-5] an unreachable registry fails a task after 180 s, a missing image after 10 s', () => {
    const [away] = predict(onFargate('', DOWN)).tasks;
    expect([away!.pending, away!.stopped]).toEqual([20, 200]);
    const [refused] = predict(onFargate('failureMode: { badImage: true }', '')).tasks;
    expect([refused!.pending, refused!.stopped]).toEqual([20, 30]);
  });
});

describe('other starts that fail', () => {
  it('[N.PULL-7] a start without its secrets ends 5 s after PENDING, and counts for the breaker', () => {
    const work = SERVICE('deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } }');
    const { tasks, of } = predict(text({ faults: '{ at: 0s, type: startFailure }', work }));
    expect(tasks.map(({ stopped, cause }) => [stopped, cause])).toEqual([
      [5, 'notInitialized'],
      [10, 'notInitialized'],
      [15, 'notInitialized'],
    ]);
    expect(of('deploymentChanged').at(-1)).toMatchObject({ at: 15, args: { rollout: 3 } });
  });

  it('[N.PULL-7] a network interface that is not attached within 3 minutes fails the task', () => {
    const slow = text({ faults: '' }).replace('networkMode: bridge', 'networkMode: awsvpc').replace('eniAttach: 2s', 'eniAttach: 4m');
    expect(predict(slow).tasks[0]).toMatchObject({ stopped: 180, cause: 'notInitialized' });
  });
});

describe('registry-down-breaker: a registry that is down for 30 minutes, with the breaker on', () => {
  // Two tasks of w:2 at a time, 10 s to pull, `always`: each pair requests the manifest until the agent gives up.
  it('[N.PULL-4] ends in a rollback within minutes', () => {
    const { of } = predict(`
name: registry-down-breaker
seed: 1
duration: 60m
timings: { instanceBoot: 60s, eniAttach: 2s, imagePull: 10s, containerStart: 1s, containerStop: 1s, eniDetach: 2s, warmStart: 30s, trunkAttach: 0s }
imagePullBehavior: always
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.4xlarge, count: 1 }]
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:1", cpu: 256, memory: 512 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:2", cpu: 256, memory: 512 }] }
services:
  - { serviceName: w, taskDefinition: "w:1", desiredCount: 2, launchType: EC2, deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }, deployments: [{ at: 5m, taskDefinition: "w:2" }] }
faults:
  - { at: 4m, type: registryDown, for: 30m }
`);
    const failed = of('deploymentChanged').find(({ args }) => args.rollout === 3)!;
    expect(failed.args.revision).toBe(1);
    expect(failed.at).toBeGreaterThan(300);
    expect(failed.at).toBeLessThan(480);
  });
});
