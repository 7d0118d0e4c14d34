import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';

/** The end of a task on Fargate. AWS publishes no figures; records of a few tasks have all times (V.17, P.16). */
export interface StopSettings {
  /** From the exit of the containers until ECS notices, after SIGTERM too. A task that exits by itself still counts as RUNNING. */
  readonly exitNoticedMs: Ms;
  /** From the end of the containers to STOPPED: the interface is detached and the machine given back. The task is billed until then. */
  readonly cleanup: Distribution;
}
