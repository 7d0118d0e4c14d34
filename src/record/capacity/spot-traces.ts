import type { Ms } from '../../kernel/event-loop.js';
import { numberText, plural } from '../../kernel/quantity-text.js';
import { Fact, type FactKind } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { HOUR_DIGITS, rounded } from '../digits.js';

const MS_PER_H = 3_600_000;
const SPOT = 1;

type Pool = Setup['market']['pools'][number];

/** A Spot pool with a trace: the trace's offer in the time of the run, and the part of it that groups took. */
export interface SpotTraceUse {
  readonly instance_type: string;
  readonly availability_zone: string;
  readonly offered_instance_hours: number;
  readonly offered_most: number;
  readonly offered_reclaims: number;
  readonly taken_instance_hours: number;
  readonly taken_most: number;
  /** Instances of the run that got an interruption notice. */
  readonly taken_reclaims: number;
}

interface Held {
  now: number;
  most: number;
  /** Instance-milliseconds until `sinceMs`. */
  instanceMs: number;
  sinceMs: Ms;
  reclaims: number;
}

/** Counts the instances that groups hold in Spot pools with a trace. */
export class SpotTraceLog {
  private readonly pools: readonly Pool[];
  private held: Held[];
  /** Index of the pool by type and zone. */
  private readonly at: ReadonlyMap<string, number>;
  /** Index of the pool by living instance. */
  private poolOf = new Map<number, number>();
  private launchFailures = 0;

  constructor(private readonly setup: Setup) {
    this.pools = setup.market.pools.filter(({ isSpot, replayed, type }) => isSpot && replayed !== null && type >= 0);
    this.held = this.pools.map(() => ({ now: 0, most: 0, instanceMs: 0, sinceMs: 0, reclaims: 0 }));
    this.at = new Map(this.pools.map(({ type, zone }, i) => [`${type}/${zone}`, i]));
  }

  get isOn(): boolean {
    return this.pools.length > 0;
  }

  onFact(kind: FactKind, atMs: Ms, [subject, type, zone, , , purchase]: readonly number[]): void {
    if (kind === Fact.launchFailed) this.launchFailures++;
    else if (kind === Fact.instanceLaunched) {
      const pool = purchase === SPOT ? this.at.get(`${type}/${zone}`) : undefined;
      if (pool === undefined) return;
      this.poolOf.set(subject!, pool);
      this.change(pool, atMs, 1);
    } else if (kind === Fact.instanceTerminated || kind === Fact.instanceNoticed) {
      const pool = this.poolOf.get(subject!);
      if (pool === undefined) return;
      if (kind === Fact.instanceNoticed) this.held[pool]!.reclaims++;
      else {
        this.poolOf.delete(subject!);
        this.change(pool, atMs, -1);
      }
    }
  }

  rows(endMs: Ms): SpotTraceUse[] {
    return this.pools.map((pool, i) => {
      const { now, most, instanceMs, sinceMs, reclaims } = this.held[i]!;
      return {
        instance_type: this.setup.instanceTypes[pool.type]!.name,
        availability_zone: this.setup.zones[pool.zone]!,
        ...offerOf(pool, endMs),
        taken_instance_hours: rounded((instanceMs + now * (endMs - sinceMs)) / MS_PER_H, HOUR_DIGITS),
        taken_most: most,
        taken_reclaims: reclaims,
      };
    });
  }

  /** A sentence for each pool that a group launched from, and one on why some of its capacity was not used. */
  sentences(endMs: Ms): string[] {
    const uses = this.rows(endMs).filter(({ taken_most }) => taken_most > 0);
    if (uses.length === 0) return [];
    const isLess = uses.some((use) => use.taken_instance_hours < use.offered_instance_hours);
    const why =
      this.launchFailures > 0
        ? `${plural(this.launchFailures, 'launch attempt')} of groups failed, and a group waits before it tries again, whatever the trace offers meanwhile.`
        : 'No launch failed: groups wanted no more than they took.';
    return [...uses.map(useText), ...(isLess ? [why] : [])];
  }

  save(): unknown {
    const { held, poolOf, launchFailures } = this;
    return structuredClone({ held, poolOf, launchFailures });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }

  private change(pool: number, atMs: Ms, by: number): void {
    const held = this.held[pool]!;
    held.instanceMs += held.now * (atMs - held.sinceMs);
    held.sinceMs = atMs;
    held.now += by;
    held.most = Math.max(held.most, held.now);
  }
}

function offerOf({ capacity: { atMs, instances }, replayed }: Pool, endMs: Ms) {
  let [hours, most, reclaims] = [0, 0, 0];
  for (let step = 0; step < atMs.length && atMs[step]! < endMs; step++) {
    const untilMs = Math.min(endMs, atMs[step + 1] ?? endMs);
    most = Math.max(most, instances[step]!);
    hours += (instances[step]! * (untilMs - atMs[step]!)) / MS_PER_H;
  }
  for (let event = 0; event < replayed!.atMs.length && replayed!.atMs[event]! < endMs; event++) {
    const before = atMs.findLastIndex((ms) => ms < replayed!.atMs[event]!);
    reclaims += Math.round(replayed!.share[event]! * (instances[before] ?? 0));
  }
  return { offered_instance_hours: rounded(hours, HOUR_DIGITS), offered_most: most, offered_reclaims: reclaims };
}

function useText(use: SpotTraceUse): string {
  const hours = (value: number) => numberText(value, 1);
  const pool = `${use.instance_type} in ${use.availability_zone}`;
  return `The Spot trace of ${pool} offered ${hours(use.offered_instance_hours)} instance-hours (at most ${use.offered_most} at a time) and reclaimed ${numberText(use.offered_reclaims, 0)}; groups took ${hours(use.taken_instance_hours)} (at most ${use.taken_most}) and lost ${numberText(use.taken_reclaims, 0)}.`;
}
