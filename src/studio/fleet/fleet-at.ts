import type { Ms } from '../../kernel/event-loop.js';
import { Chains } from './chains.js';
import { countUpTo, NEVER } from './growing.js';
import { type FleetRecording, HOLDS_ROOM, type InstancePhase, isOfInstance, phaseOf, TaskPhase } from './recording.js';

/** The list of tasks that wait, before the lists of instances and of lanes without instances. */
const QUEUE = 0;

/**
 * The fleet at one time of a recorded run. Moving on applies the changes in between, moving back undoes them in reverse order, so a small
 * move costs little and one over a whole run some milliseconds.
 */
export class FleetAt {
  /** Every change up to and including this time has happened. */
  atMs: Ms = -1;
  /** How many changes have happened. */
  changeCount = 0;
  /** Instances by InstancePhase, and tasks by TaskPhase. */
  readonly instanceCounts = new Int32Array(6);
  readonly taskCounts = new Int32Array(7);
  /** Reserved on each instance by the tasks that hold room there. */
  readonly cpuUsed: Float64Array;
  readonly memoryUsed: Float64Array;
  /** Tasks in PROVISIONING or outside its quota, by class. */
  readonly waitingByClass: Int32Array;
  private readonly flags: Uint8Array;
  private readonly states: Uint8Array;
  /** Waiting tasks wait in one list; a task with a place is in that of its instance or of its lane. */
  private readonly queue: Chains;
  private readonly places: Chains;
  private readonly occupants: readonly Int32Array[];

  constructor(readonly recording: FleetRecording) {
    const { instances, tasks, classes, lanes } = recording;
    const instanceCount = instances.type.length;
    const taskCount = tasks.class.length;
    this.cpuUsed = new Float64Array(instanceCount);
    this.memoryUsed = new Float64Array(instanceCount);
    this.flags = new Uint8Array(instanceCount);
    this.states = new Uint8Array(taskCount);
    this.waitingByClass = new Int32Array(classes.owner.length);
    this.queue = new Chains(taskCount, 1);
    this.places = new Chains(taskCount, instanceCount + lanes.length);
    this.occupants = lanes.map(({ slots }) => new Int32Array(slots).fill(NEVER));
  }

  moveTo(atMs: Ms): void {
    const { atMs: times, kind, subject, was, now } = this.recording.changes;
    const target = countUpTo(times, atMs);
    for (; this.changeCount < target; this.changeCount++) {
      const i = this.changeCount;
      if (isOfInstance(kind[i])) this.changeInstance(subject[i], was[i], now[i]);
      else this.changeTask(subject[i], was[i], now[i], 'forward');
    }
    while (this.changeCount > target) {
      const i = --this.changeCount;
      if (isOfInstance(kind[i])) this.changeInstance(subject[i], now[i], was[i]);
      else this.changeTask(subject[i], now[i], was[i], 'back');
    }
    this.atMs = atMs;
  }

  /** The instance in each slot of a lane; NEVER in a free one. */
  slotsOf(lane: number): Int32Array {
    return this.occupants[lane];
  }

  instancePhase(instance: number): InstancePhase {
    return phaseOf(this.flags[instance]);
  }

  /** Spot has announced that it takes the instance back. */
  isNoticed(instance: number): boolean {
    const noticedMs = this.recording.instances.noticedMs[instance];
    return noticedMs !== NEVER && noticedMs <= this.atMs;
  }

  taskPhase(task: number): TaskPhase {
    return (this.states[task] & ~HOLDS_ROOM) as TaskPhase;
  }

  /** The first task on an instance; nextOn gives the others in order of placement, and NEVER after the last. */
  firstOn(instance: number): number {
    return this.places.head(instance);
  }

  nextOn(task: number): number {
    return this.places.after(task);
  }

  tasksOn(instance: number): number[] {
    return this.places.members(instance);
  }

  /** Tasks of a capacity provider that has no instances. */
  tasksOfLane(lane: number): number[] {
    return this.places.members(this.recording.instances.type.length + lane);
  }

  /** Returns the waiting tasks, oldest request first. */
  waitingTasks(): number[] {
    return this.queue.members(QUEUE);
  }

  get waiting(): number {
    return this.taskCounts[TaskPhase.waiting] + this.taskCounts[TaskPhase.held];
  }

  /** The one that has waited longest; NEVER when none waits. */
  get firstWaiting(): number {
    return this.queue.head(QUEUE);
  }

  nextWaiting(task: number): number {
    return this.queue.after(task);
  }

  private changeInstance(instance: number, from: number, to: number): void {
    const [before, after] = [phaseOf(from), phaseOf(to)];
    this.flags[instance] = to;
    this.instanceCounts[before]--;
    this.instanceCounts[after]++;
    const { lane, slot } = this.recording.instances;
    if ((before === 0) !== (after === 0)) this.occupants[lane[instance]][slot[instance]] = after === 0 ? NEVER : instance;
  }

  private changeTask(task: number, from: number, to: number, direction: 'forward' | 'back'): void {
    this.states[task] = to;
    this.taskCounts[from & ~HOLDS_ROOM]--;
    this.taskCounts[to & ~HOLDS_ROOM]++;
    this.waits(task, from, -1);
    this.waits(task, to, 1);
    if (((from ^ to) & HOLDS_ROOM) !== 0) this.take(task, (to & HOLDS_ROOM) === 0 ? -1 : 1);
    const [left, entered] = [this.listOf(task, from), this.listOf(task, to)];
    if (left === entered) return;
    if (left !== null) left.remove(this.placeIn(left, task), task);
    if (entered === null) return;
    if (direction === 'forward') entered.append(this.placeIn(entered, task), task);
    else entered.restore(this.placeIn(entered, task), task);
  }

  private waits(task: number, state: number, sign: number): void {
    if (isWaiting(state)) this.waitingByClass[this.recording.tasks.class[task]] += sign;
  }

  private take(task: number, sign: number): void {
    const { tasks, classes } = this.recording;
    const taskClass = tasks.class[task];
    this.cpuUsed[tasks.instance[task]] += sign * classes.cpuUnits[taskClass];
    this.memoryUsed[tasks.instance[task]] += sign * classes.memoryMib[taskClass];
  }

  private listOf(task: number, state: number): Chains | null {
    if (isWaiting(state)) return this.queue;
    const phase = state & ~HOLDS_ROOM;
    if (phase === TaskPhase.none || phase === TaskPhase.ended) return null;
    // A task that was stopped while it waited has no place.
    return this.recording.tasks.placedMs[task] === NEVER ? null : this.places;
  }

  private placeIn(list: Chains, task: number): number {
    if (list === this.queue) return QUEUE;
    const { tasks, instances } = this.recording;
    return tasks.instance[task] === NEVER ? instances.type.length + tasks.lane[task] : tasks.instance[task];
  }
}

function isWaiting(state: number): boolean {
  return state === TaskPhase.waiting || state === TaskPhase.held;
}
