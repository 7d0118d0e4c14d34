import { failedStarts, type StartOutcome, waitBeforeStartMs } from '../../../services/start-throttle.js';
import type { World } from '../../cluster/world.js';
import { Fact } from '../../facts.js';
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

/** Returns the tasks that may start now: none while starts wait. */
export function throttled({ records, loop }: World, service: number, start: Start): Start[] {
  const waits = records.services[service].deploymentState.startsAgainMs > loop.nowMs;
  return waits || start.count === 0 ? [] : [start];
}
