import type { EquivalenceClass } from '../../../src/sim/cluster/equivalence-class.js';
import { Fact, REFUSED_BY_FARGATE } from '../../../src/sim/facts.js';
import { ON_PLATFORM, type PlatformPorts, type PlatformTasks } from '../../../src/sim/providers/platform.js';
import type { BurstState } from './state.js';

const RETRY_MS = 10_000;

/** Each task starts in the first zone that has a place; what finds none tries again ten seconds later. */
export class BurstTasks implements PlatformTasks {
  constructor(
    private readonly ports: PlatformPorts,
    private readonly state: BurstState,
  ) {}

  callMs(): number {
    return this.ports.world.loop.nowMs;
  }

  request(slot: number, equivalence: EquivalenceClass): void {
    this.state.pendingTasks.add(equivalence, slot);
    this.ports.roundDueAt(this.callMs());
  }

  onRound(): void {
    const { pendingTasks } = this.state;
    pendingTasks.beginRound();
    for (let equivalence = pendingTasks.oldest(); equivalence !== undefined; equivalence = pendingTasks.oldest()) {
      const zone = this.state.reachableZones(equivalence).indexOf(1);
      if (zone >= 0) this.start(equivalence, zone);
      else pendingTasks.leaveRound(equivalence);
    }
    if (pendingTasks.total > 0) this.ports.roundDueAt(this.callMs() + RETRY_MS);
  }

  momentsOf(): readonly number[] {
    return [];
  }

  onFault(): void {}

  failZone(): void {}

  inPool(): number[] {
    return [];
  }

  explainWaiting(): void {
    for (const equivalence of this.state.pendingTasks.waiting)
      this.ports.world.emit(
        Fact.waitingExplained,
        equivalence.classOrdinal,
        equivalence.waiting,
        REFUSED_BY_FARGATE.noCapacity,
        0,
        equivalence.provider,
      );
  }

  private start(equivalence: EquivalenceClass, zone: number): void {
    const { tasks } = this.ports.world;
    const slot = equivalence.head;
    this.state.pendingTasks.remove(equivalence, slot);
    tasks.instance[slot] = ON_PLATFORM;
    tasks.zone[slot] = zone;
    this.state.occupy(equivalence, zone);
    this.state.count(equivalence, zone, 1);
    this.ports.world.emit(Fact.taskOnFargate, tasks.task[slot]!, zone);
    this.ports.life.beginOnPlatform(slot, equivalence);
  }
}
