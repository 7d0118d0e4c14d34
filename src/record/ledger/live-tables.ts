import { type LiveRows, NONE, placesOf } from './live-rows.js';

/**
 * The values of a task that is requested. The ordinal and the first seven share a cache line, then each eight: the end of a task reads the
 * first line alone, unless costs are divided.
 */
export const TASK_COLUMNS = {
  class: 0,
  provider: 0,
  stage: 0,
  host: NONE,
  condition: 0,
  isRoomFreed: 0,
  stoppingMs: NONE,

  instance: NONE,
  costUsd: NONE,
  requestedMs: 0,
  heldMs: 0,
  placedMs: NONE,
  bootMs: 0,
  queuedMs: NONE,
  pendingMs: NONE,

  pullMs: 0,
  runningMs: NONE,
  cutShortMs: 0,
  heldSinceMs: NONE,
  deregisteredMs: NONE,
  isPresent: 0,
  traceRow: 0,
};
export const TASK_PLACES = placesOf(TASK_COLUMNS);
export type LiveTasks = LiveRows<keyof typeof TASK_COLUMNS>;

/** The values of an instance that is launched. Each task that comes or goes, and each sample, reads the first two lines alone. */
export const INSTANCE_COLUMNS = {
  group: 0,
  tariff: 0,
  type: 0,
  cpuFree: 0,
  memoryFree: 0,
  eniFree: 0,
  isStranded: 0,

  reservedWeight: 0,
  reservedUsd: 0,
  reservedSinceMs: 0,
  registeredMs: NONE,
  leftMs: NONE,
  drainingMs: NONE,
  noticedMs: NONE,
  tasksPlaced: 0,

  option: 0,
  poolState: 0,
  launchedMs: 0,
  runFromMs: 0,
  tasksLost: 0,
  isLeaving: 0,
  zone: 0,
  hasTrunk: 0,

  pastSeconds: 0,
  pastUsd: 0,
  leftBy: NONE,
  warmedMs: NONE,
  leftPoolMs: NONE,
};
export const INSTANCE_PLACES = placesOf(INSTANCE_COLUMNS);
export type LiveInstances = LiveRows<keyof typeof INSTANCE_COLUMNS>;
