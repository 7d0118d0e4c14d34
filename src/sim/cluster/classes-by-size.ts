import type { EquivalenceClass } from './equivalence-class.js';

/** The equivalence classes of workloads by size and provider: a hash table. A trace asks it for each row. */
export class ClassesBySize {
  private readonly classes: EquivalenceClass[] = [];
  /**
   * Numbers among `classes` plus one, or 0: as small as can be, since the classes themselves need most of the nearest cache. At most a quarter
   * is in use, so that mostly the first place has the class. The length is a power of two.
   */
  private places = new Int32Array(2 ** 9);

  /** `origin`: from originOf(). */
  find(origin: number, cpuUnits: number, memoryMib: number, gpuNeed: number): EquivalenceClass | undefined {
    const { places, classes } = this;
    const last = places.length - 1;
    for (let at = hashOf(origin, cpuUnits, memoryMib, gpuNeed) & last; ; at = (at + 1) & last) {
      const number = places[at];
      if (number === 0) return undefined;
      const known = classes[number - 1];
      if (known.cpuUnits !== cpuUnits || known.memoryMib !== memoryMib) continue;
      const { workload, provider, gpuNeed: gpus } = known.origin;
      if (originOf(workload, provider) === origin && gpus === gpuNeed) return known;
    }
  }

  /** Adds a class that find() does not know. */
  add(equivalence: EquivalenceClass): void {
    const number = this.classes.push(equivalence);
    if (4 * number <= this.places.length) return this.put(number);
    this.places = new Int32Array(2 * this.places.length);
    for (let one = 1; one <= number; one++) this.put(one);
  }

  private put(number: number): void {
    const { places } = this;
    const { workload, cpuUnits, memoryMib, provider, taskClass } = this.classes[number - 1];
    const last = places.length - 1;
    let at = hashOf(originOf(workload, provider), cpuUnits, memoryMib, taskClass.gpuNeed) & last;
    while (places[at] !== 0) at = (at + 1) & last;
    places[at] = number;
  }
}

/** A number for a workload and a provider; -1 is none. There are fewer than 63 providers. */
export function originOf(workload: number, provider: number): number {
  return workload * 64 + provider;
}

/** Sizes are often multiples of a large power of two: the last steps bring what their high bits have to the low ones. */
function hashOf(origin: number, cpuUnits: number, memoryMib: number, gpuNeed: number): number {
  const sum = Math.imul(cpuUnits, 0x9e3779b1) ^ Math.imul(memoryMib, 0x85ebca77) ^ Math.imul(origin + (gpuNeed << 6), 0xc2b2ae3d);
  const mixed = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 16);
}
