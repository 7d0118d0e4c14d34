import type { Distribution } from '../../kernel/distribution.js';

/** Behaviour of a container that its task definition does not state. */
export interface ContainerBehavior {
  /**
   * From a start to its exit: of the first start, the second, and so on; the last one is for all that follow. Null: it runs until it is
   * stopped.
   */
  readonly runTimes: readonly Distribution[] | null;
  readonly exitCode: number;
  /** From its SIGTERM to its exit; null: the usual time. */
  readonly stopTime: Distribution | null;
  /** From its start until its health check passes; null: never. */
  readonly healthyFromMs: number | null;
}

/** By name of the container. */
export type ContainerBehaviors = Readonly<Record<string, ContainerBehavior>>;
