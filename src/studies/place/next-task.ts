import { UserError } from '../../run/failure.js';
import { instead } from '../../scenario/text/suggest.js';
import { Purpose } from '../../sim/cluster/chance.js';
import type { EquivalenceClass } from '../../sim/cluster/equivalence-class.js';
import { NONE } from '../../sim/cluster/fleet.js';
import type { World } from '../../sim/cluster/world.js';
import { chooseProvider } from '../../sim/handlers/tasks/arrivals.js';
import type { ServiceSpec, Setup, WorkloadSpec } from '../../sim/setup.js';

/** A service or workload, found by its name. */
export interface Work {
  readonly kind: 'service' | 'daemon' | 'workload';
  readonly index: number;
  readonly spec: ServiceSpec | WorkloadSpec;
}

/** The next task of a service or workload that will need a placement. */
export interface NextTask {
  readonly equivalence: EquivalenceClass;
  /** Its random draw in placement. */
  readonly draw: number;
  /** Tasks of the service or workload that wait for an instance; the next task is the oldest. */
  readonly waiting: number;
}

export function workNamed({ services, workloads }: Setup, name: string): Work {
  const service = services.findIndex((one) => one.name === name);
  if (service >= 0) {
    const spec = services[service];
    return { kind: spec.schedulingStrategy === 'DAEMON' ? 'daemon' : 'service', index: service, spec };
  }
  const workload = workloads.findIndex((one) => one.name === name);
  if (workload >= 0 && workloads[workload].startOn !== undefined)
    throw new UserError([`--task ${name}: StartTask names its instances, and nothing is placed`]);
  if (workload >= 0) return { kind: 'workload', index: workload, spec: workloads[workload] };
  const names = [...services, ...workloads].map((one) => one.name);
  throw new UserError([`--task ${name}: the scenario has no such service or workload${instead(name, names)}`]);
}

/**
 * Returns the next task in the present state. A workload's task has the size of its task definition unless a task of another size waits.
 */
export function nextTaskOf(world: World, { kind, index, spec }: Work): NextTask {
  const isService = kind !== 'workload';
  const mine = world.pendingTasks.waiting.filter((equivalence) => (isService ? equivalence.service : equivalence.workload) === index);
  const oldest = mine.toSorted((a, b) => world.tasks.task[a.head] - world.tasks.task[b.head])[0];
  const record = (isService ? world.records.services : world.records.workloads)[index];
  const equivalence = oldest ?? newClass(world, { isService, index }, chooseProvider(spec.capacity, record.byProvider));
  const nth = oldest === undefined ? record.requested : world.tasks.nth[oldest.head];
  const key = (isService ? world.keys.services : world.keys.workloads)[index];
  const draw = equivalence.draws ? world.chance.bits(key, Purpose.placement, nth) : 0;
  return { equivalence, draw, waiting: mine.reduce((sum, { waiting }) => sum + waiting, 0) };
}

function newClass(
  { equivalences }: World,
  { isService, index }: { isService: boolean; index: number },
  provider: number,
): EquivalenceClass {
  return isService
    ? equivalences.of(equivalences.classOfService(index), provider)
    : equivalences.equivalenceOfWorkload(index, { cpuUnits: NONE, memoryMib: NONE, gpuNeed: NONE, gpuModels: '' }, provider);
}
