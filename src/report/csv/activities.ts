import { type ScalingReason, scalingReasonName, tellScaling } from '../../autoscaling/reasons.js';
import { BlockedBy, DeploymentCause, Fact, type FactKind, LaunchReason } from '../../sim/facts.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { Group } from '../ledger/group.js';
import type { RolloutLog } from '../rollouts/rollout-log.js';
import { deployedText, reasonText } from '../rollouts/words.js';
import { durationText, plural } from '../text.js';
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
    '',
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
  return [atMs, nameCell(name), desired, desired, launchReasonName(failure.reason), needed, running, tellFailure(failure), ''];
}

function tellFailure({ reason, missing, retryAtMs }: LaunchFailure): string {
  const why = reason === LaunchReason.priceAboveMax ? 'Spot costs more than the group pays at most' : 'no pool has capacity';
  const next = retryAtMs < 0 ? 'the group does not try again' : `tries again at ${durationText(retryAtMs)}`;
  return `${plural(missing, 'instance')} not launched: ${why}: ${next}`;
}

/** What the scheduler did or could not do for a service, as its fact tells it: a deployment, a block, a wait after failed starts. */
export function serviceActivityCells(log: RolloutLog, atMs: Ms, { kind, args }: { kind: FactKind; args: readonly number[] }): Cell[] {
  const [reason, explanation] = serviceActivity(log, kind, args);
  const { name } = log.ledger.setup.services[args[0]];
  return [atMs, '', null, null, reason, null, null, nameCell(explanation), nameCell(name)];
}

function serviceActivity(log: RolloutLog, kind: FactKind, [service, b, c, d]: readonly number[]): [reason: string, explanation: string] {
  const { setup } = log.ledger;
  if (kind === Fact.startsThrottled)
    return ['startsThrottled', `${b} starts in a row have failed: the next is tried at ${durationText(c)}`];
  if (kind === Fact.serviceBlocked) {
    if (b === BlockedBy.nothing) return ['unblocked', 'may start or stop tasks again'];
    const { desired } = log.ledger.owners[service];
    return ['blocked', `${plural(c, 'task')} to be replaced: ${reasonText(setup, { service, by: b as BlockedBy, desired })}`];
  }
  const rollout = log.latest(service)!;
  const what = deployedText(setup, rollout);
  if (d === DeploymentCause.begun) return [rollout.isRollback ? 'deploymentRolledBack' : 'deploymentBegun', what];
  const after = durationText(rollout.endedMs! - rollout.begunMs);
  if (d === DeploymentCause.steady) return ['deploymentCompleted', `${what}: COMPLETED after ${after}`];
  const by = d === DeploymentCause.circuitBreaker ? 'circuit breaker' : 'alarm';
  return ['deploymentFailed', `${what}: FAILED after ${after} by ${by}`];
}
