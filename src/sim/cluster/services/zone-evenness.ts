import type { Capacity } from '../../capacity.js';
import type { ServiceSpec, Setup } from '../../setup.js';
import type { EquivalenceClass } from '../equivalence-class.js';
import { NONE } from '../fleet.js';
import type { Tasks } from '../tasks.js';
import { capacitiesOf } from './capacities.js';
import type { ServiceAndGroupRecords } from './service-and-group-records.js';

interface Parts {
  readonly setup: Setup;
  readonly tasks: Tasks;
  readonly records: ServiceAndGroupRecords;
}

/** Counts the RUNNING tasks of services by zone, so that a service with even zones costs rebalancing nothing (N.AZRB-1). */
export class ZoneEvenness {
  /** By service: the zones that its tasks may run in; null: they are not balanced. */
  private readonly zones: readonly (readonly number[] | null)[];

  constructor(private readonly world: Parts) {
    const { setup } = world;
    this.zones = setup.services.map((service) => (service.isRebalanced ? zonesOf(service, setup) : null));
  }

  /** Counts a task that begins to run, or runs no more. */
  count(slot: number, { origin: { service } }: EquivalenceClass, by: 1 | -1, nowMs: number): void {
    if (service === NONE || this.zones[service] === null) return;
    const { tasks, records } = this.world;
    const record = records.services[service];
    record.runningByZone[tasks.zone[slot]] += by;
    if (by > 0) record.lastRunningMs = Math.max(record.lastRunningMs, nowMs);
  }

  /**
   * Returns whether some zone of a rebalanced service has two RUNNING tasks more than another, or some are ahead of others that will stop.
   */
  isOff(service: number): boolean {
    const zones = this.zones[service];
    if (zones === null) return false;
    const { runningByZone } = this.world.records.services[service];
    if (zones.length === 0) return this.isAhead(service);
    let fewest = runningByZone[zones[0]];
    let most = fewest;
    for (let nth = 1; nth < zones.length; nth++) {
      const running = runningByZone[zones[nth]];
      if (running < fewest) fewest = running;
      if (running > most) most = running;
    }
    return this.isAhead(service) || most - fewest > 1;
  }

  /** Whether the service starts tasks to even out its zones, or waits for them. */
  isAhead(service: number): boolean {
    return this.world.records.services[service].deploymentState.ahead > 0;
  }
}

function zonesOf(service: ServiceSpec, setup: Setup): number[] {
  const { zones } = service;
  const all = [...new Set(capacitiesOf(service).flatMap((capacity) => zonesOfCapacity(capacity, setup)))];
  return zones === null ? all : all.filter((zone) => zones.includes(zone));
}

function zonesOfCapacity(capacity: Capacity, setup: Setup): readonly number[] {
  const { capacityProviders, staticInstances, fargate } = setup;
  if (capacity.kind === 'launchType') return [...staticInstances, ...capacityProviders].flatMap((group) => group.zones);
  return capacity.items.flatMap(({ provider }) =>
    provider < capacityProviders.length ? capacityProviders[provider].zones : fargate.zones,
  );
}
