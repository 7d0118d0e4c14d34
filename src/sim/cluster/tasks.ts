import { type Ms, NO_EVENT } from '../../kernel/event-loop.js';
import type { ContainerTimes } from '../../services/containers/container-times.js';
import { TaskState } from '../../services/task-states.js';
import { doubled, grown, keysOf, plain } from './columns.js';
import { NONE } from './fleet.js';

/**
 * Values of each type that a task has at most. The values of a task that have one type lie side by side, because an event reads many of
 * them: in arrays of their own, each would be a cache line to fetch. A column is a view that begins at its value of the first task, so a
 * slot is a multiple of this. Code of every task reads the three arrays themselves: V8 checks each array anew, view or not.
 */
const VALUES_BITS = 3;
const VALUES = 1 << VALUES_BITS; // Not as a power, which V8 takes for a fraction, and every slot with it.
const STATE = 0;
const CAUSE = 1;
const IS_HELD = 3;
const ZONE = 5;
const BYTES = { state: STATE, cause: CAUSE, fate: 2, isHeld: IS_HELD, roomFreed: 4, zone: ZONE, condition: 6, failing: 7 } as const;
const TASK = 0;
const EQUIVALENCE = 1;
const NTH = 2;
const INSTANCE = 3;
const NEXT = 4;
const PREVIOUS = 5;
const INTEGERS = {
  task: TASK,
  equivalence: EQUIVALENCE,
  nth: NTH,
  instance: INSTANCE,
  next: NEXT,
  previous: PREVIOUS,
  nextOfService: 6,
  previousOfService: 7,
} as const;
const RUN_MS = 0;
const EVENT = 1;
const STOPPING_MS = 2;
const EXITS_MS = 3;
const RUNNING_MS = 4;
const REQUESTED_MS = 5;
const GPU_MASK = 6;
const SIGTERM_MS = 7;
const DOUBLES = {
  runMs: RUN_MS,
  event: EVENT,
  stoppingMs: STOPPING_MS,
  exitsMs: EXITS_MS,
  runningMs: RUNNING_MS,
  requestedMs: REQUESTED_MS,
  gpuMask: GPU_MASK,
  sigtermMs: SIGTERM_MS,
} as const;

/** Columns share these until they have tasks: a small run pays for each new array. */
const NO_BYTES = new Uint8Array();
const NO_INTEGERS = new Int32Array();
const NO_DOUBLES = new Float64Array();

/** Its room that is free for placement: none while it is to run, then all but its interface, or all. */
export const RoomFreed = { none: 0, allButEni: 1, all: 2 } as const;

/** Later than any exit. */
export const NOT_KNOWN_MS = Number.MAX_SAFE_INTEGER;

/** The present start of a container that restarts. Times are those of the run. */
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

/** When the containers of a task start and stop, in time since `sinceMs`. */
export interface ContainerLifetimes {
  readonly sinceMs: Ms;
  readonly containers: readonly ContainerTimes[];
  /** From a start of its first essential container to its exit; NOT_KNOWN_MS: it runs until it is stopped. */
  readonly runMs: Ms;
  /** Of restarts that the load or the health of the task notices; absent: none to come. */
  readonly cycles?: readonly ContainerCycle[];
}

/**
 * How a task fails, as bits: it answers no request; its health follows a fault, and no longer the timeline of its revision; its container
 * that serves is being restarted, so that it takes no load; it has exited, and ECS has not noticed yet; its program hangs; its checks fail
 * within its grace period.
 */
export const Failing = { requests: 1, byFault: 2, restarts: 4, exited: 8, hangs: 16, inGrace: 32 } as const;

/**
 * The living tasks, as columns indexed by slot. A slot is reused once its task has stopped, so memory follows the tasks alive at once and
 * not the length of the run; `task` is the ordinal, which is never reused.
 */
export class Tasks {
  /** Tasks ever requested: the next ordinal. */
  requested = 0;
  alive = 0;
  task = NO_INTEGERS;
  /** Index of the task's equivalence class: its origin, size and chosen capacity provider. */
  equivalence = NO_INTEGERS;
  /** TaskState of services/task-states; 0 = the slot is free. */
  state = NO_BYTES;
  /** StopCause once desiredStatus is STOPPED, else 0. */
  cause = NO_BYTES;
  /** StopCause of a start that is going to fail, else 0. */
  fate = NO_BYTES;
  /** 1 while the PROVISIONING quota holds it back. */
  isHeld = NO_BYTES;
  /** RoomFreed: which of the room that it had on its instance is free for placement already (N.ROOM-1). */
  roomFreed = NO_BYTES;
  /** Number of the task within its service or workload; its draws are keyed by it. */
  nth = NO_INTEGERS;
  /** Ordinal of the instance whose room it holds, ON_PLATFORM, or NONE. */
  instance = NO_INTEGERS;
  /** Zone of the instance whose room it holds, or of a task on a platform. */
  zone = NO_BYTES;
  /** Condition of a task whose service has deployment and health settings; unused elsewhere. */
  condition = NO_BYTES;
  /** Bits of Failing. */
  failing = NO_BYTES;
  /** A bit for each GPU of its instance that it uses or shares. */
  gpuMask = NO_DOUBLES;
  requestedMs = NO_DOUBLES;
  /** When it reached RUNNING, below 0 before the run; NOT_KNOWN_MS once it stops without having been RUNNING; meaningless before. */
  runningMs = NO_DOUBLES;
  /** When its desiredStatus became STOPPED; meaningless before. */
  stoppingMs = NO_DOUBLES;
  /** From RUNNING to the exit of its essential container; Infinity: it runs until it is stopped. */
  runMs = NO_DOUBLES;
  /** Its one pending event, or NO_EVENT. */
  event = NO_DOUBLES;
  /** While it stops on an instance: when its containers will have stopped; NOT_KNOWN_MS before SIGTERM has a time. */
  exitsMs = NO_DOUBLES;
  /** While it stops: when it gets or got SIGTERM; NOT_KNOWN_MS: it has not run, ended by itself, or still drains. */
  sigtermMs = NO_DOUBLES;
  /** Slots of its neighbours among the tasks of its instance; of a task without an instance, in the queue in which it waits. */
  next = NO_INTEGERS;
  previous = NO_INTEGERS;
  nextOfService = NO_INTEGERS;
  previousOfService = NO_INTEGERS;
  /** The containers of tasks that order them, by slot. */
  private lives = new Map<number, ContainerLifetimes>();
  private bytes = new Uint8Array(64 * VALUES);
  /** The same memory, the bytes of a task as one number. */
  private allBytes = new Float64Array(this.bytes.buffer);
  private integers = new Int32Array(64 * VALUES);
  private doubles = new Float64Array(64 * VALUES);
  /** The first slot that was never used. */
  private end = 0;
  private free = new Int32Array(64);
  private freeCount = 0;

  constructor() {
    this.setColumns();
  }

  /** Returns the slot of a new task in PROVISIONING. */
  create(atMs: Ms, equivalence: number, runMs: Ms, nth: number): number {
    const slot = this.freeCount > 0 ? this.free[--this.freeCount] : this.extend();
    const { integers, doubles } = this;
    this.alive++;
    this.allBytes[slot >> VALUES_BITS] = 0;
    this.bytes[slot + STATE] = TaskState.PROVISIONING;
    integers[slot + TASK] = this.requested++;
    integers[slot + EQUIVALENCE] = equivalence;
    integers[slot + NTH] = nth;
    integers[slot + INSTANCE] = NONE;
    doubles[slot + GPU_MASK] = 0;
    doubles[slot + REQUESTED_MS] = atMs;
    doubles[slot + RUN_MS] = runMs;
    doubles[slot + EVENT] = NO_EVENT;
    return slot;
  }

  /** Puts the task on an instance, in front of the first of the tasks there, or NONE. */
  comeTo(instance: number, zone: number, slot: number, first: number): void {
    const { integers } = this;
    this.bytes[slot + ZONE] = zone;
    integers[slot + INSTANCE] = instance;
    integers[slot + PREVIOUS] = NONE;
    integers[slot + NEXT] = first;
    if (first !== NONE) integers[first + PREVIOUS] = slot;
  }

  /** Takes the task out of the list that `next` and `previous` link, and returns the one after it, or NONE. */
  unlink(slot: number): number {
    const { integers } = this;
    const next = integers[slot + NEXT];
    const previous = integers[slot + PREVIOUS];
    if (previous !== NONE) integers[previous + NEXT] = next;
    if (next !== NONE) integers[next + PREVIOUS] = previous;
    return next;
  }

  /** Sets the desiredStatus of the task to STOPPED. */
  beginStopping(slot: number, cause: number, atMs: Ms): void {
    const { bytes, doubles } = this;
    if (bytes[slot + STATE] !== TaskState.RUNNING) doubles[slot + RUNNING_MS] = NOT_KNOWN_MS;
    bytes[slot + STATE] = TaskState.STOPPING;
    bytes[slot + CAUSE] = cause;
    bytes[slot + IS_HELD] = 0;
    doubles[slot + STOPPING_MS] = atMs;
    doubles[slot + EXITS_MS] = NOT_KNOWN_MS;
    doubles[slot + SIGTERM_MS] = NOT_KNOWN_MS;
  }

  lifetimesOf(slot: number): ContainerLifetimes | undefined {
    return this.lives.size === 0 ? undefined : this.lives.get(slot);
  }

  setLifetimes(slot: number, lives: ContainerLifetimes): void {
    this.lives.set(slot, lives);
  }

  /** Frees the slot of a task that is gone. */
  release(slot: number): void {
    if (this.lives.size > 0) this.lives.delete(slot);
    this.state[slot] = 0;
    this.alive--;
    this.free[this.freeCount++] = slot;
  }

  /** Returns the slots of all living tasks. */
  living(): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.end; slot += VALUES) if (this.state[slot] !== 0) slots.push(slot);
    return slots;
  }

  save(): unknown {
    return {
      requested: this.requested,
      alive: this.alive,
      end: this.end,
      free: plain(this.free, this.freeCount),
      bytes: plain(this.bytes, this.end),
      integers: plain(this.integers, this.end),
      // JSON has no Infinity: -1 stands for "until stopped", and only `runMs` is ever infinite.
      doubles: plain(this.doubles, this.end).map((value) => (value === Number.POSITIVE_INFINITY ? -1 : value)),
      lives: structuredClone([...this.lives]),
    };
  }

  load(saved: unknown): void {
    type Lists = Record<'free' | 'bytes' | 'integers' | 'doubles', number[]>;
    const from = saved as Lists & Record<'requested' | 'alive' | 'end', number> & { lives: [number, ContainerLifetimes][] };
    this.requested = from.requested;
    this.alive = from.alive;
    this.end = from.end;
    this.lives = new Map(structuredClone(from.lives));
    const capacity = Math.max(64, from.end / VALUES);
    this.free = new Int32Array(capacity);
    this.free.set(from.free);
    this.freeCount = from.free.length;
    this.bytes = new Uint8Array(capacity * VALUES);
    this.bytes.set(from.bytes);
    this.integers = new Int32Array(capacity * VALUES);
    this.integers.set(from.integers);
    this.doubles = new Float64Array(capacity * VALUES);
    this.doubles.set(from.doubles);
    this.setColumns();
    for (let slot = 0; slot < this.end; slot += VALUES) if (this.runMs[slot] === -1) this.runMs[slot] = Number.POSITIVE_INFINITY;
  }

  /** Makes room for `tasks` more at once, with the same result as growth step by step. */
  reserve(tasks: number): void {
    const length = doubled(this.bytes.length, this.end + (tasks - this.freeCount) * VALUES);
    if (length > this.bytes.length) this.growTo(length);
  }

  private growTo(length: number): void {
    this.bytes = grown(this.bytes, length);
    this.integers = grown(this.integers, length);
    this.doubles = grown(this.doubles, length);
    this.free = grown(this.free, length / VALUES);
    this.setColumns();
  }

  private extend(): number {
    if (this.end === this.bytes.length) this.growTo(2 * this.end);
    const slot = this.end;
    this.end += VALUES;
    return slot;
  }

  private setColumns(): void {
    this.allBytes = new Float64Array(this.bytes.buffer);
    for (const name of keysOf(BYTES)) this[name] = this.bytes.subarray(BYTES[name]);
    for (const name of keysOf(INTEGERS)) this[name] = this.integers.subarray(INTEGERS[name]);
    for (const name of keysOf(DOUBLES)) this[name] = this.doubles.subarray(DOUBLES[name]);
  }
}
