import { reservationPercent } from '../autoscaling/reservation.js';
import type { Ms } from '../kernel/event-loop.js';
import { DeploymentCause, Fact, type FactKind, type Subscriber } from '../sim/facts.js';
import type { Setup } from '../sim/setup.js';

/** Minutes of metrics in the export: three hours. */
const MINUTES_KEPT = 180;

/** One minute of a capacity provider. */
interface Measured {
  readonly atMs: Ms;
  readonly needed: number;
  readonly running: number;
}

/** The past that AWS calls return and the world does not keep. */
export class History implements Subscriber {
  /** By capacity provider, the oldest first. */
  readonly measured = new Map<number, Measured[]>();
  /** By instance, the time at which it began to drain. */
  readonly drainingMs = new Map<number, Ms>();
  /** By service and revision, the start of its deployment. */
  readonly deployedMs = new Map<string, Ms>();

  /** By instance, the number of its launch in its group; by provider, the count of launches. */
  private readonly nths = new Map<number, number>();
  private readonly launches = new Map<number, number>();

  constructor(setup: Setup) {
    for (const [provider, { launched }] of (setup.present?.groups ?? []).entries()) this.launches.set(provider, launched);
    for (const { ordinal, nth } of setup.present?.instances ?? []) this.nths.set(ordinal, nth);
  }

  nthOf(instance: number): number {
    return this.nths.get(instance) ?? 0;
  }

  /** Returns CapacityProviderReservation, one value a minute. */
  valuesOf({ capacityProviders, scaler }: Setup, provider: number): number[] {
    const { targetPercent } = capacityProviders[provider]!.managedScaling;
    const measured = this.measured.get(provider) ?? [];
    return measured.map((one) => reservationPercent({ ...one, isIncompatibleOnly: false }, targetPercent, scaler));
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number): void {
    switch (kind) {
      case Fact.capacityMeasured:
        this.measured.set(a, [...(this.measured.get(a) ?? []).slice(1 - MINUTES_KEPT), { atMs, needed: b, running: c }]);
        break;
      case Fact.instanceLaunched:
        this.number(a, d);
        break;
      case Fact.instanceDraining:
      case Fact.instanceLeaving:
        if (!this.drainingMs.has(a)) this.drainingMs.set(a, atMs);
        break;
      case Fact.instanceActivated:
        this.drainingMs.delete(a);
        break;
      case Fact.deploymentChanged:
        if (d === DeploymentCause.begun) this.deployedMs.set(`${a}/${b}`, atMs);
        break;
    }
  }

  private number(instance: number, provider: number): void {
    if (this.nths.has(instance)) return;
    const nth = this.launches.get(provider) ?? 0;
    this.nths.set(instance, nth);
    this.launches.set(provider, nth + 1);
  }
}
