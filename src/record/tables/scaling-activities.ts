import { GROUP_METRIC_NAMES } from '../../autoscaling/policies/group-policies.js';
import { GROUP_SCALING_REASON_NAMES, GroupScalingReason, WHY_GROUP_HELD } from '../../autoscaling/policies/group-reasons.js';
import {
  isReportable,
  SCALING_REASON_MEANINGS,
  type ScalingNumbers,
  ScalingReason,
  scalingReasonName,
  scalingText,
} from '../../autoscaling/reasons.js';
import type { Ms } from '../../kernel/event-loop.js';
import { durationText, plural } from '../../kernel/quantity-text.js';
import { metricNameOf } from '../../metrics/names.js';
import { ServiceScalingReason as Reason, SERVICE_SCALING_REASON_NAMES } from '../../services/scaling/decision.js';
import { followedBy, type ScalingPolicy } from '../../services/scaling/policies.js';
import { BlockedBy, DeploymentCause, Fact, type FactKind, LaunchReason, NO_DATA } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import type { GroupAccount } from '../ledger/group.js';
import { REFRESH_STATUS_NAMES } from '../refreshes.js';
import { completedText, deployedText, failedByText, reasonText } from '../rollouts/deployment-texts.js';
import type { RolloutLog } from '../rollouts/rollout-log.js';
import { column, columnsWhere, nameCell, type Table } from './column.js';
import { launchReasonName } from './names.js';

/** A decision or a failure of a group or of a service. */
export interface ActivityRow {
  readonly atMs: Ms;
  readonly reason: string;
  readonly explanation: string;
  readonly group: {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly needed: number;
    readonly running: number;
    /** A scaling policy of the group's own, and the last value that its alarm saw. */
    readonly policy?: string | null;
    readonly metric?: number | null;
  } | null;
  readonly service: {
    readonly name: string;
    /** Desired counts, if the decision was about the desired count. */
    readonly from: number | null;
    readonly to: number | null;
    readonly policy: string | null;
    readonly metric: number | null;
  } | null;
}

const OF_MANAGED_SCALING = `Of managed scaling: ${meaningsOf({ areInFile: true })}. Only \`drydock explain\` and the studio show the reasons of minutes in which nothing changed and no rule held a change back: ${meaningsOf({ areInFile: false })}.`;

export const SCALING_ACTIVITIES: Table<ActivityRow> = {
  file: 'scaling-activities.csv',
  rows: `A row per decision that changed DesiredCapacity, for the first of decisions in a row that one rule held back, per launch that failed, and when an instance refresh begins, ends or is refused. A
service has a row when a deployment begins or ends, when the scheduler can do nothing for it or can again, and when failed starts make it wait.`,
  columns: [
    column('time_ms', 'ms', 'Time of the decision.', ({ atMs }) => atMs),
    column('capacity_provider', '', 'The provider of the group. Empty for a service.', ({ group }) =>
      group === null ? '' : nameCell(group.name),
    ),
    column('from_desired_instances', 'instances', 'DesiredCapacity before.', ({ group }) => group?.from ?? null),
    column(
      'to_desired_instances',
      'instances',
      'DesiredCapacity after; the same when it was held, and for a launch.',
      ({ group }) => group?.to ?? null,
    ),
    column(
      'reason',
      '',
      `Name of the reason. ${OF_MANAGED_SCALING} Of scaling policies of a group: \`policyScaledOut\`, \`policyScaledIn\`, \`policyExecuted\`, or why they were held. Of a launch that failed: \`insufficientCapacity\`, \`priceAboveMax\` or \`internalError\`. Of an instance refresh: \`instanceRefreshInProgress\`, \`instanceRefreshSuccessful\`, \`instanceRefreshFailed\` or \`instanceRefreshRefused\`. Of a service: \`deploymentBegun\`, \`deploymentRolledBack\`, \`deploymentCompleted\`, \`deploymentFailed\`, \`blocked\`, \`unblocked\`, \`startsThrottled\` or \`placementBackedOff\`.`,
      ({ reason }) => reason,
    ),
    column('needed_instances', 'instances', 'M: instances that tasks need.', ({ group }) => group?.needed ?? null),
    column('running_instances', 'instances', 'N: instances that run.', ({ group }) => group?.running ?? null),
    column('explanation', '', 'The decision in a sentence; of a launch also when the group tries again.', ({ explanation }) => explanation),
    ...columnsWhere<ActivityRow>(hasServiceActivities, [
      column(
        'service',
        '',
        'The service whose desired count was changed or held, whose deployment it is, or that is blocked. Its row has no capacity provider. This column and those below it only where a service has a scaler, deployments or health checks, or a group has scaling policies.',
        ({ service }) => (service === null ? null : nameCell(service.name)),
      ),
      column('from_desired_tasks', 'tasks', 'Desired count before.', ({ service }) => service?.from ?? null),
      column('to_desired_tasks', 'tasks', 'Desired count after; the same when it was held.', ({ service }) => service?.to ?? null),
      column('policy', '', 'The policy that decided. Empty for a scheduled action.', ({ service, group }) => {
        const policy = (service ?? group)?.policy ?? null;
        return policy === null ? null : nameCell(policy);
      }),
      column(
        'metric',
        '',
        'The last value that its alarm saw, in the unit of the metric.',
        ({ service, group }) => (service ?? group)?.metric ?? null,
      ),
    ]),
  ],
};

/** One scaling decision, from its fact. */
export interface Decision extends ScalingNumbers {
  readonly provider: number;
  readonly reason: number;
}

export function decisionRow({ capacityProviders, scaler }: Setup, atMs: Ms, decision: Decision): ActivityRow {
  const { name, managedScaling } = capacityProviders[decision.provider];
  const { fromDesired: from, toDesired: to, needed, running } = decision;
  const reason = decision.reason as ScalingReason;
  const explanation = scalingText(reason, decision, { managed: managedScaling, settings: scaler });
  return { atMs, reason: scalingReasonName(reason), explanation, group: { name, from, to, needed, running }, service: null };
}

/** A launch that found no capacity, from its fact; `retryAtMs` is negative if there is no retry. */
export interface LaunchFailure {
  readonly reason: number;
  readonly missing: number;
  readonly retryAtMs: Ms;
}

export function launchFailureRow(group: GroupAccount, atMs: Ms, failure: LaunchFailure): ActivityRow {
  return groupRow(group, { atMs, reason: launchReasonName(failure.reason), explanation: launchFailureText(failure) });
}

/** The row of an instance refresh that began, ended or was refused. */
export function refreshRow(group: GroupAccount, atMs: Ms, { status, explanation }: { status: number; explanation: string }): ActivityRow {
  return groupRow(group, { atMs, reason: `instanceRefresh${REFRESH_STATUS_NAMES[status].replace(/^r/, 'R')}`, explanation });
}

/** The reasons of managed scaling that the file has, or the others, each with its meaning. */
function meaningsOf({ areInFile }: { readonly areInFile: boolean }): string {
  return Object.entries(ScalingReason)
    .filter(([, reason]) => isReportable(reason) === areInFile)
    .map(([name]) => `\`${name}\` (${SCALING_REASON_MEANINGS[name as keyof typeof ScalingReason]})`)
    .join(', ');
}

/** Returns a row that leaves DesiredCapacity unchanged. */
function groupRow(
  { name, desired, needed, running }: GroupAccount,
  what: Pick<ActivityRow, 'atMs' | 'reason' | 'explanation'>,
): ActivityRow {
  return { ...what, group: { name, from: desired, to: desired, needed, running }, service: null };
}

const WHY: Readonly<Record<number, string>> = {
  [LaunchReason.insufficientCapacity]: 'no pool has capacity',
  [LaunchReason.priceAboveMax]: 'Spot costs more than the group pays at most',
  [LaunchReason.internalError]: 'EC2 answered with InternalError',
};

export function launchFailureText({ reason, missing, retryAtMs }: LaunchFailure): string {
  const why = WHY[reason];
  const next = retryAtMs < 0 ? 'the group does not try again' : `tries again at ${durationText(retryAtMs)}`;
  return `${plural(missing, 'instance')} not launched: ${why}: ${next}`;
}

/** The row of a decision of a group's scaling policies, from its fact. */
export function groupScalingRow(
  setup: Setup,
  { needed, running }: GroupAccount,
  { atMs, args }: { atMs: Ms; args: readonly number[] },
): ActivityRow {
  const [provider, from, to, reason, place, metricMilli] = args;
  const { name, scaling } = setup.capacityProviders[provider];
  const metric = metricMilli === NO_DATA ? null : metricMilli / 1_000;
  const policy = scaling?.policies[place]?.name ?? null;
  const explanation = groupScalingText(setup, args);
  return {
    ...{ atMs, reason: GROUP_SCALING_REASON_NAMES[reason], explanation, service: null },
    group: { name, from, to, needed, running, policy, metric },
  };
}

/** The decision in one sentence: the metric of the policy, and the result. */
export function groupScalingText(
  { capacityProviders, customMetrics }: Setup,
  [provider, from, to, reason, place, metricMilli]: readonly number[],
): string {
  const policy = capacityProviders[provider].scaling?.policies[place];
  const outcome =
    from === to
      ? `DesiredCapacity stays ${from}: ${WHY_GROUP_HELD[reason] ?? 'the policy asks for no other'}`
      : `DesiredCapacity ${from} -> ${to}`;
  if (policy === undefined) return outcome;
  if (reason === GroupScalingReason.policyExecuted) return `a call executed ${policy.name}: ${outcome}`;
  const isTracking = policy.policyType === 'TargetTrackingScaling';
  const metric = isTracking ? policy.metric : (policy.alarm?.metric ?? -1);
  const bound = isTracking ? `target ${policy.targetValue}` : `threshold ${policy.alarm?.threshold}`;
  const which = GROUP_METRIC_NAMES[metric] ?? metricNameOf(metric, customMetrics);
  return metricMilli === NO_DATA
    ? `${policy.name}: ${outcome}`
    : `${policy.name}: ${which} ${metricMilli / 1_000} against a ${bound}: ${outcome}`;
}

/** The row of a decision of service auto scaling, from its fact. */
export function serviceScalingRow(setup: Setup, atMs: Ms, args: readonly number[]): ActivityRow {
  const [index, from, to, reason, policyIndex, metricMilli] = args;
  const { name, scaling } = setup.services[index];
  const metric = metricMilli === NO_DATA ? null : metricMilli / 1_000;
  const policy = scaling?.policyNames[policyIndex] ?? null;
  return {
    atMs,
    reason: SERVICE_SCALING_REASON_NAMES[reason],
    explanation: serviceScalingText(setup, args),
    group: null,
    service: { name, from, to, policy, metric },
  };
}

/** The decision in one sentence: the metric of the policy, and the result. */
export function serviceScalingText(
  { services, customMetrics }: Setup,
  [service, from, to, reason, policy, metricMilli]: readonly number[],
): string {
  const { scaling } = services[service];
  const metric = metricMilli === NO_DATA ? null : metricMilli / 1_000;
  return sentenceOf(reason, {
    from,
    to,
    metric,
    policy: scaling?.policyNames[policy] ?? null,
    target: scaling?.policies[policy],
    customMetrics,
  });
}

interface ActivityText {
  readonly from: number;
  readonly to: number;
  readonly metric: number | null;
  readonly policy: string | null;
  readonly target: ScalingPolicy | undefined;
  readonly customMetrics: Setup['customMetrics'];
}

function sentenceOf(reason: number, { from, to, metric, policy, target, customMetrics }: ActivityText): string {
  const outcome = from === to ? `desired count stays ${from}: ${WHY_HELD[reason] ?? ''}` : `desired count ${from} -> ${to}`;
  if (reason === Reason.scheduled) return `a scheduled action moved the bounds: ${outcome}`;
  if (policy === null || target === undefined || metric === null) return outcome;
  const bound = target.policyType === 'StepScaling' ? `threshold ${target.alarm.threshold}` : `target ${target.targetValue}`;
  return `${policy}: ${followedBy(target, customMetrics)} ${metric} against a ${bound}: ${outcome}`;
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
  [Reason.keptByForecast]: 'the forecast requires as many',
};

/** The row of a scheduler action for a service, from its fact: a deployment, a block, or a wait after failed starts. */
export function rolloutRow(log: RolloutLog, atMs: Ms, { kind, args }: { kind: FactKind; args: readonly number[] }): ActivityRow {
  const [reason, what] = rolloutActivity(log, kind, args);
  const { name } = log.accounts.setup.services[args[0]];
  const service = { name, from: null, to: null, policy: null, metric: null };
  return { atMs, reason, explanation: nameCell(`${name}: ${what}`), group: null, service };
}

export function rolloutActivity(
  log: RolloutLog,
  kind: FactKind,
  [service, b, c, d]: readonly number[],
): [reason: string, explanation: string] {
  const { setup } = log.accounts;
  if (kind === Fact.startsThrottled)
    return ['startsThrottled', `${b} starts in a row have failed: the next is tried at ${durationText(c)}`];
  if (kind === Fact.placementFailed)
    return ['placementBackedOff', `no instance was found ${b} times in a row: ECS looks again at ${durationText(c)}`];
  if (kind === Fact.serviceBlocked) {
    if (b === BlockedBy.nothing) return ['unblocked', 'may start or stop tasks again'];
    const { desired } = log.accounts.owners[service];
    const { isRolling } = log.blockOf(service)!;
    const what = b === BlockedBy.protection && !isRolling ? 'too many' : 'to be replaced';
    return ['blocked', `${plural(c, 'task')} ${what}: ${reasonText(setup, { service, by: b as BlockedBy, desired })}`];
  }
  const rollout = log.latest(service)!;
  const what = deployedText(setup, rollout);
  if (d === DeploymentCause.begun) return [rollout.isRollback ? 'deploymentRolledBack' : 'deploymentBegun', what];
  if (d === DeploymentCause.steady) return ['deploymentCompleted', `${what}: ${completedText(setup, rollout)}`];
  const after = durationText(rollout.endedMs! - rollout.begunMs);
  return ['deploymentFailed', `${what}: FAILED after ${after} ${failedByText(rollout)}`];
}

function hasServiceActivities({ services, groupScaling }: Setup): boolean {
  return groupScaling !== undefined || services.some(({ scaling, deploymentSpec }) => scaling !== null || deploymentSpec !== null);
}
