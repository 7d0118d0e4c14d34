import type { Ms } from '../../../kernel/event-loop.js';
import type { ImpairedDependency, LoadImpairment } from '../../../load/dependencies.js';
import type { DnsTerms } from '../../../load/zone-dns.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { ServiceSpec, Setup } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';

type DependencyDown = Extract<Fault, { readonly kind: 'dependencyDown' }>;
type HealthCheckFault = Extract<Fault, { readonly kind: 'healthCheckFault' }>;
type Dependency = NonNullable<ServiceSpec['dependencies']>[number];

/** `key`, `nth`: of its draws. */
interface StartingTask {
  readonly key: number;
  readonly nth: number;
  readonly zone: number;
}

/** The effects of faults of dependencies and of load balancers on the load of services. */
export class LoadImpairments {
  /** Whether a dependency is ever down. */
  readonly isAny: boolean;
  private readonly down: readonly { readonly fault: DependencyDown; readonly chanceKey: number }[];
  private readonly balancers: readonly (HealthCheckFault & { readonly hit: ReadonlySet<number> })[];

  constructor(
    private readonly setup: Setup,
    private readonly chance: Chance,
  ) {
    this.down = setup.faults.flatMap((fault, index) =>
      fault.kind === 'dependencyDown' ? [{ fault, chanceKey: chance.keyOf('fault', streamOf(fault, index)) }] : [],
    );
    this.isAny = this.down.length > 0;
    this.balancers = setup.faults.flatMap((fault, index) =>
      fault.kind === 'healthCheckFault' ? [{ ...fault, hit: hitBy(fault, streamOf(fault, index), chance) }] : [],
    );
  }

  /** Returns after what time a task's start fails because it cannot reach a dependency, tried from `atMs` on; null: it reaches all. */
  startFailsAfterMs(service: number, { key, nth, zone }: StartingTask, atMs: Ms): Ms | null {
    for (const { name, startupTimeoutMs } of this.setup.services[service]?.dependencies ?? []) {
      if (startupTimeoutMs === null) continue;
      for (const { fault, chanceKey } of this.down)
        if (
          fault.dependency === name &&
          (fault.zone ?? zone) === zone &&
          isOn(fault, atMs) &&
          this.chance.uniform(key ^ chanceKey, Purpose.startFault, nth) < fault.errorShare
        )
          return startupTimeoutMs;
    }
    return null;
  }

  /** Returns the harm to the load of the service. */
  of(service: number, nowMs: Ms): LoadImpairment {
    const named = this.setup.services[service].dependencies ?? [];
    const on = this.down.flatMap(({ fault }) => (isOn(fault, nowMs) && named.some(({ name }) => name === fault.dependency) ? [fault] : []));
    const impaired = (faults: readonly DependencyDown[]) => named.flatMap((one) => impairedOf(one, faults));
    const dependencies = on.some(({ zone }) => zone !== null)
      ? this.setup.zones.map((_, zone) => impaired(on.filter((fault) => (fault.zone ?? zone) === zone)))
      : [impaired(on)];
    const ofBalancers = this.balancers.filter((fault) => fault.hit.has(service) && isOn(fault, nowMs));
    const connected = ofBalancers.reduce((share, { connectionErrorShare }) => share * (1 - connectionErrorShare), 1);
    const dns = longestOf(ofBalancers.flatMap((fault) => fault.dns ?? []));
    return { dependencies, connectionErrorShare: 1 - connected, ...(dns === null ? {} : { dns }) };
  }
}

/** Several faults of one dependency: chances combine as independent ones, and the longest delay holds (I.MAP-8). */
function impairedOf({ name, share, errorMs }: Dependency, faults: readonly DependencyDown[]): ImpairedDependency[] {
  const on = faults.filter(({ dependency }) => dependency === name);
  if (on.length === 0) return [];
  const errorShare = 1 - on.reduce((well, fault) => well * (1 - fault.errorShare), 1);
  return [{ share, errorShare, addedMs: Math.max(...on.map(({ addedMs }) => addedMs)), errorMs }];
}

/** Of several faults the longest time holds, and the largest number (I.MAP-8). */
function longestOf(all: readonly DnsTerms[]): DnsTerms | null {
  if (all.length === 0) return null;
  const isNever = all.some(({ afterMs }) => afterMs === null);
  const afterMs = isNever ? null : Math.max(...all.map((terms) => terms.afterMs!));
  return { afterMs, minHealthy: Math.max(...all.map(({ minHealthy }) => minHealthy)) };
}

/** Returns the number of zones if some dependency of the service is ever down in some zone alone, else 1. */
export function zonesOfCallers({ dependencies = [] }: ServiceSpec, { faults, zones }: Setup): number {
  const isZonal = faults.some(
    (fault) => fault.kind === 'dependencyDown' && fault.zone !== null && dependencies.some(({ name }) => name === fault.dependency),
  );
  return isZonal ? zones.length : 1;
}

/** Returns whether a fault ever decides when zones of the service's load balancer leave DNS. */
export function mayLeaveDns({ faults }: Setup, service: number): boolean {
  return faults.some(
    (fault) => fault.kind === 'healthCheckFault' && fault.dns !== undefined && fault.groups.some((group) => group.service === service),
  );
}

/** The services with a target group that the fault hits, drawn once for each group. */
export function hitBy({ groups, groupShare }: HealthCheckFault, stream: string, chance: Chance): ReadonlySet<number> {
  const isHit = (name: string) => chance.uniform(chance.keyOf('fault', `${stream}/${name}`), Purpose.fault, 0) < groupShare;
  return new Set(groups.flatMap(({ service, name }) => (isHit(name) ? [service] : [])));
}
