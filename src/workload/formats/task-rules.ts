import { MILLI_PER_VCPU } from './columns.js';

/** How a reader of a trace counts CPU and fills gaps; the formats are the same for all readers. */
export interface TaskRules {
  /** Parts of a vCPU in which CPU is counted. */
  readonly partsOfVcpu: number;
  /** Values of a task whose file has no such column. */
  readonly absent: { readonly cpu: number; readonly memoryMib: number; readonly gpus: number; readonly durationMs: number };
  /** How long a task runs whose end is not in the trace: for ever, or the least that was seen. */
  readonly censored: 'forever' | 'minimum';
  /** Returns the duration of the nth task of the file, which lies between two bounds. */
  between(leastMs: number, mostMs: number, nth: number): number;
}

/** A packing has no chance in it: a bin is represented by its middle. A task without a size needs nothing, one without an end stays. */
export const PACKING: TaskRules = {
  partsOfVcpu: MILLI_PER_VCPU,
  absent: { cpu: 0, memoryMib: 0, gpus: 0, durationMs: Number.POSITIVE_INFINITY },
  censored: 'forever',
  between: (leastMs, mostMs) => Math.round((leastMs + mostMs) / 2),
};
