import { hashText, hashUniform } from '../kernel/hash.js';
import { sampleMs } from '../kernel/sample.js';
import type { TaskColumns } from './formats/columns.js';
import type { TaskRules } from './formats/task-rules.js';
import type { ArrivalDraws } from './make-source.js';
import type { TraceFormatSpec } from './pattern.js';
import type { Rows } from './rows-source.js';
import { UNSPECIFIED } from './source.js';

const UNITS_PER_VCPU = 1024;
/** Purpose number of draws for the duration between its bounds. */
const DURATION_DRAW = 1;

/** How a run reads a trace: in CPU units, with lengths drawn within their bins, and the task definition for what the file does not say. */
export function replaying({ censored }: Pick<TraceFormatSpec, 'censored'>, { seed, name }: ArrivalDraws): TaskRules {
  const key = hashText(`${seed}/trace/${name}`);
  return {
    partsOfVcpu: UNITS_PER_VCPU,
    absent: { cpu: UNSPECIFIED, memoryMib: UNSPECIFIED, durationMs: UNSPECIFIED },
    censored,
    between: (minMs, maxMs, nth) => sampleMs({ kind: 'uniform', minMs, maxMs }, hashUniform(key, DURATION_DRAW, nth, 0)),
  };
}

/** Returns the tasks in order of arrival; those of one millisecond stay in the order of the file. */
export function rowsOf({ count, arrivalMs, cpu, memoryMib, durationMs }: TaskColumns): Rows {
  const rows = { atMs: arrivalMs, cpuUnits: cpu, memoryMib, durationMs };
  if (isAscending(arrivalMs)) return rows;
  const order = Uint32Array.from({ length: count }, (_, task) => task).sort((a, b) => arrivalMs[a] - arrivalMs[b] || a - b);
  const inOrder = <T extends Int32Array | Float64Array>(column: T): T => {
    const sorted = column.slice() as T;
    order.forEach((task, i) => {
      sorted[i] = column[task];
    });
    return sorted;
  };
  return { atMs: inOrder(arrivalMs), cpuUnits: inOrder(cpu), memoryMib: inOrder(memoryMib), durationMs: inOrder(durationMs) };
}

function isAscending(column: Float64Array): boolean {
  for (let row = 1; row < column.length; row++) if (column[row] < column[row - 1]) return false;
  return true;
}

/** Counts the tasks of a trace for the reader of a run's figures, which ends at a time. */
export function countTasks({ count, arrivalMs, emptyArrivals, emptyEnds }: TaskColumns, endMs: number) {
  let afterTheEnd = 0;
  for (const atMs of arrivalMs) if (atMs >= endMs) afterTheEnd++;
  return { tasks: count, withoutArrival: emptyArrivals, withoutEnd: emptyEnds, afterTheEnd };
}
