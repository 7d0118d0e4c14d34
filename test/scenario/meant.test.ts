import { expect, it } from 'vitest';
import { type Change, changed, messages } from './scenarios.js';

const CONTAINER = 'image: nginx, cpu: 256, memory: 512';

/** Slips of a planner who writes a first scenario, and all lines that answer them. */
const ROWS: readonly (readonly [what: string, change: Change, said: readonly string[]])[] = [
  [
    'the last word of a key',
    ['serviceName: web', 'name: web'],
    ['services.web.name: is not a key that belongs here; did you mean serviceName?'],
  ],
  [
    'the zone of a fault',
    ['workloads:', 'faults: [{ at: 1h, type: zoneOutage, zone: us-east-1a }]\nworkloads:'],
    ['faults.0.zone: is not a key that belongs here; did you mean availabilityZone?'],
  ],
  [
    'a key of the top level',
    ['maxSize: 10', 'maxSize: 10, startsAt: 2026-01-05'],
    [
      'cluster.capacityProviders.workers.autoScalingGroup.startsAt: is not a key that belongs here; did you mean startsAt, at the top level?',
    ],
  ],
  [
    'a word for the share of Spot',
    ['maxSize: 10', 'maxSize: 10, spot: true'],
    ['cluster.capacityProviders.workers.autoScalingGroup.spot: is not a key that belongs here; did you mean mixedInstancesPolicy?'],
  ],
  [
    'another last word of a key',
    ['maxSize: 10', 'maxSize: 10, desiredSize: 4'],
    ['cluster.capacityProviders.workers.autoScalingGroup.desiredSize: is not a key that belongs here; did you mean desiredCapacity?'],
  ],
  [
    'the first word of a key, which many other blocks have',
    ['desiredCount: 2', 'desiredCount: 2\n    scaling: { min: 2, max: 6 }'],
    [
      'services.web.scaling.min: is not a key that belongs here; did you mean minCapacity?',
      'services.web.scaling.max: is not a key that belongs here; did you mean maxCapacity?',
    ],
  ],
  [
    'the length of a fault, and another word for its type',
    [
      'workloads:',
      'faults: [{ at: 1h, type: zoneOutage, availabilityZone: us-east-1a, duration: 1h }, { at: 1h, type: zoneDown }]\nworkloads:',
    ],
    [
      'faults.0.duration: is not a key that belongs here; did you mean for?',
      expect.stringMatching(/^faults\.1\.type: "zoneDown" is not one of .*; did you mean zoneOutage\?$/),
    ],
  ],
  [
    'a key of another type of fault',
    ['workloads:', 'faults: [{ at: 1h, type: taskFailure, service: web, tasks: [0] }]\nworkloads:'],
    ['faults.0.tasks: is not a key that belongs here; choose from type, at, label, service, count, unhealthyBy'],
  ],
  [
    'the list of capacity providers, which a strategy needs',
    ['capacityProviders:', 'capacityProvider:'],
    ['cluster.capacityProvider: is not a key that belongs here; did you mean capacityProviders?'],
  ],
  [
    'a list of steps as a schedule',
    ['desiredCount: 2', 'desiredCount: 2\n    desiredCountSchedule: [{ at: 1h, desiredCount: 2 }]'],
    [
      'services.web.desiredCountSchedule: expected a block of keys, not [{"at":"1h","desiredCount":2}]; its keys are every, entries, recorded',
    ],
  ],
  [
    'one entry instead of a list',
    ['[m5.large]', 'm5.large'],
    ['cluster.capacityProviders.workers.autoScalingGroup.instanceTypes: expected a list, not "m5.large"; write [m5.large]'],
  ],
  [
    'a number in quotes',
    ['maxSize: 10', 'maxSize: "10"'],
    ['cluster.capacityProviders.workers.autoScalingGroup.maxSize: expected a number, not "10"; write 10'],
  ],
  ['a desired count as text', ['desiredCount: 2', 'desiredCount: "2"'], ['services.web.desiredCount: expected a number, not "2"; write 2']],
  [
    'a percent sign',
    ['targetCapacity: 100', 'targetCapacity: 90%'],
    ['cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity: expected a number, not "90%"; write 90'],
  ],
  [
    'a dollar sign',
    ['duration: 2h', 'duration: 2h\nprices: { ec2: { m5.large: $0.08 } }'],
    ['prices.ec2.m5.large: expected a number, not "$0.08"; write 0.08'],
  ],
  [
    'a percentage as a part of 1',
    ['targetCapacity: 100', 'targetCapacity: 0.8'],
    [
      'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity: 0.8 is a part of 1, and this is a whole percentage: write 80',
    ],
  ],
  [
    'a fraction of a percentage',
    ['targetCapacity: 100', 'targetCapacity: 80.5'],
    ['cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity: expected a whole number, not 80.5'],
  ],
  [
    'a Region without a hyphen',
    ['duration: 2h', 'duration: 2h\nregion: us-east1'],
    ['region: "us-east1" is not a region; did you mean us-east-1?'],
  ],
  [
    'a zone as the Region',
    ['duration: 2h', 'duration: 2h\nregion: eu-west-1b'],
    ['region: "eu-west-1b" is not a region; did you mean eu-west-1?'],
  ],
  [
    'a Region that does not exist',
    ['duration: 2h', 'duration: 2h\nregion: ca-moon-1'],
    ['region: "ca-moon-1" is not a region; choose from ca-central-1, ca-west-1'],
  ],
  ['no Region at all', ['duration: 2h', 'duration: 2h\nregion: home'], ['region: "home" is not a region such as us-east-1']],
  [
    'another word for the only key that a block lacks, and no word of another block that is spelt like it',
    [
      'desiredCount: 2',
      'desiredCount: 2\n    load: { shape: { type: constant, rate: 9/s }, task: { concurrency: 2, serviceTime: 1s, cpuTime: 1s } }',
    ],
    ['services.web.load.shape: is not a key that belongs here; did you mean arrivals?'],
  ],
  [
    'another word for the changes of a variant',
    ['duration: 2h', 'duration: 2h\nvariants: [{ name: two, set: { seed: 2 } }]'],
    ['variants.two.set: is not a key that belongs here; did you mean changes?'],
  ],
  [
    'an expectation as a key with its limit, and as a number',
    ['duration: 2h', 'duration: 2h\nexpect: [wait_p95: 3m, 5]'],
    [
      'expect.0: expected a condition, not {"wait_p95":"3m"}; write "wait_p95 <= 3m"',
      'expect.1: expected a condition, not 5; write one such as "wait_p95_ms <= 60s"',
    ],
  ],
  [
    'a required key, beside another mistake of the same item',
    ['serviceName: web\n    taskDefinition: web', 'name: web\n    taskDefinition: wob'],
    [
      'services.web.name: is not a key that belongs here; did you mean serviceName?',
      'services.web.taskDefinition: there is no task definition "wob"; did you mean web?',
    ],
  ],
  [
    'two keys that a container must have',
    ['{ name: web, image: nginx, cpu: 256, memory: 512 }', '{ nam: web, image: nginx, cpu: 256, memroy: 512 }'],
    [
      'taskDefinitions.web.containerDefinitions.0.nam: AWS knows no nam here and refuses it; did you mean name?',
      'taskDefinitions.web.containerDefinitions.0.memroy: AWS knows no memroy here and refuses it; did you mean memory?',
    ],
  ],
  [
    'a kind of capacity provider that is not simulated',
    ['autoScalingGroup: { instanceTypes: [c5.large], minSize: 1, maxSize: 1 }', 'managedInstancesProvider: { propagateTags: NONE }'],
    [
      'cluster.capacityProviders.spare.managedInstancesProvider: is understood but not simulated yet: give the provider an autoScalingGroup of the types that it would choose',
    ],
  ],
  [
    'the keys of a block without the block',
    ['autoScalingGroup: { instanceTypes: [c5.large], minSize: 1, maxSize: 1 }', 'maxSize: 1'],
    [
      'cluster.capacityProviders.spare.maxSize: is not a key that belongs here; did you mean cluster.capacityProviders.spare.autoScalingGroup.maxSize?',
    ],
  ],
  [
    'half a vCPU',
    [CONTAINER, 'image: nginx, cpu: 0.5, memory: 512'],
    ['taskDefinitions.web.containerDefinitions.web.cpu: cpu is 0.5; AWS takes whole CPU units here, 1024 to a vCPU: write 512'],
  ],
  [
    'memory in MB',
    [CONTAINER, 'image: nginx, cpu: 256, memory: 512MB'],
    ['taskDefinitions.web.containerDefinitions.web.memory: memory is "512MB"; AWS takes whole MiB here: write 512'],
  ],
  [
    'memory in GB',
    [CONTAINER, 'image: nginx, cpu: 256, memoryReservation: 0.5 GB'],
    ['taskDefinitions.web.containerDefinitions.web.memoryReservation: memoryReservation is "0.5 GB"; AWS takes whole MiB here: write 512'],
  ],
];

it.each(ROWS)('suggests the right word for %s', (_, change, expected) => {
  expect(messages(changed(change)).filter((line) => !line.includes('has neither memory'))).toEqual(expected);
});

it('does not take a fraction of CPU units for vCPUs', () => {
  expect(messages(changed([CONTAINER, 'image: nginx, cpu: 256.5, memory: 512']))[0]).toMatch(
    /cpu is 256\.5; AWS takes a whole number here$/,
  );
});
