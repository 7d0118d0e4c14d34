import { DIGEST_ATTEMPTS } from '../../../services/circuit-breaker.js';
import { type Deployments, isRollback, primaryOf } from '../../../services/deployments/deployments.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';

/**
 * ECS resolves the tags of images to digests with the first task of a deployment, and starts the others with these digests
 * (deployment-type-ecs, "Container image resolution").
 */

/** A deployment begins: its digests are not known. */
export function forgetDigests({ setup, records }: World, service: number, revision: number): void {
  if (setup.services[service].resolvesTags?.[revision] === true)
    records.services[service].deploymentState.digest = { revision, resolvedMs: null };
}

/** A task pulls its images: before that its agent has reported their digests, unless the pull fails. */
export function resolveDigests(world: World, slot: number, { origin: { service }, taskClass }: EquivalenceClass): void {
  const { records, tasks, loop, turns } = world;
  const { deploymentState } = records.services[service];
  const { revision, resolvedMs } = deploymentState.digest;
  if (resolvedMs !== null || revision !== taskClass.revision) return;
  const fate = tasks.fate[slot];
  if (fate !== 0 && fate !== StopCause.failedToStart) return;
  deploymentState.digest = { revision, resolvedMs: loop.nowMs };
  world.serviceDueAt(service, turns.after(service, loop.nowMs));
}

/** Returns how many tasks of the revision may be started: one at a time until its digests are known. The next comes when the last is STOPPED (P.82). */
export function whileResolving(world: World, service: number, revision: number, start: number): number {
  if (start === 0 || isResolved(world, service, revision)) return start;
  return Math.min(start, Math.max(0, 1 - presentOf(world, service, revision)));
}

/**
 * Three failed attempts let a deployment without a breaker go on without digests (N.CB-7). Only the newest deployment has digests to resolve: an older
 * revision, which replaces its own tasks or is rolled back to, has had its attempts.
 */
function isResolved({ setup, records, loop, turns }: World, service: number, revision: number): boolean {
  const { deploymentSpec } = setup.services[service];
  const { digest, deployments, failedStarts } = records.services[service].deploymentState;
  if (deploymentSpec !== null && deploymentSpec.taskSets === null && isOlder(deployments, revision)) return true;
  if (deploymentSpec !== null && deploymentSpec.taskSets === null && deploymentSpec.shift?.kind !== 'codeDeploy') {
    const { stage, unresolved = 0 } = primaryOf(deployments).watch.breaker;
    const { digestAttempts = 0 } = deploymentSpec.watch.circuitBreaker;
    if (deploymentSpec.revisions[revision].mode.badImages.length > 0) return stage === 2 || unresolved >= digestAttempts;
  }
  if (digest.revision !== revision || failedStarts >= DIGEST_ATTEMPTS) return true;
  return digest.resolvedMs !== null && (loop.nowMs > digest.resolvedMs || !turns.hasTurns);
}

function isOlder(deployments: Deployments, revision: number): boolean {
  return isRollback(deployments) || primaryOf(deployments).revision !== revision;
}

function presentOf({ records, tasks, equivalences }: World, service: number, revision: number): number {
  let present = 0;
  for (let slot = records.services[service].newest; slot !== NONE; slot = tasks.nextOfService[slot])
    if (equivalences.all[tasks.equivalence[slot]].taskClass.revision === revision) present++;
  return present;
}
