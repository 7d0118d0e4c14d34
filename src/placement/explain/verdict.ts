import { FITS, Refusal } from '../fit.js';
import { ANY_PROVIDER, type FleetView, NO_MEMBERSHIP, type TaskRequest } from '../view.js';

/** A check that an instance fails. One that compares no numbers (an attribute is there or not) needs 1 and finds 0. */
export interface FailedCheck {
  /** A Refusal. */
  readonly code: number;
  /** CPU units, MiB, interfaces, GPUs, thousandths of one GPU, or host ports. */
  readonly needed: number;
  readonly free: number;
}

/** What one instance says to a task, with reasons; fit() says only the first, and faster. */
export interface InstanceVerdict {
  readonly row: number;
  /** Every check that it fails, in the order of the checks (T.FAIL-6); the first is the verdict of fit(). Empty: it fits. */
  readonly failed: readonly FailedCheck[];
}

/** All reasons why the instance cannot take the task now. */
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
  // A class has one verdict, so a membership can fail beside an attribute, and memberOf is told once.
  if (ofClass !== FITS) demand(ofClass, false);
  if (ofClass !== Refusal.memberOf)
    demand(Refusal.memberOf, request.membership === NO_MEMBERSHIP || fleet.members(request.membership)[row] === 1);
  demand(Refusal.distinctInstance, !request.isDistinctInstance || fleet.groupOnInstance(request.group)[row] === 0);
  check(Refusal.cpu, request.cpuUnits, fleet.cpuUnitsFree[row]);
  check(Refusal.memory, request.memoryMib, fleet.memoryMibFree[row]);
  check(Refusal.ports, request.ports.length, freePorts(fleet, row, request));
  check(Refusal.eni, request.eni, fleet.eniFree[row]);
  check(Refusal.gpu, request.gpus, fleet.gpuFree[row]);
  check(Refusal.gpu, request.gpuMilli, largestGpuShare(fleet, row));
  return { row, failed };
}

/** The task's host port slots that another task, the agent or the system holds on the instance. */
export function portsInUse(fleet: FleetView, row: number, { ports }: TaskRequest): number[] {
  const word = (slot: number) => fleet.portsUsed[row * fleet.portWords + (slot >>> 5)];
  return ports.filter((slot) => ((word(slot) >>> (slot & 31)) & 1) === 1);
}

/** How many of its host ports a task can have: those that are free, and no more than the instance may still give (T.NET-6). */
function freePorts(fleet: FleetView, row: number, request: TaskRequest): number {
  const { portsMost } = fleet.types[fleet.type[row]];
  const free = request.ports.length - portsInUse(fleet, row, request).length;
  if (portsMost === undefined || request.ports.length === 0) return free;
  const slots = Array.from({ length: fleet.portWords * 32 }, (_, slot) => slot);
  return Math.min(free, Math.max(0, portsMost - portsInUse(fleet, row, { ...request, ports: slots }).length));
}

/**
 * The closest matching instance, which ECS names and does not define. Here: it fails the fewest checks; of those, what it lacks most is the
 * smallest share of what the task needs; of those, it is the first given: the oldest. Only ACTIVE instances are registered and can match (T.FAIL-6).
 */
export function closest(verdicts: readonly InstanceVerdict[]): InstanceVerdict | undefined {
  let best: InstanceVerdict | undefined;
  for (const verdict of verdicts) {
    if (verdict.failed.length === 0 || !isRegistered(verdict)) continue;
    if (best === undefined || distance(verdict, best) < 0) best = verdict;
  }
  return best;
}

/** It is one of the instances that the task may be placed on: ACTIVE, and of its capacity provider. */
export function isRegistered({ failed }: InstanceVerdict): boolean {
  return failed.every(({ code }) => code !== Refusal.otherProvider && code !== Refusal.inactive);
}

function distance(a: InstanceVerdict, b: InstanceVerdict): number {
  return a.failed.length - b.failed.length || compareShares(worst(a), worst(b));
}

function worst({ failed }: InstanceVerdict): FailedCheck {
  return failed.reduce((most, check) => (compareShares(check, most) > 0 ? check : most));
}

/** Of shortfalls as shares of the need: (needed - free) / needed. */
function compareShares(a: FailedCheck, b: FailedCheck): number {
  return (a.needed - a.free) * b.needed - (b.needed - b.free) * a.needed;
}

/** Thousandths that are free on the GPU with most of them. */
function largestGpuShare(fleet: FleetView, row: number): number {
  const { gpuSlots, gpuMilliFree } = fleet;
  return gpuMilliFree.subarray(row * gpuSlots, (row + 1) * gpuSlots).reduce((most, milli) => Math.max(most, milli), 0);
}
