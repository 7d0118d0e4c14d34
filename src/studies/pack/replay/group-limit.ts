import type { LabelColumn } from '../../../workload/formats/columns.js';
import type { PackProblem } from './problem.js';

const NO_ROWS: ReadonlySet<number> = new Set();

/** Returns the groups of the tasks and the most tasks of a group on one node; null where no constraint limits them. */
export function groupLimitOf({ tasks, constraints }: PackProblem): { readonly groups: LabelColumn; readonly most: number } | null {
  const at = constraints.findIndex(({ type }) => type === 'distinctInstance');
  return at < 0 ? null : { groups: tasks.labels[at], most: constraints[at].most };
}

/** Counts the tasks of each group on each row, under distinctInstance: a row takes at most `most` of a group. */
export class GroupLimit {
  /** By group: tasks by row, and the rows that take no further one. */
  private readonly counts = new Map<number, Map<number, number>>();
  private readonly full = new Map<number, Set<number>>();

  private constructor(
    private readonly groups: LabelColumn,
    private readonly most: number,
  ) {}

  static of(problem: PackProblem): GroupLimit | null {
    const limit = groupLimitOf(problem);
    return limit && new GroupLimit(limit.groups, limit.most);
  }

  /** The rows that take no further task of the group of this task. */
  fullFor(task: number): ReadonlySet<number> {
    return this.full.get(this.groups.of[task]) ?? NO_ROWS;
  }

  /** Records that the task went to the row (+1) or left it (-1). */
  changed(task: number, row: number, by: 1 | -1): void {
    const group = this.groups.of[task];
    // An empty cell is no group.
    if (this.groups.texts[group] === '') return;
    const counts = madeIn(this.counts, group, () => new Map<number, number>());
    const count = (counts.get(row) ?? 0) + by;
    if (count === 0) counts.delete(row);
    else counts.set(row, count);
    const full = madeIn(this.full, group, () => new Set<number>());
    if (count >= this.most) full.add(row);
    else full.delete(row);
  }
}

function madeIn<T>(map: Map<number, T>, key: number, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
