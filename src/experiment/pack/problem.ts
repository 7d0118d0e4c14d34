/** Nodes of a trace as columns. CPU is in the trace's own whole unit (openb: milli-vCPU), the same for nodes and tasks. */
export interface PackNodes {
  readonly count: number;
  readonly names: readonly string[];
  readonly cpu: Int32Array;
  readonly memoryMib: Int32Array;
  /** Whole GPUs. */
  readonly gpus: Int32Array;
  /** Index into `models`: what a task may ask a node to be (GPU model, flavour); one model when the trace knows none. */
  readonly model: Int32Array;
  readonly models: readonly string[];
  readonly usdPerHour: Float64Array;
}

/** Tasks of a trace as columns, in the order of the file. */
export interface PackTasks {
  readonly count: number;
  readonly names: readonly string[];
  readonly cpu: Int32Array;
  readonly memoryMib: Int32Array;
  /** GPUs asked for, and thousandths of each of them: (1, 300) is a share of one GPU, (2, 1000) two whole ones, (0, 0) none. */
  readonly gpus: Int32Array;
  readonly gpuMilli: Int32Array;
  /** Index into `specs`: the models that are allowed, joined by `|`; the empty text allows any. */
  readonly spec: Int32Array;
  readonly specs: readonly string[];
  /** Whole milliseconds from the start of the trace; 0 when the trace has no times. */
  readonly arrivalMs: Float64Array;
  /** Infinity: it never leaves, or the trace does not say. */
  readonly durationMs: Float64Array;
}

export interface PackProblem {
  readonly nodes: PackNodes;
  readonly tasks: PackTasks;
}

/** How one replay is made from a problem. */
export interface ReplayOptions {
  readonly seed: number;
  /**
   * Order of arrival. `trace`: by arrival time, then row. `shuffled`: sorted by name, shuffled by the seed, and, with a `demand`, inflated or
   * thinned until that multiple of the nodes' GPUs (CPU when there are none) has been asked for: the openb protocol.
   */
  readonly order: 'trace' | 'shuffled';
  readonly demand: number | null;
  /** false: nothing leaves. */
  readonly hasLifetimes: boolean;
  /** Among nodes of equal rank: the first in one random order per run, a fresh draw at each decision, or the first by name. */
  readonly tie: 'fixed-order' | 'random' | 'name';
}

/** What one policy did with one seed. */
export interface ReplayResult {
  readonly policy: string;
  readonly seed: number;
  readonly arrived: number;
  readonly placed: number;
  readonly failed: number;
  /** By event, in order of arrival: the task (index into the problem's tasks) and its node, -1 where none fitted. */
  readonly order: Int32Array;
  readonly node: Int32Array;
  /** Percent, by whole percent of arrived demand from 0 to 130 (or 100 times the demand), NaN where nothing arrived: mean over the events there. */
  readonly allocatedGpuPercent: Float64Array;
  readonly allocatedCpuPercent: Float64Array;
  /** Fragmented share of what is idle, and of all GPUs; NaN without GPUs. */
  readonly fragmentationPercent: Float64Array;
  readonly fragmentedGpuPercent: Float64Array;
}
