import type { EquivalenceClass } from './equivalence-class.js';

/** Odd multipliers, two near 2^32 over the golden ratio and over its two-dimensional counterpart: they spread sizes on a grid. */
const OF_CPU = 0x9e3779b1;
const OF_MEMORY = 0x85ebca77;
const OF_GPUS = 0xc2b2ae3d;
const BITS_FIRST = 5;

/**
 * The equivalence classes of one workload on one capacity provider, by size: a hash table. A trace looks up each row here, and mostly finds
 * the class at the first place.
 */
export class ClassesBySize {
  private readonly classes: EquivalenceClass[] = [];
  /**
   * 1 + index in `classes`, or 0 where empty. At most a quarter is in use: small, because the classes need most of the nearest cache. The
   * length is a power of two. The highest bits of the hash are the place, because the lowest bits of round sizes are all equal.
   */
  private places = new Int32Array(2 ** BITS_FIRST);
  private shift = 32 - BITS_FIRST;

  find(cpuUnits: number, memoryMib: number, gpuNeed: number): EquivalenceClass | undefined {
    const { places, classes } = this;
    const last = places.length - 1;
    for (let at = hashOf(cpuUnits, memoryMib, gpuNeed) >>> this.shift; ; at = (at + 1) & last) {
      const number = places[at];
      if (number === 0) return undefined;
      const equivalence = classes[number - 1];
      if (equivalence.cpuUnits === cpuUnits && equivalence.memoryMib === memoryMib && equivalence.origin.gpuNeed === gpuNeed)
        return equivalence;
    }
  }

  /** Adds a class that find() does not return. */
  add(equivalence: EquivalenceClass): void {
    const number = this.classes.push(equivalence);
    if (4 * number <= this.places.length) return this.put(number);
    this.places = new Int32Array(2 * this.places.length);
    this.shift--;
    for (let one = 1; one <= number; one++) this.put(one);
  }

  private put(number: number): void {
    const { places } = this;
    const { cpuUnits, memoryMib, origin } = this.classes[number - 1];
    let at = hashOf(cpuUnits, memoryMib, origin.gpuNeed) >>> this.shift;
    while (places[at] !== 0) at = (at + 1) & (places.length - 1);
    places[at] = number;
  }
}

function hashOf(cpuUnits: number, memoryMib: number, gpuNeed: number): number {
  return (Math.imul(cpuUnits, OF_CPU) + Math.imul(memoryMib, OF_MEMORY) + Math.imul(gpuNeed, OF_GPUS)) | 0;
}
