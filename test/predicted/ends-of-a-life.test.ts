import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: elsa-data's record of Step Functions (V.17), records of tasks in four Regions (V.16), runs-on 277 (V.26), a capstone report (V.20), a workshop on Bottlerocket (P.183), a log of boots with Amazon Linux 2023 (P.197).

/** One task of 256 and 512 on Fargate at 60 s; without chance, and with the cleanup of the default's median. */
const FARGATE_RUN = `
name: one-run
duration: 30m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions:
  - { family: job, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: job, image: job }] }
workloads:
  - name: job
    taskDefinition: job
    capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]
    arrivals: { type: schedule, at: [1m] }
    count: 1
    runTime: 7.9s
images: [{ image: job, sizeMib: 180 }]
fargate: { start: { p95OverMedian: 1, pullMibPerSecond: 25, unpackMibPerSecond: 50 }, stop: { cleanup: 23s } }
`;

describe('both ends of a task on Fargate (V.16, V.17)', () => {
  // V.16: about 13 s before the pull and 2 s after it. Pull: 450 / 50 = 9 s, more than 180 / 25. 60 + 13 = 73, 73 + 9 + 2 = 84.
  // V.17: the container exits at 91.9; ECS notices it 10 s later and STOPPED comes 23 s after that.
  it('V.16, V.17 is PROVISIONING for 13 s, starts its containers 2 s after the pull, and is STOPPED 33 s after its exit', () => {
    const { tasks, of } = predict(FARGATE_RUN);
    expect(tasks[0]).toMatchObject({ requested: 60, pending: 73, running: 84, stopping: 101.9, stopped: 124.9, cause: 'runEnded' });
    expect(of('taskPending')[0]!.args).toMatchObject({ pullMs: 9_000, startMs: 2_000 });
  });

  // 60 + 13 = 73, 73 + 8 = 81, and 2 s for the containers.
  it('V.16 pulls images without a size for as long as `pull` says', () => {
    const known = FARGATE_RUN.replace(/^images:.*$/m, '').replace('start: {', 'start: { pull: 8s,');
    expect(predict(known).tasks[0]).toMatchObject({ pending: 73, running: 83 });
  });

  it('V.17 stops at once where its settings are the earlier ones', () => {
    const earlier = FARGATE_RUN.replace(
      /^fargate:.*$/m,
      'fargate: { start: { machine: 25s, containers: 0s, p95OverMedian: 1, unpackMibPerSecond: 50 }, stop: { exitNoticed: 0s, cleanup: 0s } }',
    );
    expect(predict(earlier).tasks[0]).toMatchObject({ pending: 85, running: 94, stopping: 101.9, stopped: 101.9 });
  });

  const stoppedByEcs = (stop: string) =>
    predict(`
name: stopped
duration: 30m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions:
  - { family: job, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: job, image: job }] }
services:
  - serviceName: job
    taskDefinition: job
    capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]
    desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 2m, desiredCount: 0 }] }
timings: { containerStop: 5s }
fargate: { stop: { cleanup: 23s${stop} } }
`).tasks[0];

  // P.16: nginx exited 0.1 s after SIGTERM, and the record has its end 11 s later. SIGTERM at 120, an exit 5 s later, known 10 s later, 23 s of cleanup.
  it('P.16 notices the exit of a task that ECS stops 10 s later, too', () => {
    expect(stoppedByEcs('')).toMatchObject({ stopping: 120, stopped: 158 });
  });

  it('P.16 notices it at once where the setting is 0', () => {
    expect(stoppedByEcs(', exitNoticed: 0s')).toMatchObject({ stopping: 120, stopped: 148 });
  });
});

/** A group from 0 that gets a task at 90 s. `of` replaces parts of the text. */
const group = (more: string) => `
name: from-zero
duration: 30m
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 9 }
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: job, cpu: 2048, memory: 4096 }] }]
workloads:
  - name: job
    taskDefinition: job
    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
    arrivals: { type: schedule, at: [90s] }
    count: 2
    runTime: 20m
${more}`;

describe('the launch and the boot of an instance (V.20, V.23, V.24)', () => {
  // V.20, P.38, P.39: all instances of a raise are launched together, 14, 7, 9 and 11 s after it; the boot follows.
  it('V.20, P.38 launches all instances of a raise some seconds after it, and a boot of 58 s later they are registered', () => {
    const { of } = predict(group('timings: { instanceBoot: 58s }'));
    const [raise] = of('scalingDecided').filter(({ args }) => args.toDesired! > args.fromDesired!);
    expect(of('instanceLaunched').map(({ at }) => at - raise!.at)).toEqual([9, 9]);
    expect(of('instanceRegistered').map(({ at }) => Math.round(1_000 * (at - raise!.at)))).toEqual([67_000, 67_000]);
  });

  it('V.20 launches at once where the delay is 0', () => {
    const { of } = predict(group('groups: { launchDelay: 0s }'));
    const [raise] = of('scalingDecided').filter(({ args }) => args.toDesired! > args.fromDesired!);
    expect(of('instanceLaunched').map(({ at }) => at - raise!.at)).toEqual([0, 0]);
  });

  /** Three instances become two at 10 min and one at 20 min. */
  // All have the same spread, so that one draw gives 28 / 40 = 0.7, 26 / 40 = 0.65 and 6 min / 40 s = 9 times the boot of Amazon Linux 2, to the millisecond.
  it('P.183 and P.197 boot Amazon Linux 2023 in 0.7, Bottlerocket in 0.65 and Windows in 9 times the time of Amazon Linux 2', () => {
    const bootMs = (ami: string) => {
      const family = ami === 'windows' ? 'WINDOWS_SERVER_2022_CORE' : 'LINUX';
      const { of } = predict(
        group('prices: { ec2: { m5.large: 0.188 } }')
          .replace('cluster:', `cluster:\n  ami: ${ami}`)
          .replace('family: job,', `family: job, runtimePlatform: { operatingSystemFamily: ${family} },`),
      );
      return 1_000 * (of('instanceRegistered')[0]!.at - of('instanceLaunched')[0]!.at);
    };
    const linuxMs = bootMs('al2');
    expect(linuxMs).toBeGreaterThan(20_000);
    expect(Math.abs(bootMs('al2023') - 0.7 * linuxMs)).toBeLessThanOrEqual(1);
    expect(Math.abs(bootMs('bottlerocket') - 0.65 * linuxMs)).toBeLessThanOrEqual(1);
    expect(Math.abs(bootMs('windows') - 9 * linuxMs)).toBeLessThanOrEqual(5);
  });

  const lowered = (more: string) => `
name: lowered
duration: 30m
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: web
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 3, desiredCapacity: 3 }
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: job, cpu: 256, memory: 256 }] }]
services: [{ serviceName: job, taskDefinition: job, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: web, weight: 1 }] }]
faults:
  - { at: 10m, type: desiredCapacity, capacityProvider: web, desiredCapacity: 2 }
  - { at: 20m, type: desiredCapacity, capacityProvider: web, desiredCapacity: 1 }
${more}`;
  const takenOut = (text: string) =>
    predict(text)
      .of('instanceTerminated')
      .map(({ at }) => at);

  // P.38, P.39: the group took an instance out 14 and 20 s after its DesiredCapacity was lowered.
  it('P.38, P.39 takes an instance out some seconds after its DesiredCapacity fell, and at once where the delay is 0', () => {
    expect(takenOut(lowered(''))).toEqual([609, 1209]);
    expect(takenOut(lowered('groups: { terminationDelay: 0s }'))).toEqual([600, 1200]);
  });

  it('P.38, P.39 takes none out whose DesiredCapacity is raised again before that', () => {
    const back = '  - { at: 605s, type: desiredCapacity, capacityProvider: web, desiredCapacity: 3 }\n';
    const [first, second] = [lowered('').indexOf('  - { at: 20m'), lowered('').length];
    const text = lowered('').slice(0, first) + back + lowered('').slice(first, second);
    expect(takenOut(text)).toEqual([1209, 1209]);
  });

  // V.23: no type needed more than 26 s to a login; P.197, P.145: instances with Amazon Linux 2023 registered after 21, 24 and some 33 s; V.24, P.37, P.126: a container starts within 0.45, 1.0 and 1.6 s.
  it('V.23, P.145, P.197, V.24, P.126 boots in 28 s and starts a container within 2 s at the medians of the defaults', () => {
    const { setup } = predict(group(''));
    expect(setup.timings.instanceBoot).toEqual({ kind: 'lognormal', medianMs: 28_000, p95Ms: 42_000 });
    expect(setup.timings.containerStart).toEqual({ kind: 'lognormal', medianMs: 1_000, p95Ms: 2_000 });
  });
});

/** A group whose pool of one instance gives it up at 609 s, and is filled again by a launch then. */
const pool = (state: string, more = '') => `
name: pool
duration: 20m
timings: { instanceBoot: 60s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: DISABLED } }
      autoScalingGroup:
        instanceTypes: [m5.large]
        minSize: 1
        maxSize: 9
        desiredCapacity: 1
        warmPool: { minSize: 1, maxGroupPreparedCapacity: 1, poolState: ${state} }
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: job, cpu: 256, memory: 256 }] }]
services: [{ serviceName: job, taskDefinition: job, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }]
faults: [{ at: 10m, type: desiredCapacity, capacityProvider: workers, desiredCapacity: 2 }]
${more}`;

describe('an instance on its way into a warm pool (M.5)', () => {
  const RESTS = { Stopped: 2, Running: 3, Hibernated: 4 } as const;
  const restsAt = (state: keyof typeof RESTS, more = '') =>
    predict(pool(state, more))
      .of('instanceWarmed')
      .filter(({ args }) => args.poolState === RESTS[state])
      .map(({ at }) => at);

  // The pool of the start is ready at 0. The next instance is launched at 609 s, boots for 60 s and then stops for 50 s.
  it('M.5 is prepared, and then stops', () => {
    expect(restsAt('Stopped')).toEqual([0, 719]);
    expect(restsAt('Hibernated')).toEqual([0, 719]);
  });

  it('M.5 a running one is ready at once, and so is a stopped one where the setting is 0', () => {
    expect(restsAt('Running')).toEqual([0, 669]);
    expect(restsAt('Stopped', 'groups: { warmPoolStop: 0s }')).toEqual([0, 669]);
  });
});

const spot = (more: string) => `
name: taken
duration: 2h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: spot
      autoScalingGroupProvider: { managedDraining: DISABLED }
      autoScalingGroup:
        instanceTypes: [m5.large]
        mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } }
        minSize: 1
        maxSize: 1
        spotInstanceDraining: true
taskDefinitions: [{ family: app, containerDefinitions: [{ name: app, image: app, cpu: 256, memory: 512 }] }]
services:
  - { serviceName: app, taskDefinition: app, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: spot, weight: 1 }] }
timings: { containerStop: 5s }
spot: { pools: [{ interruptionProbability: 0 }]${more} }
faults: [{ at: 1h, type: spotInterruption, share: 1 }]
`;

describe('an interruption notice (V.26)', () => {
  // Noticed at 3,600, seen at 3,612, gone at 3,720: 108 s are left, and the task gets SIGTERM 12 s late.
  it('V.26 arrives 12 s after it was given, so that 108 s are left', () => {
    const { of, tasks } = predict(spot(''));
    expect(of('instanceNoticed')[0]!.at).toBe(3600);
    expect(of('instanceDraining')[0]!.at).toBe(3612);
    expect(of('instanceTerminated')[0]!.at).toBe(3720);
    expect(tasks[0]!.stopping).toBeGreaterThanOrEqual(3612);
  });

  it('V.26 arrives at once where the setting is 0', () => {
    expect(predict(spot(', noticeSeen: 0s')).of('instanceDraining')[0]!.at).toBe(3600);
  });

  it('V.26 takes the instance unseen where more than two minutes pass', () => {
    const { of, tasks } = predict(spot(', noticeSeen: 3m'));
    expect(of('instanceDraining')).toEqual([]);
    expect(tasks[0]).toMatchObject({ stopped: 3720, cause: 'instanceTerminated' });
  });
});
