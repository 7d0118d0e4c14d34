import type { Path, Problem } from '../text/problem.js';
import type { Reservation } from './definition.js';
import { type Draft, inContainer, shownContainer, sum } from './draft.js';
import type { ContainerInput } from './schema.js';

/** T.RES-2: the soft limit, or the hard limit if there is none. Zero counts as absent. */
function limitMib(container: ContainerInput): number {
  return container.memoryReservation || container.memory || 0;
}

/** T.RES-3: additional memory of a container in tmpfs volumes and shared memory. */
function memoryFilesMib(container: ContainerInput): number {
  const linux = container.linuxParameters;
  return sum(linux?.tmpfs ?? [], (volume) => volume.size) + (linux?.sharedMemorySize ?? 0);
}

/** Memory of one container in the sum over containers (T.RES-1, T.RES-2, T.RES-3). */
export function containerMemoryMib(container: ContainerInput): number {
  return limitMib(container) + memoryFilesMib(container);
}

/** T.GPU-1: whole GPUs. Values that are not numbers are reported elsewhere and count as 0 here. */
export function containerGpus(container: ContainerInput): number {
  const needed = (container.resourceRequirements ?? []).filter((requirement) => requirement.type === 'GPU');
  return sum(needed, ({ value }) => (/^\d{1,4}$/.test(value) ? Number(value) : 0));
}

/** Thousandths of one GPU. A wrong share is reported elsewhere. */
function containerGpuMilli({ drydockGpuShare = 0 }: ContainerInput): number {
  return Math.round(drydockGpuShare * 1000);
}

/** T.RES-4: the task-level size is the reservation. Without one it is the sum over the containers, separately for CPU and memory. */
export function reservationOf(draft: Draft): Reservation {
  const taskCpuUnits = draft.isTaskSizeIgnored ? undefined : draft.taskCpuUnits;
  const taskMemoryMib = draft.isTaskSizeIgnored ? undefined : draft.taskMemoryMib;
  return {
    cpuUnits: taskCpuUnits ?? sum(draft.containers, (container) => container.cpu ?? 0),
    memoryMib: taskMemoryMib ?? sum(draft.containers, containerMemoryMib),
    memoryBesideLimitsMib: taskMemoryMib === undefined ? null : taskMemoryMib - sum(draft.containers, ({ memory }) => memory ?? 0),
    gpus: sum(draft.containers, containerGpus),
    gpuMilli: sum(draft.containers, containerGpuMilli),
    notes: notesOf(draft, taskCpuUnits, taskMemoryMib),
  };
}

function notesOf(draft: Draft, taskCpuUnits: number | undefined, taskMemoryMib: number | undefined): string[] {
  const notes: string[] = [];
  if (draft.isTaskSizeIgnored && (draft.taskCpuUnits ?? draft.taskMemoryMib) !== undefined) {
    notes.push('task-level cpu and memory are ignored on Windows instances');
  }
  notes.push(originOf(draft, 'CPU units', taskCpuUnits, (container) => container.cpu ?? 0));
  notes.push(originOf(draft, 'MiB', taskMemoryMib, containerMemoryMib));
  draft.containers.forEach((container, i) => {
    // N.MEMR-3: the page requires a greater memory; by a proposed change of it of 2023 AWS takes equal ones.
    if (!container.memory || container.memory !== container.memoryReservation) return;
    notes.push(`${shownContainer(container, i)}: memory equals memoryReservation; AWS's page asks for a greater one, but AWS takes it`);
  });
  if (taskMemoryMib !== undefined) return notes;
  draft.containers.forEach((container, i) => {
    const { memory, memoryReservation } = container;
    if (memory && memoryReservation && memory !== memoryReservation) {
      notes.push(`${shownContainer(container, i)}: memoryReservation ${memoryReservation} wins over memory ${memory}`);
    }
    const files = memoryFilesMib(container);
    if (files > 0) notes.push(`${shownContainer(container, i)}: ${files} MiB of tmpfs and shared memory are reserved as well`);
  });
  return notes;
}

/** Source of a reservation in words: the task's own size, or the containers' sum with its terms. */
function originOf(draft: Draft, unit: string, taskSize: number | undefined, amountOf: (container: ContainerInput) => number): string {
  if (taskSize !== undefined) return `${taskSize} ${unit}: the size at task level`;
  const terms = draft.containers.map((container) => `${amountOf(container)} (${container.name})`);
  return `${sum(draft.containers, amountOf)} ${unit}: ${terms.join(' + ')}, the sum over the containers`;
}

/** Mistakes in sizes for every launch type. */
export function sizeProblems(draft: Draft): Problem[] {
  return [
    ...draft.containers.flatMap((container, i) => containerMemoryProblems(draft, container, i)),
    ...(draft.isTaskSizeIgnored ? windowsMemoryWarnings(draft) : [...taskMemoryProblems(draft), ...taskCpuProblems(draft)]),
  ];
}

function containerMemoryProblems(draft: Draft, container: ContainerInput, index: number): Problem[] {
  const { memory, memoryReservation } = container;
  const path = inContainer(draft, index, 'memory');
  // T.RES-5, C.TD-04: one of the two must be above zero, and the hard limit not below the soft one (N.MEMR-3).
  if (!memory && !memoryReservation && draft.input.memory === undefined) {
    return [
      {
        path,
        message: `${shownContainer(container, index)} has neither memory nor memoryReservation; without a task-level memory AWS requires one of them (MiB)`,
      },
    ];
  }
  if (memory && memoryReservation && memory < memoryReservation) {
    return [
      {
        path,
        message: `memory ${memory} (hard limit) must not be less than memoryReservation ${memoryReservation} (soft limit); raise it or leave one of them out`,
      },
    ];
  }
  if (memory && !draft.isTaskSizeIgnored && draft.taskMemoryMib !== undefined && memory > draft.taskMemoryMib) {
    return [
      {
        path,
        message: `memory ${memory} of ${shownContainer(container, index)} is above the task's ${draft.taskMemoryMib} MiB; at most that is right`,
      },
    ];
  }
  return [];
}

function windowsMemoryWarnings(draft: Draft): Problem[] {
  const without = draft.containers.filter((container) => limitMib(container) === 0);
  if (draft.taskMemoryMib === undefined || without.length === 0) return [];
  return [
    {
      path: [...draft.path, 'memory'],
      level: 'warning',
      message: `memory at task level is ignored on Windows instances: give ${without.map(shownContainer).join(', ')} memory of their own, or nothing is reserved for them`,
    },
  ];
}

/**
 * N.MEMR-1, N.MEMR-2: AWS refuses a sum of memoryReservation above the task's memory. A container without one adds nothing, and the hard
 * limits may exceed the task's in sum. `reserved` reads AWS's page to the letter: memory counts where there is no memoryReservation.
 */
function taskMemoryProblems(draft: Draft): Problem[] {
  const { taskMemoryMib, taskMemorySum, containers } = draft;
  if (taskMemoryMib === undefined) return [];
  const path = [...draft.path, 'memory'];
  const what = taskMemorySum === 'reserved' ? 'reserve' : 'have a memoryReservation of';
  const totalMib = sum(containers, taskMemorySum === 'reserved' ? limitMib : ({ memoryReservation }) => memoryReservation ?? 0);
  if (totalMib > taskMemoryMib) {
    return [
      {
        path,
        message: `the containers ${what} ${totalMib} MiB in all, more than the task's memory of ${taskMemoryMib}; raise it to ${totalMib} or lower theirs`,
      },
    ];
  }
  const limitsMib = sum(containers, ({ memory }) => memory ?? 0);
  if (limitsMib <= taskMemoryMib) return [];
  return [
    {
      path,
      level: 'warning',
      message: `the containers' memory limits are ${limitsMib} MiB in all, more than the task's memory of ${taskMemoryMib}: when they use it, the task's limit ends a container before its own does`,
    },
  ];
}

/** N.MEMR-4: on every launch type. */
function taskCpuProblems({ path, taskCpuUnits, containers }: Draft): Problem[] {
  const totalUnits = sum(containers, ({ cpu }) => cpu ?? 0);
  if (taskCpuUnits === undefined || totalUnits <= taskCpuUnits) return [];
  return [
    {
      path: [...path, 'cpu'],
      message: `the containers ask for ${totalUnits} CPU units in all, more than the task's ${taskCpuUnits}; raise it to ${totalUnits} or lower theirs`,
    },
  ];
}

/** Above the largest instance types of EC2, which have 896 vCPUs and 32 TiB; sizes are kept in 32 bits. */
const CPU_UNITS_MAX = 2 ** 20;
const MEMORY_MIB_MAX = 2 ** 25;
const BYTES_PER_MIB = 2 ** 20;

/** Sizes that no instance can have, such as memory written in bytes. */
export function boundProblems(draft: Draft): Problem[] {
  const task = draft.taskMemoryMib !== undefined && draft.taskMemoryMib > MEMORY_MIB_MAX;
  return [
    ...(task ? [{ path: [...draft.path, 'memory'], message: excessText('memory', draft.taskMemoryMib!, 'the task') }] : []),
    ...draft.containers.flatMap((container, i) =>
      (['cpu', 'memory', 'memoryReservation'] as const).flatMap((key) => {
        const value = container[key] ?? 0;
        if (value <= (key === 'cpu' ? CPU_UNITS_MAX : MEMORY_MIB_MAX)) return [];
        return [{ path: inContainer(draft, i, key), message: excessText(key, value, shownContainer(container, i)) }];
      }),
    ),
    ...draft.containers.flatMap((container, i) => memoryFileBounds(draft, container, i)),
  ];
}

/** The same of tmpfs volumes and shared memory, which are reserved as well. */
function memoryFileBounds(draft: Draft, container: ContainerInput, index: number): Problem[] {
  const { sharedMemorySize = 0, tmpfs = [] } = container.linuxParameters ?? {};
  const at = (...rest: Path) => inContainer(draft, index, 'linuxParameters', ...rest);
  const sizes = [
    { path: at('sharedMemorySize'), key: 'sharedMemorySize', mib: sharedMemorySize },
    ...tmpfs.map(({ size }, i) => ({ path: at('tmpfs', i, 'size'), key: 'size', mib: size })),
  ];
  return sizes.flatMap(({ path, key, mib }) =>
    mib > MEMORY_MIB_MAX ? [{ path, message: excessText(key, mib, shownContainer(container, index)) }] : [],
  );
}

function excessText(key: string, value: number, owner: string): string {
  if (key === 'cpu') return `cpu ${value} of ${owner} is more than any instance has, at most ${CPU_UNITS_MAX} CPU units: 1024 are one vCPU`;
  const most = `${key} ${value} of ${owner} is more MiB than any instance has, at most ${MEMORY_MIB_MAX}`;
  return value % BYTES_PER_MIB === 0 ? `${most}; ${value} bytes are ${value / BYTES_PER_MIB} MiB` : most;
}
