import type { Ms } from '../kernel/event-loop.js';
import type { ServiceUse, WorkerUse } from '../load/resource-use.js';
import type { LoadShape } from '../load/shape.js';
import type { ScalableTarget, ScalingPolicy } from '../services/scaling/policies.js';

/** The load of a service over the run, and its use of a task by revision; the last use holds for all later revisions. */
export type LoadSpec =
  | { readonly kind: 'requests'; readonly shape: LoadShape; readonly uses: readonly ServiceUse[] }
  | { readonly kind: 'queue'; readonly shape: LoadShape; readonly uses: readonly WorkerUse[] };

/** A scheduled action as text, because a compiled Schedule is not plain data. */
export interface ActionSpec {
  readonly name: string;
  /** cron(...), rate(...) or at(...). */
  readonly expression: string;
  readonly timeZone: string;
  readonly minCapacity: number | null;
  readonly maxCapacity: number | null;
  readonly startMs: Ms | null;
  readonly endMs: Ms | null;
}

/** A service in Application Auto Scaling: its registration, policies and scheduled actions. */
export interface ScalingSpec {
  readonly target: ScalableTarget;
  readonly policies: readonly ScalingPolicy[];
  /** Names of `policies`, in their order. */
  readonly policyNames: readonly string[];
  readonly actions: readonly ActionSpec[];
}
