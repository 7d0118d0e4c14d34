import { Purpose } from '../cluster/chance.js';
import { Booting } from '../cluster/fleet.js';
import type { World } from '../cluster/world.js';
import { EventKind } from '../events.js';
import { Fact, InstanceCause } from '../facts.js';
import type { Fault } from '../setup.js';
import type { InstanceLife } from './instance-life.js';

const BEGINS = 0;
const ENDS = 1;

/** Faults on the timeline that hit instances: a zone fails, agents lose their connection. Those that stretch latencies are Conditions. */
export class Faults {
  constructor(
    private readonly world: World,
    private readonly instances: InstanceLife,
  ) {}

  start(): void {
    for (const [index, fault] of this.world.setup.faults.entries()) {
      if (fault.kind !== 'zoneOutage' && fault.kind !== 'agentDisconnect') continue;
      this.await(fault.fromMs, 2 * index + BEGINS);
      if (fault.kind === 'agentDisconnect') this.await(fault.untilMs, 2 * index + ENDS);
    }
  }

  onMoment(subject: number): void {
    const index = subject >> 1;
    const fault = this.world.setup.faults[index];
    if (fault.kind === 'zoneOutage') this.failZone(fault.zone);
    if (fault.kind === 'agentDisconnect') this.setAgents(fault, index, (subject & 1) === BEGINS ? 0 : 1);
  }

  private await(atMs: number, subject: number): void {
    const { loop, setup } = this.world;
    if (atMs < setup.durationMs) loop.schedule(atMs, EventKind.faultMoves, subject);
  }

  /** All its instances end at once, and their tasks with them. Launches there fail as long as the market has a drought there. */
  private failZone(zone: number): void {
    const { fleet } = this.world;
    for (let row = fleet.count - 1; row >= 0; row--) {
      if (fleet.zone[row] !== zone) continue;
      const provider = fleet.provider[row];
      this.instances.terminate(row, InstanceCause.zoneOutage);
      if (provider >= 0) this.world.groupDue(provider);
    }
  }

  /** Tasks go on; nothing is placed there until the agent is back (S.INST-5). Whom it hits is drawn for each instance. */
  private setAgents({ share, provider, zone }: Extract<Fault, { readonly kind: 'agentDisconnect' }>, index: number, is: 0 | 1): void {
    const { fleet, chance, memberships } = this.world;
    const key = chance.keyOf('fault', `${index}`);
    let isBack = false;
    for (let row = 0; row < fleet.count; row++) {
      if (
        fleet.state[row] === Booting ||
        (provider !== null && fleet.provider[row] !== provider) ||
        (zone !== null && fleet.zone[row] !== zone)
      )
        continue;
      if (fleet.isAgentConnected[row] === is || chance.uniform(key, Purpose.fault, fleet.instance[row]) >= share) continue;
      fleet.setAgentConnected(row, is);
      memberships.onInstance(row);
      this.world.tell(Fact.agentChanged, fleet.instance[row], is);
      isBack ||= is === 1;
    }
    if (isBack) this.world.roomGained();
  }
}
