import { retryAfterMs } from '../../../fargate/interruption.js';
import { launch, runTaskCall } from '../../../fargate/launching.js';
import type { FargateProvider } from '../../../fargate/providers.js';
import { quotaRefusal } from '../../../fargate/quota.js';
import { whenRetired } from '../../../fargate/retirement.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { NOWHERE } from '../../../placement/place.js';
import { ON_FARGATE } from '../../cluster/fargate.js';
import { NONE } from '../../cluster/fleet.js';
import type { Line } from '../../cluster/line.js';
import type { World } from '../../cluster/world.js';
import { Fact, REFUSED_BY_FARGATE, StopCause, WAITS_FOR_LAUNCH_RATE } from '../../facts.js';
import type { TaskLife } from './task-life.js';

/**
 * Tasks that run on Fargate: they wait in one queue, in order of request, for a token of the launch rate, for vCPUs of the account's quota
 * and for a zone that has capacity. A standalone task that finds no quota or capacity has failed, a service's is tried again later.
 */
export class FargateTasks {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly life: TaskLife },
  ) {}

  /** When a call of RunTask may be made: now, and it has been; else that time. */
  callMs(): Ms {
    const { fargate, setup, loop } = this.world;
    const { state, retryMs } = runTaskCall(fargate.launches, setup.fargate.rates, loop.nowMs);
    fargate.launches = state;
    return retryMs ?? loop.nowMs;
  }

  request(slot: number, line: Line): void {
    const { fargate } = this.world;
    // Nobody of these has been refused lately: they ask anew.
    if (line.waiting === 0) fargate.refusals.delete(line.index);
    fargate.room.add(line, slot);
    this.world.fargateDue();
  }

  onRound(): void {
    const { fargate, loop } = this.world;
    const { room } = fargate;
    this.world.fargateRoundBegins();
    room.freshRound();
    let nextMs = Number.POSITIVE_INFINITY;
    for (let line = room.firstLine(); line !== undefined; line = room.firstLine()) {
      const againMs = this.tryHead(line);
      if (againMs === null) continue;
      nextMs = Math.min(nextMs, againMs);
      room.giveWay(line);
    }
    if (nextMs !== Number.POSITIVE_INFINITY && nextMs > loop.nowMs) this.world.fargateDueAt(nextMs);
  }

  /** AWS retires what the tasks run on (T.FG-7): it says so, and later the time has come. */
  onRetirement(fault: number): void {
    const { setup, fargate, loop } = this.world;
    const retirement = setup.faults[fault];
    if (retirement.kind !== 'fargateRetirement') return;
    if (loop.nowMs === retirement.noticeMs)
      fargate.announced.set(
        fault,
        this.slots(() => true).map((slot) => this.world.tasks.task[slot]),
      );
    if (loop.nowMs === retirement.startMs) this.retire(fault);
    if (loop.nowMs === retirement.endMs) this.endRetirement(fault);
  }

  /** All in the zone end at once. */
  failZone(zone: number): void {
    for (const slot of this.slots((at) => this.world.tasks.zone[at] === zone)) this.ports.life.kill(slot, StopCause.zoneOutage);
  }

  /** Tasks of a provider in a zone, in order of request. */
  inPool(provider: FargateProvider, zone: number): number[] {
    const { tasks, lines, fargate } = this.world;
    return this.slots((slot) => tasks.zone[slot] === zone && fargate.providerOf(lines.all[tasks.line[slot]]) === provider);
  }

  /** Once a minute, for each line that waits: why. */
  explainWaiting(): void {
    const { fargate } = this.world;
    for (const line of fargate.room.lines) {
      const why = fargate.refusals.get(line.index)?.why ?? WAITS_FOR_LAUNCH_RATE;
      this.world.tell(Fact.waitingExplained, line.classOrdinal, line.waiting, why, 0, line.provider);
    }
  }

  /** Null when the first task of the line has started or failed; else when it is worth to try again. */
  private tryHead(line: Line): Ms | null {
    const { fargate, setup, loop } = this.world;
    const provider = fargate.providerOf(line);
    const refused = fargate.refusals.get(line.index);
    if (refused !== undefined && refused.retryMs > loop.nowMs) return refused.retryMs;
    const wish = launch(fargate.launches, setup.fargate.rates, { provider, tasks: 1, nowMs: loop.nowMs });
    if (wish.starting === 0) return wish.nextMs;
    const zone = fargate.spreadOf(line.group).toStart(provider, fargate.reachableZones(line));
    const why = this.refusalOf(line, provider, zone);
    if (why !== null) return this.refuse(line, why);
    fargate.launches = wish.state;
    fargate.refusals.delete(line.index);
    this.start(line, provider, zone);
    return null;
  }

  private refusalOf(line: Line, provider: FargateProvider, zone: number): number | null {
    const { fargate, setup } = this.world;
    const overQuota = quotaRefusal(setup.fargate.vcpus, provider, fargate.cpuUnitsUsed[provider], line.cpuUnits);
    if (overQuota !== null) return REFUSED_BY_FARGATE[overQuota];
    return zone === NOWHERE ? REFUSED_BY_FARGATE.noCapacity : null;
  }

  private refuse(line: Line, why: number): Ms | null {
    const { fargate, setup, loop, tasks } = this.world;
    if (line.service === NONE) {
      const slot = line.head;
      fargate.room.remove(line, slot);
      this.world.tell(Fact.taskRefused, tasks.task[slot], why);
      tasks.release(slot);
      return null;
    }
    const count = (fargate.refusals.get(line.index)?.count ?? 0) + 1;
    const retryMs = loop.nowMs + retryAfterMs(count, setup.fargate.retry);
    fargate.refusals.set(line.index, { count, why, retryMs });
    return retryMs;
  }

  private start(line: Line, provider: FargateProvider, zone: number): void {
    const { fargate, tasks } = this.world;
    const slot = line.head;
    fargate.room.remove(line, slot);
    tasks.instance[slot] = ON_FARGATE;
    tasks.zone[slot] = zone;
    fargate.occupy(line, zone, 1);
    fargate.spreadOf(line.group).count(provider, zone, 1);
    this.world.tell(Fact.taskOnFargate, tasks.task[slot], zone);
    this.ports.life.beginOnFargate(slot, line);
  }

  private retire(fault: number): void {
    const { fargate, tasks, lines } = this.world;
    const announced = new Set(fargate.announced.get(fault));
    for (const slot of this.slots((at) => tasks.cause[at] === 0)) {
      const { service } = lines.all[tasks.line[slot]];
      const fate = whenRetired({ startedBeforeNotice: announced.has(tasks.task[slot]), isService: service !== NONE });
      if (fate === 'stop') this.ports.life.stop(slot, StopCause.retired);
      if (fate !== 'replace') continue;
      fargate.retiring.add(tasks.task[slot]);
      this.world.serviceDue(service);
    }
  }

  /** What its service has found no replacement for stops without one. */
  private endRetirement(fault: number): void {
    const { fargate, tasks } = this.world;
    const announced = new Set(fargate.announced.get(fault));
    fargate.announced.delete(fault);
    for (const slot of this.slots((at) => tasks.cause[at] === 0 && announced.has(tasks.task[at])))
      this.ports.life.stop(slot, StopCause.retiredFirst);
  }

  private slots(isMeant: (slot: number) => boolean): number[] {
    const { tasks } = this.world;
    const found: number[] = [];
    for (let slot = 0; slot < tasks.slotsUsed; slot++)
      if (tasks.state[slot] !== 0 && tasks.instance[slot] === ON_FARGATE && isMeant(slot)) found.push(slot);
    return found.sort((a, b) => tasks.task[a] - tasks.task[b]);
  }
}
