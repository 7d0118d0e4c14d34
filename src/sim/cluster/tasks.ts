import { type Ms, NO_EVENT } from '../../kernel/event-loop.js';
import type { ContainerTimes } from '../../services/containers/container-times.js';
import { type Column, grown, loadColumns, saveColumns } from './columns.js';
import { NONE } from './fleet.js';

/** The columns, one value a slot. One list serves growing and saving, so that neither can omit a column. */
const COLUMNS = [
  'task',
  'equivalence',
  'state',
  'cause',
  'fate',
  'isHeld',
  'roomFreed',
  'nth',
  'instance',
  'zone',
  'condition',
  'failing',
  'gpuMask',
  'requestedMs',
  'runningMs',
  'toldMs',
  'runMs',
  'event',
  'exitsMs',
  'nextOnInstance',
  'previousOnInstance',
  'nextWaiting',
  'previousWaiting',
  'nextOfService',
  'previousOfService',
] as const;

/** Room of a task that is free for placement: none while it is to run, then all but its interface, or all. */
export const RoomFreed = { none: 0, allButEni: 1, all: 2 } as const;

/** Later than any exit. */
export const NOT_KNOWN_MS = Number.MAX_SAFE_INTEGER;

/** A container that is restarted: its start that counts now. Times as those of the run. */
export interface ContainerCycle {
  /** Its place among the task's containers. */
  readonly container: number;
  /** Starts before. */
  readonly nth: number;
  /** When it starts or started, or exits: the next of these. */
  readonly nextMs: Ms;
  readonly startedMs: Ms;
  readonly isDown: boolean;
}

/** When the containers of a task start and stop, from `sinceMs` on. */
export interface ContainerLives {
  readonly sinceMs: Ms;
  readonly containers: readonly ContainerTimes[];
  /** From a start of its first essential container to its exit; NOT_KNOWN_MS: it runs until it is stopped. */
  readonly runMs: Ms;
  /** Of restarts that the load or the health of the task notices; absent: none to come. */
  readonly cycles?: readonly ContainerCycle[];
}

/** The service scheduler's view of a task's health, while its desiredStatus is RUNNING. */
export const Condition = { waiting: 0, healthy: 1, unhealthy: 2 } as const;

/**
 * How a task fails, as bits: it answers no request; its health follows a fault, and no longer the timeline of its revision; its container
 * that serves is being restarted, so that it takes no load.
 */
export const Failing = { requests: 1, byFault: 2, restarts: 4 } as const;

/**
 * The living tasks, as columns indexed by slot. A slot is reused once its task has stopped, so memory follows the tasks alive at once and
 * not the length of the run; `task` is the ordinal, which is never reused.
 */
export class Tasks {
  /** Tasks ever requested: the next ordinal. */
  requested = 0;
  /** Tasks alive. */
  alive = 0;
  task = new Int32Array(64);
  /** Index of the task's equivalence class: its origin, size and chosen capacity provider. */
  equivalence = new Int32Array(64);
  /** TaskState of services/task-states; 0 = the slot is free. */
  state = new Uint8Array(64);
  /** StopCause once desiredStatus is STOPPED, else 0. */
  cause = new Uint8Array(64);
  /** StopCause of a start that is going to fail, else 0. */
  fate = new Uint8Array(64);
  /** 1 while the PROVISIONING quota holds it back. */
  isHeld = new Uint8Array(64);
  /** RoomFreed: which of the room that it had on its instance is free for placement already (N.ROOM-1). */
  roomFreed = new Uint8Array(64);
  /** Number of the task within its service or workload; its draws are keyed by it. */
  nth = new Int32Array(64);
  /** Ordinal of the instance whose room it holds, ON_PLATFORM, or NONE. */
  instance = new Int32Array(64);
  /** Zone of the instance whose room it holds, or of a task on a platform. */
  zone = new Uint8Array(64);
  /** Condition of a task whose service has deployment and health settings; unused elsewhere. */
  condition = new Uint8Array(64);
  /** Bits of Failing. */
  failing = new Uint8Array(64);
  /** A bit for each GPU of its instance that it uses or shares. */
  gpuMask = new Int32Array(64);
  requestedMs = new Float64Array(64);
  /** When it reached RUNNING; of a task that was RUNNING before the run, below 0. */
  runningMs = new Float64Array(64);
  /** When its desiredStatus became STOPPED; meaningless before. */
  toldMs = new Float64Array(64);
  /** From RUNNING to the exit of its essential container; Infinity: it runs until it is stopped. */
  runMs = new Float64Array(64);
  /** Its one pending event, or NO_EVENT. */
  event = new Float64Array(64);
  /** While it stops on an instance: when its containers will have stopped; NOT_KNOWN_MS before SIGTERM has a time. */
  exitsMs = new Float64Array(64);
  nextOnInstance = new Int32Array(64);
  previousOnInstance = new Int32Array(64);
  nextWaiting = new Int32Array(64);
  previousWaiting = new Int32Array(64);
  nextOfService = new Int32Array(64);
  previousOfService = new Int32Array(64);
  /** The containers of tasks that order them, by slot. */
  private lives = new Map<number, ContainerLives>();
  private capacity = 64;
  private slots = 0;
  private free = new Int32Array(64);
  private freeCount = 0;

  /** Returns a slot for a new task; the caller sets its `state`. */
  create(atMs: Ms, equivalence: number, runMs: Ms, nth: number): number {
    const slot = this.freeCount > 0 ? this.free[--this.freeCount] : this.extend();
    this.alive++;
    this.task[slot] = this.requested++;
    this.equivalence[slot] = equivalence;
    this.cause[slot] = 0;
    this.fate[slot] = 0;
    this.isHeld[slot] = 0;
    this.roomFreed[slot] = RoomFreed.none;
    this.failing[slot] = 0;
    this.nth[slot] = nth;
    this.instance[slot] = NONE;
    this.gpuMask[slot] = 0;
    this.requestedMs[slot] = atMs;
    this.runMs[slot] = runMs;
    this.event[slot] = NO_EVENT;
    return slot;
  }

  livesOf(slot: number): ContainerLives | undefined {
    return this.lives.size === 0 ? undefined : this.lives.get(slot);
  }

  setLives(slot: number, lives: ContainerLives): void {
    this.lives.set(slot, lives);
  }

  /** Frees the slot of a task that is gone. */
  release(slot: number): void {
    if (this.lives.size > 0) this.lives.delete(slot);
    this.state[slot] = 0;
    this.alive--;
    this.free[this.freeCount++] = slot;
  }

  /** Slots ever in use at once, for walks over all tasks; skip those of state 0. */
  get slotsUsed(): number {
    return this.slots;
  }

  save(): unknown {
    const own = this as Record<(typeof COLUMNS)[number], Column>;
    // JSON has no Infinity: -1 stands for "until stopped".
    const columns = saveColumns(own, COLUMNS, this.slots);
    columns.runMs = columns.runMs.map((ms) => (ms === Number.POSITIVE_INFINITY ? -1 : ms));
    return {
      requested: this.requested,
      alive: this.alive,
      slots: this.slots,
      free: Array.from(this.free.subarray(0, this.freeCount)),
      columns,
      lives: structuredClone([...this.lives]),
    };
  }

  load(saved: unknown): void {
    const from = saved as {
      requested: number;
      alive: number;
      slots: number;
      free: number[];
      columns: Record<(typeof COLUMNS)[number], number[]>;
      lives: [number, ContainerLives][];
    };
    this.requested = from.requested;
    this.alive = from.alive;
    this.slots = from.slots;
    this.capacity = Math.max(64, from.slots);
    loadColumns(this as Record<(typeof COLUMNS)[number], Column>, COLUMNS, from.columns, this.capacity);
    this.runMs.forEach((ms, slot) => {
      if (ms === -1) this.runMs[slot] = Number.POSITIVE_INFINITY;
    });
    this.lives = new Map(structuredClone(from.lives));
    this.free = new Int32Array(this.capacity);
    this.free.set(from.free);
    this.freeCount = from.free.length;
  }

  private extend(): number {
    if (this.slots === this.capacity) {
      this.capacity *= 2;
      const own = this as Record<(typeof COLUMNS)[number], Column>;
      for (const name of COLUMNS) own[name] = grown(own[name], this.capacity);
      this.free = grown(this.free, this.capacity);
    }
    return this.slots++;
  }
}
