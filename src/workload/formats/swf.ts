import { MS_MAX } from '../../kernel/event-loop.js';
import { INT32_MAX, numberOf, shownCell } from './cells.js';
import type { TaskRow } from './columns.js';
import { gpusAbsent } from './mapped-tasks.js';
import type { Mistakes } from './mistakes.js';
import type { TaskRules } from './task-rules.js';

/** Columns in use, by their number in the Standard Workload Format (Feitelson et al.). */
const SUBMIT = { column: '2 (submit time)', at: 1 };
const RUN = { column: '4 (run time)', at: 3 };
const ALLOCATED = { column: '5 (allocated processors)', at: 4 };
const MEMORY_USED = { column: '7 (used memory)', at: 6 };
const REQUESTED = { column: '8 (requested processors)', at: 7 };
const REQUESTED_TIME = { column: '9 (requested time)', at: 8 };
const MEMORY_REQUESTED = { column: '10 (requested memory)', at: 9 };
const COLUMNS = 18;
const MS_PER_S = 1000;
const KIB_PER_MIB = 1024;

interface Place {
  readonly column: string;
  readonly at: number;
}

/**
 * Yields jobs in the Standard Workload Format, in batches: 18 numbers per line, -1 for unknown, comments after `;`. A job becomes one task
 * with one vCPU per processor; requested amounts precede used ones. Columns after the 18th are ignored.
 */
export async function* swfTasks(
  lines: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  rules: TaskRules,
  mistakes: Mistakes,
): AsyncGenerator<TaskRow[]> {
  let line = 0;
  for await (const batch of lines) {
    const tasks: TaskRow[] = [];
    for (const text of batch) {
      line++;
      const body = text.split(';', 1)[0].trim();
      if (body === '') continue;
      const before = mistakes.count;
      const task = new Job(body.split(/\s+/), line, mistakes).row(rules);
      if (mistakes.count === before && task !== null) tasks.push(task);
    }
    yield tasks;
  }
}

class Job {
  constructor(
    private readonly cells: readonly string[],
    private readonly line: number,
    private readonly mistakes: Mistakes,
  ) {}

  row(rules: TaskRules): TaskRow | null {
    const { partsOfVcpu, absent } = rules;
    const { cells } = this;
    if (cells.length < COLUMNS) {
      this.mistakes.refuse(this.line, null, `the line has ${cells.length} columns; a job has ${COLUMNS}`);
      return null;
    }
    const processors = this.first([REQUESTED, ALLOCATED], { least: 1, most: INT32_MAX / partsOfVcpu });
    const memoryKib = this.first([MEMORY_REQUESTED, MEMORY_USED], { least: 0, most: INT32_MAX, unknown: -1 });
    return {
      name: cells[0],
      cpu: Math.round(processors * partsOfVcpu),
      memoryMib: memoryKib < 0 ? absent.memoryMib : Math.ceil((memoryKib * processors) / KIB_PER_MIB),
      ...gpusAbsent(rules),
      spec: '',
      arrivalMs: Math.round(this.first([SUBMIT], { least: 0, most: MS_MAX / MS_PER_S }) * MS_PER_S),
      durationMs: Math.round(this.first([RUN, REQUESTED_TIME], { least: 0, most: MS_MAX / MS_PER_S }) * MS_PER_S),
    };
  }

  /** Returns the first known value of these columns. */
  private first(places: readonly Place[], { least, most, unknown }: { least: number; most: number; unknown?: number }): number {
    for (const { column, at } of places) {
      const value = numberOf(this.cells[at]);
      if (value === -1 || (value === 0 && least > 0)) continue;
      if (value >= least && value <= most) return value;
      this.mistakes.refuse(this.line, column, `${shownCell(this.cells[at])} is not a number from ${least} to ${Math.floor(most)}, or -1`);
      return least;
    }
    if (unknown !== undefined) return unknown;
    const [{ column, at }, ...others] = places;
    const also = others.map((place) => `, and so is ${place.column}`).join('');
    this.mistakes.refuse(this.line, column, `${shownCell(this.cells[at])} says that it is unknown${also}`);
    return least;
  }
}
