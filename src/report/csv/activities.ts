import { type ScalingReason, scalingReasonName, tellScaling } from '../../autoscaling/reasons.js';
import type { Ms } from '../../kernel/event-loop.js';
import { SERVICE_METRIC_NAMES } from '../../metrics/names.js';
import type { Group } from '../../record/ledger/group.js';
import { REFRESH_STATUS_NAMES } from '../../record/refreshes.js';
import type { RolloutLog } from '../../record/rollouts/rollout-log.js';
import { deployedText, failedByText, reasonText } from '../../record/rollouts/words.js';
import { ServiceScalingReason as Reason, SERVICE_SCALING_REASON_NAMES } from '../../services/scaling/decision.js';
import type { ScalingPolicy } from '../../services/scaling/policies.js';
import { BlockedBy, DeploymentCause, Fact, type FactKind, LaunchReason, NO_DATA } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { durationText, plural } from '../text.js';
import { SERVICE_ACTIVITY_COLUMNS } from './columns.js';
import { launchReasonName } from './names.js';
import { type Cell, nameCell } from './table.js';

/** One scaling decision, as its fact tells it. */
export interface Decision {
  readonly provider: number;
  readonly fromDesired: number;
  readonly toDesired: number;
  readonly reason: number;
  readonly needed: number;
  readonly running: number;
  readonly lowPoints: number;
}

export function activityCells(setup: Setup, atMs: Ms, decision: Decision): Cell[] {
  const { name, managedScaling } = setup.capacityProviders[decision.provider];
  const reason = decision.reason as ScalingReason;
  return [
    atMs,
    nameCell(name),
    decision.fromDesired,
    decision.toDesired,
    scalingReasonName(reason),
    decision.needed,
    decision.running,
    tellScaling(reason, decision, { managed: managedScaling, settings: setup.scaler }),
  ];
}

/** A launch that found no capacity, as its fact tells it; `retryAtMs` is negative when nobody tries again. */
export interface LaunchFailure {
  readonly reason: number;
  readonly missing: number;
  readonly retryAtMs: Ms;
}

export function launchFailureCells(group: Group, atMs: Ms, failure: LaunchFailure): Cell[] {
  const { name, desired, needed, running } = group;
  return [atMs, nameCell(name), desired, desired, launchReasonName(failure.reason), needed, running, tellFailure(failure)];
}

/** An instance refresh that has begun, ended or was refused. */
export function refreshCells(group: Group, atMs: Ms, { status, explanation }: { status: number; explanation: string }): Cell[] {
  const { name, desired, needed, running } = group;
  const reason = `instanceRefresh${REFRESH_STATUS_NAMES[status].replace(/^r/, 'R')}`;
  return [atMs, nameCell(name), desired, desired, reason, needed, running, explanation];
}

export function tellFailure({ reason, missing, retryAtMs }: LaunchFailure): string {
  const why = reason === LaunchReason.priceAboveMax ? 'Spot costs more than the group pays at most' : 'no pool has capacity';
  const next = retryAtMs < 0 ? 'the group does not try again' : `tries again at ${durationText(retryAtMs)}`;
  return `${plural(missing, 'instance')} not launched: ${why}: ${next}`;
}

/** What a row of a capacity provider has in the columns of services. */
export const NO_SERVICE_CELLS: readonly Cell[] = SERVICE_ACTIVITY_COLUMNS.map(() => null);

/** A decision of service auto scaling, as its fact tells it. */
export function serviceActivityCells(setup: Setup, atMs: Ms, args: readonly number[]): Cell[] {
  const { services } = setup;
  const [service, from, to, reason, policy, metricMilli] = args;
  const { name, scaling } = services[service];
  const metric = metricMilli === NO_DATA ? null : metricMilli / 1_000;
  const policyName = scaling?.policyNames[policy] ?? null;
  const said = tellServiceScaling(setup, args);
  const reasonName = SERVICE_SCALING_REASON_NAMES[reason];
  const own = [nameCell(name), from, to, policyName === null ? null : nameCell(policyName), metric];
  return [atMs, '', null, null, reasonName, null, null, said, ...own];
}

/** The same in one sentence: what the policy saw, and what came of it. */
export function tellServiceScaling({ services }: Setup, [service, from, to, reason, policy, metricMilli]: readonly number[]): string {
  const { scaling } = services[service];
  const metric = metricMilli === NO_DATA ? null : metricMilli / 1_000;
  return sentenceOf(reason, { from, to, metric, policy: scaling?.policyNames[policy] ?? null, target: scaling?.policies[policy] });
}

interface Told {
  readonly from: number;
  readonly to: number;
  readonly metric: number | null;
  readonly policy: string | null;
  readonly target: ScalingPolicy | undefined;
}

function sentenceOf(reason: number, { from, to, metric, policy, target }: Told): string {
  const outcome = from === to ? `desired count stays ${from}: ${WHY_HELD[reason] ?? ''}` : `desired count ${from} -> ${to}`;
  if (reason === Reason.scheduled) return `a scheduled action moved the bounds: ${outcome}`;
  if (policy === null || metric === null) return outcome;
  const which = target?.policyType === 'StepScaling' ? target.alarm.metric : (target?.metric ?? 0);
  const bound = target?.policyType === 'StepScaling' ? `threshold ${target.alarm.threshold}` : `target ${target?.targetValue}`;
  return `${policy}: ${SERVICE_METRIC_NAMES[which]} ${metric} against a ${bound}: ${outcome}`;
}

const WHY_HELD: Readonly<Record<number, string>> = {
  [Reason.heldByScaleOutCooldown]: 'the scale-out cooldown has added as many already',
  [Reason.atMaximum]: 'it is the most that maxCapacity allows',
  [Reason.scaleOutSuspended]: 'scale-out is suspended',
  [Reason.notAllReady]: 'not every policy would remove tasks',
  [Reason.scaleInSuspended]: 'scale-in is suspended',
  [Reason.heldByDeployment]: 'a deployment is in progress',
  [Reason.heldAfterScaleOut]: 'the cooldown of a scale-out blocks scale-in',
  [Reason.heldByScaleInCooldown]: 'the scale-in cooldown is not over',
  [Reason.keptByForecast]: 'the forecast takes as many',
};

/** What the scheduler did or could not do for a service, as its fact tells it: a deployment, a block, a wait after failed starts. */
export function rolloutCells(log: RolloutLog, atMs: Ms, { kind, args }: { kind: FactKind; args: readonly number[] }): Cell[] {
  const [reason, explanation] = rolloutActivity(log, kind, args);
  const { name } = log.ledger.setup.services[args[0]];
  return [atMs, '', null, null, reason, null, null, nameCell(`${name}: ${explanation}`), nameCell(name), null, null, null, null];
}

export function rolloutActivity(
  log: RolloutLog,
  kind: FactKind,
  [service, b, c, d]: readonly number[],
): [reason: string, explanation: string] {
  const { setup } = log.ledger;
  if (kind === Fact.startsThrottled)
    return ['startsThrottled', `${b} starts in a row have failed: the next is tried at ${durationText(c)}`];
  if (kind === Fact.placementFailed)
    return ['placementBackedOff', `no instance was found ${b} times in a row: ECS looks again at ${durationText(c)}`];
  if (kind === Fact.serviceBlocked) {
    if (b === BlockedBy.nothing) return ['unblocked', 'may start or stop tasks again'];
    const { desired } = log.ledger.owners[service];
    const { isRolling } = log.blockOf(service)!;
    const what = b === BlockedBy.protection && !isRolling ? 'too many' : 'to be replaced';
    return ['blocked', `${plural(c, 'task')} ${what}: ${reasonText(setup, { service, by: b as BlockedBy, desired })}`];
  }
  const rollout = log.latest(service)!;
  const what = deployedText(setup, rollout);
  if (d === DeploymentCause.begun) return [rollout.isRollback ? 'deploymentRolledBack' : 'deploymentBegun', what];
  const after = durationText(rollout.endedMs! - rollout.begunMs);
  if (d === DeploymentCause.steady) return ['deploymentCompleted', `${what}: COMPLETED after ${after}`];
  return ['deploymentFailed', `${what}: FAILED after ${after} ${failedByText(rollout)}`];
}
