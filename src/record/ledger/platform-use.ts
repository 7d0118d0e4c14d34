import type { Ms } from '../../kernel/event-loop.js';
import { REFUSED_BY_FARGATE, StopCause } from '../../sim/facts.js';
import { Level } from './level.js';

export const CPU_UNITS_PER_VCPU = 1024;

/** What is counted of the tasks of a capacity provider that has no instances. */
export class PlatformUse {
  /** CPU units, from the moment when a task has capacity until it is STOPPED: what the quota counts. */
  readonly cpuUnits = new Level();
  /** Requested, and without capacity so far. */
  waiting = 0;
  launched = 0;
  /** Taken back by AWS, and ended by a retirement. */
  interrupted = 0;
  retired = 0;
  /** Of RunTask, failed at once. */
  refusedByQuota = 0;
  refusedForCapacity = 0;

  launch(cpuUnits: number, atMs: Ms): void {
    this.waiting--;
    this.launched++;
    this.cpuUnits.add(cpuUnits, atMs);
  }

  /** It is STOPPED; `cpuUnits` is null where it never had capacity. */
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
