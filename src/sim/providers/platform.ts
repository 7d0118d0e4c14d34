import type { EventLoop, Ms } from '../../kernel/event-loop.js';
import type { Chance } from '../cluster/chance.js';
import type { EquivalenceClass } from '../cluster/equivalence-class.js';
import type { EquivalenceClasses } from '../cluster/equivalence-classes.js';
import type { PendingTasks } from '../cluster/pending-tasks.js';
import type { PoolState } from '../cluster/pool-state.js';
import type { Tasks } from '../cluster/tasks.js';
import type { FactKind } from '../facts.js';
import type { Fault } from '../fault.js';
import type { Setup } from '../setup.js';

/** In the place of an instance's ordinal: the task has its capacity on the platform of its provider's kind. */
export const ON_PLATFORM = -2;

/** What the state of a platform is made from. */
export interface PlatformParts {
  readonly setup: Setup;
  readonly tasks: Tasks;
  readonly equivalences: EquivalenceClasses;
  readonly pools: PoolState;
  readonly chance: Chance;
  /** Key of the chance of the service or workload whose line it is. */
  readonly keyOf: (equivalence: EquivalenceClass) => number;
}

/**
 * What is true of a platform: it runs the tasks of a kind of capacity provider without container instances, each in a zone. The world
 * holds it, and what it saves is all of it.
 */
export interface PlatformState {
  /** Tasks that have no capacity yet. */
  readonly pendingTasks: PendingTasks;
  /** Ordinals of tasks that may not stay where they are, so that their services replace them. */
  readonly leaving: ReadonlySet<number>;
  /** A task of the line got capacity in a zone. */
  occupy(equivalence: EquivalenceClass, zone: number): void;
  /** The task, by its ordinal, is STOPPED and gives its capacity back. */
  release(equivalence: EquivalenceClass, zone: number, task: number): void;
  /** A task with desiredStatus RUNNING came to the zone, or is to stop. */
  count(equivalence: EquivalenceClass, zone: number, change: 1 | -1): void;
  /** By zone, 1 for those in which a task of the line could start now. */
  reachableZones(equivalence: EquivalenceClass): number[];
  /** The zone that gives up a task like those of the line, out of those marked with 1. */
  zoneToStop(equivalence: EquivalenceClass, mayGo: readonly number[]): number;
  /** How long a task is in PROVISIONING and, but for a slow registry, in PENDING: the same answer whenever it is asked for. */
  start(slot: number, equivalence: EquivalenceClass): { readonly machineMs: Ms; readonly pullMs: Ms };
  /** Whether a task of the line has storage for its images: otherwise their pull fails. */
  holdsImages(equivalence: EquivalenceClass): boolean;
  save(): unknown;
  load(saved: unknown): void;
}

/** The decisions that a platform takes about its tasks. It holds no state of its own. */
export interface PlatformTasks {
  /** The earliest time at which RunTask may be called for the platform: now, and that call has been made, or later. */
  callMs(): Ms;
  /** The task in PROVISIONING asks for capacity. */
  request(slot: number, equivalence: EquivalenceClass): void;
  /** The round that was due. */
  onRound(): void;
  /** The moments at which a fault on the timeline moves the platform. */
  momentsOf(fault: Fault): readonly Ms[];
  /** A moment of the fault with this index has come; the fault may be none of the platform's. */
  onFault(fault: number): void;
  /** All tasks in the zone end at once. */
  failZone(zone: number): void;
  /** Slots of tasks whose capacity is of a pool of the market, in order of request. */
  inPool(pool: number): number[];
  /** Tells, once a minute, why the tasks of each line wait. */
  explainWaiting(): void;
}

/** What a platform's decisions use of the world. */
interface PlatformWorld {
  readonly setup: Setup;
  readonly loop: EventLoop;
  readonly tasks: Tasks;
  readonly equivalences: EquivalenceClasses;
  emit(kind: FactKind, a?: number, b?: number, c?: number, d?: number, e?: number): void;
  serviceDue(service: number): void;
}

/** What a platform's decisions do to the life of a task. */
interface PlatformLife {
  /** The task has its capacity. */
  beginOnPlatform(slot: number, equivalence: EquivalenceClass): void;
  stop(slot: number, cause: number): void;
  kill(slot: number, cause: number): void;
}

/** A platform, put into a simulation. */
export interface PlatformPorts {
  readonly world: PlatformWorld;
  readonly life: PlatformLife;
  /** Its number among the platforms of the run: `Line.platform`. */
  readonly platform: number;
  /** Has a round of the platform take place at that time, unless one is due before. */
  readonly roundDueAt: (atMs: Ms) => void;
}
