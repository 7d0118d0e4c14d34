import { describe, expect, it } from 'vitest';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { Fact } from '../../src/sim/facts.js';
import { playOf } from '../scenario/play.js';
import { batch, daemon, HOUR, MINUTE, onLaunchType, PLAIN_CARE, run, service, staticInstance, taskDefinition } from '../sim/setups.js';

describe('the cluster query language in the constraints of a run', () => {
  const traits = (agentVersion: string, attributes: Record<string, string | null>) => ({ agentVersion, attributes });
  /** The instances that take a task with the constraint `expression`, one each. Database tasks run on the third from the start. */
  function takers(expression: string): number[] {
    const { recorder } = run({
      minutes: 10,
      capacityProviders: [],
      staticInstances: [
        staticInstance({ zones: [0], traits: traits('1.9.0', { stack: 'prod', rack: '2' }) }),
        staticInstance({ zones: [1], traits: traits('1.14.5', { stack: 'test', rack: '10' }) }),
        staticInstance({ zones: [2], traits: traits('1.100.0', { stack: 'prod', ssd: null }) }),
      ],
      taskDefinitions: [taskDefinition({ cpuUnits: 64, memoryMib: 64 })],
      services: [daemon({ name: 'database', memberOf: ['attribute:ssd exists'] })],
      workloads: [batch([1], 3, HOUR, { capacity: onLaunchType, isDistinctInstance: true, memberOf: [expression] })],
    });
    return recorder.places
      .filter(([task]) => task > 0)
      .map(([, instance]) => instance)
      .sort();
  }

  it.each([
    ['[S.CQL-1] joins with and', 'attribute:stack == prod and attribute:rack == 2', [0]],
    ['[S.CQL-1] joins with or', 'attribute:stack == test || attribute:ssd exists', [1, 2]],
    ['[S.CQL-1] turns round with not', 'not(attribute:stack == prod)', [1]],
    ['[S.CQL-1] gives parentheses the precedence', '(attribute:rack == 2 or attribute:rack == 10) and attribute:stack == test', [1]],
    ['[S.CQL-2] compares', 'attribute:stack not_equals prod', [1]],
    ['[S.CQL-2] asks whether an attribute is there', 'attribute:rack !exists', [2]],
    ['[S.CQL-3] finds a value in a list', "attribute:ecs.availability-zone in [us-east-1a, 'us-east-1c']", [0, 2]],
    ['[S.CQL-4] matches the whole value with a regular expression', 'attribute:rack =~ 1.*', [1]],
    ['[S.CQL-4] matches no part of a value', 'attribute:stack =~ pro', []],
    ['[S.CQL-5] asks for a task of a group', 'task:group == service:database', [2]],
    ['[S.CQL-6] compares agent versions number by number', 'agentVersion < 1.14.5', [0]],
    ['[S.CQL-7] compares the time of registration', 'registeredAt < 2026-01-06', [0, 1, 2]],
    ['[S.CQL-7] takes a date for its midnight', 'registeredAt < 2026-01-05', []],
    ['[S.CQL-8] reads an attribute of ECS without its prefix', "ecs.os-type=='linux'", [0, 1, 2]],
  ] as const)('%s', (_, expression, instances) => {
    expect(takers(expression)).toEqual(instances);
  });
});

describe('the instance types of a scenario', () => {
  it('[C.ENI-01, C.ENI-02, T.NET-10] give a c5.large 3 - 1 = 2 awsvpc tasks without a trunk and 12 - 2 = 10 with one', () => {
    const places = (awsvpcTrunking: string) =>
      playOf(
        `
name: interfaces
duration: 10m
cluster: { accountSettings: { awsvpcTrunking: ${awsvpcTrunking} }, containerInstances: [{ instanceType: c5.large, count: 1 }] }
taskDefinitions: [{ family: a, networkMode: awsvpc, containerDefinitions: [{ name: a, image: i, cpu: 64, memory: 128 }] }]
services: [{ serviceName: s, taskDefinition: a, desiredCount: 12, launchType: EC2 }]
`,
        [],
      ).placesOf('s').length;
    expect([places('disabled'), places('enabled')]).toEqual([2, 10]);
  });

  it('[C.MEM-01, C.MEM-03, T.RES-8] of an m4.large is 7,985 MiB: a task of so much runs, one of a MiB more does not', () => {
    const places = (memory: number) =>
      playOf(
        `
name: memory
duration: 10m
cluster: { ami: al1, containerInstances: [{ instanceType: m4.large, count: 1 }] }
taskDefinitions: [{ family: a, networkMode: bridge, containerDefinitions: [{ name: a, image: i, cpu: 64, memory: ${memory} }] }]
services: [{ serviceName: s, taskDefinition: a, desiredCount: 1, launchType: EC2 }]
`,
        [],
      ).placesOf('s').length;
    expect([7_985, 7_986, 8_192].map(places)).toEqual([1, 0, 0]);
  });
});

describe('zones of a rebalanced service', () => {
  it.each([
    ['[A.T-NW-a] two tasks in two zones are one each', 2, 2, [1, 1]],
    ['[A.T-NW-b] three in two zones are two and one', 3, 2, [2, 1]],
    ['[A.T-NW-c] five in three zones are two, two and one', 5, 3, [2, 2, 1]],
  ] as const)('%s', (_, desired, zones, shares) => {
    const instances = Array.from({ length: zones }, (_, zone) => staticInstance({ zones: [zone] }));
    const revisions = [{ atMs: 0, taskDefinition: 0, mode: SOUND }];
    const care = { revisions, ...PLAIN_CARE, checks: [[]] };
    const { recorder } = run({
      capacityProviders: [],
      staticInstances: instances,
      taskDefinitions: [taskDefinition({ cpuUnits: 256 })],
      // All zones but the first are drained until minute 10, so that the first has all tasks.
      faults: [1, 2].slice(0, zones - 1).map((zone) => ({
        ...{ kind: 'drain', provider: null, zone, share: 1, count: null, fromMs: 0, untilMs: 10 * MINUTE } as const,
      })),
      services: [service([[1, desired]], { capacity: onLaunchType, deploymentSpec: care, isRebalanced: true, placementStrategy: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }] })],
    }); // biome-ignore format: one line
    expect(new Set(recorder.places.slice(0, desired).map(([, instance]) => instance))).toEqual(new Set([0]));
    const gone = new Set(recorder.values(Fact.taskStopped, 'task'));
    const left = recorder.places.filter(([task]) => !gone.has(task)).map(([, instance]) => instance);
    expect(instances.map((_, zone) => left.filter((at) => at === zone).length).sort((a, b) => b - a)).toEqual(shares);
  });
});
