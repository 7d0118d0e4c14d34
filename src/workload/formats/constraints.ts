/** Placement constraints of ECS that a trace can have. */
const TYPES = ['distinctInstance', 'memberOf'] as const;
const MOST_TASKS = 1_000_000;
const SHAPE = 'write distinctInstance:COLUMN, distinctInstance:COLUMN:N or memberOf:COLUMN, by commas';

/** A placement constraint of the tasks of a trace: a column of the trace has its value for each task, an empty cell lifts it. */
export interface TraceConstraint {
  /**
   * distinctInstance: a node has at most `most` tasks with the same value, their task group. memberOf: the node's value of the column must be
   * one of those of the task, which are joined by `|`.
   */
  readonly type: (typeof TYPES)[number];
  readonly column: string;
  /** Of ECS it is 1; 0 for memberOf. */
  readonly most: number;
}

/** Parses `distinctInstance:app:2,memberOf:role`. Returns all mistakes. */
export function parseConstraints(text: string): { readonly constraints: readonly TraceConstraint[]; readonly mistakes: readonly string[] } {
  const constraints: TraceConstraint[] = [];
  const mistakes: string[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    const found = constraintIn(entry);
    if (typeof found === 'string') mistakes.push(found);
    else if (constraints.some(({ column }) => column === found.column)) mistakes.push(`the column '${found.column}' is given twice`);
    else constraints.push(found);
  }
  if (constraints.filter(({ type }) => type === 'distinctInstance').length > 1)
    mistakes.push('a task has one task group, so distinctInstance can be given once');
  return { constraints, mistakes };
}

function constraintIn(entry: string): TraceConstraint | string {
  const colon = entry.indexOf(':');
  const type = TYPES.find((one) => one === entry.slice(0, Math.max(0, colon)));
  const rest = entry.slice(colon + 1);
  if (type === undefined || rest === '') return `'${entry}' is no constraint: ${SHAPE}`;
  if (type === 'memberOf') return { type, column: rest, most: 0 };
  const limit = /^(.+):(\d+)$/.exec(rest);
  const most = limit === null ? 1 : Number(limit[2]);
  if (most < 1 || most > MOST_TASKS) return `'${entry}': a node takes from 1 to ${MOST_TASKS} tasks of a group`;
  return { type, column: limit === null ? rest : limit[1], most };
}
