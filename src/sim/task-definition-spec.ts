import type { Ms } from '../kernel/event-loop.js';
import type { PlannedContainer } from '../services/containers/container-plan.js';

/** A container in events; the engine itself has only tasks. */
interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly cpuUnits: number;
  readonly isEssential: boolean;
}

export interface TaskDefinitionSpec {
  readonly family: string;
  readonly revision: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** 1 in awsvpc mode, else 0. */
  readonly eni: number;
  /** Whole GPUs; `gpuMilli` is thousandths of a shared one (never both). */
  readonly gpus: number;
  readonly gpuMilli: number;
  readonly ports: readonly number[];
  readonly images: readonly number[];
  /** In the order of the definition; absent: one for each image. */
  readonly containers?: readonly ContainerSpec[];
  /** The containers with their order and restart policies, where a task depends on them; absent: they start and stop together. */
  readonly order?: readonly PlannedContainer[];
  readonly stopTimeoutMs: Ms;
  /** On a platform; absent: the same. */
  readonly platformStopTimeoutMs?: Ms;
  /** A container that takes longer to start on an instance has failed (N.CTR-9); absent: no limit. */
  readonly startLimitMs?: Ms;
  /** Attributes that an instance must have, besides those that follow from the other properties. */
  readonly requiredAttributes?: readonly string[];
  /** Expressions of its memberOf constraints, which have been parsed and are valid; absent: none. */
  readonly memberOf?: readonly string[];
  /** Null: instances of either take its tasks, and on Fargate it is x86_64 (T.TASK-14). */
  readonly architecture: 'x86_64' | 'arm64' | null;
  readonly operatingSystem: 'linux' | 'windows';
  /** Null where it cannot run on Fargate. */
  readonly fargate: { readonly storageGib: number } | null;
}
