import type { Ms } from '../../../kernel/event-loop.js';
import { CPU, type GroupAccount } from '../group.js';
import { Level } from '../level.js';
import { NONE } from '../live-rows.js';
import type { LiveTasks } from '../live-tables.js';
import type { Classes } from '../task-class.js';
import type { PlatformUse } from './platform-use.js';

/** Counts the tasks on providers without instances. Ignores all others. */
export class PlatformTasks {
  /** CPU units in use on all of these providers. */
  readonly cpuUnits = new Level();

  constructor(
    private readonly live: LiveTasks,
    private readonly classes: Classes,
    private readonly groups: readonly GroupAccount[],
  ) {}

  onRequested(provider: number): void {
    const use = this.useOf(provider);
    if (use !== null) use.waiting++;
  }

  /** The task has capacity. */
  onLaunched(row: number, atMs: Ms): void {
    const { provider, class: taskClass } = this.live.columns;
    const cpuUnits = this.classes.sizes[CPU][taskClass[row]];
    this.useOf(provider[row])?.launch(cpuUnits, atMs);
    this.cpuUnits.add(cpuUnits, atMs);
  }

  onRefused(row: number, reason: number): void {
    this.useOf(this.live.columns.provider[row])?.refuse(reason);
  }

  onStopped(row: number, cause: number, atMs: Ms): void {
    const { provider, placedMs, class: taskClass } = this.live.columns;
    const use = this.useOf(provider[row]);
    if (use === null) return;
    const cpuUnits = placedMs[row] === NONE ? null : this.classes.sizes[CPU][taskClass[row]];
    use.end(cpuUnits, cause, atMs);
    this.cpuUnits.add(-(cpuUnits ?? 0), atMs);
  }

  private useOf(provider: number): PlatformUse | null {
    return provider === NONE ? null : this.groups[provider].platform;
  }
}
