import { Fact, type FactKind } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { type IntervalLoad, MILLI, type ReportedTraffic, ServiceTraffic, thousandth } from './service-traffic.js';

/** Facts that a service under load or with a scaler tells. */
const HEARD: ReadonlySet<FactKind> = new Set([
  Fact.serviceLoaded,
  Fact.serviceMeasured,
  Fact.requestsLost,
  Fact.requestsFailed,
  Fact.serviceScaled,
  Fact.revisionLoaded,
  Fact.revisionMeasured,
]);

/** Collects load and scaling of services, from facts. */
export class TrafficLog {
  /** False in a scenario without load and scaling: then no fact is needed. */
  readonly isOn: boolean;
  private readonly services: readonly (ServiceTraffic | null)[];

  constructor(private readonly setup: Setup) {
    const isDown = setup.faults.some(({ kind }) => kind === 'dependencyDown');
    this.services = setup.services.map((spec) =>
      spec.load === null && spec.scaling === null ? null : new ServiceTraffic(spec, isDown && spec.dependencies !== undefined),
    );
    this.isOn = this.services.some((service) => service !== null);
  }

  hears(kind: FactKind): boolean {
    return this.isOn && HEARD.has(kind);
  }

  /** Arguments of the fact; the first is the service. */
  onFact(kind: FactKind, a: number, b: number, c: number, d: number, e: number, f: number): void {
    const of = this.services[a]!;
    if (kind === Fact.serviceLoaded) of.tell(b, c, d, e, f);
    else if (kind === Fact.serviceMeasured) {
      of.measured(b, c, d);
      of.waited(e);
      if (f > of.interval.oldestMs) of.interval.oldestMs = f;
    } else if (kind === Fact.revisionLoaded) of.revisions.loaded([b, c, d, e, f]);
    else if (kind === Fact.revisionMeasured) of.revisions.measured([b, c, d, e, f]);
    else if (kind === Fact.requestsLost) of.lost(b);
    else if (kind === Fact.requestsFailed) of.run.failed += b;
    else if (kind === Fact.serviceScaled) of.scaled(b, c, e);
  }

  /** Of all services with a load of requests; null if there is none. */
  get requestsLost(): number | null {
    const lost = this.services.flatMap((service) => service?.requestsLost ?? []);
    return lost.length === 0 ? null : thousandth(MILLI * lost.reduce((sum, one) => sum + one, 0));
  }

  /** Returns the load of the present interval, which the next call overwrites; null for a service without a load. */
  ofInterval(service: number): IntervalLoad | null {
    const of = this.services[service];
    return of == null || this.setup.services[service].load === null ? null : of.read();
  }

  /** Begins the next interval. */
  beginInterval(): void {
    for (const service of this.services) service?.beginInterval();
  }

  /** In the order of the scenario. */
  rows(): ReportedTraffic[] {
    return this.services.flatMap((service) => service?.row() ?? []);
  }

  save(): unknown {
    return this.services.map((service) => service?.save() ?? null);
  }

  load(saved: unknown): void {
    this.services.forEach((service, i) => {
      service?.load((saved as unknown[])[i]);
    });
  }
}
