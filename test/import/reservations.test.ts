import { describe, expect, it } from 'vitest';
import { imported, importedFiles, mistakes } from './imported.js';

const resource = (Type: string, Properties: object) => ({ Type, Properties });

/** A group that launches m5.large in us-east-1a and us-east-1b. */
const STACK = {
  Template: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { InstanceType: 'm5.large' } }),
  Group: resource('AWS::AutoScaling::AutoScalingGroup', {
    MinSize: '1',
    MaxSize: '8',
    AvailabilityZones: ['us-east-1a', 'us-east-1b'],
    LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' },
  }),
  Provider: resource('AWS::ECS::CapacityProvider', { AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'Group' } } }),
  Task: resource('AWS::ECS::TaskDefinition', { Family: 't', ContainerDefinitions: [{ Name: 'a', Image: 'a', Cpu: 256, Memory: 256 }] }),
};
const PLACES = { InstanceType: 'm5.large', AvailabilityZone: 'us-east-1a', InstancePlatform: 'Linux/UNIX', InstanceCount: 3 };
const reservation = (more: object = {}) => resource('AWS::EC2::CapacityReservation', { ...PLACES, ...more });
const withReservation = (more: object) => ({ Resources: { ...STACK, Kept: reservation(more) } });
const RESERVED = [{ instanceType: 'm5.large', availabilityZone: 'us-east-1a', instanceCount: 3 }];

describe('Capacity Reservations (M.CR-1)', () => {
  it('of a template are those of the scenario', () => {
    const found = imported(withReservation({}));
    expect(found.scenario.cluster.capacityReservations).toEqual(RESERVED);
    expect(found.understood).toContain('Resources.Kept.Properties: Capacity Reservation: 3 places of m5.large in us-east-1a');
    expect(found.leftOut.join()).not.toContain('AWS::EC2::CapacityReservation');
  });

  it('of one type and zone are one, with the places of all', () => {
    const both = {
      Resources: {
        ...STACK,
        One: reservation(),
        Two: reservation({ InstanceCount: 2 }),
        Other: reservation({ AvailabilityZone: 'us-east-1b' }),
      },
    };
    expect(imported(both).scenario.cluster.capacityReservations).toEqual([
      { ...RESERVED[0], instanceCount: 5 },
      { ...RESERVED[0], availabilityZone: 'us-east-1b' },
    ]);
  });

  it.each([
    [{ InstanceMatchCriteria: 'targeted' }, 'only instances that name it use it, and a scenario has open ones'],
    [{ Tenancy: 'dedicated' }, 'is for dedicated hardware, and a scenario has shared hardware'],
    [{ InstancePlatform: 'Windows' }, 'is for Windows, and the instances of the scenario do not run it'],
    [{ InstanceType: 'c5.large' }, 'no group of the input launches c5.large in us-east-1a'],
    [{ AvailabilityZone: 'us-east-1c' }, 'no group of the input launches m5.large in us-east-1c'],
  ])('is left out with its price: %o', (more, reason) => {
    const found = imported(withReservation(more));
    expect(found.scenario.cluster.capacityReservations).toBeUndefined();
    expect(found.leftOut).toContainEqual(
      expect.stringContaining(`Resources.Kept.Properties: ${reason}: neither it nor its price is in the scenario`),
    );
  });

  it('that ends exists for the whole run, which is reported', () => {
    const found = imported(withReservation({ EndDateType: 'limited', EndDate: '2027-01-31T00:00:00Z' }));
    expect(found.scenario.cluster.capacityReservations).toEqual(RESERVED);
    expect(found.assumed).toContainEqual(
      expect.stringContaining('the Capacity Reservation ends at 2027-01-31T00:00:00Z, and is there for the whole run'),
    );
  });

  it('names a parameter that decides its zone', () => {
    const template = { Parameters: { Zone: { Type: 'String' } }, ...withReservation({ AvailabilityZone: { Ref: 'Zone' } }) };
    expect(mistakes(template)).toContainEqual(expect.stringContaining('give --parameter Zone=VALUE'));
  });

  it('of describe-capacity-reservations counts once, where it is active', () => {
    const one = {
      ...{ CapacityReservationId: 'cr-1', InstanceType: 'm5.large', AvailabilityZone: 'us-east-1a', InstancePlatform: 'Linux/UNIX' },
      ...{ TotalInstanceCount: 3, AvailableInstanceCount: 1, InstanceMatchCriteria: 'open', Tenancy: 'default', State: 'active' },
    };
    const answer = { CapacityReservations: [one, { ...one, CapacityReservationId: 'cr-2', State: 'expired' }, one] };
    const found = importedFiles([
      { file: 'stack.json', text: JSON.stringify({ Resources: STACK }) },
      { file: 'reserved.json', text: JSON.stringify(answer) },
    ]);
    expect(found.scenario.cluster.capacityReservations).toEqual(RESERVED);
    expect(found.leftOut).toContain('CapacityReservations.1: is expired: it reserves nothing');
  });

  it('of a plan are those of the scenario', () => {
    const planned = (type: string, values: object) => ({ address: `${type}.x`, mode: 'managed', type, name: 'x', values });
    const plan = {
      format_version: '1.2',
      planned_values: {
        root_module: {
          resources: [
            planned('aws_ec2_capacity_reservation', {
              ...{ instance_type: 'm5.large', availability_zone: 'us-east-1a', instance_platform: 'Linux/UNIX', instance_count: 3 },
              ...{ instance_match_criteria: 'open', tenancy: 'default', end_date_type: 'unlimited', end_date: null, ebs_optimized: false },
            }),
          ],
        },
      },
    };
    const found = importedFiles([
      { file: 'stack.json', text: JSON.stringify({ Resources: STACK }) },
      { file: 'plan.json', text: JSON.stringify(plan) },
    ]);
    expect(found.scenario.cluster.capacityReservations).toEqual(RESERVED);
  });
});
