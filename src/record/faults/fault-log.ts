import type { Ms } from '../../kernel/event-loop.js';
import { Fact, type FactKind, PoolState, StopCause } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { noTally, type Tally, type TallyInputs, type TallyState } from './counted-fault.js';
import { count, effectOf, NOTICE_MS, took } from './tally.js';
import { type TimelineFault, timelineOf } from './timeline.js';

/** A fault and its effects, in words for a reader. */
export interface ReportedFault {
  readonly label?: string;
  readonly fault: string;
  readonly at_ms: Ms;
  readonly until_ms: Ms;
  readonly effect: string;
}

interface Usual {
  n: number;
  sumMs: Ms;
}

/**
 * Collects the effects of each fault of the timeline. Facts do not name faults: a fact of a fault's kind is attributed to it while the
 * fault is active.
 */
export class FaultLog {
  readonly isOn: boolean;
  private readonly faults: readonly TimelineFault[];
  private tallies: Tally[];
  /** Active faults, and the time when this set changes next. */
  private active: number[] = [];
  private changesMs: Ms = -1;
  private instances = new Map<number, TallyState>();
  /** Zones of the tasks on Fargate. */
  private fargateTasks = new Map<number, number>();
  /** Tasks lost with an instance; their facts come right before the end of the instance. */
  private lost = 0;
  /** Boots and pulls that no fault slows down. */
  private usual: { readonly boot: Usual; readonly pull: Usual } = { boot: { n: 0, sumMs: 0 }, pull: { n: 0, sumMs: 0 } };

  /** `isForkable`: a fork of this run may have faults. */
  constructor(setup: Setup, { isForkable }: { readonly isForkable: boolean }) {
    this.faults = timelineOf(setup);
    this.isOn = isForkable || this.faults.length > 0;
    this.tallies = this.faults.map(noTally);
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, _e: number, f: number): void {
    if (atMs >= this.changesMs) this.setActive(atMs);
    if (kind === Fact.instanceLaunched) this.instances.set(a, this.launched(atMs, { type: b, zone: c, isSpot: f === 1 }));
    if (kind === Fact.instanceWarmed && b === PoolState.Running) this.instances.set(a, { ...this.instances.get(a)!, boots: null });
    if (kind === Fact.instanceWarmed && b === PoolState.left) this.leftPool(a, atMs);
    if (kind === Fact.instanceRegistered) this.registered(a, atMs);
    if (kind === Fact.taskStopped && b === StopCause.instanceTerminated) this.lost++;
    if (kind === Fact.taskPending && b > 0 && !this.isAny('slowPull') && !this.isAny('registryDown')) add(this.usual.pull, b);
    if (kind === Fact.taskOnFargate) this.fargateTasks.set(a, b);
    if (this.active.length > 0) {
      const inputs: TallyInputs = {
        kind,
        atMs,
        args: [a, b, c, d],
        seen: this.instances.get(a),
        lost: this.lost,
        zone: this.fargateTasks.get(a),
      };
      for (const index of this.active) count(this.faults[index], this.tallies[index], inputs);
    }
    if (kind === Fact.taskStopped) this.fargateTasks.delete(a);
    if (kind !== Fact.instanceTerminated) return;
    this.lost = 0;
    this.instances.delete(a);
  }

  /** The effects of each fault, in order of time, without the faults that the run did not reach. */
  rows(endMs: Ms): ReportedFault[] {
    return this.faults.flatMap((fault, index) => {
      const { what, fromMs, untilMs, type, label } = fault;
      if (fromMs >= endMs) return [];
      const { n, sumMs } = type === 'slowBoot' ? this.usual.boot : this.usual.pull;
      const effect = effectOf(fault, this.tallies[index], n === 0 ? null : sumMs / n);
      return [{ ...(label === undefined ? {} : { label }), fault: what, at_ms: fromMs, until_ms: Math.min(untilMs, endMs), effect }];
    });
  }

  /** Computes which faults are active from now, and until when. */
  private setActive(atMs: Ms): void {
    this.active = [];
    this.changesMs = Number.POSITIVE_INFINITY;
    for (const [index, { type, fromMs, untilMs }] of this.faults.entries()) {
      const endMs = this.countsUntil(index, { type, fromMs, untilMs });
      if (fromMs <= atMs && atMs <= endMs) this.active.push(index);
      for (const changeMs of [fromMs, endMs + 1]) if (changeMs > atMs) this.changesMs = Math.min(this.changesMs, changeMs);
    }
  }

  /**
   * End of the time in which facts count for a fault. An interruption includes what follows its notice; a failed instance counts until it
   * is gone; a retirement until services have replaced their tasks, or until the next one begins.
   */
  private countsUntil(index: number, { type, fromMs, untilMs }: Pick<TimelineFault, 'type' | 'fromMs' | 'untilMs'>): Ms {
    if (type === 'spotInterruption') return fromMs + NOTICE_MS;
    if (type === 'instanceFailure') return Number.MAX_SAFE_INTEGER;
    if (type !== 'fargateRetirement') return untilMs;
    const next = this.faults.find((other, i) => i > index && other.type === type);
    return next === undefined ? Number.MAX_SAFE_INTEGER : next.fromMs - 1;
  }

  private launched(atMs: Ms, what: Omit<TallyState, 'launchedMs' | 'boots'>): TallyState {
    const boots = this.active.filter((index) => this.faults[index].type === 'slowBoot' && atMs < this.faults[index].untilMs);
    return { ...what, launchedMs: atMs, boots };
  }

  /**
   * The time in a warm pool is no part of a boot: the boot begins with the start out of the pool, and the faults active then slow it down.
   * An instance that rests there running does not boot again.
   */
  private leftPool(instance: number, atMs: Ms): void {
    const seen = this.instances.get(instance)!;
    if (seen.boots !== null) this.instances.set(instance, this.launched(atMs, seen));
  }

  /** Instances of the start register at once, which is no boot. */
  private registered(instance: number, atMs: Ms): void {
    const { launchedMs, boots } = this.instances.get(instance)!;
    if (atMs === 0 || boots === null) return;
    for (const index of boots) took(this.tallies[index], atMs - launchedMs);
    if (boots.length === 0) add(this.usual.boot, atMs - launchedMs);
  }

  private isAny(type: string): boolean {
    return this.active.some((index) => this.faults[index].type === type);
  }

  save(): unknown {
    const { tallies, instances, fargateTasks, lost, usual } = this;
    return structuredClone({ tallies, instances, fargateTasks, lost, usual });
  }

  load(saved: unknown): void {
    const { tallies, ...others } = structuredClone(saved) as { tallies: Tally[] };
    // Faults that have not begun have no effects yet; in a fork they may be other faults.
    this.tallies = this.faults.map((_, index) => tallies[index] ?? noTally());
    Object.assign(this, others);
  }
}

function add(usual: Usual, ms: Ms): void {
  usual.n++;
  usual.sumMs += ms;
}
