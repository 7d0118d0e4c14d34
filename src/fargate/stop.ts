import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';

/** The end of a task on Fargate. AWS publishes no figures; one record of a task has all times (V.17). */
export interface StopSettings {
  /** From the exit of the essential container until ECS knows it: so long the task still counts as RUNNING. */
  readonly exitNoticedMs: Ms;
  /** From the end of the containers to STOPPED: the interface is detached and the machine given back. The task is billed until then. */
  readonly cleanup: Distribution;
}
