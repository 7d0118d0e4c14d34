import type { EquivalenceClass } from './equivalence-class.js';

/**
 * The equivalence classes of workloads by size and provider: a hash table whose entries are the classes themselves. A trace asks it for
 * each row, and mostly the first place has the class, which is read anyway.
 */
export class ClassesBySize {
  /** At most a quarter full; its length is a power of two. */
  private places: (EquivalenceClass | undefined)[] = new Array(2 ** 9).fill(undefined);
  private count = 0;

  /** `origin`: from originOf(). */
  find(origin: number, cpuUnits: number, memoryMib: number, gpuNeed: number): EquivalenceClass | undefined {
    const { places } = this;
    const last = places.length - 1;
    for (let at = hashOf(origin, cpuUnits, memoryMib, gpuNeed) & last; ; at = (at + 1) & last) {
      const known = places[at];
      if (known === undefined) return undefined;
      if (known.cpuUnits !== cpuUnits || known.memoryMib !== memoryMib) continue;
      const { workload, provider, gpuNeed: gpus } = known.origin;
      if (originOf(workload, provider) === origin && gpus === gpuNeed) return known;
    }
  }

  /** Adds a class that find() does not know. */
  add(equivalence: EquivalenceClass): void {
    if (4 * ++this.count > this.places.length) this.widen();
    this.put(equivalence);
  }

  private put(equivalence: EquivalenceClass): void {
    const { places } = this;
    const { workload, cpuUnits, memoryMib, provider, taskClass } = equivalence;
    const last = places.length - 1;
    let at = hashOf(originOf(workload, provider), cpuUnits, memoryMib, taskClass.gpuNeed) & last;
    while (places[at] !== undefined) at = (at + 1) & last;
    places[at] = equivalence;
  }

  private widen(): void {
    const before = this.places;
    this.places = new Array(2 * before.length).fill(undefined);
    for (const equivalence of before) if (equivalence !== undefined) this.put(equivalence);
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
