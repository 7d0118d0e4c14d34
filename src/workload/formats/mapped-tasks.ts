import { MS_MAX } from '../../kernel/event-loop.js';
import { cellText, INT32_MAX, isEmpty, numberOf, type Quantity, quantityIn, shownCell } from './cells.js';
import { type ColumnMap, type Field, isNumbered } from './column-map.js';
import { MILLI_PER_GPU, MILLI_PER_VCPU, type TaskRow } from './columns.js';
import type { Mistakes } from './mistakes.js';
import type { TableRow, TableStream } from './table.js';
import type { TaskRules } from './task-rules.js';

const GPUS_MAX = 1000;
const TASKS_OF_ROW_MAX = 1_000_000;
const NAMES_SHOWN = 20;

/** How the cells of a row become a task. */
interface Mapping {
  readonly map: ColumnMap;
  readonly rules: TaskRules;
  /** Columns of constraints; absent: none. */
  readonly labels?: readonly string[];
}

const UNLABELLED: readonly string[] = [];

/** Yields the tasks of a table by a column map, in batches. A row with a mistake is skipped and reported. */
export async function* mappedTasks({ header, batches }: TableStream, mapping: Mapping, mistakes: Mistakes): AsyncGenerator<TaskRow[]> {
  const reader = new TaskReader(header, mapping, mistakes);
  if (mistakes.isUnreadable) return;
  for await (const batch of batches) {
    const tasks: TaskRow[] = [];
    for (const row of batch) {
      const before = mistakes.count;
      const task = reader.read(row);
      if (mistakes.count === before) for (let i = reader.countOf(row); i > 0; i--) tasks.push(task);
    }
    yield tasks;
  }
}

class TaskReader {
  private readonly places: { readonly [F in Field]?: Quantity };
  private readonly rules: TaskRules;
  private readonly labels: readonly number[];
  private nth = 0;

  constructor(
    header: readonly string[],
    { map, rules, labels = UNLABELLED }: Mapping,
    private readonly mistakes: Mistakes,
  ) {
    this.rules = rules;
    const places: { [F in Field]?: Quantity } = {};
    for (const [field, mapped] of Object.entries(map) as [Field, ColumnMap[Field]][]) {
      if (mapped === undefined) continue;
      const { column, isOptional = false, words } = mapped;
      const scale = field === 'cpu' ? (mapped.scale * rules.partsOfVcpu) / MILLI_PER_VCPU : mapped.scale;
      const at = header.indexOf(column);
      if (at >= 0) places[field] = { column, at, scale, ...BOUNDS[field], ...(words === undefined ? {} : { words }) };
      else if (!isOptional) refuseMissing(column, header, { isNumbered: isNumbered(map), mistakes });
    }
    this.places = places;
    this.labels = labels.map((column) => header.indexOf(column));
    for (const column of labels) if (!header.includes(column)) refuseMissing(column, header, { isNumbered: isNumbered(map), mistakes });
  }

  read(row: TableRow): TaskRow {
    const { absent } = this.rules;
    const nth = this.nth++;
    this.checkCount(row);
    const arrivalMs = this.timeIn(row, 'arrival', 0);
    return {
      name: this.places.name === undefined ? null : cellText(row.cells[this.places.name.at]),
      cpu: this.quantity(row, 'cpu', absent.cpu),
      memoryMib: this.quantity(row, 'memory', absent.memoryMib),
      ...this.gpusOf(row),
      spec: this.places['gpu-model'] === undefined ? '' : cellText(row.cells[this.places['gpu-model'].at]),
      arrivalMs,
      durationMs: this.durationOf(row, arrivalMs, nth),
      labels: this.labels.length === 0 ? UNLABELLED : this.labels.map((at) => cellText(row.cells[at])),
    };
  }

  /** Returns the number of equal tasks that a row without mistakes stands for. */
  countOf(row: TableRow): number {
    const { count } = this.places;
    return count === undefined ? 1 : Number(row.cells[count.at]);
  }

  /** Returns whole GPUs with 1,000 thousandths each, no GPU, or a share of one; `gpus` itself may be a fraction below one. */
  private gpusOf(row: TableRow): { gpus: number; gpuMilli: number } {
    const { gpus: place, 'gpu-milli': milliPlace } = this.places;
    if (place === undefined) return gpusAbsent(this.rules);
    const needed = numberOf(row.cells[place.at]) * place.scale;
    if (needed > 0 && needed < 1) return { gpus: 1, gpuMilli: Math.max(1, Math.round(needed * MILLI_PER_GPU)) };
    if (!Number.isInteger(needed) || needed < 0 || needed > GPUS_MAX) {
      this.mistakes.refuse(
        row.row,
        place.column,
        `${shownCell(row.cells[place.at])} is neither a whole number up to ${GPUS_MAX} nor a share of one GPU`,
      );
      return { gpus: 0, gpuMilli: 0 };
    }
    if (needed === 0) return { gpus: 0, gpuMilli: 0 };
    const gpuMilli = milliPlace === undefined ? MILLI_PER_GPU : this.quantity(row, 'gpu-milli', MILLI_PER_GPU);
    if (needed > 1 && gpuMilli < MILLI_PER_GPU) {
      const { column, at } = milliPlace!;
      this.mistakes.refuse(
        row.row,
        column,
        `${shownCell(row.cells[at])} of each of ${needed} GPUs: only a task of one GPU may share it, others have 1000`,
      );
    }
    return { gpus: needed, gpuMilli };
  }

  private durationOf(row: TableRow, arrivalMs: number | null, nth: number): TaskRow['durationMs'] {
    const { censored, duration, end, 'duration-max': most } = this.places;
    const isCensored = censored !== undefined && this.flag(row, censored);
    if (isCensored && this.rules.censored === 'forever') return Number.POSITIVE_INFINITY;
    if (end !== undefined) {
      const endMs = this.timeIn(row, 'end', 0);
      if (endMs === null) return null;
      if (arrivalMs === null) return { endMs };
      if (endMs < arrivalMs) this.mistakes.refuse(row.row, end.column, `${shownCell(row.cells[end.at])} is before the arrival`);
      return endMs - arrivalMs;
    }
    if (duration === undefined) return this.rules.absent.durationMs;
    const leastMs = this.timeIn(row, 'duration', 0);
    if (leastMs === null) return null;
    if (most === undefined || isCensored) return leastMs;
    const mostMs = this.quantity(row, 'duration-max', 0);
    if (mostMs < leastMs)
      this.mistakes.refuse(
        row.row,
        most.column,
        `${shownCell(row.cells[most.at])} is less than ${duration.column}, ${shownCell(row.cells[duration.at])}`,
      );
    return this.rules.between(leastMs, mostMs, nth);
  }

  private checkCount(row: TableRow): void {
    const { count } = this.places;
    if (count === undefined) return;
    const value = numberOf(row.cells[count.at]);
    if (!Number.isInteger(value) || value < 0 || value > TASKS_OF_ROW_MAX)
      this.mistakes.refuse(
        row.row,
        count.column,
        `${shownCell(row.cells[count.at])} is not a whole number of tasks, up to ${TASKS_OF_ROW_MAX}`,
      );
  }

  private flag(row: TableRow, { column, at }: Quantity): boolean {
    const text = cellText(row.cells[at]).toLowerCase();
    if (!/^(0|1|true|false)$/.test(text)) this.mistakes.refuse(row.row, column, `${shownCell(row.cells[at])} is neither 0 nor 1`);
    return text === '1' || text === 'true';
  }

  /** Returns null for an empty cell. */
  private timeIn(row: TableRow, field: 'arrival' | 'end' | 'duration', absent: number): number | null {
    const place = this.places[field];
    return place !== undefined && isEmpty(row.cells[place.at]) ? null : this.quantity(row, field, absent);
  }

  private quantity(row: TableRow, field: Field, absent: number): number {
    const place = this.places[field];
    return place === undefined ? absent : quantityIn(row, place, this.mistakes);
  }
}

/** Returns the GPUs of a task without a value: one thousandth of each, so that the product of the two columns is that of the rules. */
export function gpusAbsent({ absent }: TaskRules): { gpus: number; gpuMilli: number } {
  return { gpus: absent.gpus, gpuMilli: Math.abs(absent.gpus) };
}

const TIME = { most: MS_MAX };
const SIZE = { most: INT32_MAX };
const BOUNDS: Readonly<Record<Field, { readonly most: number; readonly least?: number }>> = {
  name: SIZE,
  arrival: TIME,
  duration: TIME,
  'duration-max': TIME,
  end: TIME,
  censored: SIZE,
  cpu: SIZE,
  memory: SIZE,
  gpus: SIZE,
  'gpu-milli': { least: 1, most: MILLI_PER_GPU },
  'gpu-model': SIZE,
  count: SIZE,
};

function refuseMissing(
  column: string,
  header: readonly string[],
  { isNumbered, mistakes }: { readonly isNumbered: boolean; readonly mistakes: Mistakes },
): void {
  if (header.length === 0) return;
  mistakes.refuseFile(
    isNumbered
      ? `there is no column ${column}: its rows have ${header.length}`
      : `there is no column '${column}'; there are ${quoted(header)}`,
  );
}

function quoted(names: readonly string[]): string {
  const more = names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : '';
  return names.slice(0, NAMES_SHOWN).map(shownCell).join(', ') + more;
}
