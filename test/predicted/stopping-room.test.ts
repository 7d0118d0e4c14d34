import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: What's New of 30 June 2023 (amazon-ecs-tasks-faster-prolonged-shutdown); amazon-ecs-agent, host_resource_manager.go; amazon-
// ecs-agent 5138.

/**
 * One instance outside any group: a m5.large has 2,048 CPU units, a c5.xlarge 4,096; memory never binds. Timings are those of the vectors:
 * no pull, a start of 1 s, the reaction of the scheduler 0. Second 600 of a run is second 0 of its vector.
 */
const base = ({ instanceType = 'm5.large', stops = '100s', detaches = '0s' } = {}) => `
name: room
duration: 30m
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: ${instanceType}, count: 1 }]
timings: { imagePull: 0s, containerStart: 1s, containerStop: ${stops}, eniAttach: 0s, eniDetach: ${detaches} }
serviceScheduler: { reaction: 0s, placementBackOff: none }
`;

interface Work {
  readonly name: string;
  readonly cpu: number;
  /** Desired counts, by second of the run. */
  readonly counts: readonly (readonly [second: number, count: number])[];
  readonly mode?: 'bridge' | 'awsvpc';
  /** More keys of its container, or of its service. */
  readonly container?: string;
  readonly service?: string;
}

/** Services of launch type EC2 and their task definitions. */
const works = (...all: Work[]) => `
taskDefinitions:
${all.map(({ name, cpu, mode = 'bridge', container = '' }) => `  - { family: ${name}, networkMode: ${mode}, containerDefinitions: [{ name: c, image: x, cpu: ${cpu}, memory: 256, stopTimeout: 120${container} }] }`).join('\n')}
services:
${all.map(({ name, counts, service = '' }) => `  - { serviceName: ${name}, taskDefinition: ${name}, launchType: EC2${service}, desiredCountSchedule: { entries: [${counts.map(([at, count]) => `{ at: ${at}s, desiredCount: ${count} }`).join(', ')}] } }`).join('\n')}
`;

const stops: Work['counts'] = [
  [0, 1],
  [600, 0],
];
const comes = (second: number, until?: number): Work['counts'] => [
  [0, 0],
  [second, 1],
  ...(until === undefined ? [] : [[until, 0] as const]),
];

/** The task of a service that has one. */
const taskOf = ({ tasks }: ReturnType<typeof predict>, name: string) => tasks.find(({ of }) => of === name)!;

describe('the room of stopping tasks (What is New, 30 June 2023)', () => {
  const text = (placement = '', until?: number) =>
    base() + works({ name: 'old', cpu: 1536, counts: stops }, { name: 'new', cpu: 1536, counts: comes(601, until) }) + placement;

  it('[N.T-ROOM-a, N.ROOM-1, N.ROOM-3] a task is placed at once, waits on the instance as PENDING, and starts when the old one has exited', () => {
    const played = predict(text());
    expect(taskOf(played, 'new')).toMatchObject({ placed: 601, queued: 601, pending: 700, running: 701 });
    expect(taskOf(played, 'old')).toMatchObject({ stopping: 600, stopped: 700 });
  });

  it('[N.T-ROOM-a, N.ROOM-8] 2,048 CPU units remain when the old task begins to stop, 512 once the new one is placed', () => {
    const remaining = (until: number) => predict(text(), { until }).simulation.world.fleet.cpuUnitsFree[0];
    expect([599, 600, 601, 650, 701].map(remaining)).toEqual([512, 2048, 512, 512, 512]);
  });

  it('[N.T-ROOM-a] held, it is placed when the old one is STOPPED', () => {
    const task = taskOf(predict(text('placement: { stoppingRoom: held }')), 'new');
    expect(task).toMatchObject({ placed: 700, pending: 700, running: 701 });
    expect(task.queued).toBeUndefined();
  });

  it('[N.T-ROOM-e, N.ROOM-5] a task that waits on the instance leaves at once when it is stopped, and no container starts', () => {
    const played = predict(text('', 650));
    expect(taskOf(played, 'new')).toMatchObject({ queued: 601, stopping: 650, stopped: 650 });
    expect(taskOf(played, 'new').pending).toBeUndefined();
    expect(predict(text('', 650), { until: 650 }).simulation.world.fleet.cpuUnitsFree[0]).toBe(2048);
  });

  it('[N.T-ROOM-f] a host port of a stopping task is free for placement, and the new task waits for it on the instance', () => {
    const port = ', portMappings: [{ containerPort: 80, hostPort: 80 }]';
    const played = predict(
      base({ stops: '30s' }) +
        works({ name: 'old', cpu: 256, counts: stops, container: port }, { name: 'new', cpu: 256, counts: comes(605), container: port }),
    );
    expect(taskOf(played, 'new')).toMatchObject({ placed: 605, queued: 605, pending: 630, running: 631 });
  });
});

describe('the room that counts on an instance with a stopping task', () => {
  // As above: the old task gets its stop at 600, the new one is placed at 601 and waits until 700.
  it('[N.ROOM-8] runningTasksCount counts desiredStatus RUNNING: not the old task, and the new one while it waits', () => {
    const text = base() + works({ name: 'old', cpu: 1536, counts: stops }, { name: 'new', cpu: 1536, counts: comes(601) });
    const running = (until: number) => predict(text, { until }).simulation.world.querySubjects.subjectsOf(0).runningTasksCount;
    expect([599, 600, 601, 701].map(running)).toEqual([1, 0, 1, 1]);
  });

  it('[N.ROOM-8] a constraint on it lets the new task come as soon as the old one begins to stop', () => {
    const alone = ', placementConstraints: [{ type: memberOf, expression: "runningTasksCount == 0" }]';
    const text = base() + works({ name: 'old', cpu: 256, counts: stops }, { name: 'new', cpu: 256, counts: comes(500), service: alone });
    expect(taskOf(predict(text), 'new')).toMatchObject({ placed: 600, running: 601 });
  });

  // 0/100: one task at most. The old one gets its stop at 600 and is STOPPED at 700.
  it('[N.ROOM-10] maximumPercent counts the stopping task though its room is free, or not', () => {
    const service = ', deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 }, deployments: [{ at: 10m }]';
    const text = base() + works({ name: 'web', cpu: 256, counts: [[0, 1]], service });
    expect(predict(text).tasks.map(({ requested }) => requested)).toEqual([0, 700]);
    const other = text.replace('placementBackOff: none', 'placementBackOff: none, stoppingCounts: false');
    expect(predict(other).tasks.map(({ requested }) => requested)).toEqual([0, 600]);
  });

  it('[N.ROOM-10] distinctInstance takes an instance on which the other task stops', () => {
    const counts = [...stops, [601, 1] as const];
    const text = base() + works({ name: 'web', cpu: 256, counts, service: ', placementConstraints: [{ type: distinctInstance }]' });
    expect(predict(text).tasks[1]).toMatchObject({ placed: 601, pending: 601, running: 602 });
  });
});

describe('tasks that wait on an instance which leaves', () => {
  const old = { name: 'old', cpu: 1536, counts: stops };
  const at650 = (fault: string) => `faults: [{ at: 650s, type: ${fault}, availabilityZone: us-east-1a }]`;

  it('[N.ROOM-11, S.DRAIN-1] a DRAINING instance stops a waiting task of a service at once', () => {
    const played = predict(base() + works(old, { name: 'new', cpu: 1536, counts: comes(601) }) + at650('drain'));
    expect(taskOf(played, 'new')).toMatchObject({ queued: 601, stopping: 650, stopped: 650 });
    expect(taskOf(played, 'new').pending).toBeUndefined();
  });

  it('[N.ROOM-11] a waiting standalone task goes on waiting there', () => {
    const job = `workloads: [{ name: job, taskDefinition: new, launchType: EC2, arrivals: { type: schedule, at: [601s] }, runTime: 60s }]\n`;
    const played = predict(base() + works(old, { name: 'new', cpu: 1536, counts: [[0, 0]] }) + job + at650('drain'));
    expect(taskOf(played, 'job')).toMatchObject({ queued: 601, pending: 700, running: 701 });
  });

  it('[N.ROOM-11] an instance that ends takes a waiting task with it', () => {
    const played = predict(base() + works(old, { name: 'new', cpu: 1536, counts: comes(601) }) + at650('terminate'));
    expect(taskOf(played, 'new')).toMatchObject({ queued: 601, stopped: 650, cause: 'instanceTerminated' });
    expect(taskOf(played, 'new').pending).toBeUndefined();
  });
});

describe('the queue of the container agent (first in, first out, blocked at its head)', () => {
  // 4,096 units: S 2,048 stops from 0 to 100 and R 1,024 runs on, so that the agent has 1,024 until 100.
  const order = (a: number, b: number) =>
    predict(
      base({ instanceType: 'c5.xlarge' }) +
        works(
          { name: 's', cpu: 2048, counts: stops },
          { name: 'r', cpu: 1024, counts: [[0, 1]] },
          { name: 'a', cpu: 2048, counts: comes(600 + a) },
          { name: 'b', cpu: 1024, counts: comes(600 + b) },
        ),
    );

  it('[N.T-ROOM-c, N.ROOM-5] a small task that would fit waits behind a large one that came first', () => {
    const played = order(10, 20);
    expect(taskOf(played, 'a')).toMatchObject({ placed: 610, pending: 700, running: 701 });
    expect(taskOf(played, 'b')).toMatchObject({ placed: 620, queued: 620, pending: 700, running: 701 });
  });

  it('[N.T-ROOM-d] a small task that came first starts at once', () => {
    const played = order(20, 10);
    expect(taskOf(played, 'b')).toMatchObject({ placed: 610, pending: 610, running: 611 });
    expect(taskOf(played, 'b').queued).toBeUndefined();
    expect(taskOf(played, 'a')).toMatchObject({ placed: 620, queued: 620, pending: 700 });
  });

  // Containers are gone at 610, the interface is detached at 614. The task size of 1,536 counts, not the 256 of its container.
  it('[N.ROOM-4] the agent takes a share back with the last container, before the interface is detached, and by the size of the task', () => {
    const sized = works({ name: 'old', cpu: 256, counts: stops, mode: 'awsvpc' }, { name: 'new', cpu: 1024, counts: comes(601) });
    const text = base({ stops: '10s', detaches: '4s' }) + sized.replace('networkMode: awsvpc,', 'networkMode: awsvpc, cpu: "1536",');
    const played = predict(text);
    expect(taskOf(played, 'old')).toMatchObject({ stopping: 600, stopped: 614 });
    expect(taskOf(played, 'new')).toMatchObject({ placed: 601, queued: 601, pending: 610, running: 611 });
    const small = predict(text.replace('cpu: "1536"', 'cpu: "512"'));
    expect(taskOf(small, 'new').queued).toBeUndefined();
  });
});

describe('network interfaces of stopping tasks', () => {
  // A m5.large without a trunk takes two awsvpc tasks. Containers are gone at 10, the interface is detached at 14.
  const text = (placement = '') =>
    base({ stops: '10s', detaches: '4s' }) +
    works(
      { name: 'old', cpu: 256, counts: stops, mode: 'awsvpc' },
      { name: 'other', cpu: 256, counts: [[0, 1]], mode: 'awsvpc' },
      { name: 'new', cpu: 256, counts: comes(601), mode: 'awsvpc' },
    ) +
    placement;

  it('[N.T-ROOM-h, N.ROOM-6] an interface counts until it is detached', () => {
    const played = predict(text());
    expect(taskOf(played, 'old')).toMatchObject({ stopping: 600, stopped: 614 });
    expect(taskOf(played, 'new')).toMatchObject({ placed: 614, pending: 614, running: 615 });
  });

  it('[N.ROOM-6] free, the new task is placed at once and its attachment waits in PROVISIONING until the old interface is detached', () => {
    const played = predict(text('placement: { stoppingEni: free }'));
    expect(taskOf(played, 'new')).toMatchObject({ placed: 601, pending: 614, running: 615 });
    expect(taskOf(played, 'new').queued).toBeUndefined();
  });
});

describe('targets that drain', () => {
  // The target drains for 300 s before SIGTERM, which takes 10 s.
  const text = (placement = '') =>
    `${
      base({ stops: '10s' }) +
      works(
        {
          name: 'old',
          cpu: 1536,
          counts: stops,
          service: ', loadBalancers: [{ targetGroupArn: tg, containerName: c, containerPort: 80 }]',
          container: ', portMappings: [{ containerPort: 80 }]',
        },
        { name: 'new', cpu: 1536, counts: comes(601) },
      )
    }targetGroups: [{ name: tg, deregistrationDelaySeconds: 300 }]
${placement}`;

  it('[N.T-ROOM-i, N.ROOM-2, S.LB-1] the room is free during the whole deregistration delay, and the newcomer waits on the instance', () => {
    const played = predict(text());
    expect(taskOf(played, 'old')).toMatchObject({ stopping: 600, stopped: 910 });
    expect(taskOf(played, 'new')).toMatchObject({ placed: 601, queued: 601, pending: 910, running: 911 });
  });

  it('[N.ROOM-2] with stoppingRoomFrom: sigterm the room is free once the target has drained', () => {
    const played = predict(text('placement: { stoppingRoomFrom: sigterm }'));
    expect(played.of('roomFreed')).toMatchObject([{ at: 900 }]);
    expect(taskOf(played, 'new')).toMatchObject({ placed: 900, queued: 900, pending: 910, running: 911 });
  });
});

describe('cluster auto scaling and stopping tasks', () => {
  // Two full m5.large. At 600 service a goes from 2 to 0, and b from 0 to 2; SIGTERM takes 100 s.
  const text = (placement = '') => `
name: no-scale-out
duration: 60m
timings: { instanceBoot: 60s, imagePull: 0s, containerStart: 1s, containerStop: 100s }
serviceScheduler: { reaction: 0s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED }, managedTerminationProtection: ENABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 2, maxSize: 10 }
taskDefinitions:
  - { family: a, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/a:1", cpu: 1536, memory: 1024, stopTimeout: 120 }] }
  - { family: b, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/b:1", cpu: 1536, memory: 1024, stopTimeout: 120 }] }
services:
  - { serviceName: a, taskDefinition: a, desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 2 }, { at: 10m, desiredCount: 0 }] }, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }] }
  - { serviceName: b, taskDefinition: b, desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 2 }] }, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }] }
${placement}`;

  it('[N.T-ROOM-b, N.ROOM-7] tasks that wait on their instances need no instance more', () => {
    const { tasks, of } = predict(text());
    const b = tasks.filter(({ of: name }) => name === 'b');
    expect(b).toMatchObject([
      { placed: 600, queued: 600, running: 701 },
      { placed: 600, queued: 600, running: 701 },
    ]);
    const later = of('capacityMeasured').filter(({ at }) => at >= 120);
    expect(later.every(({ args }) => args.needed === 2 && args.running === 2)).toBe(true);
    expect(of('instanceLaunched')).toHaveLength(2);
  });

  it('[N.ROOM-7] held, the cluster scales out for them', () => {
    const { of } = predict(text('placement: { stoppingRoom: held }'));
    expect(of('capacityMeasured').find(({ at }) => at === 600)?.args.needed).toBe(4);
    expect(of('instanceLaunched')).toHaveLength(4);
  });
});
