import { serversOf } from '../../load/usage.js';
import { Fact, type FactKind } from '../../sim/facts.js';
import { areDistinguishable, type ServiceSpec, type Setup } from '../../sim/setup.js';
import type { Amounts } from '../tables/column.js';
import { LoadAmount as A, LoadAmounts } from './load-amounts.js';
import { NO_LOADS, type RevisionLoad, RevisionLoads, thousandth } from './revision-loads.js';
import type { IntervalLoad, ReportedTraffic } from './service-traffic.js';
import { IntervalCell as I, RunCell as R, TrafficRows } from './traffic-rows.js';

/** Facts of a service under load or with a scaler. */
const RECEIVED: ReadonlySet<FactKind> = new Set([
  Fact.serviceLoaded,
  Fact.serviceMeasured,
  Fact.requestsLost,
  Fact.requestsFailed,
  Fact.serviceScaled,
  Fact.revisionLoaded,
  Fact.revisionMeasured,
]);
const MILLI = 1_000;

/** Collects load and scaling of services, from facts. */
export class TrafficLog {
  /** False in a scenario without load and scaling: then no fact is needed. */
  readonly isOn: boolean;
  private readonly columns: TrafficRows;
  private readonly amounts: LoadAmounts;
  private readonly hasLoad: Uint8Array;
  /** Of services whose revisions bear their own loads, from their first fact on. */
  private readonly revisions = new Map<number, RevisionLoads>();

  constructor(private readonly setup: Setup) {
    this.isOn = setup.services.some(isFollowed);
    this.columns = new TrafficRows(setup);
    this.amounts = new LoadAmounts(this.columns);
    this.hasLoad = Uint8Array.from(setup.services, ({ load }) => Number(load !== null));
  }

  receives(kind: FactKind): boolean {
    return this.isOn && RECEIVED.has(kind);
  }

  /** Arguments of the fact; the first is the service. */
  onFact(kind: FactKind, a: number, b: number, c: number, d: number, e: number, f: number): void {
    const { columns } = this;
    if (kind === Fact.serviceLoaded) columns.loaded(a, b, c, d, e, f);
    else if (kind === Fact.serviceMeasured) {
      columns.measured(a, b, c, d);
      columns.waited(a, e, f);
    } else if (kind === Fact.revisionLoaded) this.revisionsOf(a).loaded([b, c, d, e, f]);
    else if (kind === Fact.revisionMeasured) this.revisionsOf(a).measured([b, c, d, e, f]);
    else if (kind === Fact.requestsLost) columns.lost(a, b);
    else if (kind === Fact.requestsFailed) columns.failed(a, b);
    else if (kind === Fact.serviceScaled) columns.scaled(a, b, c, e);
  }

  private revisionsOf(service: number): RevisionLoads {
    const found = this.revisions.get(service);
    if (found !== undefined) return found;
    const made = new RevisionLoads();
    this.revisions.set(service, made);
    return made;
  }

  /** Of all services with a load of requests; null if there is none. */
  get requestsLost(): number | null {
    const { services } = this.setup;
    const lost = services.flatMap((spec, service) => (loadOf(spec) === 'requests' ? [this.lostBy(service)] : []));
    return lost.length === 0 ? null : thousandth(MILLI * lost.reduce((sum, one) => sum + one, 0));
  }

  /** Requests turned away, or sent to tasks that did not answer. */
  private lostBy(service: number): number {
    const { cells } = this.columns;
    const at = this.columns.cellOf(service);
    return thousandth(cells[at + R.shed] + cells[at + R.lost]);
  }

  /** Returns the amounts of the present interval, by LoadAmount, which the next call overwrites; null for a service without a load. */
  amountsOf(service: number): Amounts {
    return this.hasLoad[service] === 1 ? this.amounts.of(service) : null;
  }

  /** Returns the load of each revision in the present interval; empty if the revisions of the service have no separate loads. */
  loadsOfRevisions(service: number): readonly RevisionLoad[] {
    if (this.revisions.size === 0) return NO_LOADS;
    return this.revisions.get(service)?.read(this.columns.cells[this.columns.cellOf(service) + I.minutes]) ?? NO_LOADS;
  }

  /** Returns the load of the present interval of a service that has one. */
  ofInterval(service: number): IntervalLoad {
    const { cells } = this.columns;
    const at = this.columns.cellOf(service);
    const amounts = this.amounts.of(service);
    return {
      minutes: cells[at + I.minutes],
      requests: thousandth(amounts[A.requests]),
      served: thousandth(amounts[A.served]),
      shed: thousandth(amounts[A.shed]),
      requestsLost: thousandth(amounts[A.requestsLost]),
      backlog: thousandth(amounts[A.backlog]),
      cpuPercent: orNull(amounts[A.cpuPercent]),
      memoryPercent: orNull(amounts[A.memoryPercent]),
      waitP95Ms: orNull(amounts[A.waitP95Ms]),
      oldestMs: orNull(amounts[A.oldestMs]),
      responseMeanMs: this.responseMeanMs(service, orNull(amounts[A.waitMeanMs])),
      revisions: this.loadsOfRevisions(service),
      scaleOuts: cells[at + R.scaleOutsNow],
      scaleIns: cells[at + R.scaleInsNow],
    };
  }

  /** From arrival to the end of service; null for a queue, and where tasks are not always alike. */
  private responseMeanMs(service: number, waitMeanMs: number | null): number | null {
    const { faults, services } = this.setup;
    const spec = services[service];
    if (areDistinguishable(spec)) return this.revisions.get(service)?.responseMeanMs ?? null;
    const isSlowed = spec.dependencies !== undefined && faults.some(({ kind }) => kind === 'dependencyDown');
    if (waitMeanMs === null || spec.load?.kind !== 'requests' || isSlowed) return null;
    return thousandth((waitMeanMs + serversOf(spec.load.uses[0]).meanMs) * MILLI);
  }

  beginInterval(): void {
    this.columns.beginInterval();
    for (const revisions of this.revisions.values()) revisions.begin();
  }

  /** Returns the rows in the order of the scenario. `beganEmpty`: whether a service had no task at first. */
  rows(beganEmpty: (service: number) => boolean): ReportedTraffic[] {
    return this.setup.services.flatMap((spec, service) => (isFollowed(spec) ? [this.rowOf(spec, service, beganEmpty(service))] : []));
  }

  private rowOf(spec: ServiceSpec, service: number, isFromEmpty: boolean): ReportedTraffic {
    const { cells, waits } = this.columns;
    const at = this.columns.cellOf(service);
    const p95Us = waits.quantile(0.95, service);
    const shedAtFirst = cells[at + R.shedAtFirst] + (isFromEmpty ? Math.max(0, cells[at + R.shedInFirst]) : 0);
    return {
      service: spec.name,
      load: loadOf(spec),
      requests: thousandth(cells[at + R.arrived]),
      served: thousandth(cells[at + R.served]),
      shed: thousandth(cells[at + R.shed]),
      ...(shedAtFirst > 0 ? { shed_at_first: thousandth(shedAtFirst) } : {}),
      requests_lost: thousandth(cells[at + R.lost]),
      shed_or_lost: this.lostBy(service),
      ...(cells[at + R.failed] > 0 ? { errors: thousandth(cells[at + R.failed]) } : {}),
      wait_p95_ms: p95Us === null ? null : thousandth(p95Us),
      scale_outs: cells[at + R.scaleOuts],
      scale_ins: cells[at + R.scaleIns],
      minutes_without_data: cells[at + R.blindMinutes],
      undone: cells[at + R.undone],
      undone_by_another: cells[at + R.undoneByAnother],
    };
  }

  save(): unknown {
    return { columns: this.columns.save(), revisions: [...this.revisions].map(([service, loads]) => [service, loads.save()]) };
  }

  load(saved: unknown): void {
    const { columns, revisions } = saved as { columns: unknown; revisions: [number, unknown][] };
    this.columns.load(columns);
    this.revisions.clear();
    for (const [service, loads] of revisions) this.revisionsOf(service).load(loads);
  }
}

function isFollowed({ load, scaling }: ServiceSpec): boolean {
  return load !== null || scaling !== null;
}

/** Returns the parts of the load of a service. */
function loadOf({ load }: ServiceSpec): ReportedTraffic['load'] {
  if (load === null) return null;
  return load.kind === 'queue' ? 'messages' : 'requests';
}

function orNull(milli: number): number | null {
  return Number.isNaN(milli) ? null : thousandth(milli);
}
