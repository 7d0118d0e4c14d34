/**
 * What placement may see of the cluster: columns, one row per living instance (booting, active, draining). Placement owns
 * this interface and imports nothing; the simulator's fleet happens to have this shape.
 *
 * Rows are in order of launch, so the lower row is the older instance; a terminated instance's row is closed up. The arrays
 * are longer than `count` and are replaced when the fleet grows: read them anew on every call, never keep one.
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
  /** Free capacity: CPU units (1024 = one vCPU), MiB, interfaces for awsvpc tasks, whole GPUs of which nothing is in use. */
  readonly cpuUnitsFree: Int32Array;
  readonly memoryMibFree: Int32Array;
  readonly eniFree: Int32Array;
  readonly gpuFree: Int32Array;
  /** Thousandths of each GPU that are free: `gpuSlots` values a row, 0 where the instance has no such GPU. */
  readonly gpuSlots: number;
  readonly gpuMilliFree: Int32Array;
  /** Static host ports in use: `portWords` 32-bit words a row, one bit per port slot of the scenario. */
  readonly portWords: number;
  readonly portsUsed: Uint32Array;
  /** What an empty instance of each type has, and what it costs. */
  readonly types: readonly TypeView[];
  /** Tasks of a group (desiredStatus RUNNING) on each row; all zero columns may be shared. */
  groupOnInstance(group: number): Int32Array;
  /** Tasks of a group (desiredStatus RUNNING) by value of an attribute that is spread over; attribute 0 is the availability zone. */
  groupByValue(group: number, attribute: number): Int32Array;
  /** The value (an index into groupByValue) that each instance class has of an attribute that is spread over. */
  valueOfClass(attribute: number): Int32Array;
  /** Finds room without a scan; absent where nobody keeps one, as in a fleet that is too small to gain by it. */
  readonly index?: RoomIndex | undefined;
  /** 1 for each row that fulfils a placement constraint whose answer changes (tasks, agent): see TaskRequest.membership. */
  members(membership: number): Uint8Array;
}

/** What is known of where there is room. Answers are candidates: fit() judges them. */
export interface RoomIndex {
  /** The classes (32 bits, for next) of which instances in the region may take the task. */
  classesFor(request: TaskRequest, region: { readonly crowd: number; readonly attribute: number }): number;
  /** The first row from `from` on that has room in each resource and is of one of the classes, or -1. */
  next(request: TaskRequest, classes: number, from: number): number;
  /** The row that fits with the least of the binpacked resource, the oldest of equals, or -1: nothing is left to judge. */
  least(request: TaskRequest, region: { readonly crowd: number; readonly attribute: number }, criterion: number): number;
}

export interface TypeView {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly usdPerHour: number;
  /** Static host port slots that may be in use at once (T.NET-6); absent where there are not so many. */
  readonly portsMost?: number | undefined;
}

/** Any capacity provider will do: a task with launch type EC2. */
export const ANY_PROVIDER = -1;

/** No constraint of the task depends on what changes. */
export const NO_MEMBERSHIP = -1;

/** A whole GPU in the unit of shares. */
export const GPU_MILLI = 1000;

/** What one task asks of an instance. Tasks with the same request object are equal for placement. */
export interface TaskRequest {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Network interfaces: 1 in awsvpc mode, else 0. */
  readonly eni: number;
  /** Whole GPUs. */
  readonly gpus: number;
  /** A share of one GPU in thousandths, 0 for none: an extension of Drydock, and never together with whole GPUs. */
  readonly gpuMilli: number;
  /** Static host port slots (indexes into the scenario's list of distinct port and protocol pairs). */
  readonly ports: readonly number[];
  /** Capacity provider that was chosen for the task, or ANY_PROVIDER. */
  readonly provider: number;
  /** Task group: spread and distinctInstance count the tasks of this group. */
  readonly group: number;
  /**
   * By instance class: FITS, or the Refusal of every instance of the class for what it is and where: attributes, subnets, and
   * memberOf as far as it asks for what never changes. null: all fit.
   */
  readonly classVerdicts: Int8Array | null;
  /** The same for a new instance without tasks, where the rest of its memberOf is decided as well. null: all fit. */
  readonly emptyVerdicts: Int8Array | null;
  /** The rest of its memberOf, for FleetView.members(); NO_MEMBERSHIP: nothing is left. */
  readonly membership: number;
  readonly isDistinctInstance: boolean;
  /** Its own constraints turn away an instance that has a task of its group, so one copy an instance is all. */
  readonly repelsItself: boolean;
  /** A bit of its own, by which an index remembers where it found no room; absent or 0 for a request that is not remembered. */
  readonly memoBit?: number;
}

/** One entry of a placement strategy, in ECS's own words. */
export interface PlacementStrategy {
  readonly type: 'binpack' | 'spread' | 'random';
  /** A field of a row in strategies.ts; of spread also attribute:NAME; of random absent. */
  readonly field?: string;
}
