import type { Failing } from '../deployments/failure-modes.js';
import { firstCheckMs, type TargetChange, type TargetCheck, type TargetStatus, targetTimeline } from '../load-balancing/target-health.js';
import type { TargetSettings } from '../load-balancing/target-settings.js';
import { type Condition, type ContainerHealth, conditionOf, type HealthSigns, taskHealth } from './condition.js';
import { type ContainerCheck, type HealthChange, healthTimeline } from './container-check.js';
import { type FailingWindows, failingContainer, failingTimeline, type TaskFailingWindows } from './failing-windows.js';
import type { HealthSettings } from './health-settings.js';

/** The latest start of a container with a check. */
export interface ContainerStart {
  /** Since RUNNING of the task, which is later than the start of a container that others wait for. */
  readonly atMs: number;
  /** From its start until its check's command succeeds; null: never. */
  readonly passesFromMs: number | null;
}

const WITH_TASK: ContainerStart = { atMs: 0, passesFromMs: 0 };

/** Returns the start of a proxy: the other containers start when it has passed its first check, `othersMs` after RUNNING. */
export function proxyStart({ intervalMs }: ContainerCheck, othersMs: number): ContainerStart {
  return { atMs: othersMs - intervalMs, passesFromMs: 0 };
}

/** The draws of a task about its checks. */
export interface DrawnChecks {
  /** From a change of a container's health until ECS has it; absent: as the settings have it. */
  readonly reportMs?: number;
  /** When the nodes of its load balancer check its target (CheckedTarget). */
  readonly phases?: readonly number[];
}

/** Checks of a task, and the time at which they begin to fail. */
export interface CheckedTask extends DrawnChecks {
  /** Of its essential containers. */
  readonly checks: readonly ContainerCheck[];
  /** Of the containers with these checks; absent: all start with the task, and pass. */
  readonly starts?: readonly ContainerStart[];
  /** Its target group; null: no load balancer. */
  readonly target: TargetCheck | null;
  /** The load balancer covers the task's zone; otherwise its checks never pass (S.LB-6). */
  readonly isCovered: boolean;
  readonly graceMs: number;
  /** From RUNNING until its program answers its checks; absent: at once. */
  readonly answersFromMs?: number;
  /** From RUNNING until all checks fail; null: never. */
  readonly failsFromMs: number | null;
  readonly failsBy: Failing;
  /** When the task is registered with its target group, since RUNNING; absent: as soon as it may be. */
  readonly registeredMs?: number;
  /** When checks fail though it is well; absent: never. */
  readonly falseFailures?: TaskFailingWindows;
}

export interface ConditionChange {
  /** Since RUNNING. */
  readonly atMs: number;
  readonly condition: Condition;
  /** As its load balancer finds it; null: it has none. */
  readonly target: TargetStatus | null;
  /** It is `waiting` although its checks fail, because of the grace period. */
  readonly failsInGrace?: true;
}

/** Returns the health timeline of a service's task after RUNNING, in closed form. It begins as `waiting`, its target as `initial`. */
export function conditionTimeline(
  task: CheckedTask,
  settings: { readonly health: HealthSettings; readonly targets: TargetSettings },
): ConditionChange[] {
  const { checks, target, graceMs, failsFromMs, answersFromMs } = task;
  const failMs = task.failsBy === 'hang' ? Number.POSITIVE_INFINITY : 0;
  const timelines = reported(
    checks,
    { failsFromMs, failMs: failsFromMs === null ? 0 : failMs, answersFromMs },
    { reportMs: task.reportMs ?? settings.health.reportMs, starts: task.starts, failing: task.falseFailures?.containers },
  );
  const targetChanges = target === null ? [] : targetChangesOf({ ...task, target }, timelines, settings.targets);
  const signsAt = (atMs: number): HealthSigns => ({
    runningSinceMs: 0,
    containers: checks.length === 0 ? null : taskHealth(timelines.map((timeline) => containerAt(timeline, atMs))),
    target: target === null ? null : (targetChanges.findLast((change) => change.atMs <= atMs)?.status ?? 'initial'),
  });
  const changes: ConditionChange[] = [];
  const pending = [0, ...timelines.flatMap((timeline) => timeline.map(({ atMs }) => atMs)), ...targetChanges.map(({ atMs }) => atMs)];
  let last: Omit<ConditionChange, 'atMs'> = { condition: 'waiting', target: target === null ? null : 'initial' };
  for (let atMs = least(pending, -1); atMs !== Number.POSITIVE_INFINITY; atMs = least(pending, atMs)) {
    const signs = signsAt(atMs);
    const { againMs, ...condition } = conditionOf(signs, graceMs, atMs, settings.health);
    if (againMs !== null) pending.push(againMs);
    const change = { ...condition, target: signs.target };
    if (change.condition !== last.condition || change.failsInGrace !== last.failsInGrace || change.target !== last.target)
      changes.push({ atMs, ...change });
    last = change;
  }
  return changes;
}

/** The changes of the target's health; none where the task is never registered. */
function targetChangesOf(
  {
    target,
    isCovered,
    answersFromMs = 0,
    failsFromMs,
    failsBy,
    registeredMs: atMs,
    falseFailures,
    phases,
  }: CheckedTask & { readonly target: TargetCheck },
  containers: readonly (readonly HealthChange[])[],
  settings: TargetSettings,
): TargetChange[] {
  const readyMs = readyAfter(containers, settings);
  if (readyMs === null) return [];
  const registeredMs = atMs ?? readyMs;
  const fails = {
    passesFromMs: isCovered ? Math.max(0, answersFromMs - registeredMs) : null,
    failsFromMs: failsFromMs === null || failsBy === 'containerCheck' ? null : Math.max(0, failsFromMs - registeredMs),
    failMs: failsBy === 'hang' && isCovered && failsFromMs !== null ? target.timeoutMs : 0,
    ...(phases && { phases }),
  };
  const sound = targetTimeline(target, fails, settings).map((change) => ({ ...change, atMs: change.atMs + registeredMs }));
  if (falseFailures === undefined || !Number.isFinite(registeredMs)) return sound;
  return [...failingTimeline(sound, target, falseFailures.target, registeredMs + firstCheckMs(target, settings))];
}

/** From when on the program of a task answers its checks, and from when on it fails them again; null: never. */
interface Answers {
  readonly failsFromMs?: number | null;
  readonly answersFromMs?: number | undefined;
}

/** Settings of the checks of a task's containers. */
interface TimelineSettings extends Pick<HealthSettings, 'reportMs'> {
  readonly starts?: readonly ContainerStart[] | undefined;
  readonly failing?: FailingWindows | undefined;
}

/** Returns the time after RUNNING from which a task with these checks, which may fail from a time on, may be registered; null: never. */
export function readyAtMs(
  checks: readonly ContainerCheck[],
  settings: { readonly health: HealthSettings; readonly targets: TargetSettings },
  { failsFromMs = null, answersFromMs, reportMs = settings.health.reportMs, starts, failing }: Partial<TimelineSettings> & Answers = {},
): number | null {
  return readyAfter(reported(checks, { failsFromMs, answersFromMs }, { reportMs, starts, failing }), settings.targets);
}

/** Returns the changes of health of each container, when ECS has them: its checks begin with its start. */
function reported(
  checks: readonly ContainerCheck[],
  { failsFromMs = null, answersFromMs = 0, failMs = 0 }: Answers & { readonly failMs?: number },
  { reportMs, starts, failing }: TimelineSettings,
): HealthChange[][] {
  return checks.map((check, i) => {
    const { atMs: startedMs, passesFromMs } = starts?.[i] ?? (check.isProxy ? proxyStart(check, 0) : WITH_TASK);
    const fails = failsFromMs === null || check.isProxy ? null : Math.max(0, failsFromMs - startedMs);
    // A container that starts before the task is RUNNING passes from its own start on.
    const answersMs = check.isProxy || answersFromMs === 0 ? 0 : Math.max(0, answersFromMs - startedMs);
    const passesMs = passesFromMs === null ? null : Math.max(passesFromMs, answersMs);
    const timeline = healthTimeline(check, { passesFromMs: passesMs, failsFromMs: fails, passMs: 0, failMs });
    const sound = timeline.map(({ atMs, status }) => ({ atMs: atMs + startedMs, status }));
    const changes = failing === undefined ? sound : failingContainer(sound, check, failing, startedMs);
    return changes.map(({ atMs, status }) => ({ atMs: atMs + reportMs, status }));
  });
}

/** Returns the time from which a task may be registered; null: never, because it waits for a container that never becomes HEALTHY (V.11). */
function readyAfter(containers: readonly (readonly HealthChange[])[], settings: TargetSettings): number | null {
  const { registersWhen, registrationMs } = settings;
  if (registersWhen === 'running') return registrationMs;
  const healthyMs = containers.map((changes) => changes.find(({ status }) => status === 'HEALTHY')?.atMs ?? Number.POSITIVE_INFINITY);
  const allMs = Math.max(0, ...healthyMs);
  return Number.isFinite(allMs) ? allMs + registrationMs : null;
}

function containerAt(timeline: readonly HealthChange[], atMs: number): ContainerHealth {
  return { isEssential: true, status: timeline.findLast((change) => change.atMs <= atMs)?.status ?? 'UNKNOWN' };
}

/** Infinity: none is later. */
function least(times: readonly number[], after: number): number {
  return Math.min(...times.filter((atMs) => atMs > after));
}
