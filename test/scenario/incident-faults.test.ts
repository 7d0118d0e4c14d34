import { describe, expect, it } from 'vitest';
import { changed, load, messages } from './scenarios.js';

const withFaults = (...faults: string[]) =>
  changed(['duration: 2h\n', `duration: 2h\nfaults:\n${faults.map((one) => `  - ${one}\n`).join('')}`]);

/** The mistakes of a fault, without those that say that the engine does not have it yet. */
const mistakes = (fault: string) => messages(withFaults(fault)).filter((one) => !one.includes('not simulated yet'));

describe('the faults that incidents consist of', () => {
  it.each([
    [
      'a type of instance that is not there',
      'type: launchFailure, instanceType: m5.lrge',
      'faults.0.instanceType: there is no instance type "m5.lrge"',
    ],
    [
      'a provider that is not there',
      'type: noNetwork, capacityProvider: wrkers',
      'faults.wrkers.capacityProvider: there is no Auto Scaling group provider "wrkers"',
    ],
    ['a zone that is not there', 'type: healthCheckFault, availabilityZone: us-east-1x', 'faults.0.availabilityZone: '],
    [
      'a target group that no service has',
      'type: healthCheckFault, targetGroup: web',
      'faults.0.targetGroup: no service is in a target group "web"',
    ],
    ['a share above 1', 'type: pullFailure, share: 1.5', 'faults.0.share: '],
    ['a word for a time', 'type: noNetwork, until: soon', 'faults.0.until: "soon" is not a duration'],
    ['a key of another fault', 'type: metricGap, failFor: 60s', 'faults.0.failFor: '],
    ['an action that ECS does not have', 'type: controlPlane, actions: [runTask]', 'faults.0.actions.0: '],
    [
      'a dependency that no service names, which only warns',
      'type: dependencyDown, dependency: dynamodb',
      'faults.0.dependency: changes nothing: no service has "dynamodb" among its dependencies',
    ],
  ])('report %s', (_, fault, message) => {
    const found = mistakes(`{ at: 10m, ${fault} }`);
    expect(found.map((one) => one.slice(0, message.length))).toEqual([message]);
  });

  it('[I.EX-2] have the rates and reasons that the faults of before lack', () => {
    for (const type of [
      'capacityDrought',
      'registryDown',
      'slowBoot, factor: 2',
      'zoneOutage, availabilityZone: us-east-1a, error: InternalError',
    ])
      expect(mistakes(`{ at: 10m, type: ${type}${type.includes('error') ? '' : ', share: 0.5'} }`)).toHaveLength(1);
    for (const type of ['launchFailure', 'pullFailure', 'noNetwork', 'metricGap', 'controlPlane', 'fargateLaunchFailure'])
      expect(mistakes(`{ at: 10m, type: ${type}, share: 0.5 }`)).toEqual([]);
  });

  it('[I.EX-1] take the chance 0, which a setting of a timeline may reach, and a label', () => {
    const { errors = [], setup } = load(withFaults('{ at: 10m, type: terminate, count: 1, label: aws-2025/power }'));
    expect(errors).toEqual([]);
    expect(setup?.faults).toMatchObject([{ kind: 'terminate', label: 'aws-2025/power' }]);
    expect(mistakes('{ at: 10m, type: launchFailure, share: 0 }')).toEqual([]);
  });
});
