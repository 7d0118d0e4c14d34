import { LiveRows, NONE, placesOf } from './live-rows.js';

/**
 * The values of a task that is requested, its ordinal before them. Each eight share a line: the end of a task reads the first alone, and
 * the second has its way to RUNNING. Its instance is that of its host, which lives as long as the task is there.
 */
const TASK_COLUMNS = {
  class: 0,
  provider: 0,
  stage: 0,
  /** Row of its instance. */
  host: NONE,
  condition: 0,
  isRoomFreed: 0,
  traceRow: 0,

  requestedMs: 0,
  placedMs: NONE,
  bootMs: 0,
  queuedMs: NONE,
  pendingMs: NONE,
  pullMs: 0,
  runningMs: NONE,
  stoppingMs: NONE,

  costUsd: NONE,
  cutShortMs: 0,
  heldMs: 0,
  heldSinceMs: NONE,
  deregisteredMs: NONE,
  unhealthyMs: NONE,
  isPresent: 0,
};
export const TASK_PLACES = placesOf(TASK_COLUMNS);
export type LiveTasks = LiveRows<keyof typeof TASK_COLUMNS>;

export function liveTasks(): LiveTasks {
  return new LiveRows(TASK_COLUMNS, 'costUsd');
}

/** The values of an instance that is launched. Each task that comes or goes, and each sample, reads the first line alone. */
export const INSTANCE_COLUMNS = {
  /** Of InstanceKinds. */
  kind: 0,
  cpuFree: 0,
  memoryFree: 0,
  eniFree: 0,
  isStranded: 0,
  /** 1 while it is registered and does not drain. */
  takesTasks: 0,
  tasksPlaced: 0,

  group: 0,
  tariff: 0,
  type: 0,
  registeredMs: NONE,
  leftMs: NONE,
  drainingMs: NONE,
  noticedMs: NONE,
  poolState: 0,

  option: 0,
  launchedMs: 0,
  runFromMs: 0,
  tasksLost: 0,
  isLeaving: 0,
  zone: 0,
  hasTrunk: 0,
  leftBy: NONE,

  pastSeconds: 0,
  pastUsd: 0,
  warmedMs: NONE,
  leftPoolMs: NONE,
  reservedWeight: 0,
  reservedUsd: 0,
  reservedSinceMs: 0,
};
export const INSTANCE_PLACES = placesOf(INSTANCE_COLUMNS);
export type LiveInstances = LiveRows<keyof typeof INSTANCE_COLUMNS>;
