import { FITS, fit } from '../../../placement/fit.js';
import { NO_MEMBERSHIP, type TaskRequest } from '../../../placement/view.js';
import { holdsRoom } from '../../../services/daemon.js';
import { primaryOf } from '../../../services/deployments/ledger.js';
import { Fact, type Teller } from '../../facts.js';
import type { Setup } from '../../setup.js';
import { type Fleet, NONE } from '../fleet.js';
import type { Line } from '../line.js';
import type { Lines } from '../lines.js';
import type { Tasks } from '../tasks.js';
import type { Roster } from './roster.js';

/** Room reserved for a daemon, in CPU units, MiB and interfaces, whether or not that room is free yet. */
interface Hold {
  readonly service: number;
  readonly room: readonly [cpuUnits: number, memoryMib: number, eni: number];
}

const NOTHING = [0, 0, 0] as const;

interface Parts extends Teller {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly lines: Lines;
  readonly roster: Roster;
  roomGained(): void;
}

/**
 * Room reserved for daemons on instances where a daemon belongs and is missing, or still has its old task definition (S.DAEMON-3,
 * S.DAEMON-6). Reserved room is subtracted from the free room, which can therefore be negative: room that comes free adds up for the
 * daemon.
 */
export class DaemonHolds {
  private byInstance = new Map<number, readonly Hold[]>();

  constructor(private readonly world: Parts) {}

  isHeld(row: number, service: number): boolean {
    return this.holdOf(row, service) !== NOTHING;
  }

  /** Returns the sum of all reservations on the row. */
  roomOn(row: number): readonly [cpuUnits: number, memoryMib: number, eni: number] {
    const sum: [number, number, number] = [...NOTHING];
    for (const { room } of this.on(row)) for (const [i, amount] of room.entries()) sum[i]! += amount;
    return sum;
  }

  /** Returns the verdict of fit() for the daemon itself, for which its own reservation counts as free. */
  fitsDaemon(row: number, line: Line): number {
    const { fleet } = this.world;
    const room = this.holdOf(row, line.service);
    giveBack(fleet, row, room);
    const verdict = fit(fleet, row, line.request);
    take(fleet, row, room);
    return verdict;
  }

  /** Updates the reservation for the service's daemon; it is zero once the daemon is there, or where it does not belong. */
  settle(row: number, service: number): void {
    const { fleet } = this.world;
    const before = this.holdOf(row, service);
    if (before === NOTHING && this.isThere(row, service)) return;
    const line = this.lineOf(service);
    const room = belongsOn(fleet, row, line) ? this.owed(row, line) : NOTHING;
    if (room.every((amount, i) => amount === before[i])) return;
    giveBack(fleet, row, before);
    const verdict = room === NOTHING ? FITS : fit(fleet, row, line.request);
    take(fleet, row, room);
    fleet.index?.rowChanged(row);
    const others = this.on(row).filter((hold) => hold.service !== service);
    const now = room === NOTHING ? others : [...others, { service, room }];
    if (now.length === 0) this.byInstance.delete(fleet.instance[row]);
    else this.byInstance.set(fleet.instance[row], now);
    this.world.tell(Fact.daemonRoomHeld, fleet.instance[row], service, ...room, verdict);
    if (room.some((amount, i) => amount < before[i]!)) this.world.roomGained();
  }

  /** Reserves the room of a daemon that has gone for the next one, which its scheduler may start later. */
  left(row: number, service: number): void {
    const { reaction } = this.world.setup.care;
    if (reaction.kind !== 'constant' || reaction.ms > 0) this.settle(row, service);
  }

  /** Drops the reservations of an instance that takes no more tasks, or is gone. */
  release(row: number): void {
    const { fleet } = this.world;
    for (const { service, room } of this.on(row)) {
      giveBack(fleet, row, room);
      this.world.tell(Fact.daemonRoomHeld, fleet.instance[row], service, ...NOTHING, FITS);
    }
    this.byInstance.delete(fleet.instance[row]);
  }

  save(): unknown {
    return structuredClone([...this.byInstance]);
  }

  load(saved: unknown): void {
    this.byInstance = new Map(structuredClone(saved) as [number, Hold[]][]);
  }

  private on(row: number): readonly Hold[] {
    return this.byInstance.get(this.world.fleet.instance[row]) ?? [];
  }

  private holdOf(row: number, service: number): Hold['room'] {
    if (this.byInstance.size === 0) return NOTHING;
    return this.on(row).find((hold) => hold.service === service)?.room ?? NOTHING;
  }

  /** Returns the daemon's room less that of its old tasks there; zeros where it would not fit even without all other tasks but daemons. */
  private owed(row: number, { request, service, taskClass }: Line): Hold['room'] {
    const { fleet, tasks, lines } = this.world;
    const own = [...NOTHING] as [number, number, number];
    const ofDaemons = [...NOTHING] as [number, number, number];
    let daemons = 0;
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.nextOnInstance[slot]) {
      const line = lines.all[tasks.line[slot]];
      if (!line.isDaemon) continue;
      if (line.service === service && tasks.cause[slot] === 0 && line.taskClass === taskClass) daemons++;
      for (const [i, amount] of roomOf(line.request).entries()) (line.service === service ? own : ofDaemons)[i]! += amount;
    }
    if (!holdsRoom({ isActive: true, meetsConstraints: true, daemons })) return NOTHING;
    const wanted = roomOf(request);
    const whole = this.wholeRoom(row);
    if (wanted.some((amount, i) => amount + ofDaemons[i]! > whole[i]!)) return NOTHING;
    const owed = wanted.map((amount, i) => Math.max(0, amount - own[i]!)) as [number, number, number];
    return owed.every((amount) => amount === 0) ? NOTHING : owed;
  }

  /** Returns whether the daemon is on the instance and no deployment of its service is in progress. */
  private isThere(row: number, service: number): boolean {
    const { fleet, roster } = this.world;
    return fleet.groupOnInstance(service)[row]! > 0 && !roster.isDeploying(service);
  }

  /** Returns the equivalence class of the service's newest task definition. */
  private lineOf(service: number): Line {
    const { lines, roster } = this.world;
    return lines.line(lines.classOfService(service, primaryOf(roster.services[service].care.deployments).revision), NONE);
  }

  private wholeRoom(row: number): Hold['room'] {
    const { fleet, setup } = this.world;
    const { cpuUnits, memoryMib, eniTasks, eniTasksTrunk } = setup.instanceTypes[fleet.type[row]];
    return [cpuUnits, memoryMib, fleet.hasTrunk[row] === 1 ? eniTasksTrunk : eniTasks];
  }
}

/** Returns whether the daemon belongs on the instance, whatever room is free. */
function belongsOn(fleet: Fleet, row: number, { classVerdicts, membership }: TaskRequest): boolean {
  if (fleet.isActive[row] === 0) return false;
  if (classVerdicts !== null && classVerdicts[fleet.instanceClass[row]] !== FITS) return false;
  return membership === NO_MEMBERSHIP || fleet.members(membership)[row] === 1;
}

function roomOf({ cpuUnits, memoryMib, eni }: TaskRequest): [cpuUnits: number, memoryMib: number, eni: number] {
  return [cpuUnits, memoryMib, eni];
}

function take(fleet: Fleet, row: number, [cpuUnits, memoryMib, eni]: Hold['room']): void {
  fleet.cpuUnitsFree[row] -= cpuUnits;
  fleet.memoryMibFree[row] -= memoryMib;
  fleet.eniFree[row] -= eni;
}

function giveBack(fleet: Fleet, row: number, [cpuUnits, memoryMib, eni]: Hold['room']): void {
  take(fleet, row, [-cpuUnits, -memoryMib, -eni]);
}
