import type { Ms } from '../../kernel/event-loop.js';
import { Fact, type FactKind } from '../../sim/facts.js';
import type { ScalerMinutes } from './scaler-minutes.js';

/**
 * A run, as the picture of its fleet needs it: what lived when, and every change in order. Tables are typed arrays, a row for each instance
 * or task by its ordinal; NEVER stands for a time that did not come. A worker can transfer it.
 */
export interface FleetRecording {
  readonly endMs: Ms;
  readonly types: readonly { readonly name: string; readonly cpuUnits: number; readonly memoryMib: number }[];
  readonly zones: readonly string[];
  /** Capacity providers, and last the instances outside any. */
  readonly lanes: readonly Lane[];
  /** Services first, then workloads. */
  readonly owners: readonly { readonly name: string; readonly kind: 'service' | 'daemon' | 'workload' }[];
  readonly classes: ClassTable;
  readonly instances: InstanceTable;
  readonly tasks: TaskTable;
  readonly changes: ChangeTable;
  readonly reasons: ReasonTable;
  readonly minutes: ScalerMinutes;
}

export interface Lane {
  /** Empty for instances outside any capacity provider. */
  readonly name: string;
  /** Instances at the peak: each keeps the lowest slot that was free at its launch. */
  readonly slots: number;
}

/** By task class: equal tasks. */
interface ClassTable {
  readonly owner: Int32Array;
  readonly cpuUnits: Float64Array;
  readonly memoryMib: Float64Array;
}

interface InstanceTable {
  readonly type: Int32Array;
  readonly zone: Int32Array;
  readonly lane: Int32Array;
  readonly slot: Int32Array;
  /** 1: Spot. */
  readonly isSpot: Uint8Array;
  readonly launchedMs: Float64Array;
  readonly registeredMs: Float64Array;
  readonly drainingMs: Float64Array;
  readonly noticedMs: Float64Array;
  readonly endedMs: Float64Array;
  /** InstanceCause of its end; 0: it lives. */
  readonly cause: Uint8Array;
}

interface TaskTable {
  readonly class: Int32Array;
  readonly lane: Int32Array;
  /** NEVER: none, or Fargate. */
  readonly instance: Int32Array;
  readonly requestedMs: Float64Array;
  readonly placedMs: Float64Array;
  readonly runningMs: Float64Array;
  readonly stoppingMs: Float64Array;
  readonly stoppedMs: Float64Array;
  /** StopCause; 0: none yet, or refused. */
  readonly cause: Uint8Array;
}

/** Facts that change what is seen, in order. `subject`: an instance or a task; `was` and `now`: its state before and after. */
interface ChangeTable {
  readonly atMs: Float64Array;
  /** FactKind. */
  readonly kind: Uint8Array;
  readonly subject: Int32Array;
  readonly was: Uint8Array;
  readonly now: Uint8Array;
}

/** Why tasks of a class waited, once a minute. `reason`: a refusal code; `instances`: how many refused so. */
interface ReasonTable {
  readonly atMs: Float64Array;
  readonly class: Int32Array;
  readonly lane: Int32Array;
  readonly waiting: Int32Array;
  readonly reason: Int32Array;
  readonly instances: Int32Array;
}

const OF_INSTANCES: ReadonlySet<number> = new Set<FactKind>([
  Fact.instanceLaunched,
  Fact.instanceRegistered,
  Fact.instanceDraining,
  Fact.instanceActivated,
  Fact.instanceNoticed,
  Fact.instanceLeftCluster,
  Fact.instanceWarmed,
  Fact.instanceTerminated,
]);

/** Returns whether the subject of a change is an instance; otherwise it is a task. */
export function isOfInstance(kind: number): boolean {
  return OF_INSTANCES.has(kind);
}

/** The state of an instance: bits. */
export const Has = { launched: 1, registered: 2, draining: 4, pooled: 8, left: 16, ended: 32 } as const;

export const InstancePhase = { none: 0, booting: 1, active: 2, draining: 3, pooled: 4, outside: 5 } as const;
export type InstancePhase = (typeof InstancePhase)[keyof typeof InstancePhase];

/** The state that is shown of an instance, as in the map of a report: the first of these that applies. */
export function phaseOf(flags: number): InstancePhase {
  if ((flags & Has.launched) === 0 || (flags & Has.ended) !== 0) return InstancePhase.none;
  if ((flags & Has.pooled) !== 0) return InstancePhase.pooled;
  if ((flags & Has.left) !== 0) return InstancePhase.outside;
  if ((flags & Has.draining) !== 0) return InstancePhase.draining;
  return (flags & Has.registered) === 0 ? InstancePhase.booting : InstancePhase.active;
}

/** `held`: outside the quota of tasks in PROVISIONING. `starting`: it has its place, and does not run yet. */
export const TaskPhase = { none: 0, held: 1, waiting: 2, starting: 3, running: 4, stopping: 5, ended: 6 } as const;
export type TaskPhase = (typeof TaskPhase)[keyof typeof TaskPhase];

/** A task's state is its phase, and this while it holds room on its instance. */
export const HOLDS_ROOM = 8;

/** Every buffer, for postMessage: the sender no longer has the recording. */
export function buffersOf(recording: FleetRecording): ArrayBuffer[] {
  const { classes, instances, tasks, changes, reasons, minutes } = recording;
  return [classes, instances, tasks, changes, reasons, minutes.columns].flatMap((table) =>
    Object.values(table).map((column: { readonly buffer: ArrayBuffer }) => column.buffer),
  );
}
