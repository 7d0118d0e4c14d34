import { hashText, hashUniform } from '../kernel/hash.js';
import { sampleMs } from '../kernel/sample.js';
import { MILLI_PER_GPU, type TaskColumns } from './formats/columns.js';
import type { TaskRules } from './formats/task-rules.js';
import type { ArrivalDraws } from './make-source.js';
import type { TraceFormatSpec } from './pattern.js';
import type { Rows } from './rows-source.js';
import { UNSPECIFIED } from './source.js';

const UNITS_PER_VCPU = 1024;
/** Purpose number of draws for the duration between its bounds. */
const DURATION_DRAW = 1;

/** How a run reads a trace: in CPU units, with lengths drawn within their bins, and the task definition for columns that the file lacks. */
export function replaying({ censored }: Pick<TraceFormatSpec, 'censored'>, { seed, name }: ArrivalDraws): TaskRules {
  const key = hashText(`${seed}/trace/${name}`);
  return {
    partsOfVcpu: UNITS_PER_VCPU,
    absent: { cpu: UNSPECIFIED, memoryMib: UNSPECIFIED, gpus: UNSPECIFIED, durationMs: UNSPECIFIED },
    censored,
    between: (minMs, maxMs, nth) => sampleMs({ kind: 'uniform', minMs, maxMs }, hashUniform(key, DURATION_DRAW, nth, 0)),
  };
}

/** Returns the tasks in order of arrival; those of one millisecond stay in the order of the file. */
export function rowsOf(tasks: TaskColumns): Rows {
  const { count, names, arrivalMs, cpu, memoryMib, durationMs, spec, specs } = tasks;
  const gpuNeed = gpuNeeds(tasks);
  const models = (indexes: Int32Array): Rows['gpuModels'] =>
    specs.some((text) => text !== '') ? { of: indexes, texts: specs } : undefined;
  const rows = { atMs: arrivalMs, cpuUnits: cpu, memoryMib, gpuNeed, gpuModels: models(spec), durationMs };
  if (isAscending(arrivalMs)) return { ...rows, traceRow: names === null ? undefined : 'as they are' };
  const order = Uint32Array.from({ length: count }, (_, task) => task).sort((a, b) => arrivalMs[a] - arrivalMs[b] || a - b);
  const inOrder = <T extends Int32Array | Float64Array>(column: T): T => {
    const sorted = column.slice() as T;
    order.forEach((task, i) => {
      sorted[i] = column[task];
    });
    return sorted;
  };
  return {
    atMs: inOrder(arrivalMs),
    cpuUnits: inOrder(cpu),
    memoryMib: inOrder(memoryMib),
    gpuNeed: gpuNeed && inOrder(gpuNeed),
    gpuModels: models(inOrder(spec)),
    durationMs: inOrder(durationMs),
    traceRow: names === null ? undefined : order,
  };
}

/** Returns undefined where the trace has no column of GPUs. */
function gpuNeeds({ count, gpus, gpuMilli }: TaskColumns): Int32Array | undefined {
  if (count === 0 || gpus[0] === UNSPECIFIED) return undefined;
  return Int32Array.from({ length: count }, (_, task) => gpus[task] * gpuMilli[task]);
}

function isAscending(column: Float64Array): boolean {
  for (let row = 1; row < column.length; row++) if (column[row] < column[row - 1]) return false;
  return true;
}

/** Counts the tasks of a trace for the reader of a run's figures, which ends at a time and has instance types with these GPU models. */
export function countTasks(
  tasks: TaskColumns,
  { endMs, gpuModelsHere }: { readonly endMs: number; readonly gpuModelsHere: ReadonlySet<string> },
) {
  const { count, arrivalMs, gpus, gpuMilli, spec, specs, emptyArrivals, emptyEnds } = tasks;
  let [afterTheEnd, gpuShares, gpuModels, gpuModelsMissing] = [0, 0, 0, 0];
  const isMissing = specs.map((text) => text !== '' && !text.split('|').some((model) => gpuModelsHere.has(model.trim())));
  for (let task = 0; task < count; task++) {
    if (arrivalMs[task] >= endMs) afterTheEnd++;
    if (gpus[task] === 1 && gpuMilli[task] < MILLI_PER_GPU) gpuShares++;
    if (specs[spec[task]] !== '') gpuModels++;
    if (isMissing[spec[task]]) gpuModelsMissing++;
  }
  return { tasks: count, withoutArrival: emptyArrivals, withoutEnd: emptyEnds, afterTheEnd, gpuShares, gpuModels, gpuModelsMissing };
}
