import type { Ms } from '../../../kernel/event-loop.js';
import { nextProvider } from '../../../services/capacity-provider-strategy.js';
import { TASKS_PER_CALL } from '../../../services/rates/quotas.js';
import type { ArrivalSource } from '../../../workload/source.js';
import type { Capacity } from '../../capacity.js';
import { Purpose } from '../../cluster/chance.js';
import type { LateCall, Later } from '../../cluster/faults/control-plane.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Caller } from '../../facts.js';
import type { PlatformTasks } from '../../providers/platform.js';
import type { TraceRowSubscriber } from '../../trace-rows.js';
import type { Placing } from './placing.js';

type TaskOfArrival = Pick<LateCall, 'durationMs' | 'cpuUnits' | 'memoryMib' | 'gpuNeed' | 'gpuModels' | 'traceRow'>;

/** The sources of tasks, and the subscribers of their trace rows. */
export interface Arriving {
  /** By workload. */
  readonly sources: readonly ArrivalSource[];
  readonly subscribers?: readonly TraceRowSubscriber[];
}

/** Standalone requests (RunTask): one pending arrival per workload, taken from its source when it is due. */
export class Arrivals {
  /** The platform by workload, or NONE. */
  private readonly platforms: readonly number[];
  private readonly sources: Arriving['sources'];
  private readonly subscribers: readonly TraceRowSubscriber[];

  constructor(
    private readonly world: World,
    private readonly ports: { readonly placing: Placing; readonly platforms: readonly PlatformTasks[] },
    { sources, subscribers = [] }: Arriving,
  ) {
    this.sources = sources;
    this.subscribers = subscribers.filter(({ onTraceRow }) => onTraceRow !== undefined);
    this.platforms = world.setup.workloads.map(({ capacity }) => world.platforms.of(firstProvider(capacity)));
  }

  start(): void {
    for (let workload = 0; workload < this.sources.length; workload++) this.scheduleNext(workload);
  }

  onArrive(workload: number): void {
    const source = this.sources[workload];
    const spec = this.world.setup.workloads[workload];
    const record = this.world.records.workloads[workload];
    const count = source.count * spec.count;
    const { isAny: isAnyFault } = this.world.conditions.controlPlane;
    for (let i = record.called; i < count; i++) {
      const isCall = spec.startOn !== undefined || i % TASKS_PER_CALL === 0;
      if (isCall && !this.mayCall(workload, count - i)) {
        record.called = i;
        return;
      }
      const ofCall = spec.startOn !== undefined ? 1 : Math.min(TASKS_PER_CALL, count - i);
      const isLate = isCall && isAnyFault && this.isHeldUp({ workload, count: ofCall, ...taskOf(source), tries: 0 });
      if (isLate) i += ofCall - 1;
      else this.make(workload, source);
    }
    record.called = 0;
    source.take();
    this.scheduleNext(workload);
  }

  /** Repeats a call that the control plane delayed. */
  onRepeat(nth: number): void {
    const { atMs: _, isGranted, ...call } = this.world.conditions.controlPlane.takeCall(nth);
    if (!isGranted && this.isHeldUp(call)) return;
    for (let i = 0; i < call.count; i++) this.make(call.workload, call);
  }

  /** Schedules the next arrival of the workload's source. */
  scheduleNext(workload: number): void {
    const source = this.sources[workload];
    if (source.peek() === 'done') return;
    // Throttled calls of the previous arrival may have delayed this one.
    const { schedules } = this.world.conditions;
    const comesMs = schedules.isAny ? schedules.comeMs(workload, source.atMs) : source.atMs;
    if (comesMs === null) {
      source.take();
      this.scheduleNext(workload);
      return;
    }
    // The run ends at its duration, so an arrival in that millisecond is not part of it.
    const atMs = Math.max(comesMs, this.world.loop.nowMs);
    if (atMs < this.world.setup.durationMs) this.world.loop.schedule(atMs, EventKind.taskArrives, workload);
  }

  /** Requests one task of the workload, or with StartTask one on each of its instances. */
  private make(workload: number, task: TaskOfArrival): void {
    const { setup, records, equivalences } = this.world;
    const spec = setup.workloads[workload];
    const record = records.workloads[workload];
    if (spec.startOn !== undefined) return this.startTasks(workload, spec.startOn, task);
    const nth = record.requested++;
    const provider = chooseProvider(spec.capacity, record.byProvider);
    if (provider >= 0) record.byProvider[provider]++;
    const equivalence = equivalences.equivalenceOfWorkload(workload, task, provider);
    if (task.traceRow >= 0) this.reportTraceRow(task.traceRow);
    this.ports.placing.request(equivalence, task.durationMs >= 0 ? task.durationMs : this.drawRunMs(workload, nth), nth);
  }

  private reportTraceRow(row: number): void {
    this.world.facts.release();
    for (const subscriber of this.subscribers) subscriber.onTraceRow?.(row);
  }

  /** Returns whether a fault of the control plane delays the call, which is then repeated. */
  private isHeldUp(call: Omit<LateCall, keyof Later>): boolean {
    const { conditions, setup, loop } = this.world;
    const isOnInstances = this.platforms[call.workload] === NONE;
    const action = { action: 'startTask', caller: setup.workloads[call.workload].name, isOnInstances } as const;
    const later = conditions.controlPlane.attempt(action, call.tries, loop.nowMs);
    if (later === null) return false;
    const nth = conditions.controlPlane.putOff({ ...call, ...later, tries: call.tries + 1 });
    if (later.atMs < setup.durationMs) loop.schedule(later.atMs, EventKind.callIsRepeated, nth);
    return true;
  }

  /** Makes one call of StartTask, which starts a task on each instance in `startOn` (T.QUOTA-4). */
  private startTasks(workload: number, startOn: readonly number[], task: TaskOfArrival): void {
    const { world, ports } = this;
    const equivalence = world.equivalences.equivalenceOfWorkload(workload, task, NONE);
    for (const instance of startOn) {
      const nth = world.records.workloads[workload].requested++;
      if (task.traceRow >= 0) this.reportTraceRow(task.traceRow);
      ports.placing.startOn(instance, equivalence, { nth, runMs: task.durationMs >= 0 ? task.durationMs : this.drawRunMs(workload, nth) });
    }
  }

  /** Draws the run time of a task whose arrival brings none. */
  private drawRunMs(workload: number, nth: number): Ms {
    const { setup, chance, keys } = this.world;
    const { runTime } = setup.workloads[workload];
    return runTime === null ? Number.POSITIVE_INFINITY : chance.ms(runTime, keys.workloads[workload], Purpose.run, nth);
  }

  /**
   * Returns whether a call for up to ten tasks goes through; a throttled workload calls again later. Calls for a platform have a rate of
   * their own (T.THR-2).
   */
  private mayCall(workload: number, wanted: number): boolean {
    if (this.platforms[workload] !== NONE && !this.mayCallPlatform(workload)) return false;
    return this.world.throttles.mayCall(Caller.workload, workload, wanted);
  }

  private mayCallPlatform(workload: number): boolean {
    const { loop, setup } = this.world;
    const atMs = this.ports.platforms[this.platforms[workload]].callMs();
    if (atMs <= loop.nowMs) return true;
    if (atMs < setup.durationMs) loop.schedule(atMs, EventKind.taskArrives, workload);
    return false;
  }
}

/** All providers of a strategy are of one kind (C.CAP-09). */
function firstProvider(capacity: Capacity): number {
  return capacity.kind === 'launchType' ? NONE : capacity.items[0].provider;
}

/**
 * Returns NONE for a launch type; for a strategy the provider of the next task by base and weights (S.CPS-5), given how many tasks each has
 * had.
 */
export function chooseProvider(capacity: Capacity, counts: readonly number[]): number {
  return capacity.kind === 'launchType' ? NONE : nextProvider(counts, capacity.items);
}

function taskOf({ durationMs, cpuUnits, memoryMib, gpuNeed, gpuModels, traceRow }: ArrivalSource): TaskOfArrival {
  return { durationMs, cpuUnits, memoryMib, gpuNeed, gpuModels, traceRow };
}
