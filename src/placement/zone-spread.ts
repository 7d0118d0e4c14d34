import { NOWHERE } from './view.js';

/**
 * Counts the Fargate tasks of one service by capacity provider and zone, and chooses where the next one starts or stops.
 *
 * Fargate accepts no strategy: it balances zones as well as it can on start and on stop (S.STOP-6), separately for FARGATE and FARGATE_SPOT
 * (S.PLACE-15, A.PL-8).
 */
export class ZoneSpread {
  private readonly tasks: readonly Int32Array[];

  constructor(
    providers: number,
    private readonly zones: number,
  ) {
    this.tasks = Array.from({ length: providers }, () => new Int32Array(zones));
  }

  /** A task of the provider was added (+1) or is leaving (-1). */
  count(provider: number, zone: number, change: 1 | -1): void {
    this.tasks[provider][zone] += change;
  }

  /**
   * The zone for a new task: among reachable zones the one with the fewest tasks of the provider, the first listed of equals. A task that
   * evens out zones goes by all tasks of the service first (N.AZRB-1). NOWHERE: no zone is reachable.
   */
  toStart(provider: number, isReachable: ArrayLike<number>, evensOut = false): number {
    const tasks = this.tasks[provider];
    let chosen = NOWHERE;
    for (let zone = 0; zone < this.zones; zone++) {
      if (isReachable[zone] === 0) continue;
      const more = chosen === NOWHERE ? -1 : (evensOut && this.ofService(zone, chosen)) || tasks[zone] - tasks[chosen];
      if (more < 0) chosen = zone;
    }
    return chosen;
  }

  /**
   * The zone in which the next task stops: among zones with a task that may stop, the one with the most tasks of the provider, of equals
   * the one with the most of the service, of those the last listed. NOWHERE: there is none.
   */
  toStop(provider: number, mayGo: ArrayLike<number>): number {
    let chosen = NOWHERE;
    for (let zone = 0; zone < this.zones; zone++)
      if (mayGo[zone] !== 0 && (chosen === NOWHERE || this.compare(provider, zone, chosen) >= 0)) chosen = zone;
    return chosen;
  }

  /** Above 0: the one zone has more tasks of the provider than the other, or as many and more of the service. */
  private compare(provider: number, one: number, other: number): number {
    const counts = this.tasks[provider];
    return counts[one] - counts[other] || this.ofService(one, other);
  }

  /** How many more tasks of the service the one zone has. */
  private ofService(one: number, other: number): number {
    return this.tasks.reduce((more, tasks) => more + tasks[one] - tasks[other], 0);
  }

  /** Returns the counts by provider and zone. */
  save(): number[][] {
    return this.tasks.map((column) => [...column]);
  }

  load(saved: unknown): void {
    for (const [provider, column] of (saved as number[][]).entries()) this.tasks[provider].set(column);
  }
}
