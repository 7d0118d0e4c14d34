import type { Ms } from '../kernel/event-loop.js';

/** CPU units of a vCPU. */
export const UNITS_PER_VCPU = 1_024;

/** Resources and service times of one task of a service or queue. */
export interface TaskUse {
  /** Requests or messages processed at once by one task. A whole number. */
  readonly concurrency: number;
  /** Service time without CPU contention, in milliseconds; may be fractional. */
  readonly meanMs: number;
  /** vCPU time per request or message, in milliseconds. */
  readonly cpuMs: number;
  /** CPU reserved in the task definition, the base of utilisation (T.MET-7). 0: no utilisation. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** CPU use of an idle task. */
  readonly cpuUnitsIdle: number;
  readonly memoryMibIdle: number;
  /** Memory per request from its arrival at the task to its end. */
  readonly memoryMibEach: number;
  /** CPU limit of the task: the size of a Fargate task. Null: limited by the free CPU of its instance only (T.MET-8). */
  readonly cpuUnitsMost: number | null;
}

/** A service behind a load balancer. */
export interface ServiceUse extends TaskUse {
  /** Coefficient of variation of the time between arrivals: 1 for a Poisson process, 0 for a clock. */
  readonly arrivalVariation: number;
  /** Coefficient of variation of the time to serve: 1 for an exponential time, 0 for a constant one. */
  readonly serviceVariation: number;
  /** Most waiting requests per task; further ones are refused. Null: no bound. */
  readonly waitingPerTaskMax: number | null;
  /** Longest wait; a request that would wait longer is abandoned at once. Null: no timeout. */
  readonly timeoutMs: Ms | null;
}

/** Tasks that take messages from a queue. */
export interface WorkerUse extends TaskUse {
  /** Visibility timeout: time during which a received message is hidden from other tasks. */
  readonly visibilityTimeoutMs: Ms;
  /** Fate of the messages that a stopping task processes: it finishes them, or they reappear after the visibility timeout. */
  readonly whenStopped: 'finishes' | 'redelivered';
  /** Backlog per task without tasks: computed as for one task, or missing. */
  readonly backlogWithoutTasks: 'as-of-one' | 'missing';
}

/** Defaults where AWS or the user specifies nothing. */
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
