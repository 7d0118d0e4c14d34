import type { EquivalenceClass } from '../../../src/sim/cluster/equivalence-class.js';
import { PendingTasks } from '../../../src/sim/cluster/pending-tasks.js';
import type { PlatformParts, PlatformState } from '../../../src/sim/providers/platform.js';

const TASKS_PER_ZONE = 3;

/** By zone: tasks that have capacity, and those of them that are to stay. */
export class BurstState implements PlatformState {
  readonly pendingTasks: PendingTasks;
  readonly leaving: ReadonlySet<number> = new Set();
  taken: number[];
  staying: number[];

  constructor({ setup, tasks, equivalences }: PlatformParts) {
    this.pendingTasks = new PendingTasks(tasks, equivalences);
    this.taken = setup.zones.map(() => 0);
    this.staying = setup.zones.map(() => 0);
  }

  occupy(_: EquivalenceClass, zone: number): void {
    this.taken[zone]!++;
  }

  release(_: EquivalenceClass, zone: number): void {
    this.taken[zone]!--;
  }

  count(_: EquivalenceClass, zone: number, change: 1 | -1): void {
    this.staying[zone]! += change;
  }

  reachableZones({ origin }: EquivalenceClass): number[] {
    return this.taken.map((count, zone) => Number(count < TASKS_PER_ZONE && (origin.zones?.includes(zone) ?? true)));
  }

  zoneToStop(_: EquivalenceClass, mayGo: readonly number[]): number {
    return mayGo.lastIndexOf(1);
  }

  readonly exitNoticedMs = 0;
  readonly cleanup = { kind: 'constant', ms: 0 } as const;

  start() {
    return { machineMs: 1000, pullMs: 0, startMs: 0 };
  }

  holdsImages(): boolean {
    return true;
  }

  save(): unknown {
    return { room: this.pendingTasks.save(), taken: [...this.taken], staying: [...this.staying] };
  }

  load(saved: unknown): void {
    const from = saved as { room: unknown; taken: number[]; staying: number[] };
    this.pendingTasks.load(from.room);
    this.taken = [...from.taken];
    this.staying = [...from.staying];
  }
}
