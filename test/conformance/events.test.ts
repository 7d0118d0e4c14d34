import { describe, expect, it } from 'vitest';
import { COUNTED_IN_TASKS } from '../../src/market/pools.js';
import { IMAGE_CLEANUP } from '../../src/services/image-cleanup.js';
import { Fact } from '../../src/sim/facts.js';
import { DEPLOYMENT, type EcsEvent, EcsStream, INSTANCE, linesOf, listenedTo, SERVICE, statusesOf, TASK } from '../report/ecs-stream.js';
import {
  batch,
  constant,
  daemon,
  HOUR,
  images,
  instanceType,
  MINUTE,
  onLaunchType,
  onProvider,
  provider,
  type SetupParts,
  service,
  setup,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

/** One instance of four vCPU, and a service of one awsvpc task there that starts in a minute. */
const ONE_TASK: SetupParts = {
  capacityProviders: [],
  staticInstances: [staticInstance()],
  taskDefinitions: [taskDefinition({ eni: 1, images: [0] })],
  images: images('web'),
  timings: { eniAttach: constant(20_000), imagePull: constant(30_000), containerStart: constant(10_000) },
  services: [service(1, { capacity: onLaunchType })],
};
const names = (resources: { name: string }[]) => resources.map(({ name }) => name);
const cpuLeft = (event: { detail: { remainingResources: { integerValue: number }[] } }) => event.detail.remainingResources[0].integerValue;

describe('the envelope of an event', () => {
  it('[T.EVT-1, T.EVT-2] is that of EventBridge, for all four types', () => {
    const { all } = new EcsStream(ONE_TASK);
    expect(new Set(all.map((event) => event['detail-type']))).toEqual(new Set([TASK, INSTANCE, SERVICE, DEPLOYMENT]));
    for (const event of all) {
      const keys = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'];
      expect(Object.keys(event)).toEqual(keys);
      expect([event.version, event.source, event.region, event.resources.length]).toEqual(['0', 'aws.ecs', 'us-east-1', 1]);
      expect(event.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(event.time).toMatch(/^2026-01-05T00:\d\d:\d\dZ$/);
      expect(event.resources[0]).toMatch(
        /^arn:aws:ecs:us-east-1:\d{12}:((task|container-instance)\/default\/[0-9a-f]{32}|service\/default\/web)$/,
      );
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('[T.EVT-2, T.CTR-1] names the containers of its definition; the exit code is that of the essential one', () => {
    const containers = [
      { name: 'sidecar', image: 'envoy:1', cpuUnits: 128, isEssential: false },
      { name: 'app', image: 'web:1', cpuUnits: 512, isEssential: true },
    ];
    const taskDefinitions = [taskDefinition({ eni: 1, images: [0], containers })];
    const stream = new EcsStream({ ...ONE_TASK, taskDefinitions, services: [service([[0, 1], [30, 0]], { capacity: onLaunchType })] }); // biome-ignore format: steps
    const told = stream
      .ofTask(0)
      .at(-1)!
      .detail.containers.map(({ name, image, cpu, exitCode }: Record<string, unknown>) => [name, image, cpu, exitCode]);
    expect(told).toEqual([['sidecar', 'envoy:1', '128', undefined], ['app', 'web:1', '512', 0]]); // biome-ignore format: rows
  });

  it('[T.EVT-2] has in its detail what the type has', () => {
    const stream = new EcsStream({ ...ONE_TASK, services: [service([[0, 1], [30, 0]], { capacity: onLaunchType })] }); // biome-ignore format: steps
    // ecs_cwe_events: a task on EC2 has an instance and no platform version.
    const task =
      'attachments availabilityZone clusterArn connectivity connectivityAt containerInstanceArn containers cpu createdAt desiredStatus group lastStatus launchType memory overrides pullStartedAt pullStoppedAt startedAt startedBy taskArn taskDefinitionArn updatedAt version';
    const running = stream.ofTask(0).find(({ detail }) => detail.lastStatus === 'RUNNING')!;
    expect(Object.keys(running.detail).sort()).toEqual(task.split(' '));
    const [container] = running.detail.containers;
    expect(Object.keys(container).sort()).toEqual(['containerArn', 'cpu', 'image', 'lastStatus', 'name', 'networkInterfaces', 'taskArn']);
    expect(running.detail).toMatchObject({
      createdAt: '2026-01-05T00:00:00.000Z',
      connectivityAt: '2026-01-05T00:00:20.000Z',
      pullStartedAt: '2026-01-05T00:00:20.000Z',
      pullStoppedAt: '2026-01-05T00:00:50.000Z',
      startedAt: '2026-01-05T00:01:00.000Z',
      group: 'service:web',
      cpu: '1024',
      attachments: [{ type: 'eni', status: 'ATTACHED' }],
    });
    const stopped = stream.ofTask(0).at(-1)!;
    expect(Object.keys(stopped.detail)).toEqual(expect.arrayContaining(['stopCode', 'stoppedReason', 'stoppingAt', 'stoppedAt']));
    expect(stopped.detail.attachments[0].status).toBe('DELETED');
  });

  it('[T.EVT-3] counts the changes of a resource from 1, and those of a service not at all', () => {
    const stream = new EcsStream({ ...ONE_TASK, services: [service([[0, 2], [30, 1]], { capacity: onLaunchType })] }); // biome-ignore format: steps
    for (const events of [stream.ofTask(0), stream.ofTask(1), stream.ofInstance(0)]) {
      expect(events.length).toBeGreaterThan(2);
      expect(events.map(({ detail }) => detail.version)).toEqual(events.map((_, i) => i + 1));
    }
    for (const { detail } of [...stream.of(SERVICE), ...stream.of(DEPLOYMENT)]) expect(detail.version).toBeUndefined();
  });
});

describe('a task state change', () => {
  it('[S.TASK-1, T.EVT-2] reports each status of a life, and desiredStatus STOPPED before STOPPING', () => {
    const parts = { ...ONE_TASK, timings: { ...ONE_TASK.timings, containerStop: constant(5_000), eniDetach: constant(1_000) } };
    const stream = new EcsStream({ ...parts, services: [service([[0, 1], [30, 0]], { capacity: onLaunchType })] }); // biome-ignore format: steps
    expect(statusesOf(stream.ofTask(0))).toEqual([
      'PROVISIONING RUNNING',
      'PENDING RUNNING',
      'RUNNING RUNNING',
      'RUNNING STOPPED',
      'STOPPING STOPPED',
      'DEPROVISIONING STOPPED',
      'STOPPED STOPPED',
    ]);
    expect(stream.ofTask(0).map(({ time }) => time.slice(14, 19))).toEqual(['00:00', '00:20', '01:00', '30:00', '30:00', '30:06', '30:06']);
    // Without an interface there is nothing to provision, and what is placed at once never waits.
    const bridge = new EcsStream({ ...ONE_TASK, taskDefinitions: [taskDefinition()] });
    expect(statusesOf(bridge.ofTask(0))).toEqual(['PENDING RUNNING', 'RUNNING RUNNING']);
  });

  it('[S.TASK-4, T.EVT-4] reports a task that waits, and again when it is placed', () => {
    const stream = new EcsStream({
      services: [service(1)],
      timings: { instanceBoot: constant(2 * MINUTE), imagePull: constant(5_000) },
    });
    expect(statusesOf(stream.ofTask(0))).toEqual(['PROVISIONING RUNNING', 'PENDING RUNNING', 'RUNNING RUNNING']);
    const [waiting, placed] = stream.ofTask(0);
    expect(waiting.detail.containerInstanceArn).toBeUndefined();
    expect(placed.detail.containerInstanceArn).toBe(stream.ofInstance(0)[0].resources[0]);
    expect(placed.detail).toMatchObject({ capacityProviderName: 'workers', launchType: 'EC2', availabilityZone: 'us-east-1a' });
  });

  it('[S.TASK-14, S.TASK-2] of one that ends by itself has the code of its container, and of one that is scaled in that of the scheduler', () => {
    const stream = new EcsStream({
      capacityProviders: [],
      staticInstances: [staticInstance()],
      services: [
        service([[0, 1], [5, 0]], { capacity: onLaunchType }), // biome-ignore format: steps
        service(1, { name: 'broken', capacity: onLaunchType, timeToFailure: constant(10 * MINUTE) }),
      ],
      workloads: [batch([1], 1, 3 * MINUTE, { capacity: onLaunchType })],
      minutes: 12,
    });
    const end = (task: number) => {
      const { stopCode, stoppedReason, containers } = stream.ofTask(task).at(-1)!.detail;
      return [stopCode, stoppedReason, containers[0].exitCode];
    };
    expect(end(0)).toEqual([
      'ServiceSchedulerInitiated',
      expect.stringMatching(/^Scaling activity initiated by \(deployment ecs-svc\/\d{19}\)$/),
      0,
    ]);
    expect(end(1)).toEqual(['EssentialContainerExited', 'Essential container in task exited', 1]);
    expect(end(2)).toEqual(['EssentialContainerExited', 'Essential container in task exited', 0]);
    expect(stream.ofTask(0)[0].detail.startedBy).toBe(stream.named('SERVICE_DEPLOYMENT_IN_PROGRESS')[0].detail.deploymentId);
    expect(stream.ofTask(2)[0].detail).toMatchObject({ group: 'family:app' });
    expect(stream.ofTask(2)[0].detail.startedBy).toBeUndefined();
  });

  it('[C.FGS-05, T.EVT-9, S.TASK-1, T.STOP-1] of Fargate Spot reports the interruption at the notice, while the task still runs', () => {
    const where = { isSpot: true, type: COUNTED_IN_TASKS, zone: null };
    const stream = new EcsStream({
      capacityProviders: [],
      taskDefinitions: [taskDefinition({ eni: 1, stopTimeoutMs: 120_000 })],
      services: [service(1, { capacity: onProvider(1) })],
      timings: { containerStop: constant(10 * MINUTE) },
      market: { overlays: [{ kind: 'interruption', where, atMs: 10 * MINUTE, share: 1 }] },
    });
    const interrupted = stream.ofTask(0).find(({ detail }) => detail.desiredStatus === 'STOPPED')!;
    expect(interrupted).toMatchObject({
      time: '2026-01-05T00:10:00Z',
      detail: {
        lastStatus: 'RUNNING',
        stopCode: 'SpotInterruption',
        stoppedReason: 'Your Spot Task was interrupted.',
        launchType: 'FARGATE',
        capacityProviderName: 'FARGATE_SPOT',
        platformVersion: '1.4.0',
      },
    });
    expect(stream.ofTask(0).at(-1)).toMatchObject({ time: '2026-01-05T00:12:00Z', detail: { lastStatus: 'STOPPED' } });
  });
});

describe('a task that does not start', () => {
  const waiting = { provisioningTimeoutMs: 10 * MINUTE };
  const huge = [taskDefinition({ cpuUnits: 5000 })];
  const reasons = (stream: EcsStream) => stream.ofTask(0).map(({ detail }) => [detail.stopCode, detail.stoppedReason]);

  it('[T.STOP-3, T.STOP-4, S.TASK-6] is STOPPED with TaskFailedToStart and what lacked, and is not tried again', () => {
    const parts: SetupParts = { waiting, taskDefinitions: huge, workloads: [batch([0], 1, MINUTE)] };
    const stream = new EcsStream({ ...parts, capacityProviders: [provider({ initialSize: 1, minSize: 1 })] });
    expect(statusesOf(stream.ofTask(0))).toEqual(['PROVISIONING RUNNING', 'PROVISIONING STOPPED', 'STOPPED STOPPED']);
    expect(reasons(stream).at(-1)).toEqual(['TaskFailedToStart', 'TaskFailedToStart: RESOURCE:CPU']);
    expect(stream.ofTask(1)).toEqual([]);
    const memory = new EcsStream({ ...parts, taskDefinitions: [taskDefinition({ memoryMib: 20_000 })], capacityProviders: [provider({ initialSize: 1, minSize: 1 })] }); // biome-ignore format: one line
    expect(reasons(memory).at(-1)).toEqual(['TaskFailedToStart', 'TaskFailedToStart: RESOURCE:MEMORY']);
    const empty = new EcsStream({ ...parts, taskDefinitions: [taskDefinition()], capacityProviders: [provider({ maxSize: 0 })] });
    expect(reasons(empty).at(-1)).toEqual(['TaskFailedToStart', 'TaskFailedToStart: EMPTY CAPACITY PROVIDER']);
  });

  it('[T.STOP-4] of a service is followed by another', () => {
    const stream = new EcsStream({ waiting, taskDefinitions: huge, services: [service(1)], minutes: 15 });
    expect(reasons(stream).at(-1)?.[0]).toBe('TaskFailedToStart');
    expect(stream.ofTask(1)[0].time).toBe('2026-01-05T00:10:00Z');
  });

  it('[T.FAIL-1, S.TASK-5] but fails in the answer of RunTask never was a task', () => {
    const parts = { capacityProviders: [], staticInstances: [staticInstance()], taskDefinitions: huge };
    const stream = new EcsStream({ ...parts, workloads: [batch([0], 1, MINUTE, { capacity: onLaunchType })] });
    expect(stream.of(TASK)).toEqual([]);
    // The first four vCPU are taken: the fifth request fails.
    const some = new EcsStream({ ...parts, taskDefinitions: [taskDefinition()], workloads: [batch([0], 5, HOUR, { capacity: onLaunchType })] }); // biome-ignore format: one line
    expect(new Set(some.of(TASK).map(({ resources }) => resources[0])).size).toBe(4);
  });

  it('[T.QUOTA-1, S.TASK-4] held before PROVISIONING is reported when it is admitted', () => {
    const stream = new EcsStream({
      quotas: { provisioningTasks: 1, containerInstances: null, serviceLaunchesPerMinute: null },
      workloads: [batch([0], 2, HOUR)],
      timings: { instanceBoot: constant(2 * MINUTE), imagePull: constant(5_000) },
    });
    const [first, second] = [0, 1].map((task) => stream.ofTask(task)[0]);
    expect(first.detail.createdAt).toBe('2026-01-05T00:00:00.000Z');
    expect(second.detail.createdAt).not.toBe(first.detail.createdAt);
    expect(`${second.time.slice(0, -1)}.000Z`).toBe(second.detail.createdAt);
  });
});

describe('a container instance state change', () => {
  it('[T.EVT-4, T.EVT-5] comes with a placement, beside that of the task, and reports what remains', () => {
    const stream = new EcsStream({
      capacityProviders: [],
      instanceTypes: [instanceType()],
      staticInstances: [staticInstance()],
      ports: ['tcp/8080', 'udp/53'],
      taskDefinitions: [taskDefinition({ ports: [0, 1] })],
      workloads: [batch([5], 1, 10 * MINUTE, { capacity: onLaunchType })],
    });
    const [registered, placed, left] = stream.ofInstance(0);
    expect(placed.time).toBe(stream.ofTask(0)[0].time);
    expect([registered, placed, left].map(cpuLeft)).toEqual([4096, 3072, 4096]);
    expect(names(placed.detail.remainingResources)).toEqual(['CPU', 'MEMORY', 'PORTS', 'PORTS_UDP']);
    const reserved = ['22', '2375', '2376', '51678', '51679', '51680'];
    expect(placed.detail.remainingResources.slice(2)).toEqual([
      { name: 'PORTS', type: 'STRINGSET', stringSetValue: [...reserved, '8080'] },
      { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: ['53'] },
    ]);
    expect(placed.detail.registeredResources[2].stringSetValue).toEqual(reserved);
    expect(placed.detail.registeredResources[0]).toEqual({ name: 'CPU', type: 'INTEGER', integerValue: 4096 });
    expect(left.detail.remainingResources[2].stringSetValue).toEqual(reserved);
    expect(placed.detail).toMatchObject({ status: 'ACTIVE', agentConnected: true, versionInfo: { agentVersion: '1.89.2' } });
    expect(placed.detail.attributes).toContainEqual({ name: 'ecs.availability-zone', value: 'us-east-1a' });
  });

  it('[T.EVT-4] of one that is terminated comes twice, for its agent and itself, and once for each task', () => {
    const stream = new EcsStream({
      capacityProviders: [],
      staticInstances: [staticInstance({ zones: [1] })],
      workloads: [batch([0], 2, HOUR, { capacity: onLaunchType })],
      faults: [{ kind: 'zoneOutage', zone: 1, fromMs: 10 * MINUTE }],
    });
    const atEnd = stream.all.filter(({ time }) => time === '2026-01-05T00:10:00Z');
    const tasks = atEnd.filter((event) => event['detail-type'] === TASK);
    expect(statusesOf(tasks)).toEqual(['STOPPED STOPPED', 'STOPPED STOPPED']);
    expect(tasks[0].detail).toMatchObject({
      stopCode: 'TerminationNotice',
      stoppedReason: 'Host EC2 (instance i-00000000000000000) terminated.',
    });
    expect(stream.ofInstance(0).slice(-2).map(({ detail }) => [detail.agentConnected, detail.status])).toEqual([[false, 'ACTIVE'], [false, 'INACTIVE']]); // biome-ignore format: one line
  });

  it('[T.EVT-4, S.INST-5] follows the agent, a drain and its end', () => {
    const during = { provider: null, zone: null, share: 1, fromMs: 10 * MINUTE, untilMs: 20 * MINUTE };
    const drain = { kind: 'drain', ...during, count: null, fromMs: 30 * MINUTE, untilMs: 40 * MINUTE } as const;
    const stream = new EcsStream({ ...ONE_TASK, services: [], faults: [{ kind: 'agentDisconnect', ...during }, drain] });
    expect(stream.ofInstance(0).map(({ time, detail }) => [time.slice(14, 16), detail.status, detail.agentConnected])).toEqual([
      ['00', 'ACTIVE', true],
      ['10', 'ACTIVE', false],
      ['20', 'ACTIVE', true],
      ['30', 'DRAINING', true],
      ['40', 'ACTIVE', true],
    ]);
  });

  it('[C.CI-08, T.LIFE-9] of one that is deregistered is its last, though EC2 runs it on', () => {
    const deregister = {
      kind: 'deregister',
      provider: null,
      zone: null,
      share: 1,
      count: null,
      fromMs: 10 * MINUTE,
      isForced: true,
    } as const;
    const stream = new EcsStream({ ...ONE_TASK, faults: [deregister] });
    expect(stream.ofInstance(0).at(-1)!.detail).toMatchObject({ status: 'INACTIVE', agentConnected: false });
    expect(stream.ofTask(0).at(-1)!.detail).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'UserInitiated' });
  });
});

describe('a service action', () => {
  const hours = (events: readonly { time: string }[]) => events.map(({ time }) => time.slice(8, 16));

  it('[T.EVT-6, T.MSG-1, T.MSG-2] reports a steady state when it is reached, after a change, and every six hours', () => {
    const stream = new EcsStream({
      ...ONE_TASK,
      services: [service([[0, 1], [120, 2]], { capacity: onLaunchType })], // biome-ignore format: steps
      minutes: 15 * 60,
    });
    const steady = stream.named('SERVICE_STEADY_STATE');
    expect(hours(steady)).toEqual(['05T00:01', '05T02:00', '05T08:00', '05T14:00']);
    expect(Object.keys(steady[0].detail)).toEqual(['eventType', 'eventName', 'clusterArn', 'createdAt']);
    expect(steady[0].detail.eventType).toBe('INFO');
    const messages = stream.messages.filter(({ message }) => message === '(service web) has reached a steady state.');
    expect(messages.map(({ createdAt }) => createdAt.slice(8, 16))).toEqual(hours(steady));
    // What a user sets is not computed by the scheduler.
    expect(stream.named('SERVICE_DESIRED_COUNT_UPDATED')).toEqual([]);
  });

  it('[T.EVT-6] reports the steady state of the capacity providers of its strategy too', () => {
    const stream = new EcsStream({ services: [service(1)], timings: { instanceBoot: constant(MINUTE) } });
    const [{ detail, time }] = stream.named('CAPACITY_PROVIDER_STEADY_STATE');
    expect(detail.capacityProviderArns).toEqual([expect.stringMatching(/capacity-provider\/workers$/)]);
    expect(time).toBe(stream.named('SERVICE_STEADY_STATE')[0].time);
    expect(new EcsStream(ONE_TASK).named('CAPACITY_PROVIDER_STEADY_STATE')).toEqual([]);
  });

  it('[T.EVT-7, T.MSG-3] reports why a task is not placed, and the instance that came closest', () => {
    const stream = new EcsStream({
      ...ONE_TASK,
      staticInstances: [staticInstance({ count: 2 })],
      taskDefinitions: [taskDefinition({ cpuUnits: 3000 }), taskDefinition({ family: 'small', cpuUnits: 500 })],
      services: [
        service(1, { name: 'small', taskDefinition: 1, capacity: onLaunchType }),
        service([[1, 3]], { capacity: onLaunchType, placementStrategy: [] }), // biome-ignore format: steps
      ],
    });
    const [failure, ...more] = stream.named('SERVICE_TASK_PLACEMENT_FAILURE');
    expect(failure.detail).toMatchObject({ eventType: 'ERROR', reason: 'RESOURCE:CPU' });
    // 596 units are free on the first, 1,096 on the second.
    expect(failure.detail.containerInstanceArns).toEqual([stream.ofInstance(1)[0].resources[0]]);
    expect(more).toEqual([]); // It lasts, and is not reported each minute.
    expect(stream.messages.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^\(service web\) was unable to place a task .* \(container-instance [0-9a-f]{24}00000001\) has insufficient CPU units available\. /,
      ),
    );
  });

  // The instance has room for one of two tasks. That one fails ten minutes after it runs: another takes its place, and there is no place again.
  it('[T.MSG-1, S.EVT-7, P.169] reports a task without a place again once another has got one', () => {
    const stream = new EcsStream({
      ...ONE_TASK,
      taskDefinitions: [taskDefinition({ cpuUnits: 3000 })],
      services: [service(2, { capacity: onLaunchType, timeToFailure: constant(10 * MINUTE) })],
      minutes: 15,
    });
    const order = stream.messages.flatMap(({ message }) => /unable to place|has started 1/.exec(message)?.[0] ?? []);
    expect(order).toEqual(['has started 1', 'unable to place', 'has started 1', 'unable to place']);
  });

  it('[T.EVT-7, T.MSG-5] reports Fargate capacity that cannot be had, with the provider', () => {
    const drought = { kind: 'drought', where: { isSpot: true, type: COUNTED_IN_TASKS, zone: null }, fromMs: 0, untilMs: null } as const;
    const services = [service(1, { capacity: onProvider(1) })];
    const stream = new EcsStream({ capacityProviders: [], services, market: { overlays: [drought] } });
    const [{ detail }] = stream.named('SERVICE_TASK_PLACEMENT_FAILURE');
    expect(detail.reason).toBe('RESOURCE:FARGATE');
    expect(detail.capacityProviderArns).toEqual([expect.stringMatching(/capacity-provider\/FARGATE_SPOT$/)]);
    expect(stream.messages.at(-1)!.message).toBe(
      '(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.',
    );
  });

  it('[T.EVT-7, T.MSG-6] names the capacity provider where there is no instance', () => {
    const stream = new EcsStream({ capacityProviders: [provider({ maxSize: 0 })], services: [service(1)] });
    const [{ detail }] = stream.named('SERVICE_TASK_PLACEMENT_FAILURE');
    expect(detail).toMatchObject({ reason: 'EMPTY CAPACITY PROVIDER', capacityProviderArns: [expect.stringMatching(/workers$/)] });
    expect(stream.messages.at(-1)!.message).toMatch(/Reason: No Container Instances were found in your capacity provider\./);
  });

  it('[T.EVT-6, T.MSG-4] reports that its calls are throttled', () => {
    const rate = { capacity: 1, refill: 1, perMs: MINUTE };
    const throttling = { kind: 'apiThrottling', action: 'RunTask', rate, fromMs: 0, untilMs: HOUR } as const;
    const stream = new EcsStream({ ...ONE_TASK, staticInstances: [staticInstance({ count: 10 })], services: [service(25, { capacity: onLaunchType })], faults: [throttling] }); // biome-ignore format: one line
    expect(stream.named('ECS_OPERATION_THROTTLED')[0].detail.eventType).toBe('ERROR');
    expect(stream.messages.map(({ message }) => message)).toContain('(service web) operations are being throttled. Will try again later.');
  });

  it('[T.EVT-6, T.MSG-7, S.THR-5] warns of a service whose tasks fail to start again and again, and reports why each failed', () => {
    const imageCache = { cleanup: IMAGE_CLEANUP, pullMibPerSecond: 20, p95OverMedian: 1, diskMib: 1_499, unpackFactor: 2.5 };
    const big = { images: [{ name: 'big', mib: 600, hasSociIndex: false }], imageCache };
    const stream = new EcsStream({ ...ONE_TASK, ...big, taskDefinitions: [taskDefinition({ images: [0] })], minutes: 10 });
    expect(stream.ofTask(0).at(-1)!.detail).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringMatching(/^CannotPullContainerError: /),
    });
    const warnings = stream.named('SERVICE_TASK_START_IMPAIRED');
    expect(warnings.map(({ time, detail }) => [time.slice(14, 19), detail.eventType])).toEqual([
      [stream.ofTask(3).at(-1)!.time.slice(14, 19), 'WARN'],
    ]);
    expect(stream.messages.map(({ message }) => message)).toContain('(service web) is unable to consistently start tasks successfully.');
    // A crash after RUNNING is none.
    const crashing = new EcsStream({ ...ONE_TASK, services: [service(1, { capacity: onLaunchType, timeToFailure: constant(1000) })] });
    expect(crashing.ofTask(9)).not.toEqual([]);
    expect(crashing.named('SERVICE_TASK_START_IMPAIRED')).toEqual([]);
  });

  it('[T.EVT-6] reports a desired count that service auto scaling has changed, and none that it has held', () => {
    const what = setup(ONE_TASK);
    const { subscriber, text } = listenedTo(what);
    const scaled = (minute: number, from: number, to: number) =>
      subscriber.onFact(Fact.serviceScaled, minute * MINUTE, 0, from, to, 1, 0, 0);
    scaled(1, 1, 3);
    scaled(2, 3, 3);
    subscriber.finish(what.durationMs);
    const updates = linesOf<EcsEvent>(text.events).filter(({ detail }) => detail.eventName === 'SERVICE_DESIRED_COUNT_UPDATED');
    expect(updates.map(({ time }) => time)).toEqual(['2026-01-05T00:01:00Z']);
  });

  it('[T.MSG-2] is not steady while a task still stops', () => {
    const parts = { ...ONE_TASK, timings: { containerStop: constant(25_000) } };
    const stream = new EcsStream({ ...parts, services: [service([[0, 2], [30, 1]], { capacity: onLaunchType })] }); // biome-ignore format: steps
    expect(stream.named('SERVICE_STEADY_STATE').map(({ time }) => time.slice(14, 19))).toEqual(['00:00', '30:25']);
  });

  it('[T.MSG-2] has messages of what it starts and stops, and a daemon is steady with one task an instance', () => {
    const stream = new EcsStream({
      ...ONE_TASK,
      staticInstances: [staticInstance({ count: 2 })],
      services: [service([[0, 2], [30, 1]], { capacity: onLaunchType }), daemon()], // biome-ignore format: steps
    });
    const of = (name: string) =>
      stream.messages.flatMap(({ serviceArn, message }) =>
        serviceArn.endsWith(`/${name}`) ? [message.replace(`(service ${name}) `, '')] : [],
      );
    const [started, completed, steady, stopped, again] = of('web');
    expect(started).toMatch(/^has started 2 tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\.$/);
    expect([steady, again]).toEqual(['has reached a steady state.', 'has reached a steady state.']);
    expect(completed).toMatch(/deployment completed\.$/);
    const [, task] = /^has stopped 1 running tasks: \(task ([0-9a-f]{32})\)\.$/.exec(stopped)!;
    expect(started).toContain(task);
    expect(of('agent').filter((message) => message === 'has reached a steady state.')).toHaveLength(1);
  });
});

describe('a deployment state change', () => {
  it('[T.EVT-8, S.SM-2] reports the first deployment when the service is made and when it is steady', () => {
    const stream = new EcsStream(ONE_TASK);
    const [begun, completed] = stream.of(DEPLOYMENT);
    const { deploymentId } = begun.detail;
    expect(begun).toMatchObject({
      time: '2026-01-05T00:00:00Z',
      detail: { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', reason: `ECS deployment ${deploymentId} in progress.` },
    });
    expect(Object.keys(begun.detail)).toEqual(['eventType', 'eventName', 'deploymentId', 'updatedAt', 'reason']);
    expect(completed).toMatchObject({
      time: '2026-01-05T00:01:00Z',
      detail: { eventName: 'SERVICE_DEPLOYMENT_COMPLETED', deploymentId, reason: `ECS deployment ${deploymentId} completed.` },
    });
    expect(deploymentId).toMatch(/^ecs-svc\/\d{19}$/);
    expect(stream.messages.map(({ message }) => message)).toContain(`(service web) (deployment ${deploymentId}) deployment completed.`);
  });

  it('[T.EVT-8] is not completed while tasks lack', () => {
    const stream = new EcsStream({ ...ONE_TASK, services: [service(9, { capacity: onLaunchType })] });
    expect(stream.of(DEPLOYMENT).map(({ detail }) => detail.eventName)).toEqual(['SERVICE_DEPLOYMENT_IN_PROGRESS']);
  });
});
