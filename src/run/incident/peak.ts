import type { Ms } from '../../kernel/event-loop.js';
import { Fact, type FactKind, type Subscriber } from '../../sim/facts.js';
import { executeForFigures } from '../execute.js';
import type { ScenarioFile } from '../scenario-file.js';

const MINUTE_MS = 60_000;

/** Load by minute, and desired tasks. */
class PeakLog implements Subscriber {
  private readonly arrived = new Map<Ms, number>();
  private readonly desired = new Map<number, number>();
  private readonly byMinute = new Map<Ms, number>();

  onFact(kind: FactKind, atMs: Ms, a: number, b: number): void {
    if (kind === Fact.serviceLoaded) this.arrived.set(atMs, (this.arrived.get(atMs) ?? 0) + b);
    if (kind !== Fact.serviceDesired) return;
    this.desired.set(a, b);
    const minute = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    this.byMinute.set(
      minute,
      [...this.desired.values()].reduce((sum, count) => sum + count, 0),
    );
  }

  /** The start of the earliest minute with the most of it. */
  peakMs(): Ms {
    if (this.arrived.size === 0) return mostOf(this.byMinute);
    // The load of a minute is known at its end.
    return Math.max(0, mostOf(this.arrived) - MINUTE_MS);
  }
}

function mostOf(byTime: ReadonlyMap<Ms, number>): Ms {
  return [...byTime].reduce(([atMs, most], [ms, value]) => (value > most ? [ms, value] : [atMs, most]), [0, -1])[0];
}

/** The begin of the minute in which the load is highest; without loads, in which most tasks are desired. */
export async function peakOf(scenario: ScenarioFile): Promise<Ms> {
  const log = new PeakLog();
  await executeForFigures(scenario, { hasShares: false, watching: () => [log] });
  return log.peakMs();
}
