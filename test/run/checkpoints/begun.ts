import { hash32 } from '../../../src/kernel/hash.js';
import { fromText, toText } from '../../../src/run/checkpoints/plain-data.js';
import { RunRecorder } from '../../../src/run/recorder.js';
import { Digest } from '../../../src/sim/digest.js';
import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { makeSource } from '../../../src/workload/make-source.js';

/** A run with the listeners of a report that others may go on from. */
export function begun(setup: Setup): { readonly simulation: Simulation; readonly digest: Digest; readonly recorder: RunRecorder } {
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  const digest = new Digest();
  const recorder = new RunRecorder(setup, {}, { isForkable: true });
  return { simulation: new Simulation(setup, { sources, subscribers: [recorder, digest] }), digest, recorder };
}

/** A run of `is` from a time on, whose past is of a run of `was`. */
export function forked(was: Setup, is: Setup, atMs: number): ReturnType<typeof begun> {
  const first = begun(was);
  first.simulation.advance(atMs);
  const second = begun(is);
  second.simulation.load(fromText(toText(first.simulation.save())), was);
  second.simulation.adopt(was);
  return second;
}

/** Numbers below a bound, of one seed. */
export function drawn(seed: number): (bound: number) => number {
  let calls = 0;
  return (bound) => hash32(seed, 91, calls++, 0) % bound;
}
