import type { TimeCurves } from '../result.js';
import type { PackProblem, ReplayResult } from './problem.js';

/** Points of a curve over time. */
const STEPS = 500;

/** Resources in use from the first arrival to the last: as curves, as time-weighted means and as peaks, in percent. */
export interface OverTime {
  readonly curves: TimeCurves;
  readonly means: Shares;
  readonly peaks: Shares;
}

interface Shares {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
}

/** GPUs in thousandths, shares included. */
const RESOURCES = ['cpu', 'memory', 'gpu'] as const;

/** Follows the placed tasks of a replay in order of time; ends at a moment precede beginnings. */
export function overTime({ nodes, tasks }: PackProblem, { order, node, leaving }: ReplayResult): OverTime {
  const ends = leaving ?? new Int32Array();
  // A task without a length never counts.
  const counts = (event: number) => node[event] >= 0 && tasks.durationMs[order[event]] > 0;
  const endsOf = (event: number) => tasks.arrivalMs[order[event]] + tasks.durationMs[order[event]];
  const amounts = {
    cpu: (task: number) => tasks.cpu[task],
    memory: (task: number) => tasks.memoryMib[task],
    gpu: (task: number) => tasks.gpus[task] * tasks.gpuMilli[task],
  };
  const endMs = tasks.arrivalMs.reduce((most, atMs) => Math.max(most, atMs), 0);
  const sampler = new Sampler({ cpu: total(nodes.cpu), memory: total(nodes.memoryMib), gpu: 1000 * total(nodes.gpus) }, endMs);
  let left = 0;
  const leaveUntil = (nowMs: number) => {
    for (; left < ends.length && endsOf(ends[left]) <= nowMs; left++)
      if (counts(ends[left])) sampler.change(endsOf(ends[left]), order[ends[left]], -1, amounts);
  };
  for (let event = 0; event < order.length; event++) {
    if (!counts(event)) continue;
    const startMs = tasks.arrivalMs[order[event]];
    leaveUntil(startMs);
    sampler.change(startMs, order[event], 1, amounts);
  }
  leaveUntil(endMs);
  return sampler.finish();
}

type Amounts = Readonly<Record<(typeof RESOURCES)[number], (task: number) => number>>;

/** Sums over time and samples at equal steps: a sample is the use immediately after its moment. */
class Sampler {
  private readonly used = { cpu: 0, memory: 0, gpu: 0 };
  private readonly peak = { cpu: 0, memory: 0, gpu: 0 };
  private readonly area = { cpu: 0, memory: 0, gpu: 0 };
  private readonly samples = { cpu: new Float64Array(STEPS + 1), memory: new Float64Array(STEPS + 1), gpu: new Float64Array(STEPS + 1) };
  private nowMs = 0;
  private step = 0;

  constructor(
    private readonly capacity: Shares,
    private readonly endMs: number,
  ) {}

  change(atMs: number, task: number, sign: 1 | -1, amounts: Amounts): void {
    this.advance(atMs);
    for (const resource of RESOURCES) {
      this.used[resource] += sign * amounts[resource](task);
      this.peak[resource] = Math.max(this.peak[resource], this.used[resource]);
    }
  }

  finish(): OverTime {
    this.advance(this.endMs);
    for (; this.step <= STEPS; this.step++) this.sample();
    const shares = (shareOf: (resource: (typeof RESOURCES)[number]) => number): Shares => ({
      cpu: shareOf('cpu'),
      memory: shareOf('memory'),
      gpu: shareOf('gpu'),
    });
    return {
      curves: {
        timesMs: Float64Array.from({ length: STEPS + 1 }, (_, step) => Math.round((step * this.endMs) / STEPS)),
        cpuPercent: this.samples.cpu,
        memoryPercent: this.samples.memory,
        gpuPercent: this.samples.gpu,
      },
      means: shares((resource) => this.percent(resource, this.endMs === 0 ? this.used[resource] : this.area[resource] / this.endMs)),
      peaks: shares((resource) => this.percent(resource, this.peak[resource])),
    };
  }

  private advance(atMs: number): void {
    for (const resource of RESOURCES) this.area[resource] += this.used[resource] * (atMs - this.nowMs);
    for (; this.step <= STEPS && (this.step * this.endMs) / STEPS < atMs; this.step++) this.sample();
    this.nowMs = atMs;
  }

  private sample(): void {
    for (const resource of RESOURCES) this.samples[resource][this.step] = this.percent(resource, this.used[resource]);
  }

  private percent(resource: (typeof RESOURCES)[number], amount: number): number {
    return this.capacity[resource] === 0 ? Number.NaN : (100 * amount) / this.capacity[resource];
  }
}

function total(column: Int32Array): number {
  return column.reduce((sum, value) => sum + value, 0);
}
