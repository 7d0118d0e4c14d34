import type { Distribution } from '../../kernel/distribution.js';
import type { Ms } from '../../kernel/event-loop.js';
import { hash32, hashText, hashUniform, highWord, lowWord } from '../../kernel/hash.js';
import { sampleLongerMs } from '../../kernel/remaining.js';
import { sampleWordsMs } from '../../kernel/sample.js';
import type { CapacityProviderSpec, ServiceSpec, Setup } from '../setup.js';

/** The purpose of a draw. One purpose, one entity and one attempt make one draw, independent of caller and time. */
export const Purpose = {
  boot: 1,
  trunk: 2,
  eniAttach: 3,
  pull: 4,
  start: 5,
  stop: 6,
  eniDetach: 7,
  run: 8,
  failure: 9,
  placement: 10,
  stopChoice: 11,
  termination: 12,
  fault: 13,
  hook: 14,
  poolHook: 15,
  warmStart: 16,
  startFate: 17,
  crash: 18,
  hasWork: 19,
  work: 20,
  reaction: 21,
  turn: 22,
  pullRetry: 23,
  startFault: 24,
  evaluationPhase: 25,
  metricDelay: 26,
  container: 27,
  capacityPhase: 28,
  volumeAttach: 29,
  unhealthyReaction: 30,
  healthReport: 31,
  checkPhase: 32,
  stopTaskReaction: 33,
  groupCheckPhase: 34,
  restLook: 35,
} as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** Returns the name that keys the draws of a service or a group. */
export function drawnBy({ name, drawnBy: other = name }: Pick<CapacityProviderSpec | ServiceSpec, 'name' | 'drawnBy'>): string {
  return other;
}

/**
 * Endogenous chance. Each draw is a hash of (seed, origin, purpose, number within the origin), not the next value of a sequence: the boot
 * time of the fifth instance of group `workers` is the same whatever else was launched, in this scenario and in one compared with it.
 */
export class Chance {
  constructor(private readonly seed: number) {}

  /** A key for all draws of one named origin (service, workload, group). It hashes the name, so the order in the file does not matter. */
  keyOf(kind: string, name: string): number {
    return hashText(`${this.seed}/${kind}/${name}`);
  }

  /** Keys are signed numbers of 32 bits: V8 passes them on without an object for each. */
  keysOf({ services, workloads, capacityProviders }: Pick<Setup, 'services' | 'workloads' | 'capacityProviders'>) {
    return {
      services: services.map((service) => this.keyOf('service', drawnBy(service)) | 0),
      workloads: workloads.map(({ name }) => this.keyOf('workload', name) | 0),
      providers: capacityProviders.map((provider) => this.keyOf('provider', drawnBy(provider)) | 0),
    };
  }

  ms(distribution: Distribution, key: number, purpose: Purpose, nth: number): Ms {
    if (distribution.kind === 'constant') return distribution.ms;
    return sampleWordsMs(distribution, highWord(key, purpose, nth), lowWord(key, purpose, nth));
  }

  /**
   * Returns the remaining time, at least 1 ms, of something that has taken `ageMs` so far. It is the entity's own draw less `ageMs`; if
   * that draw is not longer than `ageMs`, a draw among the longer values replaces it. Both together follow the distribution conditional on
   * a longer time.
   */
  remainingMs(distribution: Distribution, key: number, purpose: Purpose, { nth, ageMs }: { readonly nth: number; readonly ageMs: Ms }): Ms {
    const fresh = this.ms(distribution, key, purpose, nth);
    const longer = fresh > ageMs ? fresh : sampleLongerMs(distribution, ageMs, hashUniform(key, purpose, nth, 1));
    return longer === null ? 1 : longer - ageMs;
  }

  /** Returns a number of at least 0 and below 1. */
  uniform(key: number, purpose: Purpose, nth: number): number {
    return hashUniform(key, purpose, nth, 0);
  }

  /** Returns the key of a part of an origin, such as a container or one of its starts. Part 0 has the key of the origin. */
  keyWithin(key: number, part: number): number {
    return part === 0 ? key : hash32(key, Purpose.container, part, 0);
  }

  /** Returns the draws of one task for one purpose, by their number. */
  draws(key: number, purpose: Purpose, nth: number): (attempt: number) => number {
    return (attempt) => hashUniform(key, purpose, nth, attempt);
  }

  /** Returns 32 random bits. */
  bits(key: number, purpose: Purpose, nth: number): number {
    return hash32(key, purpose, nth, 0);
  }
}
