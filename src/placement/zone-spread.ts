import { NOWHERE } from './place.js';

/**
 * Where the Fargate tasks of one service are, by capacity provider and zone, and where the next one starts or stops.
 *
 * Fargate takes no strategy: it keeps zones balanced as well as it can on start and on stop (S.STOP-6), for FARGATE and FARGATE_SPOT
 * each by itself (S.PLACE-15, A.PL-8).
 */
export class ZoneSpread {
  private readonly tasks: readonly Int32Array[];

  constructor(
    providers: number,
    private readonly zones: number,
  ) {
    this.tasks = Array.from({ length: providers }, () => new Int32Array(zones));
  }

  /** A task of the provider came (+1) or is leaving (-1). */
  count(provider: number, zone: number, change: 1 | -1): void {
    this.tasks[provider][zone] += change;
  }

  /** The zone for a new task: of those that can take one, the zone with the fewest tasks of the provider, the first listed of equals. NOWHERE: none can. */
  toStart(provider: number, isReachable: ArrayLike<number>): number {
    const tasks = this.tasks[provider];
    let chosen = NOWHERE;
    for (let zone = 0; zone < this.zones; zone++)
      if (isReachable[zone] !== 0 && (chosen === NOWHERE || tasks[zone] < tasks[chosen])) chosen = zone;
    return chosen;
  }

  /** The zone that gives up a task: of those with one that may go, the zone with the most of the provider, the last listed of equals. NOWHERE: none has. */
  toStop(provider: number, mayGo: ArrayLike<number>): number {
    const tasks = this.tasks[provider];
    let chosen = NOWHERE;
    for (let zone = 0; zone < this.zones; zone++)
      if (mayGo[zone] !== 0 && (chosen === NOWHERE || tasks[zone] >= tasks[chosen])) chosen = zone;
    return chosen;
  }

  /** By zone, tasks of the provider. */
  countsOf(provider: number): Int32Array {
    return this.tasks[provider];
  }

  save(): unknown {
    return this.tasks.map((column) => [...column]);
  }

  load(saved: unknown): void {
    for (const [provider, column] of (saved as number[][]).entries()) this.tasks[provider].set(column);
  }
}
