import { RolloutState } from '../../services/service-states.js';
import { Condition, Fact, type FactKind } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { TaskStage } from '../ledger/owner.js';
import type { RunAccounts } from '../ledger/run-accounts.js';

const EVENTS = ['', 'begun', 'completed', 'failed'] as const;

/** The data of charts for a service with several deployments, one value per interval. */
export interface ServiceSeries {
  readonly name: string;
  readonly service: number;
  readonly desired: number[];
  readonly running: number[];
  readonly healthy: number[];
  readonly unhealthy: number[];
  /** Deployments that began, were COMPLETED and FAILED within the interval. */
  readonly begun: number[];
  readonly completed: number[];
  readonly failed: number[];
}

/** Counts tasks and deployments by interval, for services with several revisions. */
export class RolloutSeries {
  get services(): readonly ServiceSeries[] {
    return this.kept.filter(({ service }) => (this.setup.services[service].deploymentSpec?.revisions.length ?? 0) > 1);
  }

  private kept: ServiceSeries[];
  /** Within the interval: by service, deployments that entered each RolloutState. */
  private counts: number[][];

  /** `isForkable`: a fork of this run may have deployments. */
  constructor(
    private readonly setup: Setup,
    { isForkable }: { readonly isForkable: boolean },
  ) {
    this.kept = setup.services.flatMap(({ name, deploymentSpec }, service) => {
      if (deploymentSpec === null || (deploymentSpec.revisions.length < 2 && !isForkable)) return [];
      return [{ name, service, desired: [], running: [], healthy: [], unhealthy: [], begun: [], completed: [], failed: [] }];
    });
    this.counts = this.kept.map(() => EVENTS.map(() => 0));
  }

  onFact(kind: FactKind, [service, , rollout]: readonly number[]): void {
    if (kind !== Fact.deploymentChanged) return;
    const at = this.kept.findIndex((series) => series.service === service);
    if (at >= 0) this.counts[at][rollout]++;
  }

  intervalEnded({ owners }: RunAccounts): void {
    for (const [i, series] of this.kept.entries()) {
      const { desired, inStage, inCondition } = owners[series.service];
      series.desired.push(desired);
      series.running.push(inStage[TaskStage.running]);
      series.healthy.push(inCondition[Condition.healthy]);
      series.unhealthy.push(inCondition[Condition.unhealthy]);
      series.begun.push(this.counts[i][RolloutState.IN_PROGRESS]);
      series.completed.push(this.counts[i][RolloutState.COMPLETED]);
      series.failed.push(this.counts[i][RolloutState.FAILED]);
      this.counts[i].fill(0);
    }
  }

  save(): unknown {
    return structuredClone({ kept: this.kept, counts: this.counts });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}
