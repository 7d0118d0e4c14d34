import { FITS, hasSlot, Refusal } from '../fit.js';
import { ANY_PROVIDER, type FleetView, NO_MEMBERSHIP, type TaskRequest } from '../view.js';

/** A failed check of an instance. A check without numbers (an attribute is present or not) needs 1 and finds 0. */
export interface FailedCheck {
  /** A Refusal. */
  readonly code: number;
  /** CPU units, MiB, interfaces, GPUs, thousandths of one GPU, or host ports. */
  readonly needed: number;
  readonly free: number;
}

/** The verdict of one instance on a task, with all reasons; fit() returns only the first, and is faster. */
export interface InstanceVerdict {
  readonly row: number;
  /** Every failed check, in the order of the checks (T.FAIL-6); the first is the verdict of fit(). Empty: it fits. */
  readonly failed: readonly FailedCheck[];
}

/** Returns all reasons why the instance cannot take the task now. */
export function explainInstance(fleet: FleetView, row: number, request: TaskRequest): InstanceVerdict {
  const failed: FailedCheck[] = [];
  const check = (code: number, needed: number, free: number) => {
    if (free < needed) failed.push({ code, needed, free });
  };
  const demand = (code: number, isMet: boolean) => check(code, 1, isMet ? 1 : 0);
  demand(Refusal.otherProvider, request.provider === ANY_PROVIDER || fleet.provider[row] === request.provider);
  demand(Refusal.inactive, fleet.isActive[row] === 1);
  demand(Refusal.agent, fleet.isAgentConnected[row] === 1);
  const ofClass = request.classVerdicts === null ? FITS : request.classVerdicts[fleet.instanceClass[row]];
  // A class has one verdict, so a membership can fail together with an attribute, and memberOf is reported once.
  if (ofClass !== FITS) check(ofClass, 1, 0);
  if (ofClass !== Refusal.memberOf)
    demand(Refusal.memberOf, request.membership === NO_MEMBERSHIP || fleet.members(request.membership)[row] === 1);
  demand(Refusal.distinctInstance, !request.isDistinctInstance || fleet.groupOnInstance(request.group)[row] === 0);
  check(Refusal.cpu, request.cpuUnits, fleet.cpuUnitsFree[row]);
  check(Refusal.memory, request.memoryMib, fleet.memoryMibFree[row]);
  check(Refusal.ports, request.ports.length, freePorts(fleet, row, request));
  check(Refusal.eni, request.eni, fleet.eniFree[row]);
  check(Refusal.gpu, request.gpus, fleet.gpuFree[row]);
  check(Refusal.gpu, request.gpuMilli, largestGpuShare(fleet, row));
  demand(Refusal.volume, request.hasVolume !== true || fleet.volumes === undefined || hasSlot(fleet.volumes, row, request));
  return { row, failed };
}

/** Returns the task's host port slots that another task, the agent or the system uses on the instance. */
export function portsInUse(fleet: FleetView, row: number, { ports }: TaskRequest): number[] {
  const word = (slot: number) => fleet.portsUsed[row * fleet.portWords + (slot >>> 5)];
  return ports.filter((slot) => ((word(slot) >>> (slot & 31)) & 1) === 1);
}

/** Returns how many of its host ports a task can have: the free ones, up to the instance's limit (T.NET-6). */
function freePorts(fleet: FleetView, row: number, request: TaskRequest): number {
  const { portsMost } = fleet.types[fleet.type[row]];
  const free = request.ports.length - portsInUse(fleet, row, request).length;
  if (portsMost === undefined || request.ports.length === 0) return free;
  const slots = Array.from({ length: fleet.portWords * 32 }, (_, slot) => slot);
  return Math.min(free, Math.max(0, portsMost - portsInUse(fleet, row, { ...request, ports: slots }).length));
}

/**
 * Returns the closest matching instance, a term that ECS uses without a definition. Here it fails the fewest checks; among equals, its
 * greatest shortfall is the smallest share of the task's need; among equals, it is the first given: the oldest. Only ACTIVE instances are
 * registered and can match (T.FAIL-6).
 */
export function closest(verdicts: readonly InstanceVerdict[]): InstanceVerdict | undefined {
  let best: InstanceVerdict | undefined;
  for (const verdict of verdicts) {
    if (verdict.failed.length === 0 || !isRegistered(verdict)) continue;
    if (best === undefined || distance(verdict, best) < 0) best = verdict;
  }
  return best;
}

/** Returns whether the task may be placed on the instance: it is ACTIVE, and of its capacity provider. */
export function isRegistered({ failed }: InstanceVerdict): boolean {
  return failed.every(({ code }) => code !== Refusal.otherProvider && code !== Refusal.inactive);
}

function distance(a: InstanceVerdict, b: InstanceVerdict): number {
  return a.failed.length - b.failed.length || compareShares(worst(a), worst(b));
}

function worst({ failed }: InstanceVerdict): FailedCheck {
  return failed.reduce((most, check) => (compareShares(check, most) > 0 ? check : most));
}

/** Compares shortfalls as shares of the need: (needed - free) / needed. */
function compareShares(a: FailedCheck, b: FailedCheck): number {
  return (a.needed - a.free) * b.needed - (b.needed - b.free) * a.needed;
}

/** Returns the free thousandths on the GPU with the most. */
function largestGpuShare(fleet: FleetView, row: number): number {
  const { gpuSlots, gpuMilliFree } = fleet;
  return gpuMilliFree.subarray(row * gpuSlots, (row + 1) * gpuSlots).reduce((most, milli) => Math.max(most, milli), 0);
}
