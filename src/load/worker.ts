import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { Ages } from './ages.js';
import { decay, naturalLog } from './math.js';
import type { WorkerUse } from './resource-use.js';
import { type Servers, serversOf, Usage } from './usage.js';

/** Messages of a stopped task, invisible until this time. */
interface Hidden {
  readonly untilMs: Ms;
  readonly messages: number;
}

export type QueueState = ReturnType<QueueLoad['save']>;

/**
 * A queue and its worker tasks, as a fluid: messages start in order of arrival as soon as a worker slot is free, and each slot completes
 * one message per `meanMs`. Results are stored in the fields, as means or as values at the end of the last interval, until the next `pass`.
 * Formulas: docs/load.md.
 */
export class QueueLoad {
  /** Messages of the interval: arrived, completed, and redelivered because their task was stopped. */
  arrived = 0;
  completed = 0;
  redelivered = 0;
  /** At the end of the interval: waiting (ApproximateNumberOfMessagesVisible), in progress, and hidden after their task stopped. */
  visible = 0;
  inFlight = 0;
  hidden = 0;
  /** `visible` per task; without tasks see `backlogWithoutTasks`. */
  backlogPerTask = Number.NaN;
  /** Messages completed per task and second; NaN without tasks. */
  perSecondPerTask = Number.NaN;
  /** Age of the oldest waiting message at the end, 0 when none waits. For a redelivered message it counts from the redelivery. */
  oldestAgeMs = 0;
  readonly usage: Usage;
  servers: Servers;
  /** Messages that are neither completed nor hidden. */
  private work = 0;
  private tasks = 0;
  /** Messages that stopping tasks finish, counted in the next interval. */
  private finished = 0;
  private nowMs: Ms = 0;
  private hiddenUntil: Hidden[] = [];
  private readonly ages = new Ages();

  constructor(private use: WorkerUse) {
    this.usage = new Usage(use);
    this.servers = serversOf(use);
  }

  /** Sets the average task from the next interval on. */
  setUse(use: WorkerUse): void {
    this.use = use;
    this.usage.use = use;
    this.servers = serversOf(use);
  }

  /** Stops tasks of the last interval, with their messages in progress; other tasks may replace them. */
  stopTasks(count: number): void {
    assert(count >= 0 && count <= this.tasks, 'only tasks that there are stop');
    if (count === 0) return;
    const inHand = (this.inFlight * count) / this.tasks;
    this.tasks -= count;
    this.inFlight -= inHand;
    this.work -= inHand;
    if (this.use.whenStopped === 'finishes') {
      this.finished += inHand;
      return;
    }
    this.hidden += inHand;
    if (inHand > 0) this.hiddenUntil.push({ untilMs: this.nowMs + this.use.visibilityTimeoutMs, messages: inHand });
  }

  /** Makes a share of the messages that the last interval completed fail: they come back after the visibility timeout. */
  fail(share: number): void {
    const failed = this.completed * share;
    if (failed === 0) return;
    this.completed -= failed;
    this.hidden += failed;
    this.hiddenUntil.push({ untilMs: this.nowMs + this.use.visibilityTimeoutMs, messages: failed });
  }

  /** Advances by `ms` > 0 with evenly arriving messages and this number of tasks. A decrease since the last interval stops tasks. */
  pass(ms: Ms, messages: number, tasks: number): void {
    assert(ms > 0 && messages >= 0 && Number.isSafeInteger(tasks) && tasks >= 0, 'an interval has a length, messages and whole tasks');
    this.stopTasks(Math.max(0, this.tasks - tasks));
    this.tasks = tasks;
    const endMs = this.nowMs + ms;
    const perMs = messages / ms;
    this.arrived = messages;
    this.completed = this.finished;
    this.finished = 0;
    this.redelivered = 0;
    while (this.hiddenUntil.length > 0 && this.hiddenUntil[0].untilMs < endMs) {
      this.flow(this.hiddenUntil[0].untilMs, perMs);
      this.reveal();
    }
    this.flow(endMs, perMs);
    this.publish(ms);
  }

  save() {
    const { nowMs, tasks, work, finished } = this;
    return { nowMs, tasks, work, finished, hidden: [...this.hiddenUntil], ages: this.ages.save() };
  }

  load(state: QueueState): void {
    this.nowMs = state.nowMs;
    this.tasks = state.tasks;
    this.work = state.work;
    this.finished = state.finished;
    this.hiddenUntil = [...state.hidden];
    this.hidden = state.hidden.reduce((sum, { messages }) => sum + messages, 0);
    this.settle();
    this.ages.load(state.ages, this.visible);
    this.oldestAgeMs = this.ages.oldestMs(this.nowMs);
  }

  /** Messages that stopping tasks are finishing, until the next interval counts them as completed. */
  get finishing(): number {
    return this.finished;
  }

  private get hands(): number {
    return this.tasks * this.servers.perTask;
  }

  private reveal(): void {
    const { messages } = this.hiddenUntil.shift()!;
    this.hidden = this.hiddenUntil.length === 0 ? 0 : this.hidden - messages;
    this.redelivered += messages;
    this.work += messages;
    this.ages.add(this.nowMs, this.nowMs, messages);
    this.settle();
    this.ages.keep(this.visible);
  }

  private flow(toMs: Ms, perMs: number): void {
    const ms = toMs - this.nowMs;
    if (ms === 0) return;
    const came = perMs * ms;
    const after = this.workAfter(ms, perMs);
    this.completed += Math.max(0, this.work + came - after);
    this.work = after;
    this.ages.add(this.nowMs, toMs, came);
    this.nowMs = toMs;
    this.settle();
    this.ages.keep(this.visible);
  }

  private settle(): void {
    this.visible = Math.max(0, this.work - this.hands);
    this.inFlight = Math.min(this.work, this.hands);
  }

  private publish(ms: Ms): void {
    const { tasks } = this;
    this.backlogPerTask = tasks === 0 && this.use.backlogWithoutTasks === 'missing' ? Number.NaN : this.visible / Math.max(1, tasks);
    this.perSecondPerTask = tasks === 0 ? Number.NaN : (1_000 * this.completed) / ms / tasks;
    this.oldestAgeMs = this.ages.oldestMs(this.nowMs);
    this.usage.measure(ms, tasks, this.completed, (this.completed * this.servers.meanMs) / ms);
  }

  /**
   * Solves d work/dt = perMs - min(work, hands) / meanMs: a straight line while all worker slots are busy, an exponential towards perMs x
   * meanMs while some are free. At most one change between the two occurs.
   */
  private workAfter(ms: number, perMs: number): number {
    const { work, hands } = this;
    const { meanMs } = this.servers;
    const slope = perMs - hands / meanMs;
    const towards = perMs * meanMs;
    if (work >= hands) {
      const straight = work + slope * ms;
      return straight >= hands ? straight : relaxed(hands, towards, (ms - (work - hands) / -slope) / meanMs);
    }
    const busyAfter = towards > hands ? meanMs * naturalLog((towards - work) / (towards - hands)) : ms;
    return busyAfter < ms ? hands + slope * (ms - busyAfter) : relaxed(work, towards, ms / meanMs);
  }
}

function relaxed(work: number, towards: number, lifetimes: number): number {
  return towards + (work - towards) * decay(Math.max(0, lifetimes));
}
