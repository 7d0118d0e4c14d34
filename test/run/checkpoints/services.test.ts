import { describe, expect, it } from 'vitest';
import type { LoadShape } from '../../../src/load/shape.js';
import { refusals } from '../../../src/run/checkpoints/compatible.js';
import { fromText, toText } from '../../../src/run/checkpoints/plain-data.js';
import { Fact } from '../../../src/sim/facts.js';
import type { ScalingSpec } from '../../../src/sim/load-spec.js';
import type { Setup } from '../../../src/sim/setup.js';
import { constantly, inSteps, requests, scaling, tracking } from '../../sim/loaded.js';
import { batch, HOUR, MINUTE, provider, type Recorder, service, setup, simulationOf, staticInstance } from '../../sim/setups.js';

/** What happens from a time on in a run of `is` whose past is of a run of `was`. `meanwhile` touches the state there. */
function factsAfter(
  was: Setup,
  is: Setup,
  atMs: number,
  meanwhile: (world: ReturnType<typeof simulationOf>['simulation']['world']) => void = () => {},
) {
  expect(refusals(was, is, atMs)).toEqual([]);
  const first = simulationOf(was);
  first.simulation.advance(atMs);
  meanwhile(first.simulation.world);
  const { simulation, recorder } = simulationOf(is);
  simulation.load(fromText(toText(first.simulation.save())), was);
  simulation.adopt(was);
  simulation.advance();
  return recorder;
}

function web(shape: LoadShape, scaler: ScalingSpec | null = null): Setup {
  return setup({
    capacityProviders: [],
    staticInstances: [staticInstance({ count: 30 })],
    minutes: 60,
    services: [service(4, { capacity: { kind: 'launchType' }, load: requests(shape), scaling: scaler })],
  });
}

/** Each change of the desired count: [minute, count]. */
const desired = (recorder: Recorder) => recorder.of(Fact.serviceDesired).map(({ atMs, args }) => [atMs / MINUTE, args[1]]);

describe('another load from a fork on', () => {
  const arrived = (recorder: Recorder) => recorder.of(Fact.serviceLoaded).map(({ atMs, args }) => [atMs / MINUTE, args[1]! / 1_000]);
  const steady = web(constantly(40));

  it('comes from that minute on, whatever it would have been before', () => {
    const after = arrived(factsAfter(steady, web(constantly(80)), 10 * MINUTE));
    expect(after).toEqual(Array.from({ length: 50 }, (_, i) => [i + 11, 4_800]));
  });

  it('of which only the future differs is the run that has it from its start, to the last fact', () => {
    const is = web(inSteps([0, 40], [25, 70], [40, 20]));
    const whole = simulationOf(is);
    whole.simulation.advance();
    for (const minute of [1, 12, 24]) {
      const after = factsAfter(steady, is, minute * MINUTE).facts.filter(({ atMs }) => atMs > minute * MINUTE);
      expect(after).toEqual(whole.recorder.facts.filter(({ atMs }) => atMs > minute * MINUTE));
      expect(after.length).toBeGreaterThan(60);
    }
  });

  it('counts from the last measurement of the tasks, at most a minute before the fork', () => {
    const after = arrived(factsAfter(steady, web(constantly(80)), 10.5 * MINUTE));
    expect(after.slice(0, 2)).toEqual([[11, 4_800], [12, 4_800]]); // biome-ignore format: minutes
  });

  it('moves a scaler that follows it', () => {
    const scaler = scaling([tracking(52)]);
    const after = factsAfter(web(constantly(40), scaler), web(constantly(80), scaler), 20 * MINUTE);
    // Four tasks at 100 %: three minutes above the target, and 4 x 100 / 52.
    expect(desired(after)[0]).toEqual([23, 8]);
  });
});

describe('other scaling policies from a fork on', () => {
  const steady = (scaler: ScalingSpec) => web(constantly(40), scaler);
  const before = steady(scaling([tracking(52)]));

  it('judge the points that exist, at the next evaluation: four tasks at 50 % are too few for a target of 30 %', () => {
    expect(desired(factsAfter(before, before, 20 * MINUTE))).toEqual([]);
    const after = factsAfter(before, steady(scaling([tracking(30)])), 20 * MINUTE);
    expect(desired(after)[0]).toEqual([21, 7]); // 4 x 50 / 30
  });

  it('keep what ran, where they no longer scale in', () => {
    const falling = (disableScaleIn: boolean) => web(inSteps([0, 40], [10, 10]), scaling([tracking(52, { disableScaleIn })]));
    const changes = desired(factsAfter(falling(false), falling(false), 20 * MINUTE));
    expect(changes[0]).toEqual([25, 1]); // Fifteen minutes below 0.9 x 52 %: 4 x 12.5 / 52.
    expect(desired(factsAfter(falling(false), falling(true), 20 * MINUTE))).toEqual([]);
  });

  it('put the count between other bounds at once', () => {
    const bounded = (minCapacity: number, maxCapacity: number) => steady(scaling([tracking(52)], { minCapacity, maxCapacity }));
    expect(desired(factsAfter(before, bounded(6, 9), 20.5 * MINUTE))[0]).toEqual([20.5, 6]);
    expect(desired(factsAfter(before, bounded(1, 3), 20.5 * MINUTE))).toEqual([[20.5, 3]]);
  });

  it('cannot change in number or kind', () => {
    const two = steady(scaling([tracking(52), tracking(60)]));
    expect(refusals(before, two, 20 * MINUTE)).toEqual([
      'services.web.scaling.policies cannot change in the course of a run: its policies have a state',
      'services.web.scaling.policyNames cannot change in the course of a run: its policies have a state',
    ]);
  });
});

describe('another retryEvery from a fork on', () => {
  // The fifth task of four places waits. At minute 7 an instance's room is freed outside the simulation: nothing is scheduled.
  const waiting = (retryEveryMs: number | null) =>
    setup({
      capacityProviders: [provider({ initialSize: 1, minSize: 1, maxSize: 1 })],
      workloads: [batch([0], 5, 10 * HOUR)],
      waiting: { retryEveryMs },
    });
  const placedAtMinutes = (was: number | null, is: number | null) => {
    const recorder = factsAfter(waiting(was), waiting(is), 7 * MINUTE, ({ fleet }) => {
      fleet.cpuUnitsFree[0] += 1024;
    });
    return recorder.minutesOf(Fact.taskPlaced);
  };

  it('goes on where it is the same: at the minutes that it had', () => {
    expect(placedAtMinutes(5 * MINUTE, 5 * MINUTE)).toEqual([10]);
    expect(placedAtMinutes(null, null)).toEqual([]);
  });

  it('is reconciled in the millisecond of the fork, as all waiting tasks are tried when the rules of waiting change', () => {
    for (const [was, is] of [[null, 5], [30, 5], [5, 30], [5, null]] as const) // biome-ignore format: pairs
      expect(placedAtMinutes(was && was * MINUTE, is && is * MINUTE), `${was} to ${is}`).toEqual([7]);
  });

  it('counts from the fork', () => {
    const lookedAt = (was: number | null, is: number | null) => {
      const [before, after] = [waiting(was), waiting(is)];
      const first = simulationOf(before);
      first.simulation.advance(7 * MINUTE);
      const { simulation, recorder } = simulationOf(after);
      simulation.load(fromText(toText(first.simulation.save())), before);
      simulation.adopt(before);
      simulation.advance(8 * MINUTE);
      simulation.world.fleet.cpuUnitsFree[0] += 1024;
      simulation.advance();
      return recorder.minutesOf(Fact.taskPlaced);
    };
    expect(lookedAt(null, 5 * MINUTE)).toEqual([12]);
    expect(lookedAt(5 * MINUTE, 30 * MINUTE)).toEqual([37]);
    expect(lookedAt(5 * MINUTE, null)).toEqual([]);
  });
});
