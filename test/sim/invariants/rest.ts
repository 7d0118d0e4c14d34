import { primaryOf } from '../../../src/services/deployments/deployments.js';
import { RolloutState } from '../../../src/services/service-states.js';
import { TaskState } from '../../../src/services/task-states.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { Condition } from '../../../src/sim/facts.js';

/**
 * What keeps services from their rest although nothing has changed or failed for hours: a service has its desired tasks, all RUNNING and
 * healthy and of the revision of its latest deployment, which is COMPLETED or FAILED (S.SVC-2, S.SVC-10, S.DEP-11).
 */
export function withoutRest(world: World): string[] {
  return world.setup.services.flatMap((_, service) =>
    troubleOf(world, service).map((what) => `service ${service} does not come to rest: ${what}`),
  );
}

function troubleOf(world: World, service: number): string[] {
  const { tasks, equivalences, records, setup, fleet } = world;
  const { schedulingStrategy, deploymentSpec } = setup.services[service]!;
  const { desired, deploymentState } = records.services[service]!;
  const { rollout, revision } = primaryOf(deploymentState.deployments);
  const isStuck = percentsForbidAll(world, service);
  if (isStuck && deploymentSpec !== null && rollout === RolloutState.IN_PROGRESS) return [];
  const isDaemon = schedulingStrategy === 'DAEMON';
  // A daemon on a DRAINING instance stops when the other tasks there have gone (S.DAEMON-5).
  const isMeant = (slot: number) => !isDaemon || !world.isLeaving(slot);
  const own = tasks.living().filter((slot) => equivalences.all[tasks.equivalence[slot]!]!.taskClass.service === service && isMeant(slot));
  const isWell = (slot: number) =>
    tasks.state[slot] === TaskState.RUNNING && (deploymentSpec === null || tasks.condition[slot] === Condition.healthy);
  const unwell = own.filter((slot) => !isWell(slot)).length;
  const found = unwell > 0 ? [`${unwell} of its ${own.length} tasks are not healthy`] : [];
  // It starts none (S.SM-2).
  if (deploymentSpec !== null && rollout === RolloutState.FAILED) return found;
  const leaving = own.filter((slot) => world.isLeaving(slot)).length;
  if (leaving > 0 && !isStuck) found.push(`${leaving} of its tasks are to be replaced`);
  const wanted = isDaemon ? fleet.isActive.subarray(0, fleet.count).reduce((sum, is) => sum + is, 0) : desired;
  if (own.length !== wanted) found.push(`it has ${own.length} tasks of ${wanted}`);
  const old = own.filter((slot) => equivalences.all[tasks.equivalence[slot]!]!.taskClass.revision !== revision).length;
  if (deploymentSpec !== null && old > 0) found.push(`${old} of its tasks are of old revisions`);
  if (deploymentSpec !== null && rollout !== RolloutState.COMPLETED) found.push('its deployment is IN_PROGRESS');
  return found;
}

/** Whether the percentages of a service allow neither a start nor a stop, in a rolling update and in a drain (S.DEP-8). */
function percentsForbidAll({ setup, records }: World, service: number): boolean {
  const { schedulingStrategy, deploymentSpec, minimumHealthyPercent, maximumPercent } = setup.services[service]!;
  const { desired } = records.services[service]!;
  if (schedulingStrategy === 'DAEMON' || (deploymentSpec?.shift ?? null) !== null || desired === 0) return false;
  return Math.floor((desired * maximumPercent) / 100) <= desired && Math.ceil((desired * minimumHealthyPercent) / 100) >= desired;
}
