import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { Fact, StopCause } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';

// Source: page task-maintenance: a retired task of a service is replaced; a run once ended in an error of the simulator here.

const SCENARIO = `
name: retired-while-starting
duration: 2h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  accountSettings: { fargateTaskRetirementWaitPeriod: 0 }
  capacityProviders: [FARGATE]
  defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]
taskDefinitions:
  - { family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: web, image: web }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    desiredCountSchedule: { entries: [{ at: 59m55s, desiredCount: 12 }, { at: 1h5s, desiredCount: 0 }] }
faults:
  - { at: 1h, type: fargateRetirement, for: 20m }
`;

/** Runs the text to its end; gives the causes of the stops, and the tasks that are left. */
function played(text: string) {
  const { setup, errors } = checkScenario(text, { file: 'scenario', read: () => undefined }) as { setup: Setup; errors?: unknown };
  expect(errors).toBeUndefined();
  const causes: number[] = [];
  const simulation = new Simulation(setup, {
    sources: [],
    subscribers: [
      {
        onFact: (kind, _atMs, _task, cause) => {
          if (kind === Fact.taskStopped) causes.push(cause);
        },
        save: () => null,
        load: () => undefined,
      },
    ],
  });
  simulation.advance();
  expect(brokenInvariants(simulation.world)).toEqual([]);
  return { causes, alive: simulation.world.records.services[0]!.alive };
}

describe('a service that scales in while a retirement takes tasks that still start', () => {
  // At 1 h ten of twelve tasks start (Fargate takes longer than 5 s) and two run; the retirement marks all twelve. At 1 h 5 s the service wants none.
  it('stops every task, those that start included, and ends with none', () => {
    const { causes, alive } = played(SCENARIO);
    expect(alive).toBe(0);
    expect(causes.length).toBeGreaterThanOrEqual(12);
    expect(causes.filter((cause) => cause === StopCause.serviceScaledIn).length).toBeGreaterThanOrEqual(10);
  });
});
