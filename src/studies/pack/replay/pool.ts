import { assert } from '../../../kernel/assert.js';
import type { AlgorithmContext } from '../../../placement/algorithms/algorithm.js';
import { PlainFleet, plainRequest } from '../../../placement/algorithms/plain-fleet.js';
import { GPU_MILLI, type TaskRequest, type TypeView } from '../../../placement/view.js';
import type { NodeColumns, TaskColumns } from '../../../workload/formats/columns.js';
import type { Requirements } from './node-kinds.js';
import type { PackProblem } from './problem.js';

/** The requests of the tasks of a problem: equal tasks share one request object, their class. */
export interface TaskClasses {
  readonly requests: readonly TaskRequest[];
  /** By task: its class, an index into `requests`. */
  readonly classOf: Uint16Array | Int32Array;
  readonly groups: number;
}

const CLASSES_OF_16_BITS = 2 ** 16;

/**
 * Groups equal tasks. Instance classes are the kinds of nodes, and a task group stands for a requirement of some of them. Groups are numbered in
 * the order of their texts, so that algorithms which iterate over requests have a defined order.
 */
export function classesOf(tasks: TaskColumns, requirements: Requirements): TaskClasses {
  const sorted = [...requirements.texts].sort();
  const groups = requirements.texts.map((text) => sorted.indexOf(text));
  const requests: TaskRequest[] = [];
  const byKey = new Map<string, number>();
  let classOf: TaskClasses['classOf'] = new Uint16Array(tasks.count);
  for (let task = 0; task < tasks.count; task++) {
    const { cpu, memoryMib, gpus, gpuMilli } = tasks;
    const requirement = requirements.of[task];
    const key = `${cpu[task]} ${memoryMib[task]} ${gpus[task]} ${gpuMilli[task]} ${requirement}`;
    let index = byKey.get(key);
    if (index === undefined) {
      index = requests.length;
      byKey.set(key, index);
      if (index === CLASSES_OF_16_BITS) classOf = Int32Array.from(classOf);
      requests.push(requestOf(tasks, task, groups[requirement], requirements.verdicts[requirement]));
    }
    classOf[task] = index;
  }
  return { requests, classOf, groups: Math.max(1, sorted.length) };
}

/** Returns nodes as rows of a fleet, in the order of `rows`, the tie order. */
export function fleetOf(
  nodes: NodeColumns,
  rows: Int32Array,
  { kindOf, groups }: Pick<Requirements, 'kindOf'> & Pick<TaskClasses, 'groups'>,
): PlainFleet {
  const types: TypeView[] = [];
  const byKey = new Map<string, number>();
  const type = rows.map((node) => {
    const one = { cpuUnits: nodes.cpu[node], memoryMib: nodes.memoryMib[node], gpus: nodes.gpus[node], usdPerHour: nodes.usdPerHour[node] };
    const key = Object.values(one).join(' ');
    const known = byKey.get(key);
    if (known !== undefined) return known;
    byKey.set(key, types.length);
    return types.push(one) - 1;
  });
  return new PlainFleet({ types, type, instanceClass: rows.map((node) => kindOf[node]), groups });
}

/** Returns the context that an algorithm receives before the first task. */
export function contextOf({ nodes, tasks }: PackProblem, classes: TaskClasses, seed: number): AlgorithmContext {
  const most = (column: Iterable<number>) => [...column].reduce((a, b) => Math.max(a, b), 0);
  return {
    most: { cpuUnits: most(nodes.cpu), memoryMib: most(nodes.memoryMib), gpus: most(nodes.gpus), usdPerHour: most(nodes.usdPerHour) },
    // Made when an algorithm reads it: a list of every task is as large as the trace.
    get requests() {
      return Array.from({ length: tasks.count }, (_, task) => classes.requests[classes.classOf[task]]);
    },
    seed,
  };
}

function requestOf(tasks: TaskColumns, task: number, group: number, classVerdicts: Int8Array | null): TaskRequest {
  const gpus = tasks.gpus[task];
  const isShare = gpus === 1 && tasks.gpuMilli[task] < GPU_MILLI;
  assert(isShare || gpus === 0 || tasks.gpuMilli[task] === GPU_MILLI, 'a task asks for whole GPUs or for a share of one');
  return plainRequest({
    cpuUnits: tasks.cpu[task],
    memoryMib: tasks.memoryMib[task],
    gpus: isShare ? 0 : gpus,
    gpuMilli: isShare ? tasks.gpuMilli[task] : 0,
    group,
    classVerdicts,
  });
}
