import { NONE } from './fleet.js';
import type { Line } from './line.js';
import { LineQueue } from './line-queue.js';
import type { Lines } from './lines.js';
import type { Tasks } from './tasks.js';

/**
 * Tasks that wait for capacity, one first-in first-out list a line, and behind them those that the PROVISIONING quota holds back.
 * Ordinals grow with the time of request, so the smallest ordinal at any head is the next in the cluster's one queue.
 */
export class WaitingRoom {
  /** Tasks that wait for room, all lines together; held ones do not count. */
  total = 0;
  /** Tasks in PROVISIONING that a capacity provider strategy brought: what the quota limits (T.QUOTA-1). */
  provisioning = 0;
  held = 0;
  private heldHead = NONE;
  private heldTail = NONE;
  /** Lines with tasks that wait. */
  readonly lines: Line[] = [];
  /** Of those, the ones that may still try in this round. */
  private readonly trying: LineQueue;

  constructor(
    private readonly tasks: Tasks,
    private readonly all: Lines,
  ) {
    this.trying = new LineQueue(tasks);
  }

  add(line: Line, slot: number): void {
    this.link(line.tail, slot);
    if (line.head === NONE) line.head = slot;
    line.tail = slot;
    this.total++;
    if (line.waiting++ > 0) return;
    this.lines.push(line);
    this.trying.add(line);
  }

  remove(line: Line, slot: number): void {
    if (line.head === slot) line.head = this.tasks.nextWaiting[slot];
    if (line.tail === slot) line.tail = this.tasks.previousWaiting[slot];
    this.unlink(slot);
    this.total--;
    if (--line.waiting === 0) this.lines.splice(this.lines.indexOf(line), 1);
  }

  hold(slot: number): void {
    this.link(this.heldTail, slot);
    if (this.heldHead === NONE) this.heldHead = slot;
    this.heldTail = slot;
    this.held++;
  }

  /** The oldest held task, or NONE. */
  get nextHeld(): number {
    return this.heldHead;
  }

  removeHeld(slot: number): void {
    if (this.heldHead === slot) this.heldHead = this.tasks.nextWaiting[slot];
    if (this.heldTail === slot) this.heldTail = this.tasks.previousWaiting[slot];
    this.unlink(slot);
    this.held--;
  }

  /** A round of placement begins: every line may try. */
  freshRound(): void {
    this.trying.freshRound();
  }

  /** The line found no room: it does not try again in this round. */
  giveWay(line: Line): void {
    this.trying.giveWay(line);
  }

  /** Whether a task of the group waits that shares its instance with no other of them. */
  wantsDistinct(group: number): boolean {
    for (const { request } of this.lines) if (request.isDistinctInstance && request.group === group) return true;
    return false;
  }

  /** The line of the task that has waited longest, among lines that may still try in this round. */
  firstLine(): Line | undefined {
    return this.trying.first;
  }

  save(): unknown {
    const { total, provisioning, held, heldHead, heldTail } = this;
    return { total, provisioning, held, heldHead, heldTail, lines: this.lines.map((l) => l.index) };
  }

  load(saved: unknown): void {
    const { lines, ...counts } = saved as {
      total: number;
      provisioning: number;
      held: number;
      heldHead: number;
      heldTail: number;
      lines: number[];
    };
    Object.assign(this, counts);
    this.lines.splice(0, this.lines.length, ...lines.map((index) => this.all.all[index]));
    for (const line of this.lines) this.trying.add(line);
  }

  private link(last: number, slot: number): void {
    this.tasks.previousWaiting[slot] = last;
    this.tasks.nextWaiting[slot] = NONE;
    if (last !== NONE) this.tasks.nextWaiting[last] = slot;
  }

  private unlink(slot: number): void {
    const previous = this.tasks.previousWaiting[slot];
    const next = this.tasks.nextWaiting[slot];
    if (previous !== NONE) this.tasks.nextWaiting[previous] = next;
    if (next !== NONE) this.tasks.previousWaiting[next] = previous;
  }
}
