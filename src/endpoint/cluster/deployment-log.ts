import { RolloutState } from '../../services/service-states.js';
import { DeploymentCause, Fact, type FactKind, type Subscriber } from '../../sim/facts.js';

/** Deployments kept of a service; AWS keeps those of 90 days. */
const KEPT = 1_000;

/** A service deployment: from its begin to its end or, where it is rolled back, to the end of that. */
export interface ServiceDeployment {
  readonly revision: number;
  /** The revision before; null: none. */
  readonly from: number | null;
  readonly begunMs: number;
  endedMs: number | null;
  status: 'IN_PROGRESS' | 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_IN_PROGRESS' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED';
  /** DeploymentCause of its failure; null: it has not failed. */
  failedBy: number | null;
  rollback: { readonly to: number; readonly begunMs: number } | null;
  breaker: { readonly failures: number; readonly threshold: number } | null;
}

/** The deployments of services, as ListServiceDeployments has them: a rollback is a part of the deployment that failed. */
export class DeploymentLog implements Subscriber {
  private readonly byService = new Map<number, ServiceDeployment[]>();

  onFact(kind: FactKind, atMs: number, service: number, revision: number, c: number, d: number): void {
    if (kind === Fact.breakerCounted) {
      const own = this.of(service).find((one) => one.revision === revision);
      if (own !== undefined) own.breaker = { failures: c, threshold: d };
    }
    if (kind !== Fact.deploymentChanged) return;
    if (d === DeploymentCause.begun) this.begun(atMs, service, revision);
    else this.ended(atMs, service, { isGood: c === RolloutState.COMPLETED, cause: d });
  }

  /** Returns them, the newest first. */
  of(service: number): readonly ServiceDeployment[] {
    return this.byService.get(service) ?? [];
  }

  private begun(atMs: number, service: number, revision: number): void {
    const all = this.byService.get(service) ?? [];
    const [latest] = all;
    // The timeline only goes on to later revisions.
    if (latest !== undefined && revision < latest.revision) {
      Object.assign(latest, { status: 'ROLLBACK_IN_PROGRESS', rollback: { to: revision, begunMs: atMs }, endedMs: null });
      return;
    }
    if (latest?.endedMs === null) {
      latest.endedMs = atMs;
      latest.status = latest.rollback === null ? 'STOPPED' : 'ROLLBACK_FAILED';
    }
    const from = latest === undefined ? null : (latest.rollback?.to ?? latest.revision);
    const what = {
      revision,
      from,
      begunMs: atMs,
      endedMs: null,
      status: 'IN_PROGRESS',
      failedBy: null,
      rollback: null,
      breaker: null,
    } as const;
    this.byService.set(service, [what, ...all.slice(0, KEPT - 1)]);
  }

  private ended(atMs: number, service: number, { isGood, cause }: { readonly isGood: boolean; readonly cause: number }): void {
    const [latest] = this.of(service);
    if (latest === undefined) return;
    latest.endedMs = atMs;
    if (!isGood && latest.rollback === null) latest.failedBy = cause;
    if (latest.rollback === null) latest.status = isGood ? 'SUCCESSFUL' : 'STOPPED';
    else latest.status = isGood ? 'ROLLBACK_SUCCESSFUL' : 'ROLLBACK_FAILED';
  }
}
