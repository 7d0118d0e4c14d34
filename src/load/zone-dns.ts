import type { Ms } from '../kernel/event-loop.js';

/** The conditions under which a zone leaves DNS, while a fault sets them. */
export interface DnsTerms {
  /** Healthy targets below which a zone leaves. */
  readonly minHealthy: number;
  /** How long that takes; null: it never leaves. */
  readonly afterMs: Ms | null;
}

export type Health = 'healthy' | 'unhealthy';

/** The targets of a group in each zone, by their health. */
export type TargetsByZone = Readonly<Record<Health, readonly number[]>>;

/**
 * The zones that are in DNS, of a load balancer without cross-zone load balancing (I.HC-4). Without terms a zone without healthy targets
 * leaves at once. A zone in DNS sends its requests to its healthy targets or, if none is healthy, to all.
 */
export class ZoneDns {
  terms: DnsTerms | null = null;
  /** By zone: how long it has had too few healthy targets. */
  private belowMs: number[];

  constructor(zones: number) {
    this.belowMs = new Array<number>(zones).fill(0);
  }

  /** Returns which targets of each zone get requests. */
  receiving({ healthy, unhealthy }: TargetsByZone): (Health | null)[] {
    const isBelow = healthy.map((count) => count < this.minHealthy);
    const isEach = isBelow.every((is, zone) => is || healthy[zone]! + unhealthy[zone]! === 0);
    return healthy.map((count, zone) => {
      if (isBelow[zone] && !isEach && this.belowMs[zone]! >= this.afterMs) return null;
      return count > 0 ? 'healthy' : 'unhealthy';
    });
  }

  /** Time until a zone of these leaves; Infinity: none does. */
  leavesInMs({ healthy }: TargetsByZone): Ms {
    const left = healthy.map((count, zone) => (count < this.minHealthy ? this.afterMs - this.belowMs[zone]! : 0));
    return Math.min(...left.filter((ms) => ms > 0));
  }

  pass(ms: Ms, { healthy }: TargetsByZone): void {
    for (const [zone, count] of healthy.entries()) this.belowMs[zone] = count < this.minHealthy ? this.belowMs[zone]! + ms : 0;
  }

  save(): readonly number[] {
    return [...this.belowMs];
  }

  load(saved: readonly number[]): void {
    this.belowMs = [...saved];
  }

  private get minHealthy(): number {
    return this.terms?.minHealthy ?? 1;
  }

  private get afterMs(): Ms {
    return this.terms === null ? 0 : (this.terms.afterMs ?? Number.POSITIVE_INFINITY);
  }
}

/** Shared by all services whose zones leave DNS at once. */
export const NO_DNS: readonly ZoneDns[] = [];
