import type { Ms } from '../kernel/event-loop.js';
import type { ServiceUse, WorkerUse } from '../load/resource-use.js';
import type { LoadShape } from '../load/shape.js';
import type { ScalableTarget, ScalingPolicy } from '../services/scaling/policies.js';

/** What comes to a service over the run, and what one of its tasks makes of it: by revision, the last holding for those after it. */
export type LoadSpec =
  | { readonly kind: 'requests'; readonly shape: LoadShape; readonly uses: readonly ServiceUse[] }
  | { readonly kind: 'queue'; readonly shape: LoadShape; readonly uses: readonly WorkerUse[] };

/** A scheduled action as text: what makes a Schedule of it is not data. */
export interface ActionSpec {
  readonly name: string;
  /** cron(...), rate(...) or at(...). */
  readonly expression: string;
  readonly timeZone: string;
  readonly minCapacity: number | null;
  readonly maxCapacity: number | null;
  readonly startMs: Ms;
  readonly endMs: Ms | null;
}

/** A service as Application Auto Scaling has it: what it is registered with, its policies and its scheduled actions. */
export interface ScalingSpec {
  readonly target: ScalableTarget;
  readonly policies: readonly ScalingPolicy[];
  /** Of the policies, in their order. */
  readonly policyNames: readonly string[];
  readonly actions: readonly ActionSpec[];
}
