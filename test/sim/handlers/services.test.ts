import { describe, expect, it } from 'vitest';
import { Fact, StopCause } from '../../../src/sim/facts.js';
import { batch, constant, daemon, HOUR, instanceType, MINUTE, onLaunchType, provider, run, service, taskDefinition } from '../setups.js';

const TWO_STATIC = { capacityProviders: [], staticInstances: [{ instanceType: 0, zones: [0], count: 2, hasTrunk: false }] };

describe('the service scheduler', () => {
  it('replaces a task that crashed once it has left, when the maximum forbids to start earlier', () => {
    const { recorder } = run({
      ...TWO_STATIC,
      taskDefinitions: [taskDefinition({ eni: 1 })],
      services: [
        service(2, { capacity: onLaunchType, maximumPercent: 100, minimumHealthyPercent: 0, timeToFailure: constant(20 * MINUTE) }),
      ],
      timings: { eniDetach: constant(10_000) },
    });
    // Tasks 0 and 1 crash at 20 min and hold their interfaces for 10 s; so do their successors 20 min later.
    expect(recorder.of(Fact.taskPlaced).map(({ atMs }) => atMs)).toEqual([0, 0, 1_210_000, 1_210_000, 2_420_000, 2_420_000]);
    expect(new Set(recorder.values(Fact.taskStopped, 'cause'))).toEqual(new Set([StopCause.crashed]));
  });
});
