import type { Ms } from '../kernel/event-loop.js';
import type { Tariff } from './tariff.js';

/** A vCPU weighs as much as 9 GB, so a CPU unit as much as 9 MiB (AWS, "Example of split cost allocation data"). */
export const CPU_WEIGHT = 9;

/** What an instance has, or what a task takes of it: the greater of what it reserves and what it uses, where use is known. */
export interface Room {
  readonly cpuUnits: number;
  readonly memoryMib: number;
}

/** A task on an instance, for the service or workload that owns it. */
export interface Tenant extends Room {
  readonly owner: number;
}

/** An instance as it is launched. */
export interface Host {
  readonly tariff: Tariff;
  readonly room: Room;
  readonly fromMs: Ms;
  /** A Spot Instance that costs nothing if it is taken back in its first hour. */
  readonly mayBeFree: boolean;
}

export function weightOf(room: Room): number {
  return CPU_WEIGHT * room.cpuUnits + room.memoryMib;
}
