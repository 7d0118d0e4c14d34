import type { Ms } from '../../../kernel/event-loop.js';
import { ALARM_STATE_NAMES } from '../../../metrics/alarm.js';
import { type ScalingDecision, SERVICE_SCALING_REASON_NAMES } from '../../../services/scaling/decision.js';
import { followedBy } from '../../../services/scaling/policies.js';
import type { World } from '../../../sim/cluster/world.js';
import type { Setup } from '../../../sim/setup.js';
import type { ScalerEvaluation } from '../../../sim/tracer.js';
import { type Evaluation, evaluationOf } from './evaluation.js';
import type { Inquiry } from './inquiry.js';
import { ruleOf } from './rules.js';

/** One evaluation by the scaler of a service. */
export type ServiceAtMoment = ReturnType<typeof serviceAt>;

/** The inputs of every scaler in its last evaluation at or before a time. */
export type MomentAnswer = ReturnType<MomentInquiry['answer']>;

/** Keeps the last evaluation of every scaler at or before a time. */
export class MomentInquiry implements Inquiry<MomentAnswer> {
  readonly sinceMs: Ms;
  private world!: World;
  private readonly providers = new Map<number, Evaluation>();
  private readonly services = new Map<number, ServiceAtMoment>();

  constructor(
    private readonly atMs: Ms,
    private readonly setup: Setup,
  ) {
    // An evaluation a whole interval earlier belongs to the moment before.
    this.sinceMs = Math.max(0, atMs - Math.max(setup.scaler.evaluationIntervalMs, 60_000) + 1);
  }

  begin(world: World): void {
    this.world = world;
  }

  onFact(): void {}

  evaluated(provider: number, evaluation: ScalerEvaluation): void {
    if (this.isLast(evaluation.seen.atMs)) this.providers.set(provider, evaluationOf(this.world, provider, evaluation));
  }

  scaled(service: number, decision: ScalingDecision): void {
    const { nowMs } = this.world.loop;
    if (this.isLast(nowMs)) this.services.set(service, serviceAt(this.setup, service, { atMs: nowMs, decision }));
  }

  private isLast(atMs: Ms): boolean {
    return atMs >= this.sinceMs && atMs <= this.atMs;
  }

  answer() {
    const { firstEvaluationMs, evaluationIntervalMs } = this.setup.scaler;
    return {
      ...{ question: 'moment', atMs: this.atMs, firstEvaluationMs, evaluationIntervalMs },
      providers: [...this.providers].sort(([a], [b]) => a - b).map(([, evaluation]) => evaluation),
      services: [...this.services].sort(([a], [b]) => a - b).map(([, seen]) => seen),
    };
  }
}

function serviceAt(
  { services, customMetrics }: Setup,
  service: number,
  { atMs, decision }: { readonly atMs: Ms; readonly decision: ScalingDecision },
) {
  const { name, scaling } = services[service];
  const policy = scaling?.policies[decision.policy];
  const { running, fromDesired, toDesired, wanted, minCapacity, maxCapacity, scaleOutCooldownUntilMs, scaleInCooldownUntilMs, reason } =
    decision;
  return {
    /** Null: no policy decided, or there is no data. */
    ...{ atMs, service: name, policy: scaling?.policyNames[decision.policy] ?? null },
    metricName: policy === undefined ? null : (followedBy(policy, customMetrics) ?? null),
    metric: Number.isNaN(decision.metric) ? null : decision.metric,
    alarm: ALARM_STATE_NAMES[decision.alarm],
    ...{ running, fromDesired, toDesired, wanted, minCapacity, maxCapacity, scaleOutCooldownUntilMs, scaleInCooldownUntilMs },
    ...{ reason: SERVICE_SCALING_REASON_NAMES[reason], rule: ruleOf('serviceScaling', reason) },
  };
}
