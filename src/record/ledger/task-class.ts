import type { BilledTask } from '../../billing/host.js';
import type { Setup } from '../../sim/setup.js';
import { RESOURCES } from './group.js';

/** The description of a class in its fact; `service` or `workload` is -1. */
export interface TaskClass {
  readonly service: number;
  readonly workload: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly eni: number;
}

/** Places of the values of a class that each task needs, in half a cache line. */
export const CLASS_PLACES = { owner: 0, cpuUnits: 1, memoryMib: 2, eni: 3 } as const;
/** From one class to the next. */
export const CLASS_STEP = 4;
const CLASSES_LEAST = 16;

/** The task classes defined so far, as columns by class. */
export class Classes {
  /** The same as numbers side by side. */
  values: Int32Array = new Int32Array(CLASS_STEP * CLASSES_LEAST);
  /** Index of the class's service or workload among the owners. */
  readonly owner: number[] = [];
  /** By class: its task as a bearer of the cost of its instance. */
  readonly tenants: BilledTask[] = [];
  /** Revision of the service where deployments change the volumes of its tasks, else 0. */
  readonly revision: number[] = [];
  /** By RESOURCES: the reservation of a task of each class. */
  readonly sizes: readonly [number[], number[], number[]] = [[], [], []];
  /** By RESOURCES: the least request of any class but daemons'; 0 before the first class. */
  readonly smallest: [number, number, number] = [0, 0, 0];
  private hasSmallest = false;
  private readonly defined: { class: number; what: TaskClass }[] = [];

  constructor(private readonly setup: Setup) {}

  /** Returns true if the least request of a resource has changed. */
  define(index: number, what: TaskClass): boolean {
    const { services } = this.setup;
    this.defined.push({ class: index, what });
    this.revision[index] ??= 0;
    this.owner[index] = what.service >= 0 ? what.service : services.length + what.workload;
    const size = [what.cpuUnits, what.memoryMib, what.eni];
    this.hold([this.owner[index], ...size], CLASS_STEP * index);
    this.tenants[index] = { owner: this.owner[index], cpuUnits: what.cpuUnits, memoryMib: what.memoryMib };
    for (const r of RESOURCES.keys()) this.sizes[r][index] = size[r];
    if (what.service >= 0 && services[what.service].schedulingStrategy === 'DAEMON') return false;
    const before = this.smallest.join();
    for (const r of RESOURCES.keys()) this.smallest[r] = this.hasSmallest ? Math.min(this.smallest[r], size[r]) : size[r];
    this.hasSmallest = true;
    return this.smallest.join() !== before;
  }

  private hold(values: readonly number[], at: number): void {
    if (at >= this.values.length) {
      const longer = new Int32Array(2 * at);
      longer.set(this.values);
      this.values = longer;
    }
    this.values.set(values, at);
  }

  save(): unknown {
    return this.defined.map((one) => ({ ...one, revision: this.revision[one.class] }));
  }

  load(saved: unknown): void {
    this.defined.length = 0;
    for (const { class: index, what, revision } of saved as { class: number; what: TaskClass; revision: number }[]) {
      this.define(index, what);
      this.revision[index] = revision;
    }
  }
}
