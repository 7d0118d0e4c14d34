import seedrandom from 'seedrandom';

/** Position of a stream; plain data. */
export interface RandomState {
  readonly c: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
}

/**
 * Exogenous randomness: one named stream for a process independent of the cluster (arrivals, load, the Spot market). Streams of different
 * names are independent, and a draw from one never shifts another.
 */
export class RandomStream {
  private draw: ReturnType<typeof makeAlea>;

  constructor(
    seed: number,
    readonly name: string,
  ) {
    this.draw = makeAlea(`${seed}/${name}`, true);
  }

  /** Returns a multiple of 2^-32 with 0 <= u < 1. */
  uniform(): number {
    return this.draw();
  }

  /** Returns true with the given probability. */
  chance(probability: number): boolean {
    return this.draw() < probability;
  }

  /** Returns a whole number with 0 <= n < bound. */
  below(bound: number): number {
    return Math.floor(this.draw() * bound);
  }

  /** An exponential quantity, unrounded: rounding gaps before adding them up would bias the rate. */
  exponential(mean: number): number {
    return -Math.log(1 - this.draw()) * mean;
  }

  save(): RandomState {
    return this.draw.state();
  }

  load(state: RandomState): void {
    this.draw = makeAlea('', state);
  }
}

function makeAlea(seed: string, state: true | seedrandom.State.Alea): seedrandom.StatefulPRNG<seedrandom.State.Alea> {
  return seedrandom.alea(seed, { state });
}
