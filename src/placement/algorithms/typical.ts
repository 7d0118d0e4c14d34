import { GPU_MILLI, type TaskRequest } from '../view.js';

/** One kind of expected task, and its share among the kept kinds. */
export interface TypicalTask {
  readonly cpuUnits: number;
  /** 0 where kinds ignore memory. */
  readonly memoryMib: number;
  /** Need of each of its GPUs, `gpus` in number; 0 of none for a task without GPUs. */
  readonly gpuMilli: number;
  readonly gpus: number;
  readonly classVerdicts: Int8Array | null;
  readonly share: number;
}

/** The rarest kinds are left out, as long as the others keep this percentage of the tasks. */
const KEPT_PERCENT = 95;

/**
 * Returns the kinds of tasks that make up 95 % of a trace (FGD, section 4): equal in CPU, GPUs and task group, and in memory only if the
 * fleet has no GPUs. Commonest first. The order is total, because the order of equals decides which kinds are left out and the order of
 * sums.
 */
export function typicalTasks(requests: readonly TaskRequest[], by: 'gpu' | 'memory'): readonly TypicalTask[] {
  const memoryOf = (request: TaskRequest) => (by === 'memory' ? request.memoryMib : 0);
  const counts = new Map<TaskRequest, number>();
  for (const request of requests) counts.set(request, (counts.get(request) ?? 0) + 1);
  const kinds = new Map<string, { request: TaskRequest; count: number }>();
  for (const [request, count] of counts) {
    const key = `${gpusOf(request).join()} ${request.cpuUnits} ${memoryOf(request)} ${request.group} ${request.classVerdicts?.join() ?? ''}`;
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { request, count });
    else kind.count += count;
  }
  const sorted = [...kinds.values()].sort(
    (a, b) => b.count - a.count || compare(b.request, a.request) || memoryOf(b.request) - memoryOf(a.request),
  );
  const kept: typeof sorted = [];
  let sum = 0;
  for (const kind of sorted) {
    if (100 * sum >= KEPT_PERCENT * requests.length) break;
    kept.push(kind);
    sum += kind.count;
  }
  return kept.map(({ request, count }) => {
    const [gpus, gpuMilli] = gpusOf(request);
    return {
      cpuUnits: request.cpuUnits,
      memoryMib: memoryOf(request),
      gpus,
      gpuMilli,
      classVerdicts: request.classVerdicts,
      share: count / sum,
    };
  });
}

function compare(a: TaskRequest, b: TaskRequest): number {
  const [gpusA, milliA] = gpusOf(a);
  const [gpusB, milliB] = gpusOf(b);
  return a.cpuUnits - b.cpuUnits || milliA - milliB || gpusA - gpusB || a.group - b.group;
}

function gpusOf({ gpus, gpuMilli }: TaskRequest): [gpus: number, gpuMilli: number] {
  if (gpuMilli > 0) return [1, gpuMilli];
  return gpus > 0 ? [gpus, GPU_MILLI] : [0, 0];
}
