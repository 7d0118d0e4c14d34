import type { TableColumn } from '../../run/table-files.js';
import { taskName } from '../../workload/formats/columns.js';
import type { TraceConstraint } from '../../workload/formats/constraints.js';
import type { PackProblem, ReplayResult } from './replay/problem.js';
import type { RefusalColumns } from './replay/refusals.js';

/** The single decisions of a replay. */
export type PackEvents = Pick<ReplayResult, 'order' | 'node' | 'gpus' | 'refusals'>;

/** The outcome of one arrival under one policy and seed. */
interface TaskRow {
  readonly problem: PackProblem;
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

/** The arrival and its outcome. */
const OUTCOME_COLUMNS: readonly TableColumn<TaskRow>[] = [
  column('text', 'policy', 'The policy.', ({ policy }) => policy),
  column('whole', 'seed', 'Seed of the replay.', ({ seed }) => seed),
  column('index', 'arrival', 'Its number in the order of the replay, from 1.', ({ event }) => event + 1),
  column('index', 'row', 'Number of the task in the trace, from 1. A repeated task occurs more than once.', ({ task }) => task + 1),
  column('text', 'task', 'Name of the task in the trace.', ({ task, problem }) => taskName(problem.tasks, task)),
  column('number', 'arrival_ms', 'When it comes.', ({ task, problem }) => problem.tasks.arrivalMs[task]),
  column('number', 'duration_ms', 'How long it stays; empty: to the end.', ({ task, problem: { tasks } }) =>
    Number.isFinite(tasks.durationMs[task]) ? tasks.durationMs[task] : null,
  ),
  column('index', 'cpu_milli', 'Requested thousandths of a vCPU.', ({ task, problem }) => problem.tasks.cpu[task]),
  column('index', 'memory_mib', 'Requested MiB.', ({ task, problem }) => problem.tasks.memoryMib[task]),
  column('index', 'gpus', 'Requested GPUs.', ({ task, problem }) => problem.tasks.gpus[task]),
  column('index', 'gpu_milli', 'Requested thousandths of each GPU.', ({ task, problem }) => problem.tasks.gpuMilli[task]),
  column(
    'text',
    'gpu_models',
    'Models of GPUs that it may have; empty: any.',
    ({ task, problem: { tasks } }) => tasks.specs[tasks.spec[task]] || null,
  ),
  column('text', 'node', 'The node that it got.', ({ node, problem }) => (node < 0 ? null : problem.nodes.names[node])),
  column('text', 'node_gpus', 'Numbers of the GPUs of that node that it got, from 0.', ({ gpus }) =>
    gpus === 0 ? null : gpuNumbers(gpus),
  ),
  column(
    'text',
    'refused',
    'Empty for a placed task. Else what all nodes that are large enough lacked: `CPU`, `memory`, `GPU`, `distinctInstance` (as many tasks of its group as they may have), several joined by `and`; `mixed` where nodes lacked different ones. Without such a node: `too large` if none would hold the task empty, else `GPU model` or `memberOf`, which exclude those that would.',
    ({ refusal, events }) => (refusal < 0 ? null : whyRefused(events, refusal)),
  ),
];

function column(
  ...[type, name, description, cell]: [TableColumn<TaskRow>['type'], string, string, TableColumn<TaskRow>['cell']]
): TableColumn<TaskRow> {
  return { type, name, description, cell };
}

/** Returns a column that counts nodes by their reason to refuse a task; empty for a placed task. */
function counted(name: string, description: string, reason: Exclude<keyof RefusalColumns, 'event'>): TableColumn<TaskRow> {
  return column('index', name, description, ({ refusal, events }) => (refusal < 0 ? null : events.refusals![reason][refusal]));
}

/** The properties of a task that constraints read: its task group, and the attributes of its nodes as a query. */
const CONSTRAINT_COLUMNS: readonly TableColumn<TaskRow>[] = [
  column('text', 'group', 'With `--constraints`: its task group.', (row) => labelsOf(row, 'distinctInstance')[0]?.text ?? null),
  column(
    'text',
    'member_of',
    'With `--constraints`: what it asks of a node, as in `role=web`, with a bar between several values.',
    (row) => {
      const labels = labelsOf(row, 'memberOf').map(({ column: label, text }) => `${label}=${text}`);
      return labels.join(' and ') || null;
    },
  ),
];

/** Returns the columns of tasks.csv and tasks.parquet; those about constraints only with constraints. */
export function taskColumns(hasConstraints: boolean): TableColumn<TaskRow>[] {
  const ifAny = (columns: readonly TableColumn<TaskRow>[]) => (hasConstraints ? columns : []);
  return [
    ...OUTCOME_COLUMNS,
    ...ifAny(CONSTRAINT_COLUMNS),
    counted('nodes_large_enough', 'Of a refused task: nodes of an allowed model and role that would hold it if they were empty.', 'large'),
    counted('nodes_short_of_cpu', 'How many of these had too little CPU left. A node may lack several resources.', 'lackCpu'),
    counted('nodes_short_of_memory', 'How many had too little memory left.', 'lackMemory'),
    counted('nodes_short_of_gpu', 'How many had too little of their GPUs left.', 'lackGpu'),
    ...ifAny([
      counted('nodes_full_of_group', 'With `--constraints`: how many had as many tasks of its group as they may have.', 'full'),
      counted('nodes_not_member', 'With `--constraints`: nodes that would hold it empty, but `memberOf` excludes them.', 'notMember'),
    ]),
  ];
}

/** The constraints of a type that the task has, each with its value. */
function labelsOf({ problem: { tasks, constraints }, task }: TaskRow, type: TraceConstraint['type']) {
  return constraints.flatMap((constraint, i) => {
    const { of: label, texts } = tasks.labels[i];
    const text = texts[label[task]];
    return constraint.type !== type || text === '' ? [] : [{ column: constraint.column, text }];
  });
}

/** Returns the numbers of the bits. */
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
