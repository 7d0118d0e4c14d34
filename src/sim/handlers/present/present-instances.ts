import { Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import { MANAGED_DRAIN_MAX_MS } from '../../../services/draining.js';
import { Purpose } from '../../cluster/chance.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, InstanceCause } from '../../facts.js';
import type { PresentInstance } from '../../present.js';
import { type InstanceLife, LONG_AGO_MS } from '../capacity/instance-life.js';
import type { Launches } from '../capacity/launches.js';
import type { Registrations } from '../capacity/registrations.js';

export interface InstancePorts {
  readonly launches: Launches;
  readonly instances: InstanceLife;
  readonly registrations: Registrations;
}

/** Container instances that are present at time 0, each at its stage of life. */
export class PresentInstances {
  constructor(
    private readonly world: World,
    private readonly ports: InstancePorts,
  ) {}

  /** Creates the instance, booting or registered. One that drains begins to do so once its tasks are present. */
  restore(what: PresentInstance): void {
    const { fleet, classes } = this.world;
    fleet.skipTo(what.ordinal);
    this.ports.launches.create(what.launchedMs ?? LONG_AGO_MS, classes.ofInstance(what));
    if (what.registeredMs === null) this.restoreBooting(what);
    else this.restoreRegistered(what, what.registeredMs);
  }

  restoreDraining(what: PresentInstance): void {
    const { fleet, loop } = this.world;
    const { instances } = this.ports;
    const row = fleet.rowOf[what.ordinal];
    if (what.status === 'draining') instances.drains.begin(row, InstanceCause.userDrained);
    if (what.status !== 'terminating') return;
    instances.end(row, InstanceCause.scaleIn);
    const still = fleet.rowOf[what.ordinal];
    if (still < 0 || fleet.drainEvent[still] === NO_EVENT) return;
    loop.cancel(fleet.drainEvent[still]);
    fleet.drainEvent[still] = loop.schedule(Math.max(0, what.drainingMs + MANAGED_DRAIN_MAX_MS), EventKind.drainTimesOut, what.ordinal);
  }

  private restoreBooting({ ordinal, provider, nth, launchedMs }: PresentInstance): void {
    const { setup, chance, keys, fleet } = this.world;
    const row = fleet.rowOf[ordinal];
    this.ports.instances.awaitHooks(row, 'launch');
    const { instanceBoot, trunkAttach } = setup.timings;
    const origin = { nth, ageMs: -(launchedMs ?? 0) };
    const trunkMs = fleet.hasTrunk[row] === 1 ? chance.ms(trunkAttach, keys.providers[provider], Purpose.trunk, nth) : 0;
    const wholeMs = chance.ms(instanceBoot, keys.providers[provider], Purpose.boot, nth) + trunkMs;
    const leftMs =
      wholeMs > origin.ageMs ? wholeMs - origin.ageMs : chance.remainingMs(instanceBoot, keys.providers[provider], Purpose.boot, origin);
    this.ports.registrations.registerAfter(ordinal, leftMs);
  }

  private restoreRegistered({ ordinal, provider, isAgentConnected, isProtected }: PresentInstance, registeredMs: Ms): void {
    const { fleet, records, memberships, setup } = this.world;
    const row = fleet.rowOf[ordinal];
    fleet.register(row, registeredMs);
    if (setup.present?.cachedImages === 'all') fleet.imageReadyMs.fill(0, row * setup.images.length, (row + 1) * setup.images.length);
    this.world.emit(Fact.instanceRegistered, ordinal);
    if (!isAgentConnected) {
      fleet.setAgentConnected(row, 0);
      this.world.emit(Fact.agentChanged, ordinal, 0);
    }
    memberships.onInstance(row);
    fleet.lifecycle[row] = Lifecycle.InService;
    fleet.inServiceMs[row] = registeredMs;
    if (provider < 0) return;
    fleet.isProtected[row] = Number(isProtected);
    const group = records.groups[provider];
    group.lastRegisteredMs = Math.max(group.lastRegisteredMs ?? registeredMs, registeredMs);
  }
}
