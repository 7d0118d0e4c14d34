import type { Ms } from '../kernel/event-loop.js';
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

/** A launched instance. */
export interface BilledInstance {
  readonly tariff: Tariff;
  readonly room: Room;
  readonly fromMs: Ms;
  /** A Spot Instance, free of charge if EC2 interrupts it in its first hour. */
  readonly mayBeFree: boolean;
}

export function weightOf(room: Room): number {
  return CPU_WEIGHT * room.cpuUnits + room.memoryMib;
}
