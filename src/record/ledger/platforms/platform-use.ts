import type { Ms } from '../../../kernel/event-loop.js';
import { REFUSED_BY_FARGATE, StopCause } from '../../../sim/facts.js';
import { Level } from '../level.js';

export const CPU_UNITS_PER_VCPU = 1024;

/** Counts over the tasks of a capacity provider without instances. */
export class PlatformUse {
  /** CPU units from the time a task gets capacity until it is STOPPED: the quota counts these. */
  readonly cpuUnits = new Level();
  /** Tasks requested that have no capacity yet. */
  waiting = 0;
  launched = 0;
  /** Tasks reclaimed by AWS, and tasks ended by a retirement. */
  interrupted = 0;
  retired = 0;
  /** RunTask requests that failed at once. */
  refusedByQuota = 0;
  refusedForCapacity = 0;

  launch(cpuUnits: number, atMs: Ms): void {
    this.waiting--;
    this.launched++;
    this.cpuUnits.add(cpuUnits, atMs);
  }

  /** A task is STOPPED; `cpuUnits` is null if it never had capacity. */
  end(cpuUnits: number | null, cause: number, atMs: Ms): void {
    if (cpuUnits === null) this.waiting--;
    else this.cpuUnits.add(-cpuUnits, atMs);
    if (cause === StopCause.spotInterruption) this.interrupted++;
    if (cause === StopCause.retired || cause === StopCause.retiredFirst) this.retired++;
  }

  refuse(reason: number): void {
    this.waiting--;
    if (reason === REFUSED_BY_FARGATE.noCapacity) this.refusedForCapacity++;
    else this.refusedByQuota++;
  }

  save(): unknown {
    const { cpuUnits, ...counts } = this;
    return { cpuUnits: cpuUnits.save(), counts };
  }

  load(saved: unknown): void {
    const from = saved as { cpuUnits: unknown; counts: object };
    this.cpuUnits.load(from.cpuUnits);
    Object.assign(this, from.counts);
  }
}
