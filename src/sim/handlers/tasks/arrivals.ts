import type { Ms } from '../../../kernel/event-loop.js';
import { nextProvider } from '../../../services/capacity-provider-strategy.js';
import { TASKS_PER_CALL } from '../../../services/rates/quotas.js';
import type { ArrivalSource } from '../../../workload/source.js';
import { Purpose } from '../../cluster/chance.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Caller } from '../../facts.js';
import type { PlatformTasks } from '../../providers/platform.js';
import type { Capacity } from '../../setup.js';
import type { Placing } from './placing.js';

/** Standalone requests (RunTask): one pending arrival per workload, taken from its source when its time has come. */
export class Arrivals {
  /** By workload, or NONE. */
  private readonly platforms: readonly number[];

  constructor(
    private readonly world: World,
    private readonly ports: { readonly placing: Placing; readonly platforms: readonly PlatformTasks[] },
    private readonly sources: readonly ArrivalSource[],
  ) {
    this.platforms = world.setup.workloads.map(({ capacity }) => world.platforms.of(firstProvider(capacity)));
  }

  start(): void {
    for (let workload = 0; workload < this.sources.length; workload++) this.awaitNext(workload);
  }

  /** Workloads whose source could not yet say when its next arrival is. The driver fills the source and calls resume(). */
  readonly starved = new Set<number>();

  /** Asks the starved sources again. True when all have answered. */
  resume(): boolean {
    for (const workload of [...this.starved]) {
      if (this.sources[workload].peek() === 'later') continue;
      this.starved.delete(workload);
      this.awaitNext(workload);
    }
    return this.starved.size === 0;
  }

  onArrive(workload: number): void {
    const source = this.sources[workload];
    const spec = this.world.setup.workloads[workload];
    const record = this.world.records.workloads[workload];
    const count = source.count * spec.count;
    const { durationMs, cpuUnits, memoryMib } = source;
    for (let i = record.called; i < count; i++) {
      const isCall = spec.startOn !== undefined || i % TASKS_PER_CALL === 0;
      if (isCall && !this.mayCall(workload, count - i)) {
        record.called = i;
        return;
      }
      if (spec.startOn !== undefined) {
        this.startTasks(workload, spec.startOn);
        continue;
      }
      const { nth, runMs } = this.fateOf(workload, durationMs);
      const provider = chooseProvider(spec.capacity, record.byProvider);
      if (provider >= 0) record.byProvider[provider]++;
      this.ports.placing.request(this.world.equivalences.equivalenceOfWorkload(workload, cpuUnits, memoryMib, provider), runMs, nth);
    }
    record.called = 0;
    source.take();
    this.awaitNext(workload);
  }

  /** One call of StartTask, which starts a task on each instance that it names (T.QUOTA-4). */
  private startTasks(workload: number, startOn: readonly number[]): void {
    const { world, ports, sources } = this;
    const { durationMs, cpuUnits, memoryMib } = sources[workload];
    const equivalence = world.equivalences.equivalenceOfWorkload(workload, cpuUnits, memoryMib, NONE);
    for (const instance of startOn) ports.placing.startOn(instance, equivalence, this.fateOf(workload, durationMs));
  }

  /** The number of the next task, and how long it runs: the arrival says so, or it is drawn. */
  private fateOf(workload: number, durationMs: Ms): { readonly nth: number; readonly runMs: Ms } {
    const { setup, records, chance, keys } = this.world;
    const nth = records.workloads[workload].requested++;
    const drawn = () => chance.ms(setup.workloads[workload].runTime, keys.workloads[workload], Purpose.run, nth);
    return { nth, runMs: durationMs < 0 ? drawn() : durationMs };
  }

  /** A call for up to ten tasks; who is turned away calls again when he may. Those for a platform have a rate of their own (T.THR-2). */
  private mayCall(workload: number, wanted: number): boolean {
    if (this.platforms[workload] !== NONE) {
      const { loop, setup } = this.world;
      const atMs = this.ports.platforms[this.platforms[workload]].callMs();
      if (atMs > loop.nowMs) {
        if (atMs < setup.durationMs) loop.schedule(atMs, EventKind.taskArrives, workload);
        return false;
      }
    }
    return this.world.throttles.mayCall(Caller.workload, workload, wanted);
  }

  /** Its source's next arrival is the one that comes. */
  awaitNext(workload: number): void {
    const source = this.sources[workload];
    const answer = source.peek();
    // The run ends where its duration ends: what would come in that very millisecond is of the next day.
    if (answer === 'ready') {
      // Calls of an arrival that were throttled may have held it up.
      const atMs = Math.max(source.atMs, this.world.loop.nowMs);
      if (atMs < this.world.setup.durationMs) this.world.loop.scheduleNext(atMs, EventKind.taskArrives, workload);
    } else if (answer === 'later') {
      this.starved.add(workload);
      this.world.loop.stop();
    }
  }
}

/** A strategy is of one kind of provider (C.CAP-09). */
function firstProvider(capacity: Capacity): number {
  return capacity.kind === 'launchType' ? NONE : capacity.items[0].provider;
}

/** Launch type: none. A strategy: the provider that base and weights give the next task (S.CPS-5), by how many each has had. */
export function chooseProvider(capacity: Capacity, counts: readonly number[]): number {
  return capacity.kind === 'launchType' ? NONE : nextProvider(counts, capacity.items);
}
