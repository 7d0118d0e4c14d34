import { countRefusals } from '../../../placement/explain.js';
import { REFUSALS, Refusal } from '../../../placement/fit.js';
import { waitBeforePlacementMs } from '../../../services/start-throttle.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { PlacementAttempts } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';

/** No failed attempt since the service's tasks were last placed, or since an update of the service. */
const NONE_YET: PlacementAttempts = { failedInARow: 0, triedMs: -1, againMs: 0 };

/**
 * Back-off of services for which ECS launches no instance: after an attempt that found none, their scheduler retries with a back-off
 * (A.FL-2).
 */
export class Attempts {
  private readonly refusals = new Int32Array(REFUSALS.length);

  constructor(private readonly world: World) {}

  /** Returns whether the scheduler searches room for the class's tasks in this millisecond. */
  mayTry({ origin }: EquivalenceClass): boolean {
    if (!origin.backsOff) return true;
    const { triedMs, againMs } = this.world.records.services[origin.service].attempts;
    const { nowMs } = this.world.loop;
    return againMs <= nowMs || triedMs === nowMs;
  }

  /** Returns whether the class retries only at a later time; until then it cannot be a blocking head of line. */
  isPutOff({ backsOff, service }: EquivalenceClass): boolean {
    return backsOff && this.world.records.services[service].attempts.againMs > this.world.loop.nowMs;
  }

  /** Clears the back-off after a placement of a class that has one, because other tasks of the service may have been passed over. */
  found({ service }: EquivalenceClass): void {
    if (this.world.records.services[service].attempts.failedInARow > 0) clearAttempts(this.world, service);
  }

  /** Records a failed attempt. Several classes of a service, or several rounds in a millisecond, are one attempt. */
  failed(equivalence: EquivalenceClass): void {
    const { backsOff, service } = equivalence;
    const { records, loop, setup } = this.world;
    const { placementRetry } = setup.deploymentAndHealth;
    if (!backsOff || placementRetry === null) return;
    const { failedInARow, triedMs } = records.services[service].attempts;
    if (triedMs === loop.nowMs) return;
    const failures = failedInARow + 1;
    const againMs = loop.nowMs + waitBeforePlacementMs(failures, placementRetry);
    records.services[service].attempts = { failedInARow: failures, triedMs: loop.nowMs, againMs };
    if (this.world.hasSubscribers) {
      const reason = this.commonestRefusal(equivalence);
      this.world.emit(Fact.placementFailed, service, failures, againMs, equivalence.classOrdinal, reason, this.refusals[reason]);
    }
    if (againMs < setup.durationMs) loop.schedule(againMs, EventKind.servicePlacesAgain, service);
  }

  /** Returns why most ACTIVE instances refuse the class; the first of them where none is ACTIVE, and otherProvider where there is none. */
  private commonestRefusal({ request }: EquivalenceClass): number {
    const { refusals } = this;
    countRefusals(this.world.fleet, request, refusals);
    let reason: number = Refusal.otherProvider;
    for (let code = 0; code < refusals.length; code++)
      if (refusals[code] > refusals[reason] || (refusals[code] > 0 && reason === Refusal.inactive)) reason = code;
    return reason;
  }
}

/** Ends the back-off, after an update of the service or a successful placement. */
export function clearAttempts(world: World, service: number): void {
  world.records.services[service].attempts = NONE_YET;
  world.placementDue();
}
