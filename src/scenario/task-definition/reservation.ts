import type { Problem } from '../text/problem.js';
import { type Draft, inContainer, nameOf, sum } from './draft.js';
import type { ContainerInput } from './schema.js';

/** Resources that ECS subtracts from an instance when it places a task. */
export interface Reservation {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpuMilli: number;
  readonly notes: readonly string[];
}

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
  const asked = (container.resourceRequirements ?? []).filter((requirement) => requirement.type === 'GPU');
  return sum(asked, ({ value }) => (/^\d{1,4}$/.test(value) ? Number(value) : 0));
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
  if (taskMemoryMib !== undefined) return notes;
  draft.containers.forEach((container, i) => {
    const { memory, memoryReservation } = container;
    if (memory && memoryReservation) {
      notes.push(`${nameOf(container, i)}: memoryReservation ${memoryReservation} wins over memory ${memory}`);
    }
    const files = memoryFilesMib(container);
    if (files > 0) notes.push(`${nameOf(container, i)}: ${files} MiB of tmpfs and shared memory are reserved as well`);
  });
  return notes;
}

/** Source of a reservation in words: the task's own size, or the containers' sum with its terms. */
function originOf(draft: Draft, unit: string, taskSize: number | undefined, of: (container: ContainerInput) => number): string {
  if (taskSize !== undefined) return `${taskSize} ${unit}: the size at task level`;
  const terms = draft.containers.map((container) => `${of(container)} (${container.name})`);
  return `${sum(draft.containers, of)} ${unit}: ${terms.join(' + ')}, the sum over the containers`;
}

/** Mistakes in sizes for every launch type. */
export function memoryProblems(draft: Draft): Problem[] {
  return [...draft.containers.flatMap((container, i) => containerMemoryProblems(draft, container, i)), ...taskMemoryProblems(draft)];
}

function containerMemoryProblems(draft: Draft, container: ContainerInput, index: number): Problem[] {
  const { memory, memoryReservation } = container;
  const path = inContainer(draft, index, 'memory');
  // T.RES-5, C.TD-04: one of the two must be above zero, and the hard limit above the soft one.
  if (!memory && !memoryReservation && draft.input.memory === undefined) {
    return [
      {
        path,
        message: `${nameOf(container, index)} has neither memory nor memoryReservation; without a task-level memory AWS requires one of them (MiB)`,
      },
    ];
  }
  if (memory && memoryReservation && memory <= memoryReservation) {
    return [
      {
        path,
        message: `memory ${memory} (hard limit) must be greater than memoryReservation ${memoryReservation} (soft limit); raise it or leave one of them out`,
      },
    ];
  }
  if (memory && !draft.isTaskSizeIgnored && draft.taskMemoryMib !== undefined && memory > draft.taskMemoryMib) {
    return [
      {
        path,
        message: `memory ${memory} of ${nameOf(container, index)} is above the task's ${draft.taskMemoryMib} MiB; at most that is right`,
      },
    ];
  }
  return [];
}

/** T.RES-6: the containers' memory fits in the task's. The guide says "lower than", its own sample has both equal. */
function taskMemoryProblems(draft: Draft): Problem[] {
  const path = [...draft.path, 'memory'];
  if (draft.isTaskSizeIgnored) {
    const without = draft.containers.filter((container) => limitMib(container) === 0);
    if (draft.taskMemoryMib === undefined || without.length === 0) return [];
    return [
      {
        path,
        level: 'warning',
        message: `memory at task level is ignored on Windows instances: give ${without.map(nameOf).join(', ')} memory of their own, or nothing is reserved for them`,
      },
    ];
  }
  const totalMib = sum(draft.containers, limitMib);
  if (draft.taskMemoryMib === undefined || totalMib <= draft.taskMemoryMib) return [];
  return [
    {
      path,
      message: `the containers reserve ${totalMib} MiB in all, more than the task's memory of ${draft.taskMemoryMib}; raise it to ${totalMib} or lower theirs`,
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
    ...(task ? [{ path: [...draft.path, 'memory'], message: tooMuch('memory', draft.taskMemoryMib!, 'the task') }] : []),
    ...draft.containers.flatMap((container, i) =>
      (['cpu', 'memory', 'memoryReservation'] as const).flatMap((key) => {
        const value = container[key] ?? 0;
        if (value <= (key === 'cpu' ? CPU_UNITS_MAX : MEMORY_MIB_MAX)) return [];
        return [{ path: inContainer(draft, i, key), message: tooMuch(key, value, nameOf(container, i)) }];
      }),
    ),
  ];
}

function tooMuch(key: string, value: number, owner: string): string {
  if (key === 'cpu') return `cpu ${value} of ${owner} is more than any instance has, at most ${CPU_UNITS_MAX} CPU units: 1024 are one vCPU`;
  const most = `${key} ${value} of ${owner} is more MiB than any instance has, at most ${MEMORY_MIB_MAX}`;
  return value % BYTES_PER_MIB === 0 ? `${most}; ${value} bytes are ${value / BYTES_PER_MIB} MiB` : most;
}
