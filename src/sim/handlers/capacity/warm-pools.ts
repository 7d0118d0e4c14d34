import { Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import { OnDemand } from '../../../autoscaling/group/purchase.js';
import { COLD_START, leavesPool, type WarmPool } from '../../../autoscaling/group/warm-pool.js';
import { Purpose } from '../../cluster/chance.js';
import { poolOfStart } from '../../cluster/faults/launch-failures.js';
import { NONE } from '../../cluster/fleet.js';
import { NEVER_MS } from '../../cluster/fleet-columns.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, PoolState, StopCause } from '../../facts.js';
import type { TaskLife } from '../tasks/task-life.js';
import { type InstanceLife, LONG_AGO_MS } from './instance-life.js';
import type { Registrations } from './registrations.js';

/** Warm pools of groups: how prepared instances rest, and how they join their group. */
export class WarmPools {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife; readonly registrations: Registrations; readonly life: TaskLife },
  ) {}

  /**
   * Returns the next instance to leave the pool for the group, as far as there is capacity to start it; or COLD_START. The start of a
   * stopped one is an attempt that faults may fail.
   */
  next(provider: number): number | 'internal-error' {
    const { fleet, setup, records, pools, conditions, loop } = this.world;
    const { warmPool, zones } = setup.capacityProviders[provider];
    const group = records.groups[provider];
    if (warmPool === null || group.pooled === 0) return COLD_START;
    const isWarm = new Uint8Array(fleet.count);
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.provider[row] !== provider || fleet.lifecycle[row] !== Lifecycle.Warmed) continue;
      isWarm[row] = Number(fleet.isUp[row] === 1 || pools.views[OnDemand].spare(fleet.type[row], fleet.zone[row]) > 0);
    }
    const { count, zone } = fleet;
    const { zoneTie } = setup.scaler;
    const { launches } = conditions;
    const isHeld = (group.retryAtMs[OnDemand] ?? 0) > loop.nowMs && launches.mayFailStarts(provider, loop.nowMs);
    const exclude = (isOut: (row: number) => boolean) => {
      for (let row = 0; row < count; row++) if (fleet.isUp[row] === 0 && isOut(row)) isWarm[row] = 0;
    };
    if (isHeld) exclude(() => true);
    for (;;) {
      const row = leavesPool({ count, zone, isWarm, zones, livingByZone: group.livingByZone, zoneTie, turn: group.launched }, setup.groups);
      if (row === COLD_START || fleet.isUp[row] === 1 || !launches.isAny) return row;
      const pool = poolOfStart(fleet.type[row], zone[row]);
      const end = launches.attempt(provider, pool, loop.nowMs, { isStart: true, isReserved: pools.hasPlace(pool) });
      if (end !== 'insufficient-capacity') return end === 'launches' ? row : end;
      exclude((other) => fleet.type[other] === fleet.type[row] && zone[other] === zone[row]);
    }
  }

  /**
   * Moves the instance from the pool to its group. A stopped one has to start; the agent of a running one only has to register (C.WARM-01).
   */
  take(row: number): void {
    const { fleet, setup, records, pools, conditions, chance, keys, loop } = this.world;
    const provider = fleet.provider[row];
    const instance = fleet.instance[row];
    records.groups[provider].pooled--;
    fleet.lifecycle[row] = Lifecycle.Pending;
    fleet.joinedMs[row] = loop.nowMs;
    this.ports.instances.join(row);
    this.world.emit(Fact.instanceWarmed, instance, PoolState.left);
    this.ports.instances.awaitHooks(row, 'launch');
    const wasUp = fleet.isUp[row] === 1;
    if (!wasUp) pools.instances[pools.of(OnDemand, fleet.type[row], fleet.zone[row])]++;
    if (wasUp && fleet.registeredMs[row] !== NEVER_MS) return this.ports.instances.settle(row);
    fleet.isUp[row] = 0;
    const { warmStart, warmRegister } = setup.timings;
    const usualMs = chance.ms(wasUp ? warmRegister : warmStart, keys.providers[provider], Purpose.warmStart, instance);
    const afterMs = wasUp ? usualMs : conditions.bootMs(usualMs, loop.nowMs);
    this.ports.registrations.registerAfter(instance, afterMs);
  }

  /** Stops a prepared instance if its pool is a stopped one, and lets it rest. Instances of the start rest at once. */
  settle(row: number): void {
    const { fleet, setup, loop } = this.world;
    const { state } = setup.capacityProviders[fleet.provider[row]].warmPool as WarmPool;
    const { warmPoolStopMs } = setup.groups;
    if (state === 'Running' || warmPoolStopMs === 0 || fleet.launchedMs[row] === LONG_AGO_MS) return this.rest(row);
    fleet.lifecycle[row] = Lifecycle.WarmedStopping;
    loop.schedule(loop.nowMs + warmPoolStopMs, EventKind.instanceRests, fleet.instance[row]);
  }

  onRests(instance: number): void {
    const { fleet } = this.world;
    const row = fleet.rowOf[instance];
    if (row !== NONE && fleet.lifecycle[row] === Lifecycle.WarmedStopping) this.rest(row);
  }

  private rest(row: number): void {
    const { fleet, setup } = this.world;
    const provider = fleet.provider[row];
    const { state } = setup.capacityProviders[provider].warmPool as WarmPool;
    fleet.lifecycle[row] = Lifecycle.Warmed;
    this.world.emit(Fact.instanceWarmed, fleet.instance[row], PoolState[state]);
    if (state !== 'Running') this.stop(row);
    this.world.groupDue(provider);
  }

  /**
   * Stops the instance and gives its capacity back to EC2. A registered one stays ACTIVE without its agent, and its tasks stop (C.CI-03).
   */
  private stop(row: number): void {
    const { fleet, pools, memberships } = this.world;
    fleet.isUp[row] = 0;
    pools.instances[pools.of(OnDemand, fleet.type[row], fleet.zone[row])]--;
    if (fleet.registeredMs[row] === NEVER_MS) return;
    if (fleet.isAgentConnected[row] === 1) this.world.emit(Fact.agentChanged, fleet.instance[row], 0);
    fleet.setAgentConnected(row, 0);
    memberships.onInstance(row);
    while (fleet.firstTask[row] !== NONE) this.ports.life.kill(fleet.firstTask[row], StopCause.instanceTerminated);
  }
}
