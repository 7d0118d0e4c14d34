import type { Ms } from '../kernel/event-loop.js';
import { FAILED_START_CAUSES, StopCause } from '../sim/facts.js';
import { HOUR_DIGITS } from './digits.js';
import { type Level, quotient } from './ledger/level.js';
import { type OwnerAccount, TaskStage, WAIT_CAUSES } from './ledger/owner.js';
import { type Ascending, sorted } from './ledger/samples.js';

const MS_PER_MINUTE = 60_000n;

/**
 * The services and workloads whose tasks the headline counts. Daemons are left out: their tasks come and go with their instances, wait for
 * no place and add no value to a cluster.
 */
export function countedOwners(owners: readonly OwnerAccount[]): OwnerAccount[] {
  return owners.filter(({ isDaemon }) => !isDaemon);
}

/** Counts the tasks of owners by their outcome. `owners`: those that the headline counts. */
export function taskCounts(owners: readonly OwnerAccount[]) {
  const by = (cause: number) => sumOf(owners, (owner) => owner.stoppedBy[cause]);
  return {
    tasks_requested: sumOf(owners, (owner) => owner.requested),
    tasks_started: sumOf(owners, (owner) => owner.started),
    tasks_completed: by(StopCause.runEnded),
    tasks_failed: sumOf(owners, failed),
    tasks_crashed: by(StopCause.crashed),
    tasks_refused: sumOf(owners, (owner) => owner.refused),
    tasks_timed_out: by(StopCause.provisioningTimeout),
    tasks_interrupted: sumOf(owners, lost),
    tasks_waiting: sumOf(owners, stillWaiting),
  };
}

/** Returns the figures of all waits. `owners`: those that the headline counts. */
export function waits(owners: readonly OwnerAccount[]) {
  return waitFigures(
    sorted(owners.map((owner) => owner.waits)),
    sumOf(owners, (owner) => owner.waits.sum),
    WAIT_CAUSES.map((_, cause) => sumOf(owners, (owner) => owner.waitMs[cause])),
  );
}

/** Returns quantiles, mean and parts of waits, in milliseconds. `byCauseMs`: parts of `sumMs`, by WAIT_CAUSES. */
export function waitFigures(all: Ascending, sumMs: Ms, byCauseMs: readonly Ms[]) {
  const mean = (ms: number) => quotient(BigInt(ms), BigInt(all.length), 3);
  const cause = (name: (typeof WAIT_CAUSES)[number]) => mean(byCauseMs[WAIT_CAUSES.indexOf(name)]);
  return {
    tasks_waited: all.length,
    wait_p50_ms: all.nearestRank(50),
    wait_p95_ms: all.nearestRank(95),
    wait_p99_ms: all.nearestRank(99),
    wait_max_ms: all.nearestRank(100),
    wait_mean_ms: mean(sumMs),
    wait_quota_mean_ms: cause('quota'),
    wait_capacity_mean_ms: cause('capacity'),
    wait_boot_mean_ms: cause('boot'),
    wait_eni_mean_ms: cause('eni'),
    wait_room_mean_ms: cause('room'),
    wait_pull_mean_ms: cause('pull'),
    wait_start_mean_ms: cause('start'),
  };
}

/** How long a service had fewer tasks than it desired (task-milliseconds), and how long it had none (milliseconds). */
export interface Shortfall {
  readonly missingMs: bigint;
  readonly withoutMs: bigint;
}

/** Returns the time of missing tasks and without any task from the start of the run, for each service among the owners. */
export function shortfalls(owners: readonly OwnerAccount[], atMs: Ms): Shortfall[] {
  return owners
    .filter(({ kind }) => kind === 'service')
    .map(({ missingTasks, withoutTask }) => ({ missingMs: missingTasks.integralTo(atMs), withoutMs: withoutTask.integralTo(atMs) }));
}

export function availability(services: readonly Shortfall[]) {
  const missing = services.map(({ missingMs }) => missingMs);
  return {
    below_desired_task_minutes: minutes(sum(missing)),
    worst_service_task_minutes: services.length === 0 ? null : Math.max(...missing.map(minutes)),
    without_task_service_minutes: minutes(sum(services.map(({ withoutMs }) => withoutMs))),
  };
}

function sum(all: readonly bigint[]): bigint {
  return all.reduce((total, one) => total + one, 0n);
}

function minutes(ms: bigint): number {
  return quotient(ms, MS_PER_MINUTE, HOUR_DIGITS) ?? 0;
}

/**
 * Tasks lost with their instance (terminated or deregistered), a stop that its end cut short included, reclaimed on Fargate, or lost with
 * their zone. A retirement replaces the tasks of services, but standalone tasks are lost. A daemon's task ends with its instance, so it is
 * not lost.
 */
export function lost({ kind, isDaemon, stoppedBy, cutShort }: OwnerAccount): number {
  if (isDaemon) return 0;
  const onInstances = stoppedBy[StopCause.instanceTerminated] + stoppedBy[StopCause.orphaned];
  const onFargate = stoppedBy[StopCause.spotInterruption] + stoppedBy[StopCause.zoneOutage];
  return onInstances + onFargate + cutShort + (kind === 'workload' ? stoppedBy[StopCause.retired] : 0);
}

export function failed(owner: OwnerAccount): number {
  return (
    owner.refused +
    owner.stoppedBy[StopCause.crashed] +
    owner.stoppedBy[StopCause.provisioningTimeout] +
    FAILED_START_CAUSES.reduce((count, cause) => count + owner.stoppedBy[cause], 0)
  );
}

export function stillWaiting(owner: OwnerAccount): number {
  return owner.inStage[TaskStage.provisioning] + owner.inStage[TaskStage.pending];
}

export function minutesOf<T>(things: readonly T[], levelOf: (thing: T) => Level, endMs: Ms): number {
  return minutes(total(things, levelOf, endMs));
}

export function total<T>(things: readonly T[], levelOf: (thing: T) => Level, endMs: Ms): bigint {
  return things.reduce((area, thing) => area + levelOf(thing).integralTo(endMs), 0n);
}

export function sumOf<T>(things: readonly T[], amountOf: (thing: T) => number): number {
  return things.reduce((amount, thing) => amount + amountOf(thing), 0);
}
