import type { Line } from '../../../src/sim/cluster/line.js';
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

  request(slot: number, line: Line): void {
    this.state.room.add(line, slot);
    this.ports.roundDueAt(this.callMs());
  }

  onRound(): void {
    const { room } = this.state;
    room.freshRound();
    for (let line = room.firstLine(); line !== undefined; line = room.firstLine()) {
      const zone = this.state.reachableZones(line).indexOf(1);
      if (zone >= 0) this.start(line, zone);
      else room.giveWay(line);
    }
    if (room.total > 0) this.ports.roundDueAt(this.callMs() + RETRY_MS);
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
    for (const line of this.state.room.lines)
      this.ports.world.tell(Fact.waitingExplained, line.classOrdinal, line.waiting, REFUSED_BY_FARGATE.noCapacity, 0, line.provider);
  }

  private start(line: Line, zone: number): void {
    const { tasks } = this.ports.world;
    const slot = line.head;
    this.state.room.remove(line, slot);
    tasks.instance[slot] = ON_PLATFORM;
    tasks.zone[slot] = zone;
    this.state.occupy(line, zone);
    this.state.count(line, zone, 1);
    this.ports.world.tell(Fact.taskOnFargate, tasks.task[slot]!, zone);
    this.ports.life.beginOnPlatform(slot, line);
  }
}
