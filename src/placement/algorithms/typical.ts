import { GPU_MILLI, type TaskRequest } from '../view.js';

/** One kind of task that is to be expected, and its share among the kinds that are. */
export interface TypicalTask {
  readonly cpuUnits: number;
  /** 0 where memory does not make a kind. */
  readonly memoryMib: number;
  /** What it needs of each of so many GPUs; 0 of none: it asks for CPU alone. */
  readonly gpuMilli: number;
  readonly gpus: number;
  readonly classVerdicts: Int8Array | null;
  readonly share: number;
}

/** The kinds that are left out are the rarest, as many as make up no more than the rest of the tasks. */
const KEPT_PERCENT = 95;

/**
 * The kinds of tasks that make up 95 % of a trace (FGD, section 4): equal in CPU, GPUs and task group, and in memory only
 * where the fleet has no GPUs. Commonest first; the order of equals decides which are left out and in what order shares are added up, so it
 * is a total one.
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
