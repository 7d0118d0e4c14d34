import { FITS, fit } from '../../../placement/fit.js';
import { NO_MEMBERSHIP, type TaskRequest } from '../../../placement/view.js';
import { holdsRoom } from '../../../services/daemon.js';
import { primaryOf, startsTasks } from '../../../services/deployments/deployments.js';
import { Fact, type FactEmitter } from '../../facts.js';
import type { Setup } from '../../setup.js';
import type { EquivalenceClass } from '../equivalence-class.js';
import type { EquivalenceClasses } from '../equivalence-classes.js';
import { type Fleet, NONE } from '../fleet.js';
import { RoomFreed, type Tasks } from '../tasks.js';
import type { ServiceAndGroupRecords } from './service-and-group-records.js';

/** Room reserved for a daemon, in CPU units, MiB and interfaces, whether or not that room is free yet. */
interface DaemonReservation {
  readonly service: number;
  readonly room: readonly [cpuUnits: number, memoryMib: number, eni: number];
}

const NOTHING = [0, 0, 0] as const;

interface Parts extends FactEmitter {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly equivalences: EquivalenceClasses;
  readonly records: ServiceAndGroupRecords;
  roomGained(): void;
}

/**
 * Room reserved for daemons on instances where a daemon belongs and is missing, or still has its old task definition (S.DAEMON-3,
 * S.DAEMON-6). Reserved room is subtracted from the free room, which can therefore be negative: room that comes free adds up for the
 * daemon.
 */
export class DaemonReservations {
  private byInstance = new Map<number, readonly DaemonReservation[]>();

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
  fitsDaemon(row: number, equivalence: EquivalenceClass): number {
    const { fleet } = this.world;
    const room = this.holdOf(row, equivalence.service);
    giveBack(fleet, row, room);
    const verdict = fit(fleet, row, equivalence.request);
    take(fleet, row, room);
    return verdict;
  }

  /**
   * Updates the reservation for the service's daemon; it is zero once the daemon is there, where it does not belong, and while the service
   * starts none (S.SM-2).
   */
  settle(row: number, service: number): void {
    const { fleet, records } = this.world;
    const before = this.holdOf(row, service);
    if (before === NOTHING && this.isThere(row, service)) return;
    const equivalence = this.equivalenceOf(service);
    const mayCome = startsTasks(records.services[service].deploymentState.deployments) && belongsOn(fleet, row, equivalence);
    const room = mayCome ? this.owed(row, equivalence) : NOTHING;
    if (room.every((amount, i) => amount === before[i])) return;
    giveBack(fleet, row, before);
    const verdict = room === NOTHING ? FITS : fit(fleet, row, equivalence.request);
    take(fleet, row, room);
    fleet.index?.rowChanged(row);
    const others = this.on(row).filter((hold) => hold.service !== service);
    const now = room === NOTHING ? others : [...others, { service, room }];
    if (now.length === 0) this.byInstance.delete(fleet.instance[row]);
    else this.byInstance.set(fleet.instance[row], now);
    this.world.emit(Fact.daemonRoomHeld, fleet.instance[row], service, ...room, verdict);
    if (room.some((amount, i) => amount < before[i]!)) this.world.roomGained();
  }

  /** Reserves the room of a daemon that has gone for the next one, which its scheduler may start later. */
  left(row: number, service: number): void {
    const { reaction, turns } = this.world.setup.deploymentAndHealth;
    if (turns !== null || reaction.kind !== 'constant' || reaction.ms > 0) this.settle(row, service);
  }

  /** Drops the reservations of an instance that takes no more tasks, or is gone. */
  release(row: number): void {
    const { fleet } = this.world;
    for (const { service, room } of this.on(row)) {
      giveBack(fleet, row, room);
      this.world.emit(Fact.daemonRoomHeld, fleet.instance[row], service, ...NOTHING, FITS);
    }
    this.byInstance.delete(fleet.instance[row]);
  }

  save(): unknown {
    return structuredClone(this.byInstance);
  }

  load(saved: unknown): void {
    this.byInstance = structuredClone(saved) as typeof this.byInstance;
  }

  private on(row: number): readonly DaemonReservation[] {
    return this.byInstance.get(this.world.fleet.instance[row]) ?? [];
  }

  private holdOf(row: number, service: number): DaemonReservation['room'] {
    if (this.byInstance.size === 0) return NOTHING;
    return this.on(row).find((hold) => hold.service === service)?.room ?? NOTHING;
  }

  /** Returns the daemon's room less that of its old tasks there; zeros where it would not fit even without all other tasks but daemons. */
  private owed(row: number, { request, service, taskClass }: EquivalenceClass): DaemonReservation['room'] {
    const { fleet, tasks, equivalences } = this.world;
    const ofService = [...NOTHING] as [number, number, number];
    const ofDaemons = [...NOTHING] as [number, number, number];
    let daemons = 0;
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) {
      const equivalence = equivalences.all[tasks.equivalence[slot]];
      if (!equivalence.isDaemon) continue;
      if (equivalence.service === service && tasks.cause[slot] === 0 && equivalence.taskClass === taskClass) daemons++;
      for (const [i, amount] of this.heldBy(slot, equivalence.request).entries())
        (equivalence.service === service ? ofService : ofDaemons)[i]! += amount;
    }
    if (!holdsRoom({ isActive: true, meetsConstraints: true, daemons })) return NOTHING;
    const wanted = roomOf(request);
    const total = this.wholeRoom(row);
    if (wanted.some((amount, i) => amount + ofDaemons[i]! > total[i]!)) return NOTHING;
    const owed = wanted.map((amount, i) => Math.max(0, amount - ofService[i]!)) as [number, number, number];
    return owed.every((amount) => amount === 0) ? NOTHING : owed;
  }

  /** Returns the room that the task still holds for placement (N.ROOM-1). */
  private heldBy(slot: number, request: TaskRequest): [cpuUnits: number, memoryMib: number, eni: number] {
    const freed = this.world.tasks.roomFreed[slot];
    if (freed === RoomFreed.none) return roomOf(request);
    return [0, 0, freed === RoomFreed.all ? 0 : request.eni];
  }

  /** Returns whether the daemon is on the instance and no deployment of its service is in progress. */
  private isThere(row: number, service: number): boolean {
    const { fleet, records } = this.world;
    return fleet.groupOnInstance(service)[row]! > 0 && !records.isDeploying(service);
  }

  /** Returns the equivalence class of the service's newest task definition. */
  private equivalenceOf(service: number): EquivalenceClass {
    const { equivalences, records } = this.world;
    return equivalences.of(
      equivalences.classOfService(service, primaryOf(records.services[service].deploymentState.deployments).revision),
      NONE,
    );
  }

  private wholeRoom(row: number): DaemonReservation['room'] {
    const { fleet, setup } = this.world;
    const { cpuUnits, memoryMib, eniTasks, eniTasksTrunk } = setup.instanceTypes[fleet.type[row]];
    return [cpuUnits, memoryMib, fleet.hasTrunk[row] === 1 ? eniTasksTrunk : eniTasks];
  }
}

/** Returns whether the daemon belongs on the instance, with or without room. */
function belongsOn(fleet: Fleet, row: number, { classVerdicts, membership }: TaskRequest): boolean {
  if (fleet.isActive[row] === 0) return false;
  if (classVerdicts !== null && classVerdicts[fleet.instanceClass[row]] !== FITS) return false;
  return membership === NO_MEMBERSHIP || fleet.members(membership)[row] === 1;
}

function roomOf({ cpuUnits, memoryMib, eni }: TaskRequest): [cpuUnits: number, memoryMib: number, eni: number] {
  return [cpuUnits, memoryMib, eni];
}

function take(fleet: Fleet, row: number, [cpuUnits, memoryMib, eni]: DaemonReservation['room']): void {
  fleet.cpuUnitsFree[row] -= cpuUnits;
  fleet.memoryMibFree[row] -= memoryMib;
  fleet.eniFree[row] -= eni;
}

function giveBack(fleet: Fleet, row: number, [cpuUnits, memoryMib, eni]: DaemonReservation['room']): void {
  take(fleet, row, [-cpuUnits, -memoryMib, -eni]);
}
