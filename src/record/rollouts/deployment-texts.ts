import type { Ms } from '../../kernel/event-loop.js';
import { grouped } from '../../kernel/grouped.js';
import { durationText, plural } from '../../kernel/quantity-text.js';
import { REFUSALS } from '../../placement/fit.js';
import { percentArithmetic } from '../../services/deployments/percents.js';
import { RolloutState } from '../../services/service-states.js';
import { BlockedBy, DeploymentCause, FAILED_START_CAUSES } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import type { Block, DaemonHold, Rollout, RolloutLog, Search, Storm } from './rollout-log.js';

interface ReportedBreaker {
  readonly status: 'MONITORING' | 'TRIGGERED' | 'MONITORING_COMPLETE' | 'DISABLED';
  /** Failures so far, in a row unless healthy tasks reset nothing. */
  readonly failure_count: number;
  /** Failures that fail the deployment; null where the breaker is off. */
  readonly threshold: number | null;
}

/** A deployment and its result, as in summary.json. */
export interface ReportedDeployment {
  readonly service: string;
  readonly task_definition: string;
  readonly is_rollback: boolean;
  readonly begun_ms: Ms;
  /** When it was COMPLETED, FAILED or superseded; null: it is in progress. */
  readonly ended_ms: Ms | null;
  readonly rollout_state: string;
  readonly failed_starts: number;
  readonly unhealthy_tasks: number;
  readonly crashed_tasks: number;
  /** As DescribeServiceDeployments shows it. */
  readonly circuit_breaker: ReportedBreaker;
  readonly explanation: string;
}

const STATES = ['', 'IN_PROGRESS', 'COMPLETED', 'FAILED'] as const;

/** All deployments in order of time. */
export function deploymentRows(log: RolloutLog, endMs: Ms): ReportedDeployment[] {
  const { setup } = log.accounts;
  return log.rollouts.map((rollout) => ({
    service: setup.services[rollout.service].name,
    task_definition: definitionName(setup, rollout),
    is_rollback: rollout.isRollback,
    begun_ms: rollout.begunMs,
    ended_ms: rollout.endedMs,
    rollout_state: STATES[rollout.rollout],
    failed_starts: rollout.failedStarts,
    unhealthy_tasks: rollout.unhealthy,
    crashed_tasks: rollout.crashed,
    circuit_breaker: reportedBreaker(rollout),
    explanation: outcomeText(log, rollout, endMs),
  }));
}

/** N.CB-6 */
function reportedBreaker({ breaker, cause, endedMs }: Rollout): ReportedBreaker {
  if (breaker === null) return { status: 'DISABLED', failure_count: 0, threshold: null };
  const isTriggered = cause === DeploymentCause.circuitBreaker;
  const status = isTriggered ? 'TRIGGERED' : endedMs === null ? 'MONITORING' : 'MONITORING_COMPLETE';
  return { status, failure_count: breaker.failures, threshold: breaker.threshold };
}

/** Sentences about the causes that held services up. */
export function troubleSentences(log: RolloutLog, endMs: Ms): string[] {
  const { setup } = log.accounts;
  const blocks = log.blocks.filter(
    ({ by, untilMs, isRolling }) => by === BlockedBy.percentsWhileDraining || untilMs !== null || !isRolling,
  );
  const storms = log.storms.flatMap((storm, service) =>
    storm === null || storm.waitedMs === 0 ? [] : [stormSentence(log, { service, storm, endMs })],
  );
  const searches = log.searches.flatMap((search, service) => (search === null ? [] : [searchSentence(setup, service, search)]));
  return [...alike(blocks).map((ones) => blockSentence(setup, ones, endMs)), ...storms, ...searches, ...holdSentences(log, endMs)];
}

/** When it began, what it deployed and its result; without a full stop. */
export function deploymentText({ service, begun_ms: atMs, explanation }: ReportedDeployment): string {
  return `${atMs === 0 ? 'From the start' : `At ${durationText(atMs)}`}, ${service}: ${explanation}`;
}

export function deploymentSentence(deployment: ReportedDeployment): string {
  return `${deploymentText(deployment)}.`;
}

/** Returns false for the first deployment of a service that was COMPLETED without a failure. */
export function isNews({ begun_ms: atMs, rollout_state: state, ...failures }: ReportedDeployment): boolean {
  return atMs > 0 || state !== 'COMPLETED' || failures.failed_starts + failures.unhealthy_tasks + failures.crashed_tasks > 0;
}

/** Returns the deployed revision and its predecessor. */
export function deployedText(setup: Setup, rollout: Rollout): string {
  const { service, revision, from, isRollback } = rollout;
  const name = (revision: number) => definitionName(setup, { service, revision });
  if (from === null) return wasThere(setup, rollout) ? `has ${name(revision)} from before the run` : `begins with ${name(revision)}`;
  if (isRollback) return `rolled back from ${name(from)} to ${name(revision)}`;
  return name(from) === name(revision) ? `deployed anew with ${name(revision)}` : `deployed from ${name(from)} to ${name(revision)}`;
}

/** Whether the run began with the deployment: how long ago it began is unknown. */
function wasThere({ present }: Setup, { from, begunMs }: Rollout): boolean {
  return present !== undefined && from === null && begunMs === 0;
}

/** When the deployment was COMPLETED. */
export function completedText(setup: Setup, rollout: Rollout): string {
  const endedMs = rollout.endedMs!;
  if (!wasThere(setup, rollout)) return `COMPLETED after ${durationText(endedMs - rollout.begunMs)}`;
  return endedMs === 0 ? 'COMPLETED' : `COMPLETED at ${durationText(endedMs)}`;
}

function outcomeText(log: RolloutLog, rollout: Rollout, endMs: Ms): string {
  const { setup } = log.accounts;
  return `${deployedText(setup, rollout)}: ${endText(log, rollout, endMs)}${failuresText(rollout)}`;
}

function endText(log: RolloutLog, rollout: Rollout, endMs: Ms): string {
  const { service, begunMs, endedMs } = rollout;
  const { setup } = log.accounts;
  const after = durationText((endedMs ?? endMs) - begunMs);
  const isLatest = log.latest(service) === rollout;
  if (rollout.rollout === RolloutState.COMPLETED) return completedText(setup, rollout);
  if (rollout.rollout === RolloutState.FAILED) {
    return `FAILED after ${after} ${failedByText(rollout)}${isLatest ? ', not rolled back: nothing starts any more' : ''}`;
  }
  if (!isLatest) return `not through after ${after}, when the next took over`;
  return `still IN_PROGRESS at the end, after ${after}${whyText(log, service, endMs)}`;
}

/** Returns the cause of a FAILED deployment. */
export function failedByText({ cause, alarms }: Pick<Rollout, 'cause' | 'alarms'>): string {
  if (cause === DeploymentCause.circuitBreaker) return 'by the circuit breaker';
  if (cause === DeploymentCause.hook) return 'by a lifecycle hook';
  if (cause === DeploymentCause.stopped) return 'by StopServiceDeployment';
  if (cause !== DeploymentCause.alarm) return 'as its new tasks were not steady in time';
  if (alarms.length === 0) return 'by an alarm';
  return `by the ${alarms.length === 1 ? 'alarm' : 'alarms'} ${alarms.join(' and ')}`;
}

function whyText(log: RolloutLog, service: number, endMs: Ms): string {
  const { accounts, storms } = log;
  const block = log.blockOf(service);
  if (block !== undefined) return `, for it ${reasonText(accounts.setup, block)}`;
  const storm = storms[service];
  if (storm !== null && storm.againMs >= endMs) return `: its starts fail, and the next is tried at ${durationText(storm.againMs)}`;
  const { desired, inStage } = accounts.owners[service];
  return `, with ${inStage[2]} tasks running of ${desired}`;
}

function failuresText({ failedStarts, unhealthy, crashed }: Rollout): string {
  const parts = [
    ...(failedStarts > 0 ? [`${plural(failedStarts, 'task')} did not start`] : []),
    ...(unhealthy > 0 ? [`${plural(unhealthy, 'task')} stopped as unhealthy`] : []),
    ...(crashed > 0 ? [`${plural(crashed, 'task')} crashed`] : []),
  ];
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

/** Blocks of a service for the same reason, as a failing task that is replaced again and again has: one sentence for all. */
function alike(blocks: readonly Block[]): Block[][] {
  const keyOf = ({ service, by, isRolling, desired }: Block) => [service, by, isRolling, desired].join();
  return [...grouped(blocks, keyOf).values()];
}

function blockSentence(setup: Setup, blocks: readonly Block[], endMs: Ms): string {
  const [first] = blocks;
  const { service, fromMs, untilMs, by, isRolling } = first;
  const which = isRolling ? 'of the deployment before' : 'beyond its desired count';
  const where = by === BlockedBy.percentsWhileDraining ? 'on DRAINING instances' : which;
  const once = untilMs === null ? 'to the end of the run' : `for ${durationText(untilMs - fromMs)}`;
  const allMs = blocks.reduce((sum, block) => sum + (block.untilMs ?? endMs) - block.fromMs, 0);
  const length = blocks.length === 1 ? once : `${plural(blocks.length, 'time')}, ${durationText(allMs)} in all,`;
  const tasks = Math.max(...blocks.map(({ tasksLeft }) => tasksLeft));
  const upTo = blocks.every(({ tasksLeft }) => tasksLeft === tasks) ? '' : 'up to ';
  const stuck = `${setup.services[service].name} was stuck ${length} with ${upTo}${plural(tasks, 'task')} ${where}`;
  return `From ${durationText(fromMs)} on ${stuck}, for it ${reasonText(setup, first)}.`;
}

/** Returns why the service cannot act, with the arithmetic (S.DEP-8). */
export function reasonText(setup: Setup, { service, by, desired }: Pick<Block, 'service' | 'by' | 'desired'>): string {
  if (by === BlockedBy.protection) return 'may not stop tasks under scale-in protection';
  return percentArithmetic(desired, setup.services[service]);
}

function stormSentence({ accounts }: RolloutLog, { service, storm, endMs }: { service: number; storm: Storm; endMs: Ms }): string {
  const { name, stoppedBy } = accounts.owners[service];
  const { fromMs, waits, longestMs, mostInARow } = storm;
  const waitedMs = storm.waitedMs - Math.max(0, storm.againMs - endMs);
  const tasks = FAILED_START_CAUSES.reduce((sum, cause) => sum + stoppedBy[cause], 0);
  const failed = `${plural(tasks, 'task')} of ${name} failed to start, up to ${mostInARow} in a row`;
  return `${failed}: from ${durationText(fromMs)} on ECS waited ${plural(waits, 'time')} before the next, ${durationText(waitedMs)} in all; the longest wait was set to ${durationText(longestMs)}.`;
}

/** Why tasks may wait although there is room: the scheduler is not notified of new room (A.FL-2). */
function searchSentence({ services, deploymentAndHealth }: Setup, service: number, { inVain, mostInARow, fromMs }: Search): string {
  const { quickAttempts, backOffMs } = deploymentAndHealth.placementRetry!;
  const waits = backOffMs.slice(0, mostInARow - quickAttempts + 1).map((ms) => durationText(ms));
  const inARow = mostInARow === inVain ? ' and in a row' : `, ${mostInARow} of them in a row`;
  const found = `${services[service].name} looked for an instance ${plural(inVain, 'time')} in vain${inARow}`;
  return `${found}: from ${durationText(fromMs)} on ECS waited ${waits.join(', then ')} before the next look, even if there was room meanwhile.`;
}

/** Room that a daemon kept from other tasks, by service (S.DAEMON-6). */
function holdSentences({ accounts, holds }: RolloutLog, endMs: Ms): string[] {
  return accounts.setup.services.flatMap(({ name }, service) => {
    const ofService = holds.filter((hold) => hold.service === service);
    if (ofService.length === 0) return [];
    const lengthOf = ({ fromMs, untilMs }: DaemonHold) => (untilMs ?? endMs) - fromMs;
    const longest = ofService.reduce((most, hold) => (lengthOf(hold) > lengthOf(most) ? hold : most));
    const where = plural(new Set(ofService.map(({ instance }) => instance)).size, 'instance');
    const until = longest.untilMs === null ? `to the end of the run` : `for ${durationText(lengthOf(longest))}`;
    const why = REFUSALS[longest.reason]?.word ?? 'room';
    return [
      `From ${durationText(ofService[0].fromMs)} on ECS kept room for the daemon ${name} on ${where}, at the longest ${until}: it did not fit beside the other tasks (${why}), and other tasks could not take the room that came free.`,
    ];
  });
}

export function definitionName({ services, taskDefinitions }: Setup, { service, revision }: { service: number; revision: number }): string {
  const { deploymentSpec, taskDefinition } = services[service];
  const { family, revision: number } = taskDefinitions[deploymentSpec?.revisions[revision]?.taskDefinition ?? taskDefinition];
  return `${family}:${number}`;
}
