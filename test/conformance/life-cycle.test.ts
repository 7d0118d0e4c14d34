import { describe, expect, it } from 'vitest';
import { TASK_STATE_NAMES } from '../../src/services/task-states.js';
import { Fact, StopCause } from '../../src/sim/facts.js';
import { imported } from '../import/imported.js';
import { EcsStream, statusesOf, TASK } from '../report/ecs-stream.js';
import { playOf } from '../scenario/play.js';
import {
  batch,
  constant,
  HOUR,
  images,
  MINUTE,
  onLaunchType,
  provider,
  run,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

const onInstances = { capacity: onLaunchType };
const everywhere = { provider: null, zone: null, share: 1, count: null };

describe('the life of a task', () => {
  // 20 s for the interface, 30 s for the image, 10 s to start; 5 s from SIGTERM to the exit, 1 s to detach the interface.
  const parts = (eni: number): SetupParts => ({
    capacityProviders: [],
    staticInstances: [staticInstance()],
    images: images('web'),
    taskDefinitions: [taskDefinition({ eni, images: [0] })],
    timings: {
      eniAttach: constant(20_000),
      imagePull: constant(30_000),
      containerStart: constant(10_000),
      containerStop: constant(5_000),
      eniDetach: constant(1_000),
    },
  });
  const lifeOf = (more: SetupParts) =>
    new EcsStream(more).ofTask(0).map(({ time, detail }) => [time.slice(14, 19), detail.lastStatus, detail.desiredStatus]);

  it('[C.TSK-01, C.TSK-02, C.TSK-03, T.LIFE-1, T.LIFE-2, S.TASK-1] passes its states in order, and its last status follows the desired one', () => {
    const upAndDown = service([[0, 1], [30, 0]], onInstances); // biome-ignore format: steps
    expect(lifeOf({ ...parts(1), services: [upAndDown] })).toEqual([
      ['00:00', 'PROVISIONING', 'RUNNING'], // Its interface is attached.
      ['00:20', 'PENDING', 'RUNNING'], // Its image is pulled, its container started.
      ['01:00', 'RUNNING', 'RUNNING'],
      ['30:00', 'RUNNING', 'STOPPED'], // The service wants it to stop, and it still runs.
      ['30:00', 'STOPPING', 'STOPPED'],
      ['30:06', 'DEPROVISIONING', 'STOPPED'],
      ['30:06', 'STOPPED', 'STOPPED'],
    ]);
    // Without an interface there is nothing to provision.
    expect(lifeOf({ ...parts(0), services: [upAndDown] })).toEqual([
      ['00:00', 'PENDING', 'RUNNING'],
      ['00:40', 'RUNNING', 'RUNNING'],
      ['30:00', 'RUNNING', 'STOPPED'],
      ['30:00', 'STOPPING', 'STOPPED'],
      ['30:05', 'STOPPED', 'STOPPED'],
    ]);
    // ACTIVATING and DEACTIVATING are of service discovery, which is not simulated; DELETED comes when a STOPPED task is forgotten.
    const all = ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED', 'DELETED'];
    expect(TASK_STATE_NAMES.slice(1)).toEqual(all);
  });

  it('[S.TASK-2, C.TSK-04] ends by itself for a batch job; a service task runs until it is stopped', () => {
    expect(lifeOf({ ...parts(0), workloads: [batch([0], 1, 10 * MINUTE, onInstances)] })).toEqual([
      ['00:00', 'PENDING', 'RUNNING'],
      ['00:40', 'RUNNING', 'RUNNING'],
      ['10:40', 'RUNNING', 'STOPPED'],
      ['10:40', 'STOPPED', 'STOPPED'],
    ]);
    expect(lifeOf({ ...parts(0), minutes: 48 * 60, services: [service(1, onInstances)] }).at(-1)).toEqual(['00:40', 'RUNNING', 'RUNNING']);
  });

  it('[S.TASK-7, C.TD-06, T.CTR-1, T.CTR-7, S.HEALTH-6] ends with an essential container that fails, and never with another', () => {
    const stopsWith = (essential: boolean) =>
      playOf(
        `
name: two-containers
duration: 1h
cluster: { containerInstances: [{ instanceType: m5.large, count: 2 }] }
taskDefinitions:
  - family: a
    networkMode: bridge
    containerDefinitions:
      - { name: app, image: i, cpu: 64, memory: 128 }
      - { name: helper, image: i, cpu: 64, memory: 128, essential: ${essential}, healthCheck: { command: [CMD, x] } }
services: [{ serviceName: s, taskDefinition: a, desiredCount: 1, launchType: EC2, failureMode: { unhealthyAfter: 20m } }]
`,
        [],
      ).recorder.values(Fact.taskStopping, 'cause');
    expect(new Set(stopsWith(true))).toEqual(new Set([StopCause.unhealthy]));
    expect(stopsWith(false)).toEqual([]);
  });

  it('[S.TASK-3, C.TSK-05, C.CAP-15] waits in PROVISIONING, and is not failed, while no instance satisfies its constraint', () => {
    const waiting: SetupParts = {
      minutes: 6 * 60,
      capacityProviders: [provider({ initialSize: 1, minSize: 1, maxSize: 1 })],
      workloads: [batch([0], 1, HOUR, { memberOf: ['attribute:rack == r1'] })],
    };
    expect(statusesOf(new EcsStream(waiting).ofTask(0))).toEqual(['PROVISIONING RUNNING']);
    const { simulation, recorder } = run(waiting);
    expect([simulation.world.pendingTasks.total, recorder.of(Fact.taskRefused)]).toEqual([1, []]);
  });
});

describe('the life of a container instance', () => {
  const statesOf = (parts: SetupParts, instance = 0) =>
    new EcsStream({ capacityProviders: [], staticInstances: [staticInstance()], ...parts })
      .ofInstance(instance)
      .map(({ time, detail }) => [time.slice(11, 16), detail.status, detail.agentConnected]);
  const deregister = { kind: 'deregister', ...everywhere, fromMs: 10 * MINUTE, isForced: false } as const;

  it('[C.CI-01, C.ENI-10, T.LIFE-5, S.INST-3] is DEREGISTERING only while a trunk is released', () => {
    expect(statesOf({ faults: [deregister] })).toEqual([
      ['00:00', 'ACTIVE', true],
      ['00:10', 'INACTIVE', false],
    ]);
    expect(statesOf({ faults: [deregister], staticInstances: [staticInstance({ hasTrunk: true })] })).toEqual([
      ['00:00', 'ACTIVE', true],
      ['00:10', 'DEREGISTERING', false],
      ['00:10', 'INACTIVE', false],
    ]);
  });

  it('[C.CI-02, S.INST-1, S.INST-5, C.DRN-01] takes tasks while it is ACTIVE and its agent is connected', () => {
    const during = { fromMs: MINUTE, untilMs: 20 * MINUTE };
    const { recorder } = run({
      capacityProviders: [],
      staticInstances: [staticInstance({ count: 3, zones: [0, 1, 2] })],
      faults: [
        { kind: 'drain', ...everywhere, count: 1, fromMs: MINUTE, untilMs: 10 * HOUR }, // The oldest.
        { kind: 'agentDisconnect', ...everywhere, zone: 1, ...during },
      ],
      workloads: [batch([5, 25], 3, HOUR, { ...onInstances, placementStrategy: [{ type: 'spread', field: 'instanceId' }] })],
    });
    // At minute 5 only the third may have them; at 25 the second is back and has none.
    expect(recorder.places.map(([, instance]) => instance)).toEqual([2, 2, 2, 1, 1, 1]);
  });

  it('[C.CI-03, T.LIFE-6] a stop of the machine leaves it ACTIVE without agent and tasks; a start brings the agent back', () => {
    // Made ready for a warm pool, where it registers and is stopped at once; started when the group wants a second instance.
    const warmPool = { state: 'Stopped', minSize: 1, maxGroupPreparedCapacity: null, reuseOnScaleIn: false, isChecked: false } as const;
    const stream = new EcsStream({
      capacityProviders: [provider({ initialSize: 1, minSize: 1, maxSize: 2, warmPool })],
      services: [service([[0, 4], [10, 8]])], // biome-ignore format: steps
      timings: { warmStart: constant(MINUTE) },
    });
    const changes = stream.ofInstance(1).map(({ time, detail }) => [time.slice(14, 19), detail.status, detail.agentConnected]);
    expect(changes.slice(0, 3)).toEqual([
      ['00:00', 'ACTIVE', true],
      ['00:00', 'ACTIVE', false],
      ['11:00', 'ACTIVE', true],
    ]);
    expect(stream.of(TASK).filter(({ detail }) => detail.lastStatus === 'RUNNING').map(({ time }) => time.slice(14, 19))).toEqual([
      '00:00', '00:00', '00:00', '00:00', '11:00', '11:00', '11:00', '11:00',
    ]); // biome-ignore format: rows
  });

  it('[C.CI-06] is deregistered by the end of its machine when its agent is connected', () => {
    const terminate = { kind: 'terminate', ...everywhere, fromMs: 10 * MINUTE, isOfOutside: false } as const;
    const group = provider({ initialSize: 1, minSize: 1, managedScaling: { ...provider().managedScaling, isEnabled: false } });
    expect(statesOf({ capacityProviders: [group], staticInstances: [], faults: [terminate] })).toEqual([
      ['00:00', 'ACTIVE', true],
      ['00:10', 'ACTIVE', false],
      ['00:10', 'INACTIVE', false],
    ]);
  });
});

describe('clusters', () => {
  const status = (state: string) =>
    imported({
      clusters: [{ clusterName: 'shop', clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/shop', status: state }],
      failures: [],
    }).leftOut.filter((line) => line.includes('status'));

  it('[C.CLU-01, T.LIFE-16] have five states, of which a simulation has ACTIVE; an import reports the others', () => {
    const tells = (meaning: string, state: string) => [`clusters.0.status: is ${state}: ${meaning}; the simulation has an ACTIVE cluster`];
    expect(status('ACTIVE')).toEqual([]);
    expect(status('PROVISIONING')).toEqual(tells('the resources of its capacity providers are being made', 'PROVISIONING'));
    expect(status('DEPROVISIONING')).toEqual(tells('the resources of its capacity providers are being removed', 'DEPROVISIONING'));
    expect(status('FAILED')).toEqual(tells('the resources of its capacity providers could not be made', 'FAILED'));
    expect(status('INACTIVE')).toEqual(tells('it was deleted', 'INACTIVE'));
  });
});
