import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/placement/fit.js';
import { Fact } from '../../src/sim/facts.js';
import { load } from '../scenario/scenarios.js';
import { type Recorder, simulationOf } from '../sim/setups.js';

/** Runs what a user wrote: rules that hold only when the loader and the simulation say the same. */
function runText(text: string): Recorder {
  const { setup, errors } = load(text);
  if (setup === undefined) throw new Error(errors!.map((error) => error.message).join('; '));
  const { simulation, recorder } = simulationOf(setup);
  simulation.advance();
  return recorder;
}

/** Instances in the given zones that are there from the start, and a service on them whose tasks are small. */
function service(zones: readonly string[], counts: readonly number[]): string {
  const entries = counts.map((count, i) => `{ at: ${i}h, desiredCount: ${count} }`);
  return `name: plain
duration: 3h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  containerInstances:
${zones.map((zone) => `    - { instanceType: m5.large, count: 1, availabilityZones: [us-east-1${zone}] }`).join('\n')}
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 128, memory: 128 }] }
services:
  - { serviceName: web, taskDefinition: web, launchType: EC2, desiredCountSchedule: { entries: [${entries.join(', ')}] } }
`;
}

describe('a service without a placement strategy', () => {
  it('[S.PLACE-9, S.PLACE-11] takes the emptiest zone, and in it the emptiest instance', () => {
    const instancesOf = (zones: string[], count: number) => runText(service(zones, [count])).places.map(([, instance]) => instance);
    expect(instancesOf(['a', 'a', 'a'], 3)).toEqual([0, 1, 2]); // One zone: by zones alone all three would be on the oldest.
    expect(instancesOf(['a', 'a', 'b'], 4)).toEqual([0, 2, 1, 2]); // a b a b: zones before instances
  });

  it('[S.STOP-2] stops a task in the zone with most tasks, there on the instance with most', () => {
    const recorder = runText(service(['a', 'a', 'b'], [5, 4, 3]));
    expect(recorder.places.map(([, instance]) => instance)).toEqual([0, 2, 1, 2, 0]); // a b a b a
    const instanceOf = new Map(recorder.places);
    const stopped = recorder.of(Fact.taskStopping).map(({ args }) => instanceOf.get(args[0]));
    // Zones 3 : 2, so zone a, where the instances have 2 : 1. Then zones 2 : 2, and instance 2 has the most, two of zone b.
    expect(stopped).toEqual([0, 2]);
  });
});

/** A standalone launch-type task with one static port on one empty instance: its refusal, or undefined where it runs. */
function refusalOf(mapping: string, image: 'linux' | 'windows' = 'linux'): number | undefined {
  const platform = image === 'windows' ? 'runtimePlatform: { operatingSystemFamily: WINDOWS_SERVER_2022_CORE }, ' : '';
  const recorder = runText(`name: port
duration: 1h
instanceTypes: [{ name: box, cpuUnits: 2048, memoryMib: 4096, operatingSystem: ${image}, usdPerHour: 1 }]
cluster: { containerInstances: [{ instanceType: box, count: 1 }] }
taskDefinitions:
  - { family: web, ${platform}containerDefinitions: [{ name: web, image: nginx, cpu: 128, memory: 512, portMappings: [${mapping}] }] }
workloads:
  - { name: jobs, taskDefinition: web, launchType: EC2, arrivals: { type: schedule, at: [1m] }, runTime: 1m }
`);
  const [refused] = recorder.values(Fact.taskRefused, 'reason');
  expect(recorder.of(Fact.taskRunning)).toHaveLength(refused === undefined ? 1 : 0);
  return refused;
}

describe('the host ports that every instance keeps', () => {
  it('[T.NET-6] no task gets: those of the agent, of Docker and of SSH', () => {
    for (const port of [22, 2375, 2376, 51678, 51679, 51680])
      expect(refusalOf(`{ containerPort: 1, hostPort: ${port} }`)).toBe(Refusal.ports);
    expect(refusalOf('{ containerPort: 1, hostPort: 23 }')).toBeUndefined();
    expect(refusalOf('{ containerPort: 1, hostPort: 22, protocol: udp }')).toBeUndefined(); // Of another set (T.NET-8).
    expect(refusalOf('{ containerPort: 22 }')).toBeUndefined(); // A dynamic one.
  });

  it('are others on Windows', () => {
    expect(refusalOf('{ containerPort: 1, hostPort: 3389 }', 'windows')).toBe(Refusal.ports);
    expect(refusalOf('{ containerPort: 1, hostPort: 3389 }')).toBeUndefined();
  });

  it('[C.SOUT-03] make a group of tasks incompatible, so that nothing is launched for it', () => {
    const launched = (port: number) =>
      runText(`name: port
duration: 1h
cluster:
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 9 }
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: a, cpu: 128, memory: 128, portMappings: [{ containerPort: 1, hostPort: ${port} }] }] }
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 3, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
`).of(Fact.instanceLaunched).length;
    expect(launched(22)).toBe(0);
    expect(launched(23)).toBe(3); // One each, for the port is static.
  });
});

describe('an instance type of the scenario', () => {
  it('waits for a trunk only when it has one', () => {
    const secondsToRegister = (trunk: string) => {
      const recorder = runText(`name: trunk
duration: 1h
instanceTypes: [{ name: box, cpuUnits: 2048, memoryMib: 4096, eniTasks: 3${trunk}, usdPerHour: 1 }]
timings: { instanceBoot: 1m, trunkAttach: 5m }
cluster:
  accountSettings: { awsvpcTrunking: enabled }
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { instanceTypes: [box], minSize: 0, maxSize: 9 }
taskDefinitions:
  - { family: web, networkMode: awsvpc, containerDefinitions: [{ name: web, image: nginx, cpu: 128, memory: 128 }] }
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
`);
      const [registered] = recorder.minutesOf(Fact.instanceRegistered);
      return Math.round((registered - recorder.minutesOf(Fact.instanceLaunched)[0]) * 60);
    };
    expect(secondsToRegister('')).toBe(60);
    expect(secondsToRegister(', eniTasksTrunk: 10')).toBe(360); // 60 + 300
  });
});
