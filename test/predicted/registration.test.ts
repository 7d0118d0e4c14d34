import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { InstanceCause } from '../../src/sim/facts.js';
import { predict } from './predict.js';

interface Parts {
  readonly boot?: string;
  readonly root?: string;
  readonly group?: string;
  readonly scaling?: string;
}

/** A group of one instance, launched at time 0. */
const scenario = ({ boot = '1h', root = '', group = '', scaling = 'ENABLED' }: Parts = {}) => `
name: registration
duration: 40m
timings: { instanceBoot: ${boot} }
${root}
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ${scaling} } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 2, atStart: launched${group} }
taskDefinitions: [{ family: w, containerDefinitions: [{ name: c, image: w, memory: 512 }] }]
services: [{ serviceName: w, taskDefinition: w, desiredCount: 0, launchType: EC2 }]
`;

/** [second, what] of each launch, registration and end. */
function lives(parts?: Parts) {
  const { facts } = predict(scenario(parts));
  const kinds = ['instanceLaunched', 'instanceRegistered', 'instanceTerminated'];
  return facts.filter(({ name }) => kinds.includes(name)).map(({ name, at, args }) => [at, name.replace('instance', ''), args.instance]);
}

const mistakes = (root: string) =>
  (checkScenario(scenario({ root }), { file: 'scenario.yaml', read: () => undefined }).errors ?? []).map(({ message }) => message);

/** Source: AmazonECSServiceRolePolicy of 24 Apr 2026 (document history); the time is a guess. */
describe('an instance that never registers', () => {
  it('[N.REG-1, N.REG-2, N.T-REG-a] is terminated 15 minutes after its launch, and the group launches another', () => {
    // Launched at 0: 0 + 900 = 900; the next at 900: 900 + 900 = 1,800. The run ends at 2,400.
    expect(lives()).toEqual([
      [0, 'Launched', 0],
      [900, 'Terminated', 0],
      [900, 'Launched', 1],
      [1800, 'Terminated', 1],
      [1800, 'Launched', 2],
    ]);
    const { of } = predict(scenario());
    expect(of('instanceTerminated')[0]!.args.cause).toBe(InstanceCause.neverRegistered);
    expect(lives({ root: 'registration: { timeout: never }' })).toEqual([[0, 'Launched', 0]]);
  });

  it('[N.REG-3, N.T-REG-b] stays if it registers in the last millisecond', () => {
    expect(lives({ boot: '15m' })).toEqual([
      [0, 'Launched', 0],
      [900, 'Registered', 0],
    ]);
    expect(lives({ boot: '900.001s' }).slice(0, 3)).toEqual([
      [0, 'Launched', 0],
      [900, 'Terminated', 0],
      [900, 'Launched', 1],
    ]);
  });

  it('[N.T-REG-c] stays and is billed under guide-2024', () => {
    expect(lives({ root: 'awsBehaviour: guide-2024' })).toEqual([[0, 'Launched', 0]]);
    // A time of its own counts there too.
    expect(lives({ root: 'awsBehaviour: guide-2024\nregistration: { timeout: 30m }' }).slice(0, 2)).toEqual([
      [0, 'Launched', 0],
      [1800, 'Terminated', 0],
    ]);
  });

  it('[N.REG-2] is left alone without managed scaling; protection does not keep it, and a launch hook holds it', () => {
    expect(lives({ scaling: 'DISABLED' })).toEqual([[0, 'Launched', 0]]);
    expect(lives({ group: ', newInstancesProtectedFromScaleIn: true' })[1]).toEqual([900, 'Terminated', 0]);
    // The hook answers at 1,200, so that the instance is in service for EC2 only then.
    const hook = '{ lifecycleHookName: h, lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING", actionTime: 20m }';
    expect(lives({ group: `, lifecycleHookSpecificationList: [${hook}]` })[1]).toEqual([1200, 'Terminated', 0]);
  });

  it('[N.REG-2] takes 5 minutes to 24 hours, or never', () => {
    expect(mistakes('registration: { timeout: 5m }')).toEqual([]);
    expect(mistakes('registration: { timeout: 24h }')).toEqual([]);
    for (const timeout of ['299s', '1441m', 'none'])
      expect(mistakes(`registration: { timeout: ${timeout} }`)).toEqual([
        `"${timeout}" is no time to register in: write a duration from 5m to 24h, or never`,
      ]);
  });
});

describe('instances whose trunk fails', () => {
  const TRUNKS = `
name: trunks
duration: 2h
timings: { instanceBoot: 60s, eniAttach: 2s, imagePull: 0s, containerStart: 1s, containerStop: 1s, eniDetach: 2s, trunkAttach: 2s }
cluster:
  availabilityZones: [us-east-1a]
  accountSettings: { awsvpcTrunking: enabled }
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 4 }
taskDefinitions:
  - { family: w, networkMode: awsvpc, containerDefinitions: [{ name: c, image: w, cpu: 1536, memory: 1024 }] }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 2, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }] }
faults:
  - { at: 0s, type: registrationFailure, for: 10m }
`;

  it('[N.REG-2] end 15 minutes after their launch, where they were billed to the end of the run', () => {
    const { of } = predict(TRUNKS);
    const launchedAt = new Map(of('instanceLaunched').map(({ at, args }) => [args.instance!, at]));
    const failed = of('instanceLeftCluster').map(({ args }) => args.instance!);
    expect(failed.length).toBeGreaterThanOrEqual(2);
    const ends = of('instanceTerminated').filter(({ args }) => failed.includes(args.instance!));
    expect(ends.map(({ at, args }) => Math.round(1_000 * (at - launchedAt.get(args.instance!)!)))).toEqual(failed.map(() => 900_000));
  });
});
