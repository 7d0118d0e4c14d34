import type { Ms } from '../../../kernel/event-loop.js';
import { definitionName } from '../../../record/rollouts/deployment-texts.js';
import { instanceCauseName, stopCauseName } from '../../../record/tables/names.js';
import { SERVICE_SCALING_REASON_NAMES } from '../../../services/scaling/decision.js';
import { RolloutState } from '../../../services/service-states.js';
import type { World } from '../../../sim/cluster/world.js';
import { DeploymentCause, Fact, type FactKind, StopCause } from '../../../sim/facts.js';
import { ruleOf } from './rules.js';

/** Why a task stopped, and the earlier events that led to it. */
export interface StopRecord {
  readonly atMs: Ms;
  readonly cause: string;
  readonly rule: string;
  /** For a task of a service: the preceding decrease of the desired count, and its policy; null for the timeline, or an operator. */
  readonly desired: {
    readonly atMs: Ms;
    readonly fromDesired: number;
    readonly toDesired: number;
    readonly reason: string | null;
    readonly rule: string;
  } | null;
  /** The event of its instance. */
  readonly instance: { readonly atMs: Ms; readonly instance: number; readonly cause: string; readonly rule: string } | null;
  /** The latest deployment; `isFailed`: it has just failed, and withdraws its tasks. */
  readonly deployment: { readonly atMs: Ms; readonly taskDefinition: string; readonly isFailed: boolean } | null;
}

const BY_DESIRED: readonly number[] = [StopCause.serviceScaledIn];
const BY_INSTANCE: readonly number[] = [StopCause.instanceTerminated, StopCause.replaced, StopCause.orphaned, StopCause.zoneOutage];
const BY_DEPLOYMENT: readonly number[] = [StopCause.deployment];

/** Records the possible reasons for the stop of a service's task. */
export class StopWatch {
  private desired: StopRecord['desired'] = null;
  private count = 0;
  private scaledBy = 0;
  private ending: { readonly atMs: Ms; readonly instance: number; readonly cause: number } | null = null;
  private deployed: { readonly atMs: Ms; readonly revision: number } | null = null;
  private failedMs: Ms | null = null;

  constructor(
    private readonly world: World,
    private readonly service: number,
  ) {
    this.count = world.records.services[service]?.desired ?? 0;
  }

  onFact(kind: FactKind, atMs: Ms, [a, b, c, d]: readonly number[], instance: number): void {
    if (kind === Fact.serviceScaled && a === this.service && b !== c) this.scaledBy = d;
    if (kind === Fact.serviceDesired && a === this.service) this.desiredBecomes(atMs, b);
    if (kind === Fact.deploymentChanged && a === this.service) this.deploymentChanged(atMs, { revision: b, rollout: c, cause: d });
    if (a !== instance) return;
    if (
      kind === Fact.instanceDraining ||
      kind === Fact.instanceLeaving ||
      kind === Fact.instanceTerminated ||
      kind === Fact.instanceLeftCluster
    )
      this.ending = { atMs, instance, cause: b };
  }

  private deploymentChanged(atMs: Ms, { revision, rollout, cause }: { revision: number; rollout: number; cause: number }): void {
    if (cause === DeploymentCause.begun) this.deployed = { atMs, revision };
    this.failedMs = rollout === RolloutState.FAILED ? atMs : null;
  }

  private desiredBecomes(atMs: Ms, count: number): void {
    // A run that begins with a present state starts with a fact of its desired count.
    if (count === this.count) return;
    const reason = this.scaledBy === 0 ? null : SERVICE_SCALING_REASON_NAMES[this.scaledBy];
    // Only a decrease stops tasks: an increase may follow before the scheduler's turn.
    if (count < this.count)
      this.desired = { atMs, fromDesired: this.count, toDesired: count, reason, rule: ruleOf('serviceScaling', this.scaledBy) };
    this.count = count;
    this.scaledBy = 0;
  }

  stop(atMs: Ms, cause: number): StopRecord {
    const { ending, deployed, world } = this;
    return {
      atMs,
      cause: stopCauseName(cause),
      rule: ruleOf('stop', cause),
      desired: BY_DESIRED.includes(cause) ? this.desired : null,
      instance:
        !BY_INSTANCE.includes(cause) || ending === null
          ? null
          : { ...ending, cause: instanceCauseName(ending.cause), rule: ruleOf('instance', ending.cause) },
      deployment:
        !BY_DEPLOYMENT.includes(cause) || deployed === null
          ? null
          : {
              atMs: deployed.atMs,
              taskDefinition: definitionName(world.setup, { service: this.service, revision: deployed.revision }),
              isFailed: this.failedMs === atMs,
            },
    };
  }
}
