import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { deploymentSpecWith } from '../deployed.js';
import { constant, MINUTE, onLaunchType, run, service, staticInstance, taskDefinition } from '../setups.js';
import { WatchedPercents } from './percents.js';
import { withoutRest } from './rest.js';

const SECOND = 1_000;

/** Four tasks that are deployed anew at minute 10, one new one at a time. */
const rolled = (minutes: number) =>
  run({
    minutes,
    capacityProviders: [],
    staticInstances: [staticInstance({ count: 8 })],
    taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })],
    timings: { containerStart: constant(10 * SECOND), containerStop: constant(5 * SECOND) },
    services: [
      service(4, {
        capacity: onLaunchType,
        minimumHealthyPercent: 75,
        maximumPercent: 125,
        deploymentSpec: deploymentSpecWith({ targetGroup: null }),
      }),
    ],
  }).simulation;

/** What the watch finds if it takes the service for another one than the engine does. */
function brokenIf(taken: Partial<ServiceSpec>): string[] {
  const { setup } = rolled(1);
  const percents = new WatchedPercents();
  const simulation = new Simulation({ ...setup, durationMs: 40 * MINUTE }, { sources: [], subscribers: [percents] });
  const services = setup.services.map((spec) => ({ ...spec, ...taken }));
  percents.world = Object.create(simulation.world, { setup: { value: { ...setup, services } } });
  simulation.advance();
  return percents.broken;
}

describe('WatchedPercents', () => {
  it('[S.DEP-1, S.DEP-2] finds nothing wrong with a rolling update', () => {
    expect(brokenIf({})).toEqual([]);
  });

  // Four tasks, one of which stops, and the first new one.
  it('[S.DEP-2, S.DEP-4] finds a start beyond the maximum, which it rounds down', () => {
    expect(brokenIf({ maximumPercent: 124 })[0]).toBe('task 4 of service 0 starts at 600000 ms: it has 5 tasks then, and 124 % of 4 are 4');
  });

  it('[S.DEP-1] finds a stop that leaves fewer healthy tasks than the minimum, which it rounds up', () => {
    expect(brokenIf({ minimumHealthyPercent: 76 })[0]).toMatch(
      /^task \d of service 0 stops at 600000 ms: it leaves 3 healthy tasks, and 76 % of 4 are 4$/,
    );
  });
});

describe('withoutRest', () => {
  it('[S.DEP-11] reports an update under way, and nothing after its end', () => {
    const words = (minutes: number) => withoutRest(rolled(minutes).world).join('\n');
    expect(words(11)).toContain('service 0 does not come to rest');
    expect(words(11)).toContain('its deployment is IN_PROGRESS');
    expect(words(40)).toBe('');
  });

  it('[S.SVC-2] reports a task that is missing', () => {
    const { world } = rolled(40);
    world.records.services[0]!.desired = 5;
    expect(withoutRest(world)).toEqual(['service 0 does not come to rest: it has 4 tasks of 5']);
  });
});
