import type { Charge } from '../../billing/bill.js';
import type { BilledTask } from '../../billing/host.js';
import type { Money } from '../../billing/money.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { CostShares } from './cost-shares.js';
import { usdCell, usdCellOf } from './costs.js';
import type { InstanceAccount } from './instances.js';
import { NONE } from './live-rows.js';
import type { LiveTasks } from './live-tables.js';
import type { BilledUse, PlatformAccount, TaskTime } from './platforms/platforms.js';
import type { Tally } from './tally.js';
import type { Classes } from './task-class.js';
import type { VolumeAccount } from './volumes.js';

/** Costs of living tasks, and of services and workloads with their ended tasks. */
export class TaskCosts {
  constructor(
    private readonly live: LiveTasks,
    private readonly parts: {
      readonly classes: Classes;
      readonly platforms: PlatformAccount;
      readonly volumes: VolumeAccount;
      readonly instances: InstanceAccount;
    },
    private readonly hasTaskCosts: boolean,
  ) {}

  /** The task bears the costs of its instance from now on. */
  onPlaced(row: number, atMs: Ms): void {
    const { host } = this.live.columns;
    this.parts.instances.shares?.onPlaced(host[row], row / this.live.step, this.tenantOf(row), atMs);
  }

  /** The task bears the costs of its instance no longer. */
  onRoomFreed(row: number, atMs: Ms): void {
    const { shares } = this.parts.instances;
    if (shares === null) return;
    if (this.hasTaskCosts) this.setCost(row, this.soFar(shares, row, atMs));
    shares.onRoomFreed(this.live.columns.host[row], row / this.live.step, this.tenantOf(row), atMs);
  }

  /** True for a task without an instance whose image pull has begun. */
  isBilled(row: number): boolean {
    const { provider, pendingMs } = this.live.columns;
    return this.parts.platforms.has(provider[row]) && pendingMs[row] !== NONE;
  }

  /** True for a task on an instance whose room is not free yet. */
  private holdsRoom(row: number): boolean {
    const { host, isRoomFreed } = this.live.columns;
    return host[row] !== NONE && isRoomFreed[row] === 0;
  }

  timeOf(row: number, endMs: Ms): TaskTime {
    const { class: taskClass, provider, pendingMs } = this.live.columns;
    return { taskClass: taskClass[row], provider: provider[row], pullMs: pendingMs[row], endMs };
  }

  /** Records the costs of living tasks at the end of the run. */
  onEnd(endMs: Ms): void {
    const { shares } = this.parts.instances;
    if (!this.hasTaskCosts) return;
    for (const row of this.live.inOrder()) {
      if (this.isBilled(row)) this.setCost(row, usdCell(this.parts.platforms.costOf(this.timeOf(row, endMs))));
      else if (shares !== null && this.holdsRoom(row)) this.setCost(row, this.soFar(shares, row, endMs));
    }
  }

  private setCost(row: number, usd: number): void {
    this.live.setSeldom(row, 'costUsd', usd);
  }

  /** The cost of each service and workload if the run ended at `atMs`; null if shares are not computed. */
  sharesAt(atMs: Ms): Money[] | null {
    const { shares } = this.parts.instances;
    if (shares === null) return null;
    const { class: taskClass } = this.live.columns;
    const money = shares.byOwner(atMs);
    if (!this.parts.platforms.isUsed) return money;
    for (const row of this.live.inOrder())
      if (this.isBilled(row)) money[this.parts.classes.owner[taskClass[row]]] += this.parts.platforms.costOf(this.timeOf(row, atMs));
    return money;
  }

  /** The cost of each service and workload in each hour if the run ended at `atMs`; null if shares are not computed. */
  sharesByHour(atMs: Ms): number[][] | null {
    const { shares } = this.parts.instances;
    const { class: taskClass } = this.live.columns;
    const living = this.live.inOrder().filter((row) => this.isBilled(row));
    const charges = living.map((row) => ({
      owner: this.parts.classes.owner[taskClass[row]],
      charges: this.parts.platforms.ownCharges(this.timeOf(row, atMs)),
    }));
    return shares?.byHour(charges, atMs) ?? null;
  }

  /** The bill of tasks without instances if they end at `atMs`, by provider. */
  billedUseAt(atMs: Ms): BilledUse[] {
    return this.parts.platforms.billedUse(this.taskTimes(atMs));
  }

  addTasksTo(tally: Tally, atMs: Ms): void {
    const { platforms, volumes } = this.parts;
    if (platforms.isUsed) platforms.addTo(tally, this.taskTimes(atMs));
    volumes.addTo(tally, atMs);
  }

  /** The charges of living tasks without instances, and of volumes, if they end at `atMs`. */
  taskChargesAt(atMs: Ms): Charge[] {
    const { platforms, volumes } = this.parts;
    return [...this.taskTimes(atMs).flatMap((time) => platforms.chargesOf(time)), ...volumes.chargesAt(atMs)];
  }

  private taskTimes(atMs: Ms): TaskTime[] {
    const times: TaskTime[] = [];
    if (!this.parts.platforms.isUsed) return times;
    for (let row = 0; row < this.live.rows; row += this.live.step)
      if (this.live.ordinal[row] !== NONE && this.isBilled(row)) times.push(this.timeOf(row, atMs));
    return times;
  }

  private tenantOf(row: number): BilledTask {
    return this.parts.classes.tenants[this.live.columns.class[row]];
  }

  /** In USD, as a cell. */
  private soFar(shares: CostShares, row: number, atMs: Ms): number {
    return usdCellOf(shares.soFar(this.live.columns.host[row], row / this.live.step, this.tenantOf(row), atMs));
  }
}
