/** Tasks of a trace as columns in file order, whatever the format. */
export interface TaskColumns {
  readonly count: number;
  readonly names: readonly string[];
  /** Thousandths of a vCPU. */
  readonly cpu: Int32Array;
  readonly memoryMib: Int32Array;
  /** Number of GPUs, and thousandths of each: (1, 300) is a share of one, (2, 1000) two whole ones, (0, 0) none. */
  readonly gpus: Int32Array;
  readonly gpuMilli: Int32Array;
  /** Index into `specs`: allowed GPU models joined by `|`; the empty text allows any. */
  readonly spec: Int32Array;
  readonly specs: readonly string[];
  /** Time since the first arrival. */
  readonly arrivalMs: Float64Array;
  /** Infinity when the trace has no end time. */
  readonly durationMs: Float64Array;
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
}

/** CPU of traces and nodes is counted in thousandths of a vCPU: the unit of openb, exact for every other format. */
export const MILLI_PER_VCPU = 1000;
/** A whole GPU. */
export const MILLI_PER_GPU = 1000;

export interface TaskRow {
  readonly name: string;
  readonly cpu: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpuMilli: number;
  readonly spec: string;
  readonly arrivalMs: number;
  readonly durationMs: number;
}

export interface NodeRow {
  readonly name: string;
  readonly cpu: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly model: string;
  readonly usdPerHour: number;
}

/** Makes arrivals relative to the earliest. */
export function taskColumns(rows: readonly TaskRow[]): TaskColumns {
  const specs = new Numbered();
  const spec = Int32Array.from(rows, (row) => specs.of(row.spec));
  const firstMs = rows.reduce((least, row) => Math.min(least, row.arrivalMs), Number.POSITIVE_INFINITY);
  return {
    count: rows.length,
    names: rows.map((row) => row.name),
    cpu: Int32Array.from(rows, (row) => row.cpu),
    memoryMib: Int32Array.from(rows, (row) => row.memoryMib),
    gpus: Int32Array.from(rows, (row) => row.gpus),
    gpuMilli: Int32Array.from(rows, (row) => row.gpuMilli),
    spec,
    specs: specs.names,
    arrivalMs: Float64Array.from(rows, (row) => row.arrivalMs - firstMs),
    durationMs: Float64Array.from(rows, (row) => row.durationMs),
  };
}

export function nodeColumns(rows: readonly NodeRow[]): NodeColumns {
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
  };
}

/** Numbers texts in order of first use. */
class Numbered {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.names.length);
    return this.names.push(text) - 1;
  }
}
