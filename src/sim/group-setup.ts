import type { ManagedScaling } from '../autoscaling/cluster-scaler-settings.js';
import type { LifecycleHook } from '../autoscaling/group/hooks.js';
import type { Allocation } from '../autoscaling/group/pools.js';
import type { ScalingProcess } from '../autoscaling/group/processes.js';
import type { PurchaseSplit } from '../autoscaling/group/purchase.js';
import type { RefreshPreferences } from '../autoscaling/group/refresh.js';
import type { TerminationPolicy } from '../autoscaling/group/terminate.js';
import type { WarmPool } from '../autoscaling/group/warm-pool.js';
import type { GroupScaling } from '../autoscaling/policies/group-policies.js';
import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';

/** Properties of the instances of one origin (group or static) besides type, zone and trunk. */
export interface InstanceTraits {
  /** Attributes by name; null for one without a value: built-in ones that the origin sets (ecs.ami-id, ecs.os-family) and custom ones. */
  readonly attributes: Readonly<Record<string, string | null>>;
  /** Version of the container agent, such as 1.89.2. */
  readonly agentVersion: string;
}

/** An Auto Scaling group with its capacity provider. */
export interface CapacityProviderSpec {
  readonly name: string;
  /** Name that keys its draws; absent: its own. */
  readonly drawnBy?: string;
  /** All types that the group may ever launch; the market has a pool of each in every zone, for each purchase option of the group. */
  readonly instanceTypes: readonly number[];
  /** Types that it launches at first, in the order of its overrides; absent: all of them, because no refresh brings others. */
  readonly startTypes?: readonly number[];
  readonly zones: readonly number[];
  /** The instances distribution of a mixed instances policy; null without one: all On-Demand. */
  readonly split: PurchaseSplit | null;
  readonly allocation: Allocation;
  /** USD per hour; null: the On-Demand price of the type. */
  readonly spotMaxPrice: number | null;
  readonly zoneDistribution: 'balanced-best-effort' | 'balanced-only';
  readonly terminationPolicies: readonly TerminationPolicy[];
  /** ECS_ENABLE_SPOT_INSTANCE_DRAINING of its agents: an interruption notice puts the instance in DRAINING (C.SPOT-03). */
  readonly isSpotDraining: boolean;
  /** CapacityRebalance: a Spot instance at risk is replaced before it is interrupted. */
  readonly isCapacityRebalancing: boolean;
  /** At most 50, with different names (C.MID-08). The hook that ECS makes for managed draining is not among them. */
  readonly hooks: readonly HookSpec[];
  /** The warm pool, or null; not for a group with Spot. `isChecked`: ECS_WARM_POOLS_CHECK of its agents (C.WARM-03). */
  readonly warmPool: (WarmPool & { readonly isChecked: boolean }) | null;
  /** Instance refreshes, in order of time. */
  readonly refreshes: readonly RefreshSpec[];
  /** HealthCheckGracePeriod, from when an instance is in service. */
  readonly healthGraceMs: Ms;
  /** MaxInstanceLifetime, or null. */
  readonly maxLifetimeMs: Ms | null;
  readonly minSize: number;
  readonly maxSize: number;
  /** DesiredCapacity at the start: that many instances are registered and warm at time 0, unless the group starts cold. */
  readonly initialSize: number;
  /** The group launches its first instances and those of its warm pool at time 0. */
  readonly startsCold: boolean;
  readonly managedScaling: ManagedScaling;
  /** managedTerminationProtection: only instances without non-daemon tasks are scaled in. */
  readonly isProtected: boolean;
  /**
   * NewInstancesProtectedFromScaleIn where ECS does not manage protection: an instance that comes into service is protected until the
   * protection is lifted.
   */
  readonly isNewProtected: boolean;
  /** managedDraining: an instance that is scaled in drains first, for at most 48 h. */
  readonly isDraining: boolean;
  /** Time from which launches get a trunk: 0 with the opt-in from the start, null for never. */
  readonly trunkFromMs: Ms | null;
  readonly traits: InstanceTraits;
  /** Its scaling processes that are suspended from the start; absent: none. */
  readonly suspended?: readonly ScalingProcess[];
  /** Its scaling policies; absent: none. */
  readonly scaling?: GroupScaling;
}

/** An instance refresh, with the configuration of instances launched from then on. */
export interface RefreshSpec {
  readonly atMs: Ms;
  /** When it is cancelled, if it is still in progress then; absent: never. */
  readonly cancelledMs?: Ms;
  readonly preferences: RefreshPreferences;
  /**
   * Its desired configuration, which the group keeps if the refresh succeeds; absent: the refresh applies an earlier change of the launch
   * template.
   */
  readonly desired?: {
    /** Rank of the version of the launch template, from 0; null: unchanged. */
    readonly template: number | null;
    /** In the order of its overrides; null: unchanged. */
    readonly instanceTypes: readonly number[] | null;
  };
}

/** A lifecycle hook of a group, and the time of its action. */
export interface HookSpec extends LifecycleHook {
  readonly name: string;
  readonly transition: 'launch' | 'terminate';
  /** Time from the start of the wait until its action completes with CONTINUE; null: it never completes. */
  readonly action: Distribution | null;
}
