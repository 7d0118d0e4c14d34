import { GrowingColumn } from './growing-column.js';
import { type Names, NamesBuilder, nameIn } from './names.js';

/** Texts by row, each kept once. */
export interface LabelColumn {
  /** The name of the column in the file. */
  readonly column: string;
  /** By row: index into `texts`. */
  readonly of: Int32Array;
  readonly texts: readonly string[];
}

/** Tasks of a trace as columns in file order, whatever the format. Threads share the memory of the columns. */
export interface TaskColumns {
  readonly count: number;
  /** Null: the file names no task; `taskName` numbers them. */
  readonly names: Names | null;
  /** Thousandths of a vCPU. */
  readonly cpu: Int32Array;
  readonly memoryMib: Int32Array;
  /** Number of GPUs, and thousandths of each: (1, 300) is a share of one, (2, 1000) two whole ones, (0, 0) none. */
  readonly gpus: Int16Array;
  readonly gpuMilli: Int16Array;
  /** Index into `specs`: allowed GPU models joined by `|`; the empty text allows any. */
  readonly spec: Int32Array;
  readonly specs: readonly string[];
  /** Time since the first arrival. */
  readonly arrivalMs: Float64Array;
  /** Infinity when the trace has no end time. */
  readonly durationMs: Float64Array;
  /** Tasks whose arrival is an empty cell: they come at the start. */
  readonly emptyArrivals: number;
  /** Tasks whose end or duration is an empty cell: they stay. */
  readonly emptyEnds: number;
  /** The columns of placement constraints, in their order. */
  readonly labels: readonly LabelColumn[];
}

/** Nodes of a fleet as columns. */
export interface NodeColumns {
  readonly count: number;
  readonly names: readonly string[];
  /** Thousandths of a vCPU. */
  readonly cpu: Int32Array;
  readonly memoryMib: Int32Array;
  readonly gpus: Int32Array;
  /** Index into `models`. */
  readonly model: Int32Array;
  readonly models: readonly string[];
  readonly usdPerHour: Float64Array;
  /** Their attributes: the columns of memberOf, in the order of the constraints. */
  readonly labels: readonly LabelColumn[];
}

/** CPU of traces and nodes is counted in thousandths of a vCPU: the unit of openb, exact for every other format. */
export const MILLI_PER_VCPU = 1000;
/** A whole GPU. */
export const MILLI_PER_GPU = 1000;

export interface TaskRow {
  /** Null: the file names no task. */
  readonly name: string | null;
  readonly cpu: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpuMilli: number;
  readonly spec: string;
  /** Null: an empty cell. */
  readonly arrivalMs: number | null;
  /** Null: an empty cell. With an end: the arrival is empty, so the earliest arrival of the file decides. */
  readonly durationMs: number | null | { readonly endMs: number };
  /** Its cells in the columns of constraints; absent: there are none. */
  readonly labels?: readonly string[];
}

export interface NodeRow {
  readonly name: string;
  readonly cpu: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly model: string;
  readonly usdPerHour: number;
  /** Its attributes; absent: it has none. */
  readonly labels?: readonly string[];
}

export function taskName({ names }: TaskColumns, task: number): string {
  return names === null ? `task-${task + 1}` : nameIn(names, task);
}

/** Makes columns of tasks that come one by one, in some fifty bytes a task. Arrivals become relative to the earliest. */
export class TaskColumnsBuilder {
  private readonly cpu = new GrowingColumn(Int32Array);
  private readonly memoryMib = new GrowingColumn(Int32Array);
  private readonly gpus = new GrowingColumn(Int16Array);
  private readonly gpuMilli = new GrowingColumn(Int16Array);
  private readonly spec = new GrowingColumn(Int32Array);
  private readonly arrivalMs = new GrowingColumn(Float64Array);
  private readonly durationMs = new GrowingColumn(Float64Array);
  private readonly names = new NamesBuilder();
  private readonly specs = new Numbered();
  /** End by task, since the beginning of the trace's clock. */
  private readonly endsOfEmptyArrivals = new Map<number, number>();
  private firstMs = Number.POSITIVE_INFINITY;
  private emptyArrivals = 0;
  private emptyEnds = 0;
  private isNamed = true;
  private readonly labels: readonly LabelBuilder[];

  /** Of the columns of constraints. */
  constructor(labels: readonly string[] = []) {
    this.labels = labels.map((column) => new LabelBuilder(column));
  }

  get count(): number {
    return this.cpu.count;
  }

  add({ name, cpu, memoryMib, gpus, gpuMilli, spec, arrivalMs, durationMs, labels }: TaskRow): void {
    if (name === null) this.isNamed = false;
    else this.names.add(name);
    this.cpu.add(cpu);
    this.memoryMib.add(memoryMib);
    this.gpus.add(gpus);
    this.gpuMilli.add(gpuMilli);
    this.spec.add(this.specs.of(spec));
    if (arrivalMs === null) this.emptyArrivals++;
    else if (arrivalMs < this.firstMs) this.firstMs = arrivalMs;
    this.arrivalMs.add(arrivalMs ?? Number.NEGATIVE_INFINITY);
    if (durationMs === null) this.emptyEnds++;
    const hasDuration = typeof durationMs === 'number';
    if (!hasDuration && durationMs !== null) this.endsOfEmptyArrivals.set(this.durationMs.count, durationMs.endMs);
    this.durationMs.add(hasDuration ? durationMs : Number.POSITIVE_INFINITY);
    for (let i = 0; i < this.labels.length; i++) this.labels[i].add(labels?.[i] ?? '');
  }

  finish(): TaskColumns {
    const { count, emptyArrivals, emptyEnds } = this;
    const firstMs = Number.isFinite(this.firstMs) ? this.firstMs : 0;
    const arrivalMs = this.arrivalMs.finish();
    for (let task = 0; task < count; task++) arrivalMs[task] = Math.max(0, arrivalMs[task] - firstMs);
    const durationMs = this.durationMs.finish();
    for (const [task, endMs] of this.endsOfEmptyArrivals) durationMs[task] = Math.max(0, endMs - firstMs);
    return {
      count,
      names: this.isNamed && count > 0 ? this.names.finish() : null,
      cpu: this.cpu.finish(),
      memoryMib: this.memoryMib.finish(),
      gpus: this.gpus.finish(),
      gpuMilli: this.gpuMilli.finish(),
      spec: this.spec.finish(),
      specs: this.specs.names,
      arrivalMs,
      durationMs,
      emptyArrivals,
      emptyEnds,
      labels: this.labels.map((label) => label.finish()),
    };
  }
}

export function taskColumns(rows: Iterable<TaskRow>, labels: readonly string[] = []): TaskColumns {
  const builder = new TaskColumnsBuilder(labels);
  for (const row of rows) builder.add(row);
  return builder.finish();
}

export function nodeColumns(rows: readonly NodeRow[], labels: readonly string[] = []): NodeColumns {
  const models = new Numbered();
  const model = Int32Array.from(rows, (row) => models.of(row.model));
  return {
    count: rows.length,
    names: rows.map((row) => row.name),
    cpu: Int32Array.from(rows, (row) => row.cpu),
    memoryMib: Int32Array.from(rows, (row) => row.memoryMib),
    gpus: Int32Array.from(rows, (row) => row.gpus),
    model,
    models: models.names,
    usdPerHour: Float64Array.from(rows, (row) => row.usdPerHour),
    labels: labels.map((column, i) => {
      const builder = new LabelBuilder(column);
      for (const row of rows) builder.add(row.labels?.[i] ?? '');
      return builder.finish();
    }),
  };
}

class LabelBuilder {
  private readonly of = new GrowingColumn(Int32Array);
  private readonly texts = new Numbered();

  constructor(private readonly column: string) {}

  add(text: string): void {
    this.of.add(this.texts.of(text));
  }

  finish(): LabelColumn {
    return { column: this.column, of: this.of.finish(), texts: this.texts.names };
  }
}

/** Numbers texts in order of first use. */
class Numbered {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    // A copy: a part of a text keeps the whole of it in memory.
    const copy = new TextDecoder().decode(new TextEncoder().encode(text));
    this.numbers.set(copy, this.names.length);
    return this.names.push(copy) - 1;
  }
}
