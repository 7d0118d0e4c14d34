import { FITS, fitOnceReady, volumeSlots } from './fit.js';
import { RoomTaken } from './room-taken.js';
import { type FleetView, GPU_MILLI, NO_MEMBERSHIP, type TaskRequest, type VolumeRoom } from './view.js';

/** Free resources of an instance for waiting tasks right after it registered: as its type registers, less the room of daemons. */
export interface EmptyInstance {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly eni: number;
  readonly gpus: number;
  /** Static host port slots in use before any waiting task comes. */
  readonly portsUsed: readonly number[];
  /** Most slots that may be in use; absent: no limit. */
  readonly portsMost?: number | undefined;
  /** Room for EBS volumes; absent: no limit. */
  readonly volumeRoom?: VolumeRoom | undefined;
}

/** Equal tasks that wait for one capacity provider. */
export interface WaitingGroup {
  readonly request: TaskRequest;
  readonly count: number;
}

/** The waiting tasks, the fleet, and the instances that the provider launches. */
export interface PackInput {
  readonly fleet: FleetView;
  readonly provider: number;
  readonly groups: readonly WaitingGroup[];
  /** Least and most of each resource over the types that the provider launches: see extremesOf(). */
  readonly smallest: EmptyInstance;
  readonly largest: EmptyInstance;
  /** Tasks other than daemons, by row: a row with one is busy. */
  readonly nonDaemonTasks: ArrayLike<number>;
  /**
   * How the new instances of the groups are combined. Each is computed as if the others did not wait, so a sum may count free room twice.
   */
  readonly groupsCombine: 'max' | 'sum';
  /** Whether free room of booting instances counts (`countN: launched`). Booting instances are not ACTIVE and have no agent yet. */
  readonly includeBooting: boolean;
  /** 1 for rows of the provider that its DesiredCapacity does not count; null: there are none. */
  readonly isOutside?: ArrayLike<number> | null;
  /** For each type that the provider launches, the instance classes of a new instance, one per zone; absent: any class fits. */
  readonly launchClasses?: readonly (readonly number[])[];
}

/** Counted in instances. */
export interface PackResult {
  /** New instances that waiting tasks need beyond the free room: the maximum calculated instance count (C.SOUT-04). */
  readonly add: number;
  /**
   * Instances without a non-daemon task that all waiting tasks would use together, if they filled the busy ones first and then the oldest.
   */
  readonly newlyBusy: number;
  /** True if tasks wait and all of them are incompatible: scaling stops (C.SOUT-05). */
  readonly isFrozen: boolean;
  /** Indexes of the groups that are left out, because an empty instance of the smallest type could not take one copy (C.SOUT-03). */
  readonly incompatible: readonly number[];
}

/** The instances that waiting tasks need. Running tasks stay where they are: only free room is packed. */
export function packWaiting(input: PackInput): PackResult {
  const { groups, groupsCombine } = input;
  const incompatible = groups.flatMap(({ request }, index) => (isCompatible(request, input) ? [] : [index]));
  const compatible = groups.filter((_, index) => !incompatible.includes(index));
  const needs = withEqualNeeds(compatible, input.fleet.volumes?.isSeen === true).map((group) => needOf(group, input));
  return {
    add: needs.reduce((sum, { add }) => (groupsCombine === 'sum' ? sum + add : Math.max(sum, add)), 0), // A.CAS-8
    newlyBusy: newlyBusyTogether(needs, input),
    isFrozen: groups.length > 0 && incompatible.length === groups.length,
    incompatible,
  };
}

/** The minimum and the maximum of several types, resource by resource: two types that need not exist (C.SOUT-02, A.CAS-7). */
export function extremesOf(types: readonly EmptyInstance[]): { readonly smallest: EmptyInstance; readonly largest: EmptyInstance } {
  const limited = types.flatMap(({ volumeRoom = [] }) => volumeRoom);
  const slots = limited.map((room) => room.slots);
  const perInterface = limited.map((room) => room.perInterface);
  const least = limited.length === 0 ? undefined : { slots: Math.min(...slots), perInterface: Math.max(...perInterface) };
  const most = limited.length < types.length ? undefined : { slots: Math.max(...slots), perInterface: Math.min(...perInterface) };
  const ports = [...new Set(types.flatMap((type) => type.portsUsed))];
  const takenOnAll = ports.filter((port) => types.every((type) => type.portsUsed.includes(port)));
  const { portsMost } = types[0]; // It depends on the operating system; a group has one.
  const combined = (
    pick: (...values: number[]) => number,
    portsUsed: readonly number[],
    volumeRoom: VolumeRoom | undefined,
  ): EmptyInstance => ({
    cpuUnits: pick(...types.map((type) => type.cpuUnits)),
    memoryMib: pick(...types.map((type) => type.memoryMib)),
    eni: pick(...types.map((type) => type.eni)),
    gpus: pick(...types.map((type) => type.gpus)),
    portsUsed,
    portsMost,
    volumeRoom,
  });
  return { smallest: combined(Math.min, ports, least), largest: combined(Math.max, takenOnAll, most) };
}

/** The group may launch any of its types, so all must fit; a task may go to any zone. */
function isCompatible(request: TaskRequest, { smallest, launchClasses }: PackInput): boolean {
  const { emptyVerdicts } = request;
  if (emptyVerdicts !== null && launchClasses !== undefined) {
    if (!launchClasses.every((zones) => zones.some((instanceClass) => emptyVerdicts[instanceClass] === FITS))) return false;
  }
  return copiesInto(smallest, request) > 0;
}

/**
 * Merges groups with exactly the same requirements (C.SOUT-01), such as two services of equal size. Groups with distinctInstance differ by
 * the tasks that they must avoid.
 */
function withEqualNeeds(groups: readonly WaitingGroup[], seesVolumes: boolean): WaitingGroup[] {
  const merged = new Map<string, WaitingGroup>();
  for (const { request, count } of groups) {
    const { cpuUnits, memoryMib, eni, gpus, gpuMilli, ports, classVerdicts, membership, group } = request;
    const apart = isApart(request) ? group : '';
    const hasVolume = seesVolumes && request.hasVolume === true;
    const key = [cpuUnits, memoryMib, eni, gpus, gpuMilli, ports, classVerdicts, membership, apart, hasVolume].join(';');
    merged.set(key, { request, count: count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.values()];
}

/** The instances that a group needs, and how many of its copies find room on those that are there. */
interface Need extends Pick<PackResult, 'add' | 'newlyBusy'> {
  readonly group: WaitingGroup;
  readonly housed: number;
}

/** `take` is called with the number of copies that each row takes. */
function needOf(group: WaitingGroup, input: PackInput, take?: (row: number, copies: number) => void): Need {
  const { request, count } = group;
  let waiting = count;
  let newlyBusy = 0;
  for (const isIdle of [false, true]) {
    for (let row = 0; row < input.fleet.count && waiting > 0; row++) {
      if (!countsInN(row, input) || (input.nonDaemonTasks[row] === 0) !== isIdle) continue;
      const copies = Math.min(waiting, copiesOnRow(input.fleet, row, request));
      if (copies === 0) continue;
      waiting -= copies;
      take?.(row, copies);
      if (isIdle) newlyBusy++;
    }
  }
  return { group, add: Math.ceil(waiting / copiesInto(input.largest, request)), newlyBusy, housed: count - waiting };
}

/** Each group gets the room that those before it leave: two that share instances are not on the same ones. */
function newlyBusyTogether(needs: readonly Need[], input: PackInput): number {
  const housed = needs.filter((need) => need.housed > 0);
  if (housed.length < 2) return housed[0]?.newlyBusy ?? 0;
  const taken = new RoomTaken(input.fleet);
  const nonDaemonTasks = Int32Array.from({ length: input.fleet.count }, (_, row) => input.nonDaemonTasks[row]);
  let newlyBusy = 0;
  for (const { group } of housed) {
    const take = (row: number, copies: number) => {
      taken.take(row, group.request, copies);
      nonDaemonTasks[row] += copies;
    };
    newlyBusy += needOf(group, { ...input, fleet: taken.view, nonDaemonTasks }, take).newlyBusy;
  }
  return newlyBusy;
}

/** Returns whether the row's room may be used: an ACTIVE instance of the provider, or a booting one if those count. */
function countsInN(row: number, { fleet, provider, includeBooting, isOutside = null }: PackInput): boolean {
  if (fleet.provider[row] !== provider || (isOutside !== null && isOutside[row] === 1)) return false;
  const isConnected = fleet.isAgentConnected[row] === 1;
  return fleet.isActive[row] === 1 ? isConnected : includeBooting && !isConnected;
}

/** Number of copies that the instance takes now or, if it boots, when it is ready. */
export function copiesOnRow(fleet: FleetView, row: number, request: TaskRequest): number {
  if (fitOnceReady(fleet, row, fleet.isActive[row] === 1 ? request : asOnNew(request)) !== FITS) return 0;
  const { cpuUnitsFree, memoryMibFree, eniFree, gpuFree, gpuSlots, gpuMilliFree } = fleet;
  const room = {
    ...{ cpuUnits: cpuUnitsFree[row], memoryMib: memoryMibFree[row], eni: eniFree[row], gpus: gpuFree[row], portsUsed: [] },
    volumeRoom: fleet.volumes?.isSeen === true ? fleet.volumes.roomOn(row) : undefined,
  };
  return copiesInto(room, request, gpuMilliFree.subarray(row * gpuSlots, (row + 1) * gpuSlots));
}

function isApart({ isDistinctInstance, repelsItself }: TaskRequest): boolean {
  return isDistinctInstance || repelsItself;
}

/** A booting instance will have its daemons and its agent: constraints are checked as for a new one. */
function asOnNew(request: TaskRequest): TaskRequest {
  return Object.create(request, { classVerdicts: { value: request.emptyVerdicts }, membership: { value: NO_MEMBERSHIP } });
}

/** Number of copies that fit together: at most 1 if a static port, distinctInstance or their own memberOf separates them (A.CAS-11). */
function copiesInto(room: EmptyInstance, request: TaskRequest, gpuMilliFree?: Int32Array): number {
  if (request.ports.some((port) => room.portsUsed.includes(port))) return 0;
  if (room.portsMost !== undefined && room.portsUsed.length + request.ports.length > room.portsMost) return 0;
  return Math.min(
    request.ports.length > 0 || isApart(request) ? 1 : Number.POSITIVE_INFINITY,
    times(room.cpuUnits, request.cpuUnits),
    times(room.memoryMib, request.memoryMib),
    times(room.eni, request.eni),
    request.hasVolume === true && room.volumeRoom !== undefined
      ? times(room.volumeRoom.slots, volumeSlots(request, room.volumeRoom))
      : Number.POSITIVE_INFINITY,
    request.gpuMilli > 0
      ? shares(gpuMilliFree ?? new Int32Array(room.gpus).fill(GPU_MILLI), request.gpuMilli)
      : times(room.gpus, request.gpus),
  );
}

/** Number of shares: a share needs one GPU, so each GPU is counted separately. */
function shares(gpuMilliFree: Int32Array, gpuMilli: number): number {
  return gpuMilliFree.reduce((copies, free) => copies + times(free, gpuMilli), 0);
}

function times(room: number, need: number): number {
  return need === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(room / need));
}
