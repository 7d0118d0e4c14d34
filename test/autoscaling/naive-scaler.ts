import type { ScalerObservation } from '../../src/autoscaling/cluster-scaler.js';
import type { ScalerSettings } from '../../src/autoscaling/cluster-scaler-settings.js';
import { ScalingReason } from '../../src/autoscaling/reasons.js';

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/**
 * The rules read out minute by minute, from the whole history each time: exact fractions, no counters, nothing shared with the
 * scaler but the names of the reasons.
 */
export class NaiveScaler {
  private readonly history: { seen: ScalerObservation; metric: Fraction; raised: boolean; lowered: boolean }[] = [];

  constructor(private readonly settings: ScalerSettings) {}

  minute(seen: ScalerObservation): { desired: number; reason: ScalingReason } {
    this.history.push({ seen, metric: this.metricOf(seen), raised: false, lowered: false });
    const target: Fraction = { over: BigInt(seen.managed.targetPercent), under: 1n };
    const order = compare(this.history.at(-1)!.metric, target);
    if (order === 0)
      return this.stay(seen.isIncompatibleOnly && this.settings.incompatibleOnly === 'freeze' ? 'frozenIncompatible' : 'steady');
    return order > 0 ? this.above(target) : this.below(target);
  }

  private metricOf({ needed, running, managed, isIncompatibleOnly }: ScalerObservation): Fraction {
    if (isIncompatibleOnly && this.settings.incompatibleOnly === 'freeze') return { over: BigInt(managed.targetPercent), under: 1n };
    if (running === 0 && needed === 0)
      return { over: this.settings.emptyGroup === 'steady' ? BigInt(managed.targetPercent) : 100n, under: 1n };
    if (running === 0) return { over: 200n, under: 1n };
    return { over: BigInt(needed) * 100n, under: BigInt(running) };
  }

  /** ceil(max(N, 1) * metric / target). */
  private meets(target: Fraction): number {
    const { seen, metric } = this.history.at(-1)!;
    if (seen.running === 0 && this.settings.fromZero === 'two') return 2;
    const capacity = BigInt(seen.running === 0 ? 1 : seen.running);
    return Number(ceilOf({ over: capacity * metric.over, under: metric.under * target.over }));
  }

  private above(target: Fraction): { desired: number; reason: ScalingReason } {
    const { seen } = this.history.at(-1)!;
    if (this.counted((m) => compare(m, target) > 0) < this.settings.highDatapoints) return this.stay('aboveNotYet');
    const wanted = this.meets(target);
    let desired = wanted;
    if (desired < seen.minSize) desired = seen.minSize;
    if (desired > seen.maxSize) desired = seen.maxSize;
    if (desired <= seen.desired) return this.stay(wanted > seen.desired ? 'clampedByMax' : 'onTheWay');
    const isYoung = seen.youngestLaunchMs !== null && seen.youngestLaunchMs + seen.managed.warmupMs > seen.atMs;
    if (isYoung && this.settings.warmup === 'blocks') return this.stay('heldByWarmup');
    this.history.at(-1)!.raised = true;
    return { desired, reason: desired >= wanted ? ScalingReason.scaledOut : ScalingReason.scaledOutToMax };
  }

  private below(target: Fraction): { desired: number; reason: ScalingReason } {
    const { seen } = this.history.at(-1)!;
    if (this.counted((m) => compare(m, target) < 0) < this.settings.lowDatapoints) return this.stay('belowNotYet');
    const wanted = this.meets(target);
    let goes = this.shareOf(seen.running);
    if (goes < 1) goes = 1;
    let desired = seen.running - goes;
    for (const least of [wanted, seen.minSize]) if (desired < least) desired = least;
    if (desired >= seen.desired && wanted >= seen.desired) return this.stay('nothingToRemove');
    if (desired >= seen.desired) return this.stay(seen.minSize >= seen.desired ? 'atMinimum' : 'awaitingTerminations');
    if (!this.isQuiet(seen.atMs)) return this.stay('heldAfterScaleOut');
    const step = this.history.findLast((h) => h.lowered);
    if (step !== undefined && seen.atMs < step.seen.atMs + this.settings.scaleInIntervalMs) return this.stay('heldByInterval');
    this.history.at(-1)!.lowered = true;
    return { desired, reason: ScalingReason.scaledIn };
  }

  /** The settings of the property hold whole percents. */
  private shareOf(running: number): number {
    const share: Fraction = { over: BigInt(Math.round(this.settings.scaleInShareMax * 100)) * BigInt(running), under: 100n };
    return Number(this.settings.scaleInRounding === 'floor' ? share.over / share.under : ceilOf(share));
  }

  /** 15 minutes since the last raise, or since the first sight of all its instances registered. */
  private isQuiet(atMs: number): boolean {
    const at = this.history.findLastIndex((h) => h.raised);
    if (at < 0) return true;
    let sinceMs = this.history[at].seen.atMs;
    if (this.settings.scaleInWaitsFrom === 'registered') {
      const settled = this.history.slice(at + 1).find((h) => h.seen.booting === 0);
      if (settled === undefined) return false;
      if (settled.seen.lastRegisteredMs !== null && settled.seen.lastRegisteredMs > sinceMs) sinceMs = settled.seen.lastRegisteredMs;
    }
    return atMs >= sinceMs + this.settings.scaleInAfterScaleOutMs;
  }

  /** Points in a row; the newest only where the alarms need not wait for the end of its minute. */
  private counted(holds: (metric: Fraction) => boolean): number {
    const over = this.settings.newestPoint === 'counts' ? this.history : this.history.slice(0, -1);
    return over.length - 1 - over.findLastIndex((h) => !holds(h.metric));
  }

  private stay(reason: keyof typeof ScalingReason): { desired: number; reason: ScalingReason } {
    return { desired: this.history.at(-1)!.seen.desired, reason: ScalingReason[reason] };
  }
}

function compare(a: Fraction, b: Fraction): number {
  const difference = a.over * b.under - b.over * a.under;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

function ceilOf({ over, under }: Fraction): bigint {
  return over / under + (over % under > 0n ? 1n : 0n);
}
