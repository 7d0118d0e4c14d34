import { retryAfterMs } from '../../../fargate/interruption.js';
import { launch, runTaskCall } from '../../../fargate/launching.js';
import { FargateProvider } from '../../../fargate/providers.js';
import { quotaRefusal } from '../../../fargate/quota.js';
import { whenRetired } from '../../../fargate/retirement.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { COUNTED_IN_TASKS } from '../../../market/pools.js';
import { NOWHERE } from '../../../placement/view.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import { Fact, REFUSED_BY_FARGATE, StopCause, WAITS_FOR_LAUNCH_RATE } from '../../facts.js';
import type { Fault } from '../../fault.js';
import { ON_PLATFORM, type PlatformPorts, type PlatformTasks } from '../platform.js';
import type { FargateState } from './state.js';

/** A zone with capacity, or NOWHERE; whether chance decided that there is none; and after what time the task fails (null: it does not). */
interface Attempt {
  readonly zone: number;
  readonly isChance: boolean;
  readonly failsAfterMs: Ms | null;
}

/**
 * Tasks that run on Fargate. They wait in one queue, in order of request, for a token of the launch rate, for vCPUs of the account's quota
 * and for a zone with capacity. A standalone task without quota or capacity fails; a service's task is retried later.
 */
export class FargateTasks implements PlatformTasks {
  constructor(
    private readonly ports: PlatformPorts,
    private readonly fargate: FargateState,
  ) {}

  /** Returns when RunTask may be called. If that is now, the call counts as made. */
  callMs(): Ms {
    const { fargate } = this;
    const { setup, loop } = this.ports.world;
    const { state, retryMs } = runTaskCall(fargate.launches, setup.fargate.rates, loop.nowMs);
    fargate.launches = state;
    return retryMs ?? loop.nowMs;
  }

  request(slot: number, equivalence: EquivalenceClass): void {
    const { fargate } = this;
    // With no other pending task of the class, earlier refusals no longer count.
    if (equivalence.waiting === 0) fargate.refusals.delete(equivalence.index);
    fargate.pendingTasks.add(equivalence, slot);
    this.ports.roundDueAt(this.ports.world.loop.nowMs);
  }

  onRound(): void {
    const { fargate } = this;
    const { loop } = this.ports.world;
    const { pendingTasks } = fargate;
    pendingTasks.beginRound();
    let nextMs = Number.POSITIVE_INFINITY;
    for (let equivalence = pendingTasks.oldest(); equivalence !== undefined; equivalence = pendingTasks.oldest()) {
      const againMs = this.tryHead(equivalence);
      if (againMs === null) continue;
      nextMs = Math.min(nextMs, againMs);
      pendingTasks.leaveRound(equivalence);
    }
    if (nextMs !== Number.POSITIVE_INFINITY && nextMs > loop.nowMs) this.ports.roundDueAt(nextMs);
  }

  momentsOf(fault: Fault): readonly Ms[] {
    return fault.kind === 'fargateRetirement' ? [fault.noticeMs, fault.startMs, fault.endMs] : [];
  }

  /** Handles a moment of a retirement of the platform revision (T.FG-7): the announcement, its start or its end. */
  onFault(fault: number): void {
    const { fargate } = this;
    const { setup, loop } = this.ports.world;
    const retirement = setup.faults[fault];
    if (retirement.kind !== 'fargateRetirement') return;
    if (loop.nowMs === retirement.noticeMs)
      fargate.announced.set(
        fault,
        this.slots(() => true).map((slot) => this.ports.world.tasks.task[slot]),
      );
    if (loop.nowMs === retirement.startMs) this.retire(fault);
    if (loop.nowMs === retirement.endMs) this.endRetirement(fault);
  }

  failZone(zone: number, isMeant: (task: number) => boolean): void {
    const { tasks } = this.ports.world;
    for (const slot of this.slots((at) => tasks.zone[at] === zone && isMeant(tasks.task[at])))
      this.ports.life.kill(slot, StopCause.zoneOutage);
  }

  inPool(pool: number): number[] {
    const { fargate } = this;
    const { setup, tasks, equivalences } = this.ports.world;
    const { type, zone, isSpot } = setup.market.pools[pool];
    if (type !== COUNTED_IN_TASKS) return [];
    const provider = isSpot ? FargateProvider.FARGATE_SPOT : FargateProvider.FARGATE;
    return this.slots((slot) => tasks.zone[slot] === zone && fargate.providerOf(equivalences.all[tasks.equivalence[slot]]) === provider);
  }

  /** Reports once a minute why each class waits. */
  explainWaiting(): void {
    const { fargate } = this;
    for (const equivalence of fargate.pendingTasks.waiting) {
      const why = fargate.refusals.get(equivalence.index)?.why ?? WAITS_FOR_LAUNCH_RATE;
      this.ports.world.emit(Fact.waitingExplained, equivalence.classOrdinal, equivalence.waiting, why, 0, equivalence.provider);
    }
  }

  /** Returns null when the class may try another task in this round; otherwise the time of its next try. */
  private tryHead(equivalence: EquivalenceClass): Ms | null {
    const { fargate } = this;
    const { setup, loop } = this.ports.world;
    const provider = fargate.providerOf(equivalence);
    const refused = fargate.refusals.get(equivalence.index);
    const isUnderway = refused !== undefined && refused.untried > 0;
    if (refused !== undefined && refused.retryMs > loop.nowMs && !isUnderway) return refused.retryMs;
    const wish = launch(fargate.launches, setup.fargate.rates, { provider, tasks: 1, nowMs: loop.nowMs });
    if (wish.starting === 0) return wish.nextMs;
    const { zone, isChance, failsAfterMs } = this.attempt(equivalence, provider);
    const why = this.refusalOf(equivalence, provider, zone);
    if (why !== null) return this.refuse(equivalence, { why, isChance });
    fargate.launches = wish.state;
    if (isUnderway) fargate.refusals.set(equivalence.index, { ...refused, untried: refused.untried - 1 });
    else fargate.refusals.delete(equivalence.index);
    this.start(equivalence, zone, failsAfterMs);
    return null;
  }

  /** Makes attempts in zones with capacity, the best one first, until one launches. */
  private attempt(equivalence: EquivalenceClass, provider: FargateProvider): Attempt {
    const { fargate } = this;
    const { world } = this.ports;
    const { conditions, loop } = world;
    const reachable = fargate.reachableZones(equivalence);
    const evensOut = equivalence.service !== NONE && world.zoneEvenness.isAhead(equivalence.service);
    let isChance = false;
    for (;;) {
      const zone = fargate.spreadOf(equivalence.group).toStart(provider, reachable, evensOut);
      if (zone === NOWHERE || !conditions.platformLaunches.isAny) return { zone, isChance, failsAfterMs: null };
      const attempt = { key: world.keyOf(equivalence), provider, zone, cpuUnits: equivalence.cpuUnits };
      const found = conditions.platformLaunches.attempt(attempt, loop.nowMs);
      if (found.hasCapacity) return { zone, isChance: false, failsAfterMs: found.failsAfterMs };
      isChance ||= found.isChance;
      reachable[zone] = 0;
    }
  }

  private refusalOf(equivalence: EquivalenceClass, provider: FargateProvider, zone: number): number | null {
    const { fargate } = this;
    const { setup } = this.ports.world;
    const overQuota = quotaRefusal(setup.fargate.vcpus, provider, fargate.cpuUnitsUsed[provider], equivalence.cpuUnits);
    if (overQuota !== null) return REFUSED_BY_FARGATE[overQuota];
    return zone === NOWHERE ? REFUSED_BY_FARGATE.noCapacity : null;
  }

  /** A standalone task fails; the service of another one tries again later. A refusal by chance leaves equal tasks their own luck. */
  private refuse(equivalence: EquivalenceClass, { why, isChance }: { readonly why: number; readonly isChance: boolean }): Ms | null {
    const { fargate } = this;
    const { setup, tasks } = this.ports.world;
    const { index, head } = equivalence;
    if (equivalence.service === NONE) {
      fargate.pendingTasks.remove(equivalence, head);
      this.ports.world.emit(Fact.taskRefused, tasks.task[head], why);
      tasks.release(head);
      return null;
    }
    const before = fargate.refusals.get(index);
    const isFirst = before === undefined || before.untried === 0;
    const count = isFirst ? (before?.count ?? 0) + 1 : before.count;
    const retryMs = this.ports.onRefused(head, equivalence, retryAfterMs(count, setup.fargate.retry));
    const untried = isChance ? (isFirst ? equivalence.waiting : Math.min(before.untried, equivalence.waiting)) - 1 : 0;
    fargate.refusals.set(index, { count, why, retryMs: isFirst ? retryMs : before.retryMs, untried });
    if (untried === 0) return retryMs;
    fargate.pendingTasks.remove(equivalence, head);
    fargate.pendingTasks.add(equivalence, head);
    return null;
  }

  private start(equivalence: EquivalenceClass, zone: number, failsAfterMs: Ms | null): void {
    const { fargate } = this;
    const { tasks } = this.ports.world;
    const slot = equivalence.head;
    fargate.pendingTasks.remove(equivalence, slot);
    tasks.instance[slot] = ON_PLATFORM;
    tasks.zone[slot] = zone;
    fargate.occupy(equivalence, zone);
    fargate.count(equivalence, zone, 1);
    this.ports.world.emit(Fact.taskOnFargate, tasks.task[slot], zone);
    this.ports.life.beginOnPlatform(slot, equivalence, failsAfterMs);
  }

  private retire(fault: number): void {
    const { fargate } = this;
    const { tasks, equivalences } = this.ports.world;
    const announced = new Set(fargate.announced.get(fault));
    for (const slot of this.slots((at) => tasks.cause[at] === 0)) {
      const { service } = equivalences.all[tasks.equivalence[slot]];
      const fate = whenRetired({ startedBeforeNotice: announced.has(tasks.task[slot]), isService: service !== NONE });
      if (fate === 'stop') this.ports.life.stop(slot, StopCause.retired);
      if (fate !== 'replace') continue;
      fargate.leaving.add(tasks.task[slot]);
      this.ports.world.serviceDue(service);
    }
  }

  /** Stops the tasks of a retirement that their services have not replaced. */
  private endRetirement(fault: number): void {
    const { fargate } = this;
    const { tasks } = this.ports.world;
    const announced = new Set(fargate.announced.get(fault));
    fargate.announced.delete(fault);
    for (const slot of this.slots((at) => tasks.cause[at] === 0 && announced.has(tasks.task[at])))
      this.ports.life.stop(slot, StopCause.retiredFirst);
  }

  private slots(isMeant: (slot: number) => boolean): number[] {
    const { tasks, equivalences } = this.ports.world;
    const isOwn = (slot: number) =>
      tasks.instance[slot] === ON_PLATFORM && equivalences.all[tasks.equivalence[slot]].platform === this.ports.platform;
    const found = tasks.living().filter((slot) => isOwn(slot) && isMeant(slot));
    return found.sort((a, b) => tasks.task[a] - tasks.task[b]);
  }
}
