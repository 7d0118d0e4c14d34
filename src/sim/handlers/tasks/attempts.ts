import { waitBeforePlacementMs } from '../../../services/start-throttle.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { PlacementAttempts } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';

/** None since its tasks were last placed, or since somebody updated the service. */
const NONE_YET: PlacementAttempts = { inVain: 0, triedMs: -1, againMs: 0 };

/** Nobody launches an instance for the tasks of some services: once their scheduler has found none it looks again only now and then (A.FL-2). */
export class Attempts {
  constructor(private readonly world: World) {}

  /** Whether the scheduler looks for room for the line's tasks in this millisecond. */
  mayTry({ backsOff, service }: EquivalenceClass): boolean {
    if (!backsOff) return true;
    const { triedMs, againMs } = this.world.records.services[service].attempts;
    const { nowMs } = this.world.loop;
    return againMs <= nowMs || triedMs === nowMs;
  }

  /** Whether the line looks again only at a later time: until then it is not the head of any line. */
  isPutOff({ backsOff, service }: EquivalenceClass): boolean {
    return backsOff && this.world.records.services[service].attempts.againMs > this.world.loop.nowMs;
  }

  /** Others of the service, which may have been passed over, are looked for again. */
  found({ backsOff, service }: EquivalenceClass): void {
    if (backsOff && this.world.records.services[service].attempts.inVain > 0) looksAfresh(this.world, service);
  }

  /** Tasks of several lines, or several rounds of a millisecond, are one attempt. */
  failed({ backsOff, service }: EquivalenceClass): void {
    const { records, loop, setup } = this.world;
    const { placementRetry } = setup.deploymentAndHealth;
    if (!backsOff || placementRetry === null) return;
    const { inVain, triedMs } = records.services[service].attempts;
    if (triedMs === loop.nowMs) return;
    const attempts = { inVain: inVain + 1, triedMs: loop.nowMs, againMs: loop.nowMs + waitBeforePlacementMs(inVain + 1, placementRetry) };
    records.services[service].attempts = attempts;
    this.world.emit(Fact.placementFailed, service, attempts.inVain, attempts.againMs);
    if (attempts.againMs < setup.durationMs) loop.schedule(attempts.againMs, EventKind.serviceLooksForRoom, service);
  }
}

/** The scheduler looks at once: somebody has updated the service, or there was room for a task. */
export function looksAfresh(world: World, service: number): void {
  world.records.services[service].attempts = NONE_YET;
  world.placementDue();
}
