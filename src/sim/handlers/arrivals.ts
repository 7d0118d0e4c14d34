import { nextProvider } from '../../services/capacity-provider-strategy.js';
import type { ArrivalSource } from '../../workload/source.js';
import { Purpose } from '../cluster/chance.js';
import { NONE } from '../cluster/fleet.js';
import type { Batch } from '../cluster/roster.js';
import type { World } from '../cluster/world.js';
import { EventKind } from '../events.js';
import type { Capacity } from '../setup.js';
import type { FargateTasks } from './fargate.js';
import type { Placing } from './placing.js';

/** Another call after one that was turned away, as against an arrival: the `detail` of a taskArrives event. */
export const CALLS_AGAIN = 1;
/** T.QUOTA-4 */
const TASKS_PER_CALL = 10;

/** Standalone requests (RunTask): one pending arrival per workload, taken from its source when its time has come. */
export class Arrivals {
  private readonly isOnFargate: readonly boolean[];

  constructor(
    private readonly world: World,
    private readonly parts: { readonly placing: Placing; readonly fargate: FargateTasks },
    private readonly sources: readonly ArrivalSource[],
  ) {
    const { workloads, capacityProviders } = world.setup;
    this.isOnFargate = workloads.map(
      ({ capacity }) => capacity.kind === 'strategy' && capacity.items[0].provider >= capacityProviders.length,
    );
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
    const { durationMs, cpuUnits, memoryMib } = source;
    const batch = { count: source.count * spec.count, durationMs, cpuUnits, memoryMib };
    source.take();
    if (this.isOnFargate[workload]) this.callFor(workload, batch);
    else this.request(workload, batch);
    this.awaitNext(workload);
  }

  /** RunTask for Fargate takes ten tasks a call, and its calls have a rate: who is turned away calls again when he may (T.THR-2). */
  private callFor(workload: number, batch: Batch): void {
    const { postponed } = this.world.roster.workloads[workload];
    const othersWait = postponed.length > 0;
    for (let left = batch.count; left > 0; left -= TASKS_PER_CALL) postponed.push({ ...batch, count: Math.min(left, TASKS_PER_CALL) });
    if (!othersWait) this.onCall(workload);
  }

  onCall(workload: number): void {
    const { roster, loop, setup } = this.world;
    const { postponed } = roster.workloads[workload];
    while (postponed.length > 0) {
      const atMs = this.parts.fargate.callMs();
      if (atMs > loop.nowMs) {
        if (atMs < setup.durationMs) loop.schedule(atMs, EventKind.taskArrives, workload, CALLS_AGAIN);
        return;
      }
      this.request(workload, postponed.shift() as Batch);
    }
  }

  private request(workload: number, { count, durationMs, cpuUnits, memoryMib }: Batch): void {
    const spec = this.world.setup.workloads[workload];
    const record = this.world.roster.workloads[workload];
    for (let i = 0; i < count; i++) {
      const nth = record.requested++;
      const runMs = durationMs < 0 ? this.world.chance.ms(spec.runTime, this.world.keys.workloads[workload], Purpose.run, nth) : durationMs;
      const provider = chooseProvider(spec.capacity, record.byProvider);
      if (provider >= 0) record.byProvider[provider]++;
      this.parts.placing.request(this.world.lines.lineOfWorkload(workload, cpuUnits, memoryMib, provider), runMs, nth);
    }
  }

  private awaitNext(workload: number): void {
    const source = this.sources[workload];
    const answer = source.peek();
    // The run ends where its duration ends: what would come in that very millisecond is of the next day.
    if (answer === 'ready') {
      if (source.atMs < this.world.setup.durationMs) this.world.loop.scheduleNext(source.atMs, EventKind.taskArrives, workload);
    } else if (answer === 'later') {
      this.starved.add(workload);
      this.world.loop.stop();
    }
  }
}

/** Launch type: none. A strategy: the provider that base and weights give the next task (S.CPS-5), by how many each has had. */
export function chooseProvider(capacity: Capacity, counts: readonly number[]): number {
  return capacity.kind === 'launchType' ? NONE : nextProvider(counts, capacity.items);
}
