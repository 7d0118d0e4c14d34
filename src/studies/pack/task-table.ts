import type { RunDirectory } from '../../run/run-directory.js';
import { type TableColumn, tableFiles } from '../../run/table-files.js';
import { taskName } from '../../workload/formats/columns.js';
import type { TraceConstraint } from '../../workload/formats/constraints.js';
import type { PackProblem, ReplayResult } from './replay/problem.js';
import type { RefusalColumns } from './replay/refusals.js';

/** The single decisions of a replay. */
export type PackEvents = Pick<ReplayResult, 'order' | 'node' | 'gpus' | 'refusals'>;

/** The outcome of one arrival under one policy and seed. */
interface TaskRow {
  readonly policy: string;
  readonly seed: number;
  readonly event: number;
  readonly task: number;
  readonly node: number;
  readonly gpus: number;
  /** Index into the refusals; -1 for a placed task. */
  readonly refusal: number;
  readonly events: PackEvents;
}

/** Columns of tasks.csv and tasks.parquet. */
function taskColumns(problem: PackProblem): TableColumn<TaskRow>[] {
  const { nodes, tasks } = problem;
  return [
    of('text', 'policy', ({ policy }) => policy),
    of('whole', 'seed', ({ seed }) => seed),
    of('index', 'arrival', ({ event }) => event + 1),
    of('index', 'row', ({ task }) => task + 1),
    of('text', 'task', ({ task }) => taskName(tasks, task)),
    of('number', 'arrival_ms', ({ task }) => tasks.arrivalMs[task]),
    of('number', 'duration_ms', ({ task }) => (Number.isFinite(tasks.durationMs[task]) ? tasks.durationMs[task] : null)),
    of('index', 'cpu_milli', ({ task }) => tasks.cpu[task]),
    of('index', 'memory_mib', ({ task }) => tasks.memoryMib[task]),
    of('index', 'gpus', ({ task }) => tasks.gpus[task]),
    of('index', 'gpu_milli', ({ task }) => tasks.gpuMilli[task]),
    of('text', 'gpu_models', ({ task }) => tasks.specs[tasks.spec[task]] || null),
    of('text', 'node', ({ node }) => (node < 0 ? null : nodes.names[node])),
    of('text', 'node_gpus', ({ gpus }) => (gpus === 0 ? null : gpuNumbers(gpus))),
    of('text', 'refused', ({ refusal, events }) => (refusal < 0 ? null : whyRefused(events, refusal))),
    ...constraintColumns(problem),
    counted('nodes_large_enough', 'large'),
    counted('nodes_short_of_cpu', 'lackCpu'),
    counted('nodes_short_of_memory', 'lackMemory'),
    counted('nodes_short_of_gpu', 'lackGpu'),
    ...(problem.constraints.length === 0 ? [] : [counted('nodes_full_of_group', 'full'), counted('nodes_not_member', 'notMember')]),
  ];
}

const of = (type: TableColumn<TaskRow>['type'], name: string, cell: TableColumn<TaskRow>['cell']) => ({ name, type, cell });

function counted(name: string, column: Exclude<keyof RefusalColumns, 'event'>): TableColumn<TaskRow> {
  return of('index', name, ({ refusal, events }) => (refusal < 0 ? null : events.refusals![column][refusal]));
}

/** The properties of a task that constraints read: its task group, and the attributes of its nodes as a query. Without constraints there are no columns. */
function constraintColumns({ tasks, constraints }: PackProblem): TableColumn<TaskRow>[] {
  if (constraints.length === 0) return [];
  const texts = (type: TraceConstraint['type'], task: number) =>
    constraints.flatMap((constraint, i) => {
      const { of: label, texts } = tasks.labels[i];
      const text = texts[label[task]];
      return constraint.type !== type || text === '' ? [] : [{ column: constraint.column, text }];
    });
  return [
    of('text', 'group', ({ task }) => texts('distinctInstance', task)[0]?.text ?? null),
    of(
      'text',
      'member_of',
      ({ task }) =>
        texts('memberOf', task)
          .map(({ column, text }) => `${column}=${text}`)
          .join(' and ') || null,
    ),
  ];
}

/** Opens tasks.csv and tasks.parquet. `add` takes the replays in the order of the rows. */
export async function taskTable(directory: RunDirectory, problem: PackProblem) {
  const rows = await tableFiles(directory, 'tasks', taskColumns(problem));
  return {
    finish: rows.finish,
    async add({ policy, seed }: { readonly policy: string; readonly seed: number }, events: PackEvents): Promise<void> {
      const { order, node, gpus } = events;
      let refused = 0;
      for (let event = 0; event < order.length; event++) {
        const refusal = node[event] < 0 ? refused++ : -1;
        const row = { policy, seed, event, task: order[event], node: node[event], gpus: gpus[event] ?? 0, refusal, events };
        const lag = rows.add(row);
        if (lag !== undefined) await lag;
      }
    },
  };
}

/** The numbers of the bits. */
function gpuNumbers(gpus: number): string {
  const numbers: number[] = [];
  for (let gpu = 0; gpus >>> gpu > 0; gpu++) if ((gpus >>> gpu) & 1) numbers.push(gpu);
  return numbers.join(' ');
}

/** The resource that every node of enough size lacks; `mixed` where nodes lack different ones. */
function whyRefused({ refusals }: PackEvents, refusal: number): string {
  const { large, lackCpu, lackMemory, lackGpu, full, notMember, otherModel } = refusals!;
  if (large[refusal] === 0) {
    const excluded = [...(notMember[refusal] > 0 ? ['memberOf'] : []), ...(otherModel[refusal] > 0 ? ['GPU model'] : [])];
    return excluded.length === 0 ? 'too large' : excluded.join(' and ');
  }
  const lacked = [
    ['CPU', lackCpu],
    ['memory', lackMemory],
    ['GPU', lackGpu],
    ['distinctInstance', full],
  ] as const;
  const everywhere = lacked.filter(([, counts]) => counts[refusal] === large[refusal]).map(([resource]) => resource);
  return everywhere.length === 0 ? 'mixed' : everywhere.join(' and ');
}
