/**
 * The cluster for placement: columns, one row per living instance (booting, active, draining). Placement owns this interface and imports
 * nothing; the simulator's fleet has this shape.
 *
 * Rows are in order of launch, so the lower row is the older instance; the row of a terminated instance is removed. The arrays are longer
 * than `count` and are replaced when the fleet grows: read them again on every call, and never keep one.
 */
export interface FleetView {
  /** Rows in use. */
  readonly count: number;
  /** 1 while the instance is ACTIVE: registered, not draining. */
  readonly isActive: Uint8Array;
  /** 1 while the container agent is connected. */
  readonly isAgentConnected: Uint8Array;
  /** The instance's ordinal: stable for its life, never reused. */
  readonly instance: Int32Array;
  /** Index of its instance class: instances of a class have the same type, zone, capacity provider and attributes. */
  readonly instanceClass: Int32Array;
  /** Index into `types`. */
  readonly type: Int32Array;
  /** Index of the availability zone. */
  readonly zone: Int32Array;
  /** Index of the capacity provider, -1 for an instance outside any. */
  readonly provider: Int32Array;
  /** Free CPU: CPU units (1024 = one vCPU) in a cluster, thousandths of a vCPU in a trace. */
  readonly cpuUnitsFree: Int32Array;
  /** Free MiB. */
  readonly memoryMibFree: Int32Array;
  /** Free network interfaces for awsvpc tasks. */
  readonly eniFree: Int32Array;
  /** Wholly free GPUs. */
  readonly gpuFree: Int32Array;
  /** Values of `gpuMilliFree` per row. */
  readonly gpuSlots: number;
  /** Free thousandths of each GPU, at `row * gpuSlots + gpu`; 0 if the instance has no such GPU. */
  readonly gpuMilliFree: Int32Array;
  /** 32-bit words of `portsUsed` per row. */
  readonly portWords: number;
  /** Static host ports in use: one bit per port slot of the scenario. */
  readonly portsUsed: Uint32Array;
  /** The instance types. */
  readonly types: readonly TypeView[];
  /** Tasks of a group (desiredStatus RUNNING) on each row; columns of zeros may be shared. */
  groupOnInstance(group: number): Int32Array;
  /** Tasks of a group (desiredStatus RUNNING) by value of a spread attribute; attribute 0 is the availability zone. */
  groupByValue(group: number, attribute: number): Int32Array;
  /** The value (an index into groupByValue) of a spread attribute for each instance class. */
  valueOfClass(attribute: number): Int32Array;
  /** Finds room without a scan; absent if no index is kept, as in a fleet that is too small to gain by it. */
  readonly index?: RoomIndex | undefined;
  /** Slots for EBS volumes; absent where no task has a volume. */
  readonly volumes?: VolumeSlotsView | undefined;
  /** 1 for each row that satisfies a placement constraint whose result changes (tasks, agent): see TaskRequest.membership. */
  members(membership: number): Uint8Array;
}

/** Attachments of instances for EBS volumes, as placement sees them (N.EBS-4). */
export interface VolumeSlotsView {
  /** Whether placement counts the slots; if not, every instance has room. */
  readonly isSeen: boolean;
  roomOn(row: number): VolumeRoom;
}

/** Room of an instance for tasks with an EBS volume. */
export interface VolumeRoom {
  /** Free slots; infinitely many where no limit is known. */
  readonly slots: number;
  /** Slots that the network interface of a task takes beside the one of its volume. */
  readonly perInterface: number;
}

/** An index of free room. Its answers are candidates, which fit() must check. */
export interface RoomIndex {
  /** The classes (32 bits, for next) with instances in the region that may take the task. */
  classesFor(request: TaskRequest, region: { readonly crowd: number; readonly attribute: number }): number;
  /** The first row from `from` on that has room in each resource and is of one of the classes, or -1. */
  next(request: TaskRequest, classes: number, from: number): number;
  /** The row that fits with the least of the binpacked resource, the oldest of equals, or -1. The answer needs no further check. */
  least(request: TaskRequest, region: { readonly crowd: number; readonly attribute: number }, criterion: number): number;
}

/** Resources and price of an empty instance. */
export interface TypeView {
  /** In the unit of `cpuUnitsFree`. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly gpus: number;
  /** 0 without a price. */
  readonly usdPerHour: number;
  /** Most static host port slots in use at once (T.NET-6); absent if the scenario has fewer slots. */
  readonly portsMost?: number | undefined;
}

/** The row where no instance fits; countRefusals() returns the reasons. */
export const NOWHERE = -1;

/** Any capacity provider fits: for a task with launch type EC2. */
export const ANY_PROVIDER = -1;

/** No constraint of the task depends on changing state. */
export const NO_MEMBERSHIP = -1;

/** A whole GPU in the unit of shares. */
export const GPU_MILLI = 1000;

/** Returns thousandths of GPUs: a share of one below 1,000, else whole ones. */
export function gpuNeedOf({ gpus, gpuMilli }: { readonly gpus: number; readonly gpuMilli: number }): number {
  return gpus * GPU_MILLI + gpuMilli;
}

/** The requirements of one task. Tasks with the same request object are equal for placement. */
export interface TaskRequest {
  /** In the unit of `cpuUnitsFree`. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Network interfaces: 1 in awsvpc mode, else 0. */
  readonly eni: number;
  /** Whole GPUs. */
  readonly gpus: number;
  /** A share of one GPU in thousandths, 0 for none: an extension of Drydock, never together with whole GPUs. */
  readonly gpuMilli: number;
  /** Static host port slots (indexes into the scenario's list of distinct port and protocol pairs). */
  readonly ports: readonly number[];
  /** Capacity provider chosen for the task, or ANY_PROVIDER. */
  readonly provider: number;
  /** Task group: spread and distinctInstance count the tasks of this group. */
  readonly group: number;
  /**
   * By instance class: FITS, or the Refusal that applies to every instance of the class because of attributes, subnets, or the constant
   * part of memberOf. null: all fit.
   */
  readonly classVerdicts: Int8Array | null;
  /** The same for a new instance without tasks, for which the rest of memberOf is decided as well. null: all fit. */
  readonly emptyVerdicts: Int8Array | null;
  /** The changing part of its memberOf, for FleetView.members(); NO_MEMBERSHIP: there is none. */
  readonly membership: number;
  /** Whether it has the constraint distinctInstance. */
  readonly isDistinctInstance: boolean;
  /** Whether it has an EBS volume, which needs a slot of the instance. */
  readonly hasVolume?: boolean;
  /** Its own constraints reject an instance with a task of its group, so an instance takes at most one copy. */
  readonly repelsItself: boolean;
  /** True if, beside its class verdicts, only free CPU, memory and an interface matter: no other need, and no condition that changes. */
  readonly needsOnlyRoom?: boolean;
  /** A bit of its own, by which an index remembers where it found no room; absent or 0 for a request that is not remembered. */
  readonly memoBit?: number;
}

/** One entry of a placement strategy, in ECS's own words. */
export interface PlacementStrategy {
  readonly type: 'binpack' | 'spread' | 'random';
  /** A field of a row in strategies.ts; for spread also attribute:NAME; absent for random. */
  readonly field?: string;
}
