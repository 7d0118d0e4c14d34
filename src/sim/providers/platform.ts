import type { Distribution } from '../../kernel/distribution.js';
import type { EventLoop, Ms } from '../../kernel/event-loop.js';
import type { Chance } from '../cluster/chance.js';
import type { EquivalenceClass } from '../cluster/equivalence-class.js';
import type { EquivalenceClasses } from '../cluster/equivalence-classes.js';
import type { FaultConditions } from '../cluster/faults/fault-conditions.js';
import type { PendingTasks } from '../cluster/pending-tasks.js';
import type { PoolState } from '../cluster/pool-state.js';
import type { ZoneEvenness } from '../cluster/services/zone-evenness.js';
import type { Tasks } from '../cluster/tasks.js';
import type { FactKind } from '../facts.js';
import type { Fault } from '../fault.js';
import type { Setup } from '../setup.js';

/** Replaces an instance's ordinal for a task that has its capacity on the platform of its provider's kind. */
export const ON_PLATFORM = -2;

/** The parts that the state of a platform is made from. */
export interface PlatformParts {
  readonly setup: Setup;
  readonly tasks: Tasks;
  readonly equivalences: EquivalenceClasses;
  readonly pools: PoolState;
  readonly chance: Chance;
  /** Returns the chance key of the service or workload of the class. */
  readonly keyOf: (equivalence: EquivalenceClass) => number;
}

/**
 * The state of a platform, which runs the tasks of a kind of capacity provider without container instances, each in a zone. The world holds
 * it, and save() returns all of it.
 */
export interface PlatformState {
  /** Tasks that have no capacity yet. */
  readonly pendingTasks: PendingTasks;
  /** Ordinals of tasks that must leave the platform and that their services must replace. */
  readonly leaving: ReadonlySet<number>;
  /** Records that a task of the class got capacity in the zone. */
  occupy(equivalence: EquivalenceClass, zone: number): void;
  /** Gives back the capacity of the task with this ordinal, which is STOPPED. */
  release(equivalence: EquivalenceClass, zone: number, task: number): void;
  /** Counts a task in the zone that has got capacity (1), or whose desiredStatus became STOPPED (-1). */
  count(equivalence: EquivalenceClass, zone: number, change: 1 | -1): void;
  /** Returns, by zone, 1 where a task of the class could start now. */
  reachableZones(equivalence: EquivalenceClass): number[];
  /** Returns the zone in which a task of the class stops next, out of the zones marked with 1. */
  zoneToStop(equivalence: EquivalenceClass, mayGo: readonly number[]): number;
  /** How long an exit goes unnoticed: until then the task is RUNNING for ECS. */
  readonly exitNoticedMs: Ms;
  /** From the end of a task's containers to STOPPED. */
  readonly cleanup: Distribution;
  /** Returns the time of a task in PROVISIONING and, except for a slow registry, in PENDING: the same at every call. */
  start(slot: number, equivalence: EquivalenceClass): { readonly machineMs: Ms; readonly pullMs: Ms; readonly startMs: Ms };
  /** Returns whether a task of the class has storage for its images; otherwise their pull fails. */
  holdsImages(equivalence: EquivalenceClass): boolean;
  save(): unknown;
  load(saved: unknown): void;
}

/** The decisions of a platform about its tasks. It holds no state of its own. */
export interface PlatformTasks {
  /** Returns the earliest time at which RunTask may be called for the platform. If that is now, the call counts as made. */
  callMs(): Ms;
  /** Requests capacity for the task in PROVISIONING. */
  request(slot: number, equivalence: EquivalenceClass): void;
  /** Handles the scheduled round. */
  onRound(): void;
  /** Returns the times at which a fault on the timeline affects the platform. */
  momentsOf(fault: Fault): readonly Ms[];
  /** Handles a time of the fault with this index, which may not concern the platform. */
  onFault(fault: number): void;
  /** Ends all tasks in the zone at once that `isMeant` selects by their ordinals. */
  failZone(zone: number, isMeant: (task: number) => boolean): void;
  /** Returns the slots of tasks with capacity in a pool of the market, in order of request. */
  inPool(pool: number): number[];
  /** Reports, once a minute, why the tasks of each class wait. */
  explainWaiting(): void;
}

/** The parts of the world that a platform's decisions use. */
interface PlatformWorld {
  readonly setup: Setup;
  readonly loop: EventLoop;
  readonly tasks: Tasks;
  readonly equivalences: EquivalenceClasses;
  readonly conditions: FaultConditions;
  readonly zoneEvenness: ZoneEvenness;
  keyOf(equivalence: EquivalenceClass): number;
  emit(kind: FactKind, a?: number, b?: number, c?: number, d?: number, e?: number): void;
  serviceDue(service: number): void;
}

/** The actions of a platform's decisions on the life of a task. */
interface PlatformLife {
  /** Begins the task, which has its capacity. `failsAfterMs`: until it fails; null: it does not. */
  beginOnPlatform(slot: number, equivalence: EquivalenceClass, failsAfterMs?: Ms | null): void;
  stop(slot: number, cause: number): void;
  kill(slot: number, cause: number): void;
}

export interface PlatformPorts {
  readonly world: PlatformWorld;
  readonly life: PlatformLife;
  /** Must be called when the platform has refused a service's task, which waits at least so long. Returns when to try again. */
  readonly onRefused: (slot: number, equivalence: EquivalenceClass, waitMs: Ms) => Ms;
  /** Its number among the platforms of the run. */
  readonly platform: number;
  /** Schedules a round of the platform at that time, unless an earlier one is scheduled. */
  readonly roundDueAt: (atMs: Ms) => void;
}
