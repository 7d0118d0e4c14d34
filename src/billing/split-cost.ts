import { assert } from '../sim/kernel/assert.js';
import type { Ms } from '../sim/kernel/event-loop.js';
import type { Money } from './money.js';
import { costUntil, type Tariff } from './tariff.js';

/** A vCPU weighs as much as 9 GB, so a CPU unit as much as 9 MiB (AWS, "Example of split cost allocation data"). */
const CPU_WEIGHT = 9;

/** What an instance has, or what a task takes of it: the greater of what it reserves and what it uses, where use is known. */
export interface Room {
  readonly cpuUnits: number;
  readonly memoryMib: number;
}

/** What a task costs: for what it reserved, and its share of what nobody reserved. */
export interface Split {
  readonly used: Money;
  readonly unused: Money;
}

/** How far the sums of an instance had come when a task was placed on it. */
export interface Mark {
  readonly unit: Money;
  readonly cpuUnused: Money;
  readonly memoryUnused: Money;
}

/**
 * Splits what one instance costs over the tasks on it, while it lives. Three sums grow with its price: what one MiB costs, and what one
 * reserved CPU unit and one reserved MiB bear of the unreserved rest. What a task costs is by how much they grew while it was there, so
 * neither placing nor ending a task looks at the others. What a division leaves over is carried on, and ends up as idle: no grain is lost.
 */
export class SplitCost {
  private held = { tasks: 0, cpuUnits: 0, memoryMib: 0 };
  private unit = { sum: 0n, left: 0n };
  private cpuUnused = { sum: 0n, left: 0n };
  private memoryUnused = { sum: 0n, left: 0n };
  private idle = 0n;
  private lastCost: Money;
  private readonly weight: bigint;

  constructor(
    private readonly tariff: Tariff,
    private readonly room: Room,
    private lastMs: Ms,
  ) {
    assert(weightOf(room) > 0, 'an instance has CPU or memory');
    this.weight = BigInt(weightOf(room));
    this.lastCost = costUntil(tariff, lastMs);
  }

  enter(task: Room, atMs: Ms): Mark {
    this.advance(atMs);
    this.hold(task, 1);
    assert(this.held.cpuUnits <= this.room.cpuUnits && this.held.memoryMib <= this.room.memoryMib, 'tasks do not exceed their instance');
    return { unit: this.unit.sum, cpuUnused: this.cpuUnused.sum, memoryUnused: this.memoryUnused.sum };
  }

  leave(task: Room, mark: Mark, atMs: Ms): Split {
    const split = this.soFar(task, mark, atMs);
    this.hold(task, -1);
    return split;
  }

  /** What a task that stays has cost until `atMs`. */
  soFar(task: Room, mark: Mark, atMs: Ms): Split {
    this.advance(atMs);
    const cpu = BigInt(task.cpuUnits) * (this.cpuUnused.sum - mark.cpuUnused);
    const memory = BigInt(task.memoryMib) * (this.memoryUnused.sum - mark.memoryUnused);
    return { used: BigInt(weightOf(task)) * (this.unit.sum - mark.unit), unused: cpu + memory };
  }

  /** After the last task has left: what no task bears of the instance, of its billed time to the end. */
  end(atMs: Ms, billedUntilMs: Ms): Money {
    this.advance(atMs);
    assert(this.held.tasks === 0, 'tasks leave an instance before it ends');
    return this.idle + this.unit.left + this.cpuUnused.left + this.memoryUnused.left + this.spentUntil(billedUntilMs);
  }

  save(): unknown {
    const { held, unit, cpuUnused, memoryUnused, idle, lastMs } = this;
    const sums = [unit.sum, unit.left, cpuUnused.sum, cpuUnused.left, memoryUnused.sum, memoryUnused.left, idle];
    return { held: { ...held }, sums: sums.map(String), lastMs };
  }

  load(saved: unknown): void {
    const { held, sums, lastMs } = saved as { held: { tasks: number; cpuUnits: number; memoryMib: number }; sums: string[]; lastMs: Ms };
    const [unit, unitLeft, cpu, cpuLeft, memory, memoryLeft, idle] = sums.map(BigInt);
    this.held = { ...held };
    this.unit = { sum: unit, left: unitLeft };
    this.cpuUnused = { sum: cpu, left: cpuLeft };
    this.memoryUnused = { sum: memory, left: memoryLeft };
    this.idle = idle;
    this.lastMs = lastMs;
    this.lastCost = costUntil(this.tariff, lastMs);
  }

  /** Since the last time that this was asked. */
  private spentUntil(atMs: Ms): Money {
    const before = this.lastCost;
    this.lastCost = costUntil(this.tariff, atMs);
    return this.lastCost - before;
  }

  private hold(task: Room, sign: 1 | -1): void {
    this.held.tasks += sign;
    this.held.cpuUnits += sign * task.cpuUnits;
    this.held.memoryMib += sign * task.memoryMib;
  }

  /** A millisecond is shared by those who are there when it begins: the order of changes within one does not matter. */
  private advance(atMs: Ms): void {
    assert(atMs >= this.lastMs, 'an instance is not asked about the past');
    if (atMs === this.lastMs) return;
    const { room, held } = this;
    const grown = share(this.unit, this.spentUntil(atMs), this.weight);
    const cpuFree = BigInt(CPU_WEIGHT * (room.cpuUnits - held.cpuUnits));
    this.idle += bear(this.cpuUnused, cpuFree * grown, held.cpuUnits);
    this.idle += bear(this.memoryUnused, BigInt(room.memoryMib - held.memoryMib) * grown, held.memoryMib);
    this.lastMs = atMs;
  }
}

interface Sum {
  sum: Money;
  left: Money;
}

function weightOf(room: Room): number {
  return CPU_WEIGHT * room.cpuUnits + room.memoryMib;
}

/** Adds to the sum what each of `among` parts gets; returns that. */
function share(sum: Sum, money: Money, among: bigint): Money {
  const all = money + sum.left;
  const each = all / among;
  sum.left = all - each * among;
  sum.sum += each;
  return each;
}

/** The same, of what may have nobody to bear it: returns what is then left idle. */
function bear(sum: Sum, money: Money, among: number): Money {
  if (among > 0) {
    share(sum, money, BigInt(among));
    return 0n;
  }
  const idle = money + sum.left;
  sum.left = 0n;
  return idle;
}
