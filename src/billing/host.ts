import type { Tariff } from './tariff.js';

/** Weight of one vCPU in GB, and so of a CPU unit in MiB (AWS, "Example of split cost allocation data"). */
export const CPU_WEIGHT = 9;

/** Resources of an instance or of a task. For a task: the greater of reservation and use, where use is known. */
export interface Room {
  readonly cpuUnits: number;
  readonly memoryMib: number;
}

/** A task on an instance, with the service or workload that owns it. */
export interface BilledTask extends Room {
  readonly owner: number;
}

/** The common properties of instances of one type and price. */
export interface HostKind {
  readonly tariff: Tariff;
  readonly room: Room;
  /** Spot Instances, free of charge if EC2 interrupts them in their first hour. */
  readonly mayBeFree: boolean;
}

/** Returns the weight of resources in the split of an instance's cost, in MiB. */
export function weightOf(room: Room): number {
  return CPU_WEIGHT * room.cpuUnits + room.memoryMib;
}
