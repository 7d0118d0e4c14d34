import { ANY_PROVIDER, type FleetView, NO_MEMBERSHIP, type TaskRequest, type VolumeRoom, type VolumeSlotsView } from './view.js';

/** The verdict of fit() on an instance that can take the task. Every other verdict is a Refusal. */
export const FITS = -1;

/**
 * The first check that an instance failed, in the order of the checks (T.FAIL-6, T.LIFE-18). Numbers, because fit() runs per instance and
 * task; REFUSALS has the words. An instance of another provider is no candidate, so reports never count it.
 */
export const Refusal = {
  otherProvider: 0,
  inactive: 1,
  agent: 2,
  attribute: 3,
  location: 4,
  memberOf: 5,
  distinctInstance: 6,
  cpu: 7,
  memory: 8,
  ports: 9,
  eni: 10,
  gpu: 11,
  volume: 12,
} as const;
export type Refusal = (typeof Refusal)[keyof typeof Refusal];

/** Indexed by Refusal: the reason as ECS names it, and the word for a sentence. */
export const REFUSALS: readonly { readonly name: string; readonly word: string }[] = [
  { name: 'CAPACITY_PROVIDER', word: 'other provider' },
  { name: 'INACTIVE', word: 'not active' },
  { name: 'AGENT', word: 'agent' },
  { name: 'ATTRIBUTE', word: 'attribute' },
  { name: 'LOCATION', word: 'location' },
  { name: 'MEMBER_OF', word: 'memberOf' },
  { name: 'DISTINCT_INSTANCE', word: 'distinctInstance' },
  { name: 'RESOURCE:CPU', word: 'CPU' },
  { name: 'RESOURCE:MEMORY', word: 'memory' },
  { name: 'RESOURCE:PORTS', word: 'ports' },
  { name: 'RESOURCE:ENI', word: 'ENI' },
  { name: 'RESOURCE:GPU', word: 'GPU' },
  { name: 'RESOURCE:VOLUME', word: 'volume' },
];

/** Returns FITS if the instance can take the task now, otherwise the first reason why not. */
export function fit(fleet: FleetView, row: number, request: TaskRequest): number {
  if (request.provider !== ANY_PROVIDER && fleet.provider[row] !== request.provider) return Refusal.otherProvider;
  if (fleet.isActive[row] === 0) return Refusal.inactive; // S.INST-1
  if (fleet.isAgentConnected[row] === 0) return Refusal.agent; // S.INST-5
  return fitOnceReady(fleet, row, request);
}

/** The checks that do not depend on provider and state: the result for a booting instance when it is ready. */
export function fitOnceReady(fleet: FleetView, row: number, request: TaskRequest): number {
  if (request.classVerdicts !== null) {
    const verdict = request.classVerdicts[fleet.instanceClass[row]];
    if (verdict !== FITS) return verdict;
  }
  if (request.membership !== NO_MEMBERSHIP && fleet.members(request.membership)[row] === 0) return Refusal.memberOf; // S.CONSTR-2
  if (request.isDistinctInstance && fleet.groupOnInstance(request.group)[row] > 0) return Refusal.distinctInstance;
  if (fleet.cpuUnitsFree[row] < request.cpuUnits) return Refusal.cpu;
  if (fleet.memoryMibFree[row] < request.memoryMib) return Refusal.memory;
  if (request.ports.length > 0 && lacksPorts(fleet, row, request.ports)) return Refusal.ports;
  if (fleet.eniFree[row] < request.eni) return Refusal.eni;
  if (fleet.gpuFree[row] < request.gpus) return Refusal.gpu;
  if (request.gpuMilli > 0 && tightestGpu(fleet, row, request.gpuMilli) < 0) return Refusal.gpu;
  if (fleet.volumes !== undefined && request.hasVolume === true && !hasSlot(fleet.volumes, row, request)) return Refusal.volume;
  return FITS;
}

/** Returns whether placement sees room for the volume of one more task. */
export function hasSlot(volumes: VolumeSlotsView, row: number, request: TaskRequest): boolean {
  return !volumes.isSeen || volumeSlots(request, volumes.roomOn(row)) <= volumes.roomOn(row).slots;
}

/** Returns how many volume slots of an instance the task takes. */
export function volumeSlots({ eni, hasVolume }: TaskRequest, { perInterface }: VolumeRoom): number {
  return Number(hasVolume === true) + eni * perInterface;
}

/** The GPU with the least free part that is enough for the share, the lowest number first; -1 if there is none. */
export function tightestGpu({ gpuSlots, gpuMilliFree }: FleetView, row: number, gpuMilli: number): number {
  let best = -1;
  for (let gpu = 0, at = row * gpuSlots; gpu < gpuSlots; gpu++, at++) {
    const free = gpuMilliFree[at];
    if (free >= gpuMilli && (best < 0 || free < gpuMilliFree[row * gpuSlots + best])) best = gpu;
  }
  return best;
}

/** Returns whether a requested port is in use, or the instance would have too many ports in use. */
function lacksPorts(fleet: FleetView, row: number, ports: readonly number[]): boolean {
  const start = row * fleet.portWords;
  const { portsMost } = fleet.types[fleet.type[row]];
  if (portsMost !== undefined && ports.length > portsMost - portsInUseOn(fleet, row)) return true;
  for (let i = 0; i < ports.length; i++) {
    const slot = ports[i];
    if ((fleet.portsUsed[start + (slot >>> 5)] >>> (slot & 31)) & 1) return true;
  }
  return false;
}

/** Number of static host port slots in use on the row. */
function portsInUseOn({ portsUsed, portWords }: FleetView, row: number): number {
  let count = 0;
  for (let at = row * portWords; at < (row + 1) * portWords; at++) for (let word = portsUsed[at]; word !== 0; word &= word - 1) count++;
  return count;
}
