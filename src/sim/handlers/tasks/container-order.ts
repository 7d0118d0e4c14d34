import type { Distribution } from '../../../kernel/distribution.js';
import type { Ms } from '../../../kernel/event-loop.js';
import type { ContainerBehavior } from '../../../services/containers/container-behavior.js';
import type { PlannedContainer } from '../../../services/containers/container-plan.js';
import { type ContainerFate, stopSpanMs, taskTimes } from '../../../services/containers/container-times.js';
import { type ContainerStart, proxyStart } from '../../../services/health/condition-timeline.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import { type ContainerLifetimes, Failing, NOT_KNOWN_MS } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { pullLater } from './image-pull.js';

const USUAL: ContainerBehavior = { runTimes: null, exitCode: 0, stopTime: null, healthyFromMs: 0 };

/**
 * Computes the containers of a task that is PENDING from now on, and returns how long it is PENDING: until it is RUNNING, or until its
 * start fails. `firstMs`: the pull of the images with which the first containers start.
 */
export function pendingMs(world: World, slot: number, equivalence: EquivalenceClass, firstMs: Ms): Ms {
  const { tasks, loop, setup } = world;
  const plan = equivalence.definition.order!;
  const fates = plan.map((_, i) => fateOf(world, slot, equivalence, { i, firstMs }));
  const { containers, runningMs, endMs } = taskTimes(plan, fates, setup.durationMs);
  tasks.setLifetimes(slot, { sinceMs: loop.nowMs, containers, runMs: Math.min(tasks.runMs[slot], NOT_KNOWN_MS) });
  if (runningMs === null) {
    tasks.fate[slot] = StopCause.dependencyFailed;
    return Math.max(1, endMs);
  }
  tasks.runMs[slot] = endMs - runningMs;
  return runningMs;
}

/** Returns how long the containers that run now take to stop. */
export function stopInOrder(world: World, slot: number, equivalence: EquivalenceClass, { sinceMs, containers }: ContainerLifetimes): Ms {
  const { loop, setup } = world;
  const nowMs = loop.nowMs - sinceMs;
  const leftMs = (i: number) => {
    const { runningMs, stoppedMs } = containers[i];
    if (runningMs === null || runningMs > nowMs) return 0;
    return stoppedMs === null ? Number.POSITIVE_INFINITY : Math.max(0, stoppedMs - nowMs);
  };
  const plan = equivalence.definition.order!;
  return stopSpanMs(plan, leftMs, (i) => {
    const { stopTime } = behaviorOf(world, equivalence, plan[i]);
    const { stopTimeoutMs, platformStopTimeoutMs, isEssential } = plan[i];
    const longestMs = equivalence.isOnInstances ? stopTimeoutMs : platformStopTimeoutMs;
    if (isEssential && stopTime === null && ignoresSigterm(world, slot)) return longestMs;
    const takesMs = drawOfContainer(world, slot, equivalence, {
      i,
      distribution: stopTime ?? setup.timings.containerStop,
      purpose: Purpose.stop,
    });
    return Math.min(takesMs, longestMs);
  });
}

/** Returns whether SIGKILL ends the program of the task, because it hangs. */
export function ignoresSigterm({ setup, tasks }: World, slot: number): boolean {
  return setup.timings.hungStop === 'stopTimeout' && (tasks.failing[slot] & Failing.hangs) !== 0;
}

/** Returns the first or latest starts of the task's containers with a check, its proxy last; undefined for a task whose containers have no order. */
export function checkStarts(
  world: World,
  slot: number,
  equivalence: EquivalenceClass,
  which: 'first' | 'latest',
): ContainerStart[] | undefined {
  const { tasks } = world;
  const lives = tasks.lifetimesOf(slot);
  if (lives === undefined) return undefined;
  const starts = equivalence.definition.order!.flatMap((container, i) => {
    if (!container.isEssential || container.check === null) return [];
    const { healthyFromMs } = behaviorOf(world, equivalence, container);
    const firstMs = lives.sinceMs + lives.containers[i].runningMs!;
    const startedMs = lives.cycles?.find((cycle) => which === 'latest' && cycle.container === i)?.startedMs ?? firstMs;
    return [{ atMs: startedMs - tasks.runningMs[slot], passesFromMs: healthyFromMs }];
  });
  const { checks, proxy } = equivalence.deploymentSpec!;
  if (proxy === undefined) return starts;
  const othersMs = lives.sinceMs + Math.min(...lives.containers.map(({ runningMs }) => runningMs ?? Number.POSITIVE_INFINITY));
  return [...starts, proxyStart(checks[equivalence.taskClass.revision].at(-1)!, othersMs - tasks.runningMs[slot])];
}

/** Returns the times of a container of the task. `firstMs`: the pull of the images with which the first containers start. */
export function fateOf(
  world: World,
  slot: number,
  equivalence: EquivalenceClass,
  { i, firstMs = 0 }: { readonly i: number; readonly firstMs?: Ms },
): ContainerFate {
  const { tasks, setup, loop } = world;
  const { timings } = setup;
  const plan = equivalence.definition.order!;
  const container = plan[i];
  const { runTimes, exitCode, healthyFromMs } = behaviorOf(world, equivalence, container);
  const draw = (distribution: Distribution, purpose: Purpose, nth = 0) =>
    drawOfContainer(world, slot, equivalence, { i, distribution, purpose, nth });
  const isFirst = container.dependsOn.length === 0;
  const { isOnInstances } = equivalence;
  // The run time of the task is that of its first essential container, unless the scenario sets the container's own.
  const isMain = plan.findIndex(({ isEssential }) => isEssential) === i;
  const taskRunMs = isMain ? (tasks.lifetimesOf(slot)?.runMs ?? tasks.runMs[slot]) : Number.POSITIVE_INFINITY;
  const restartMs = slower(equivalence, draw(timings.containerStart, Purpose.start));
  const { startLimitMs = Number.POSITIVE_INFINITY } = equivalence.definition;
  const startIntervalMs = isOnInstances ? timings.checkStartIntervalMs : null;
  return {
    pullMs: (atMs) => {
      if (isFirst) return firstMs;
      if (isOnInstances) return pullLater(world, slot, container.image, { atMs: loop.nowMs + atMs, key: keyOf(world, equivalence, i) });
      return timings.fargatePullsUpfront ? 0 : draw(timings.imagePull, Purpose.pull);
    },
    // On a platform the start of the first containers is included in the machine's time.
    startMs: isFirst && !isOnInstances ? 0 : restartMs,
    restartMs,
    startLimitMs: isOnInstances ? startLimitMs : Number.POSITIVE_INFINITY,
    runMs: (nth) => {
      if (runTimes !== null) return draw(runTimes[Math.min(nth, runTimes.length - 1)], Purpose.container, nth);
      return taskRunMs === NOT_KNOWN_MS ? Number.POSITIVE_INFINITY : taskRunMs;
    },
    exitCode,
    healthyFromMs,
    ...(startIntervalMs === null ? {} : { startIntervalMs }),
  };
}

function behaviorOf({ setup }: World, { service, workload }: EquivalenceClass, { name }: PlannedContainer): ContainerBehavior {
  const { containers } = service === NONE ? setup.workloads[workload] : setup.services[service];
  return containers?.[name] ?? USUAL;
}

interface Draw {
  /** Place of the container. */
  readonly i: number;
  readonly distribution: Distribution;
  readonly purpose: Purpose;
  readonly nth?: number;
}

function drawOfContainer(world: World, slot: number, equivalence: EquivalenceClass, { i, distribution, purpose, nth = 0 }: Draw): Ms {
  if (distribution.kind === 'constant') return distribution.ms;
  const { chance, tasks } = world;
  return chance.ms(distribution, chance.keyWithin(keyOf(world, equivalence, i), nth), purpose, tasks.nth[slot]);
}

/** The draws of the first container are those of a task whose containers have no order. */
function keyOf(world: World, equivalence: EquivalenceClass, i: number): number {
  return world.chance.keyWithin(world.keyOf(equivalence), i);
}

/** Returns the start time, longer for a revision that starts slowly. */
export function slower({ deploymentSpec, taskClass }: EquivalenceClass, ms: Ms): Ms {
  return deploymentSpec === null ? ms : Math.round(ms * deploymentSpec.revisions[taskClass.revision].mode.slowerStart);
}
