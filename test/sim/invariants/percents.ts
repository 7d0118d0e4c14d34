import type { Ms } from '../../../src/kernel/event-loop.js';
import { primaryOf } from '../../../src/services/deployments/deployments.js';
import { taskSetCount } from '../../../src/services/deployments/task-sets.js';
import { RolloutState } from '../../../src/services/service-states.js';
import { TaskState } from '../../../src/services/task-states.js';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import { NOT_KNOWN_MS } from '../../../src/sim/cluster/tasks.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { Condition, Fact, type FactKind, StopCause, type Subscriber } from '../../../src/sim/facts.js';
import { stoppedBefore } from './facts.js';

/** Stops of tasks that serve, which a service decides by itself. */
const OWN_WILL: readonly number[] = [
  StopCause.serviceScaledIn,
  StopCause.deployment,
  StopCause.replaced,
  StopCause.retired,
  StopCause.zoneRebalanced,
];

/** The tasks that the percentages of a service are about: those of one revision, where each has a count of its own. */
interface Part {
  readonly desired: number;
  /** Null: of all revisions together. */
  readonly revision: number | null;
}

/**
 * Watches each start and each stop of a service: none is beyond maximumPercent (S.DEP-2, S.DEP-4), and none leaves fewer healthy tasks than
 * minimumHealthyPercent asks for (S.DEP-1). It counts the tasks by their columns, the slow way.
 */
export class WatchedPercents implements Subscriber {
  /** The world whose facts come. */
  world: World | undefined;
  /** Starts and stops that the percentages forbid, in words. */
  broken: string[] = [];

  onFact(kind: FactKind, atMs: Ms, task: number, b: number): void {
    if (this.world === undefined) return;
    if (kind === Fact.taskRequested) this.onStart(this.world, task, atMs);
    else if (kind === Fact.taskStopping && OWN_WILL.includes(b)) this.onStop(this.world, task, b, atMs);
    // It was there before the run.
    else if (kind === Fact.taskPresent) this.broken = this.broken.filter((line) => !line.startsWith(`task ${task} `));
  }

  private onStart(world: World, task: number, atMs: Ms): void {
    const { service, revision } = classOf(world, slotOf(world, task));
    if (service === NONE) return;
    const { schedulingStrategy, maximumPercent } = world.setup.services[service]!;
    if (schedulingStrategy === 'DAEMON') return;
    const part = partOf(world, service, revision);
    const tasks = tasksOf(world, service, part).filter((slot) => world.tasks.cause[slot] === 0 || countsStopping(world, service));
    const most = Math.floor((part.desired * maximumPercent) / 100);
    if (tasks.length > most)
      this.broken.push(
        `task ${task} of service ${service} starts at ${atMs} ms: it has ${tasks.length} tasks then, and ${maximumPercent} % of ${part.desired} are ${most}`,
      );
  }

  private onStop(world: World, task: number, cause: number, atMs: Ms): void {
    const slot = slotOf(world, task);
    const { service, revision } = classOf(world, slot);
    if (service === NONE || !wasHealthy(world, slot) || stoppedBefore(world, task)) return;
    const { schedulingStrategy, minimumHealthyPercent } = world.setup.services[service]!;
    if (schedulingStrategy === 'DAEMON') return;
    // Outside a deployment the strategy chooses among all tasks on instances, whatever their health (S.STOP-1, S.DEP-5).
    if (cause === StopCause.serviceScaledIn && !isDeploying(world, service)) return;
    const part = partOf(world, service, revision);
    const left = tasksOf(world, service, part).filter((other) => isHealthy(world, other)).length;
    const least = Math.ceil((part.desired * minimumHealthyPercent) / 100);
    if (left < least)
      this.broken.push(
        `task ${task} of service ${service} stops at ${atMs} ms: it leaves ${left} healthy tasks, and ${minimumHealthyPercent} % of ${part.desired} are ${least}`,
      );
  }
}

/** Outside a deployment stopping tasks always count; in one a setting decides. */
function countsStopping(world: World, service: number): boolean {
  if (world.setup.deploymentAndHealth.deployments.stoppingCounts) return true;
  return !isDeploying(world, service);
}

function isDeploying({ setup, records }: World, service: number): boolean {
  if (setup.services[service]!.deploymentSpec === null) return false;
  return primaryOf(records.services[service]!.deploymentState.deployments).rollout === RolloutState.IN_PROGRESS;
}

/** Blue and green, and the task sets of an external controller, each have a count of their own. */
function partOf({ setup, records, loop }: World, service: number, revision: number): Part {
  const { deploymentSpec } = setup.services[service]!;
  const { desired, deploymentState } = records.services[service]!;
  const taskSets = deploymentSpec?.taskSets ?? null;
  if (taskSets !== null) {
    const scalePercent = taskSets[revision]!.scale.findLast(({ atMs }) => atMs <= loop.nowMs)?.percent ?? 0;
    return { revision, desired: taskSetCount(desired, { scalePercent }, setup.deploymentAndHealth.deployments) };
  }
  if ((deploymentSpec?.shift ?? null) === null) return { revision: null, desired };
  const { shift, deployments } = deploymentState;
  const kept =
    shift === null
      ? [primaryOf(deployments).revision]
      : { blue: [shift.blue], green: [shift.green], both: [shift.blue, shift.green] }[shift.keeps];
  return { revision, desired: kept.includes(revision) ? desired : 0 };
}

function tasksOf(world: World, service: number, { revision }: Part): number[] {
  return world.tasks.living().filter((slot) => {
    const one = classOf(world, slot);
    return one.service === service && (revision === null || one.revision === revision);
  });
}

function isHealthy(world: World, slot: number): boolean {
  return world.tasks.cause[slot] === 0 && wasHealthy(world, slot);
}

/** Whether it is healthy, or was until its stop. */
function wasHealthy({ tasks, equivalences }: World, slot: number): boolean {
  if (tasks.state[slot]! < TaskState.RUNNING || tasks.runningMs[slot] === NOT_KNOWN_MS) return false;
  return equivalences.all[tasks.equivalence[slot]!]!.deploymentSpec === null || tasks.condition[slot] === Condition.healthy;
}

const classOf = ({ tasks, equivalences }: World, slot: number) => equivalences.all[tasks.equivalence[slot]!]!.taskClass;

function slotOf({ tasks }: World, task: number): number {
  return tasks.living().find((slot) => tasks.task[slot] === task)!;
}
