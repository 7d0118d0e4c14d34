import { PartsSums } from './parts-sums.js';

/** Places of an instance's values, two cache lines. */
export const Host = {
  kind: 0,
  fromMs: 1,
  /** Until when its cost is divided. */
  dividedMs: 2,
  /** Sums of its tasks. */
  cpuUnits: 3,
  memoryMib: 4,
  isPaused: 5,
  /** First of its owners' holdings. */
  holding: 6,
  /** Sums per part of the instance: the cost of one MiB, and the unreserved rest for one reserved CPU unit and one reserved MiB. */
  unit: 7,
  cpuUnused: 10,
  memoryUnused: 13,
} as const;
const STEP = 16;
const HOSTS_LEAST = 16;

/** The values of instances, side by side, and their sums. */
export class HostValues extends PartsSums {
  private count = 0;

  /** The place of an instance, by its number among the living. */
  placeOf(host: number): number {
    return STEP * host;
  }

  /** Sets the values of a new instance to zero. */
  open(host: number): number {
    this.count = Math.max(this.count, host + 1);
    const at = this.placeOf(host);
    if (at >= this.values.length) {
      const values = new Float64Array(Math.max(STEP * HOSTS_LEAST, 2 * at));
      values.set(this.values);
      this.values = values;
    }
    this.values.fill(0, at, at + STEP);
    return at;
  }

  save(): number[] {
    return Array.from(this.values.subarray(0, STEP * this.count));
  }

  load(saved: readonly number[]): void {
    this.values = Float64Array.from(saved);
    this.count = saved.length / STEP;
  }
}
