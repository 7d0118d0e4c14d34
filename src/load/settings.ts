import type { Ms } from '../kernel/event-loop.js';

/** CPU units of a vCPU. */
export const UNITS_PER_VCPU = 1_024;

/** What a task of a service or of a queue has and takes. */
export interface TaskUse {
  /** Requests, or messages, that a task works on at once. A whole number. */
  readonly concurrency: number;
  /** Time to serve one when the CPU does not hold it up, in milliseconds; need not be whole. */
  readonly meanMs: number;
  /** Time of one vCPU that one takes, in milliseconds. */
  readonly cpuMs: number;
  /** What the task definition reserves: utilisation is a share of it (T.MET-7). 0: there is no utilisation. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** What an idle task takes. */
  readonly cpuUnitsIdle: number;
  readonly memoryMibIdle: number;
  /** What each request takes from its arrival at the task to its end. */
  readonly memoryMibEach: number;
  /** CPU beyond which a task gets none: the size of a Fargate task. Null: it may use what its instance has free (T.MET-8). */
  readonly cpuUnitsMost: number | null;
}

/** A service behind a load balancer. */
export interface ServiceUse extends TaskUse {
  /** Coefficient of variation of the time between arrivals: 1 for a Poisson process, 0 for a clock. */
  readonly arrivalVariation: number;
  /** Coefficient of variation of the time to serve: 1 for an exponential time, 0 for a constant one. */
  readonly serviceVariation: number;
  /** Requests that may wait at a task; one more is refused. Null: no bound. */
  readonly waitingPerTaskMax: number | null;
  /** Nobody waits longer than this: who would is given up at once. Null: everybody waits. */
  readonly timeoutMs: Ms | null;
}

/** Tasks that take messages from a queue. */
export interface WorkerUse extends TaskUse {
  /** For how long a message that a task has taken is not given to another. */
  readonly visibilityTimeoutMs: Ms;
  /** What becomes of the messages that a task works on when it is stopped: it finishes them, or they come back after the visibility timeout. */
  readonly whenStopped: 'finishes' | 'redelivered';
  /** Backlog per task when there is no task: as if there were one, or no value. */
  readonly backlogWithoutTasks: 'as-of-one' | 'missing';
}

/** What AWS or a user leaves open, by the names of docs/load.md. */
export const SERVICE_DEFAULTS = {
  cpuUnitsIdle: 0,
  memoryMibIdle: 0,
  memoryMibEach: 0,
  cpuUnitsMost: null,
  arrivalVariation: 1,
  serviceVariation: 1,
  waitingPerTaskMax: null,
  timeoutMs: 60_000,
} as const satisfies Partial<ServiceUse>;

export const WORKER_DEFAULTS = {
  concurrency: 1,
  cpuUnitsIdle: 0,
  memoryMibIdle: 0,
  memoryMibEach: 0,
  cpuUnitsMost: null,
  visibilityTimeoutMs: 30_000,
  whenStopped: 'redelivered',
  backlogWithoutTasks: 'as-of-one',
} as const satisfies Partial<WorkerUse>;
