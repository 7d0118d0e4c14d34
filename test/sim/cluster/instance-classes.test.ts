import { describe, expect, it } from 'vitest';
import { InstanceClasses } from '../../../src/sim/cluster/instance-classes.js';
import { instanceType, provider, type SetupParts, setup, staticInstance, withAttributes } from '../setups.js';

const classesOf = (parts: SetupParts) => new InstanceClasses(setup(parts));
const ARM = instanceType({ name: 'test.arm', architecture: 'arm64', eniTasks: 0, eniTasksTrunk: 0, trunkSource: 'none' });

describe('InstanceClasses', () => {
  it('has one for each provider, zone and trunk, and for each zone of static instances', () => {
    const classes = classesOf({
      capacityProviders: [provider({ zones: [2, 0] }), provider({ name: 'other', zones: [1] })],
      staticInstances: [staticInstance({ zones: [1, 0, 1], hasTrunk: true })],
    });
    expect(classes.all.map(({ provider, zone, hasTrunk }) => [provider, zone, hasTrunk])).toEqual([
      [0, 2, false],
      [0, 2, true],
      [0, 0, false],
      [0, 0, true],
      [1, 1, false],
      [1, 1, true],
      [-1, 1, true],
      [-1, 0, true],
      [-1, 1, true], // Named twice, so that twice as many instances go there.
    ]);
    const of = (provider: number, zone: number, hasTrunk: boolean) =>
      classes.ofProvider(provider, { type: 0, zone, purchase: 0, hasTrunk });
    expect([of(0, 0, true), of(0, 2, false), of(1, 1, false)]).toEqual([3, 0, 4]);
    expect(classes.ofStatic(0, 0)).toBe(7);
    expect(classes.all[classes.ofStatic(0, 1)].zone).toBe(1);
  });

  it('has the built-in attributes of an instance from its type, zone and trunk', () => {
    const { all } = classesOf({
      instanceTypes: [instanceType(), ARM],
      capacityProviders: [provider({ zones: [1] })],
      staticInstances: [staticInstance({ instanceType: 1 })],
    });
    const common = { 'ecs.availability-zone': 'us-east-1b', 'ecs.instance-type': 'test.xlarge', 'ecs.os-type': 'linux' };
    const plain = { ...common, 'ecs.cpu-architecture': 'x86_64', 'ecs.capability.task-eni': null };
    expect(all.map(({ attributes }) => Object.fromEntries(attributes))).toEqual([
      plain,
      { ...plain, 'ecs.awsvpc-trunk-id': null },
      {
        ...{ 'ecs.availability-zone': 'us-east-1a', 'ecs.instance-type': 'test.arm', 'ecs.os-type': 'linux' },
        ...{ 'ecs.cpu-architecture': 'arm64' }, // It takes no awsvpc task.
      },
    ]);
  });

  it('adds the attributes of its origin', () => {
    const traits = { attributes: { rack: 'r1', ssd: null, 'ecs.ami-id': 'ami-1' }, agentVersion: '1.14.5' };
    const { all } = classesOf({ capacityProviders: [], staticInstances: [staticInstance({ traits }), staticInstance()] });
    const asked = ['rack', 'ssd', 'ecs.ami-id'];
    expect(all.map(({ attributes }) => asked.map((name) => attributes.get(name)))).toEqual([
      ['r1', null, 'ami-1'],
      [undefined, undefined, undefined],
    ]);
    expect(all.map(({ agentVersion }) => agentVersion)).toEqual(['1.14.5', '1.89.2']);
  });

  it('numbers the values of an attribute, one more number for those without it, and zones by their own', () => {
    const racks = [{ rack: 'a' }, { rack: 'b' }, {}, { rack: 'a' }, { rack: null }, {}];
    const staticInstances = racks.map((attributes, i) => staticInstance({ zones: [i % 3], traits: withAttributes(attributes) }));
    const classes = classesOf({ capacityProviders: [], staticInstances });
    const values = Array.from(classes.valuesOf('rack'));
    expect(values.map((value) => values.indexOf(value))).toEqual([0, 1, 2, 0, 4, 2]);
    expect(Math.max(...values)).toBe(3); // a, b, none, and present without a value.
    expect(Array.from(classes.valuesOf('ecs.availability-zone'))).toEqual([0, 1, 2, 0, 1, 2]);
    expect(Array.from(classes.valuesOf('nobody-has-it'))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
