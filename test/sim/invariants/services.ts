import { primaryOf, startsTasks } from '../../../src/services/deployments/deployments.js';
import { tasksMax } from '../../../src/services/replica.js';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { EventKind } from '../../../src/sim/events.js';
import { Condition, EXITED_CAUSES, StopCause } from '../../../src/sim/facts.js';

/** Invariants of services: counts are those of the tasks, and only tasks that are to stay are protected. */
export function brokenServices(world: World): string[] {
  const { tasks, records, setup, protectedTasks, daemonWatch } = world;
  const staying = new Set<number>();
  const broken = records.services.flatMap(({ deploymentState, newest, alive, desired, isDue }, service) => {
    const found: string[] = [];
    let unhealthy = 0;
    for (let slot = newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      if (tasks.cause[slot] !== 0) continue;
      staying.add(tasks.task[slot]);
      if (tasks.condition[slot] === Condition.unhealthy) unhealthy++;
    }
    if (setup.services[service].deploymentSpec === null) return [];
    if (unhealthy !== deploymentState.unhealthy)
      found.push(`service ${service} counts ${deploymentState.unhealthy} unhealthy tasks, ${unhealthy} are`);
    // What has ended since its scheduler's last turn it sees at the next. A present state does not say what was ahead.
    if (deploymentState.ahead < 0 || (deploymentState.ahead > 0 && alive < desired && !isDue && setup.present === undefined))
      found.push(`service ${service} is ${deploymentState.ahead} tasks ahead and lacks some`);
    return found;
  });
  const gone = protectedTasks.save().filter(([task]) => !staying.has(task));
  const daemons = records.services.flatMap(({ isDue }, service) =>
    isDue
      ? []
      : daemonWatch.violators(service).map((slot) => `daemon ${tasks.task[slot]} does not match its constraints, and nothing stops it`),
  );
  return [...brokenCounts(world), ...broken, ...daemons, ...gone.map(([task]) => `task ${task} is protected, and is to stop`)];
}

/** Whether the other tasks of a deployment still wait for its first one, which resolves the tags of its images, or for the turn after that. */
function isResolving({ setup, records, equivalences, tasks, turns, loop }: World, service: number, own: readonly number[]): boolean {
  const { digest, deployments } = records.services[service].deploymentState;
  const { revision } = primaryOf(deployments);
  const isOwn = (slot: number) => equivalences.all[tasks.equivalence[slot]].taskClass.revision === revision;
  if (setup.services[service].deploymentSpec?.revisions[revision]?.mode.badImages.length) return own.some(isOwn);
  if (digest.revision !== revision) return false;
  if (digest.resolvedMs !== null) return turns.after(service, digest.resolvedMs) >= loop.nowMs;
  return own.some(isOwn);
}

/** Whether the scheduler will notice that a user stopped a task of the service: some time after the call, or after the end of the task. */
function isToNotice({ setup, loop, tasks }: World, service: number, own: readonly number[]): boolean {
  if (!setup.faults.some(({ kind }) => kind === 'stopTask')) return false;
  if (own.some((slot) => tasks.cause[slot] === StopCause.userStopped)) return true;
  return loop.save().pending.some(([, , , kind, subject]) => kind === EventKind.serviceIsReconciled && subject === service);
}

/** Tasks on a platform, without a load balancer, that have exited by themselves: others start once they are STOPPED. */
function exitedInPlace({ setup, tasks, equivalences }: World, service: number, own: readonly number[]): number {
  const isBalanced = (setup.services[service].deploymentSpec?.targetGroup ?? null) !== null;
  if (isBalanced || !setup.deploymentAndHealth.deployments.exitedKeepPlace) return 0;
  return own.filter((slot) => EXITED_CAUSES.includes(tasks.cause[slot]) && !equivalences.all[tasks.equivalence[slot]].isOnInstances).length;
}

/** Counts of a service are those of its tasks, and a service that lacks tasks will start more. */
function brokenCounts(world: World): string[] {
  const { tasks, equivalences, records, setup, loop } = world;
  const alive = tasks.living();
  const short = records.services.filter((record) => record.isShort).length;
  const miscounted = short === records.short ? [] : [`${records.short} services are counted short, ${short} are`];
  // The present state is processed in the first millisecond.
  const hasLooked = loop.nowMs > 0 || loop.isOver(EventKind.serviceChanges);
  const broken = records.services.flatMap((record, service) => {
    const own = alive.filter((slot) => equivalences.all[tasks.equivalence[slot]].taskClass.service === service);
    const running = own.filter((slot) => tasks.cause[slot] === 0).length;
    const broken: string[] = [];
    if (running !== record.alive) broken.push(`service ${service} counts ${record.alive} tasks, ${running} have desiredStatus RUNNING`);
    if (own.length - running !== record.stopping)
      broken.push(`service ${service} counts ${record.stopping} stopping tasks, ${own.length - running} are`);
    // A forgotten service is never reconciled again: what it lacks, its maximum or the quota must forbid, or it must be on the agenda.
    const { startsAgainMs, deployments } = record.deploymentState;
    // After the wait of the throttle the scheduler looks at its next turn.
    const isThrottled = startsAgainMs > 0 && world.turns.from(service, startsAgainMs) >= loop.nowMs;
    const isToBegin = loop.nowMs <= record.deploymentState.begunMs;
    const isOnAgenda =
      record.resumesMs !== null || isThrottled || isToBegin || isResolving(world, service, own) || !startsTasks(deployments);
    const isAllowed = !isOnAgenda && record.alive + record.stopping < tasksMax(record.desired, setup.services[service].maximumPercent);
    // Another test checks the size of task sets.
    const isItsOwn = (setup.services[service].deploymentSpec?.taskSets ?? null) === null;
    const kept = record.alive + exitedInPlace(world, service, own);
    const isLacking = hasLooked && isItsOwn && kept < record.desired && isAllowed && !record.isShort && !record.isDue;
    if (isLacking && !isToNotice(world, service, own))
      broken.push(`service ${service} has ${record.alive} tasks of ${record.desired}, and nothing will start more`);
    return broken;
  });
  return [...miscounted, ...broken];
}
