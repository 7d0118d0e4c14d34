import type { Book } from './book.js';

export const TASK_COLUMNS = [
  'class',
  'provider',
  'stage',
  'requestedMs',
  'heldSinceMs',
  'heldMs',
  'placedMs',
  'instance',
  'bootMs',
  'pendingMs',
  'pullMs',
  'runningMs',
  'stoppingMs',
  'costUsd',
] as const;
export type TaskBook = Book<(typeof TASK_COLUMNS)[number]>;

export const INSTANCE_COLUMNS = [
  'type',
  'zone',
  'group',
  'hasTrunk',
  'purchase',
  'tariff',
  'launchedMs',
  'registeredMs',
  'drainingMs',
  'noticedMs',
  'leftMs',
  'leftBy',
  'isLeaving',
  'poolState',
  'warmedMs',
  'leftPoolMs',
  'tasksPlaced',
  'tasksLost',
  'cpuFree',
  'memoryFree',
  'eniFree',
  'cpuStranded',
  'memoryStranded',
  'eniStranded',
] as const;
export type InstanceBook = Book<(typeof INSTANCE_COLUMNS)[number]>;
