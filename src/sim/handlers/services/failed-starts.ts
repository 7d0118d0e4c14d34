import { failedStarts, type StartOutcome, waitBeforeStartMs } from '../../../services/start-throttle.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EXITED_CAUSES, Fact } from '../../facts.js';
import { kindFor } from '../../providers/of-setup.js';

/** Tasks of a revision to start. */
export interface Start {
  readonly revision: number;
  readonly count: number;
}

/** Delays the next start after too many failed starts in a row (S.THR-1). */
export function countStart(world: World, service: number, outcome: StartOutcome): void {
  const { records, loop, setup } = world;
  const { deploymentState } = records.services[service];
  deploymentState.failedStarts = failedStarts(deploymentState.failedStarts, outcome);
  const waitMs = waitBeforeStartMs(deploymentState.failedStarts, kindFor(setup.services[service], setup).startThrottle(setup));
  deploymentState.startsAgainMs = waitMs > 0 ? loop.nowMs + waitMs : 0;
  if (waitMs === 0) return;
  world.emit(Fact.startsThrottled, service, deploymentState.failedStarts, deploymentState.startsAgainMs);
  world.serviceDueAt(service, deploymentState.startsAgainMs);
}

/** Lets nothing start before the next turn, where the replacement of a stopped unhealthy task waits for it. */
export function startNextTurn(world: World, service: number): void {
  if (!world.setup.deploymentAndHealth.deployments.replacesATurnLater) return;
  const { deploymentState } = world.records.services[service];
  const againMs = world.loop.nowMs + 1;
  deploymentState.startsAgainMs = Math.max(deploymentState.startsAgainMs, againMs);
  world.serviceDueAt(service, againMs);
}

/** Returns the tasks that may start now: none while starts wait, and none in the place of a task that keeps it until it is STOPPED. */
export function throttled(world: World, service: number, { revision, count }: Start): Start[] {
  const waits = world.records.services[service].deploymentState.startsAgainMs > world.loop.nowMs;
  if (waits || count === 0) return [];
  const free = count - exitedInPlace(world, service, revision);
  return free > 0 ? [{ revision, count: free }] : [];
}

/** Returns how many tasks of a revision have exited by themselves, and keep their place until they are STOPPED. */
function exitedInPlace({ setup, records, tasks, equivalences }: World, service: number, revision: number): number {
  const { stopping, newest } = records.services[service];
  if (stopping === 0 || !setup.deploymentAndHealth.deployments.exitedKeepPlace) return 0;
  if (setup.services[service].deploymentSpec!.targetGroup !== null) return 0;
  let count = 0;
  for (let slot = newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
    if (EXITED_CAUSES.includes(tasks.cause[slot]) && equivalences.all[tasks.equivalence[slot]].taskClass.revision === revision) count++;
  }
  return count;
}
