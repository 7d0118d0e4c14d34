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
  /** Index into the scenario's instance types: equal types have equal static attributes. */
  readonly type: Int32Array;
  /** Index of the availability zone. */
  readonly zone: Int32Array;
  /** Index of the capacity provider, -1 for an instance outside any. */
  readonly provider: Int32Array;
  /** Free capacity: CPU units (1024 = one vCPU), MiB, interfaces for awsvpc tasks, whole GPUs. */
  readonly cpuUnitsFree: Int32Array;
  readonly memoryMibFree: Int32Array;
  readonly eniFree: Int32Array;
  readonly gpuFree: Int32Array;
  /** Static host ports in use: `portWords` 32-bit words a row, one bit per port slot of the scenario. */
  readonly portWords: number;
  readonly portsUsed: Uint32Array;
  /** Tasks of a group (desiredStatus RUNNING) on each row; all zero columns may be shared. */
  groupOnInstance(group: number): Int32Array;
  /** Tasks of a group (desiredStatus RUNNING) in each zone. */
  groupInZone(group: number): Int32Array;
}

/** Any capacity provider will do: a task with launch type EC2. */
export const ANY_PROVIDER = -1;

/** What one task asks of an instance. Tasks with the same request object are equal for placement. */
export interface TaskRequest {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Network interfaces: 1 in awsvpc mode, else 0. */
  readonly eni: number;
  readonly gpus: number;
  /** Static host port slots (indexes into the scenario's list of distinct port and protocol pairs). */
  readonly ports: readonly number[];
  /** Capacity provider that was chosen for the task, or ANY_PROVIDER. */
  readonly provider: number;
  /** Task group: spread and distinctInstance count the tasks of this group. */
  readonly group: number;
  /** 1 for each instance type with the attributes that the task requires (architecture, OS, task-eni); null: all have them. */
  readonly typeFits: Uint8Array | null;
  /** 1 for each zone that has one of the task's subnets; null: all have. */
  readonly zoneFits: Uint8Array | null;
  readonly isDistinctInstance: boolean;
}

/** One entry of a placement strategy, in ECS's own words. */
export interface PlacementStrategy {
  readonly type: 'binpack' | 'spread' | 'random';
  /** binpack: cpu | memory. spread: instanceId | host | attribute:ecs.availability-zone. random: absent. */
  readonly field?: string;
}
