import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { headerOf } from '../../src/record/tables/column.js';
import { TASKS } from '../../src/record/tables/tasks.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { FACTS, type FactKind, type Subscriber } from '../../src/sim/facts.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { load } from '../scenario/scenarios.js';
import { brokenInvariants } from './invariants/invariants.js';

const AT = '2026-11-26T03:00:00Z';
const INSTANCE = { ec2InstanceId: 'i-0a', capacityProvider: 'workers', instanceType: 'm5.large', availabilityZone: 'us-east-1a' };
const TASK = { id: 't', taskDefinition: 'web:1', group: 'service:web', containerInstance: 'i-0a', capacityProvider: 'workers' };

class Lines implements Subscriber {
  readonly all: string[] = [];
  onFact(kind: FactKind, atMs: number, ...values: number[]): void {
    this.all.push(`${atMs} ${FACTS[kind].name} ${values.slice(0, FACTS[kind].args.length).join(' ')}`);
  }
}

/** A service of one task and jobs of ten minutes on a group whose instances take a minute to boot, from a present state on. */
function begun(present: object, parts: object = {}) {
  const loaded = load(
    stringify({
      name: 'here',
      duration: '1h',
      startsAt: AT,
      cluster: {
        capacityProviders: [
          {
            name: 'workers',
            autoScalingGroupProvider: { managedScaling: { status: 'ENABLED' }, managedDraining: 'ENABLED' },
            autoScalingGroup: { instanceTypes: ['m5.large'], minSize: 0, maxSize: 9 },
          },
        ],
      },
      taskDefinitions: [{ family: 'web', revision: 1, containerDefinitions: [{ name: 'web', image: 'web', cpu: 256, memory: 512 }] }],
      services: [
        {
          serviceName: 'web',
          taskDefinition: 'web',
          desiredCount: 1,
          capacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
        },
      ],
      workloads: [
        {
          name: 'jobs',
          taskDefinition: 'web',
          capacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
          arrivals: { type: 'schedule', at: ['999h'] },
          runTime: '10m',
        },
      ],
      scaler: { metricDelay: '0s', evaluationPhase: '0s', actionDelay: '0s' },
      timings: { instanceBoot: '60s', containerStop: '10s', containerStart: '2s', imagePull: '10s' },
      present,
      ...parts,
    }),
  );
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  const { setup } = loaded;
  const equivalences = new Lines();
  let tasks = '';
  const write = (text: string | Uint8Array) => {
    tasks += text;
    return true;
  };
  const recorder = new RunRecorder(setup, { 'tasks.csv': { write } });
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: 1, name }));
  const simulation = new Simulation(setup, { sources, subscribers: [equivalences, recorder] });
  simulation.advance(0, 1);
  expect(brokenInvariants(simulation.world)).toEqual([]);
  simulation.advance();
  expect(brokenInvariants(simulation.world)).toEqual([]);
  const record = recorder.finish(setup.durationMs);
  return {
    lines: equivalences.all,
    record,
    rows: () =>
      tasks
        .trim()
        .split('\r\n')
        .map((row) => row.split(',')),
    factsOf: (name: string) => equivalences.all.filter((line) => line.includes(` ${name} `)),
  };
}

describe('a run that begins with a present state', () => {
  it('lets tasks run as long as they have left', () => {
    const job = { ...TASK, group: 'family:web', startedAt: '2026-11-26T02:56:00Z' };
    const { factsOf } = begun({
      containerInstances: [INSTANCE],
      tasks: [TASK, { ...job, id: 'j' }, { ...job, id: 'k', startedAt: '2026-11-26T02:00:00Z' }],
    });
    // Four of ten minutes are over; of the other one all are.
    expect(factsOf('taskStopping')).toEqual(['1 taskStopping 2 1', '360000 taskStopping 1 1']);
  });

  it('has On-Demand instances in a group that buys Spot alone now', () => {
    const group = {
      instanceTypes: ['m5.large'],
      minSize: 0,
      maxSize: 9,
      mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } },
    };
    const cluster = { capacityProviders: [{ name: 'workers', autoScalingGroup: group }] };
    const { record } = begun({ containerInstances: [INSTANCE], tasks: [TASK] }, { cluster });
    // An hour of one m5.large, none of it on Spot.
    expect(record.metrics.headline.cost_usd).toBeCloseTo(0.096, 6);
  });

  it('boots, pulls and stops for what is left of it', () => {
    const { factsOf } = begun({
      containerInstances: [INSTANCE, { ...INSTANCE, ec2InstanceId: 'i-0b', status: 'REGISTERING', launchTime: '2026-11-26T02:59:20Z' }],
      tasks: [
        { ...TASK, lastStatus: 'PENDING', pullStartedAt: '2026-11-26T02:59:53Z' },
        {
          ...TASK,
          id: 's',
          group: 'family:web',
          lastStatus: 'STOPPING',
          startedAt: '2026-11-26T02:58:00Z',
          stoppingAt: '2026-11-26T02:59:54Z',
        },
      ],
    });
    expect(factsOf('instanceRegistered')).toEqual(['0 instanceRegistered 0', '20000 instanceRegistered 1']);
    expect(factsOf('taskRunning')).toEqual(['0 taskRunning 1', '5000 taskRunning 0']);
    expect(factsOf('taskStopped')).toEqual(['4000 taskStopped 1 7 1 0 -6000 4000']);
  });

  it('[C.MID-01] ends what its group was ending when its tasks have gone', () => {
    const leaving = {
      ...INSTANCE,
      ec2InstanceId: 'i-0b',
      status: 'DRAINING',
      lifecycleState: 'Terminating:Wait',
      drainingSince: '2026-11-26T02:59:00Z',
    };
    const job = { ...TASK, id: 'j', group: 'family:web', containerInstance: 'i-0b', startedAt: '2026-11-26T02:55:00Z' };
    const { factsOf } = begun({ containerInstances: [INSTANCE, leaving], tasks: [TASK, job] });
    expect(factsOf('instanceTerminated')).toEqual(['300000 instanceTerminated 1 1']);
  });

  it('counts no wait of what was there, and marks it in tasks.csv', () => {
    const waiting = {
      ...TASK,
      id: 'w',
      group: 'family:web',
      containerInstance: undefined,
      lastStatus: 'PROVISIONING',
      createdAt: '2026-11-26T02:00:00Z',
    };
    const { record, rows } = begun({ containerInstances: [INSTANCE], tasks: [TASK, waiting] });
    expect(record.metrics.headline.wait_max_ms).toBeNull();
    const wait = headerOf(TASKS.columns).indexOf('wait_ms');
    const [head, ...own] = rows();
    expect(head!.at(-1)).toBe('is_present');
    expect(own.map((row) => [row[wait], row.at(-1)])).toEqual([
      ['', '1'],
      ['', '1'],
    ]);
  });

  it('bills instances from the start on, and their first hour is over where it is', () => {
    const { record } = begun({ containerInstances: [{ ...INSTANCE, launchTime: '2026-11-26T01:00:00Z' }], tasks: [TASK] });
    expect(record.metrics.headline.instance_hours).toBe(1);
  });

  it('goes on with a deployment, of which the old tasks stop when the new ones run', () => {
    const definitions = [1, 2].map((revision) => ({
      family: 'web',
      revision,
      containerDefinitions: [{ name: 'web', image: `web:${revision}`, cpu: 256, memory: 512 }],
    }));
    const services = [
      {
        serviceName: 'web',
        taskDefinition: 'web:2',
        desiredCount: 1,
        capacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
      },
    ];
    const { factsOf } = begun({ containerInstances: [INSTANCE], tasks: [TASK] }, { taskDefinitions: definitions, services });
    expect(factsOf('deploymentChanged')).toEqual([
      '0 deploymentChanged 0 0 1 1',
      '0 deploymentChanged 0 0 2 2',
      '0 deploymentChanged 0 1 1 1',
      expect.stringMatching(/^\d+ deploymentChanged 0 1 2 2$/),
    ]);
    expect(factsOf('taskStopping')).toEqual([expect.stringMatching(/^\d+ taskStopping 0 14$/)]);
  });

  it('goes on with the points that alarms have', () => {
    const idle = { ...INSTANCE, ec2InstanceId: 'i-0b' };
    const present = { containerInstances: [INSTANCE, idle], tasks: [TASK] };
    const first = (metrics: object) => begun({ ...present, ...metrics }).factsOf('scalingDecided')[0];
    expect(first({})).toMatch(/^900000 /);
    expect(first({ metrics: { CapacityProviderReservation: { workers: Array(12).fill(50) } } })).toMatch(/^180000 /);
  });
});
