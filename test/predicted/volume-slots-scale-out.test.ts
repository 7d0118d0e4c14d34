import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/** 60 tasks with a volume each, requested at 30 s: their CPU units and memory fit one instance, their volumes do not. */
const scenario = (placement: string, { type = 'm5.xlarge', task = '', extra = '' } = {}) => `
name: volume-slots-scale-out
duration: 30m
quotas: none
placement: { ${placement} }
timings: { instanceBoot: 40s, eniAttach: 0s, imagePull: 0s, containerStart: 0s, volumeAttach: 10s }
groups: { launchDelay: 0s }
scaler: { metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 1 } }
      autoScalingGroup: { instanceTypes: [${type}], minSize: 1, maxSize: 10, desiredCapacity: 1 }
taskDefinitions:
  - family: w
    networkMode: bridge
    volumes: [{ name: data, configuredAtLaunch: true }]
    containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 64 }]
    ${task}
workloads:
  - name: w
    taskDefinition: w
    count: 60
    arrivals: { type: schedule, at: [30s] }
    runTime: forever
    capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }]
    volumeConfigurations: [{ name: data, managedEBSVolume: { sizeInGiB: 10 } }]
${extra}
`;

/** What each of the first minutes measured, as [second, M, N], and the tasks that run in the end. */
function outcome(text: string) {
  const { of, tasks } = predict(text);
  const measured = of('capacityMeasured').map(({ at, args }) => [at, args.needed, args.running]);
  return { measured, running: tasks.filter(({ running, stopped }) => running !== undefined && stopped === undefined).length };
}

/**
 * Source: EC2 User Guide, volume_limits: an m5.xlarge with one interface has 26 attachments beside its root volume. Whether cluster auto
 * scaling counts them is not published; where the scheduler does, a metric that does not would never launch an instance for these tasks.
 */
describe('EBS volumes and the need for instances', () => {
  it('[N.EBS-5] counts the slots of instances that exist and of new ones where placement counts them', () => {
    // 26 of 60 on the first instance; the other 34 need ceil(34 / 26) = 2 more. They boot from 60 to 100 s: at 120 s M = N = 3.
    const { measured, running } = outcome(scenario('volumeSlots: seen'));
    expect(measured.slice(0, 2)).toEqual([[60, 3, 1], [120, 3, 3]]); // biome-ignore format: minutes
    expect(measured.slice(2).every(([, needed, there]) => needed === 3 && there === 3)).toBe(true);
    expect(running).toBe(60);
  });

  it('[N.EBS-5] counts them for two groups of tasks that share them', () => {
    // With a second workload of 60 larger tasks of 128 MiB, 94 wait (34 and 60): the maximum of ceil(34 / 26) and ceil(60 / 26) = 3 more at 60 s.
    // At 120 s the 3 new instances house 3 x 26 = 78 of them, and 16 wait for one instance more, that boots until 160 s: N = 4 and M = 5.
    const second = `  - name: w2
    taskDefinition: w2
    count: 60
    arrivals: { type: schedule, at: [30s] }
    runTime: forever
    capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }]
    volumeConfigurations: [{ name: data, managedEBSVolume: { sizeInGiB: 10 } }]`;
    const definition = `
  - { family: w2, networkMode: bridge, volumes: [{ name: data, configuredAtLaunch: true }], containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 128 }] }`;
    const { measured, running } = outcome(scenario('volumeSlots: seen', { task: definition.trim().replace(/^/, '\n  '), extra: second }));
    expect(measured.slice(0, 3)).toEqual([[60, 4, 1], [120, 5, 4], [180, 5, 5]]); // biome-ignore format: minutes
    expect(running).toBe(120);
  });

  it('[N.EBS-5] ignores them where placement does, so that 34 tasks fail and none waits', () => {
    const { measured, running } = outcome(scenario('volumeSlots: unseen'));
    expect(measured.every(([, needed, there]) => needed === 1 && there === 1)).toBe(true);
    expect(running).toBe(26);
  });

  it('[C.SOUT-03] launches nothing for a task whose volume finds no slot on an empty instance', () => {
    const none = scenario('volumeSlots: seen', { type: 'none' }).replace(
      'cluster:',
      'instanceTypes: [{ name: none, cpuUnits: 4096, memoryMib: 16000, usdPerHour: 1, volumeSlots: 0 }]\ncluster:',
    );
    const { measured, running } = outcome(none);
    expect(measured.every(([, , there]) => there === 1)).toBe(true);
    expect(running).toBe(0);
  });
});
