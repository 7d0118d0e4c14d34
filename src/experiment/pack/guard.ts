import type { Algorithm } from '../../placement/algorithms/algorithm.js';
import { PolicyFault } from '../../placement/algorithms/fault.js';
import { tightestGpu } from '../../placement/algorithms/gpus.js';
import type { PlainFleet } from '../../placement/algorithms/plain-fleet.js';
import type { TaskRequest } from '../../placement/view.js';

/** Asks an algorithm and believes nothing: what breaks the contract stops the replay with a PolicyFault. */
export class Guard {
  /** The task that is being placed, for the fault's message. */
  task = '';
  draw = 0;

  constructor(
    private readonly policy: string,
    private readonly algorithm: Algorithm,
    private readonly fleet: PlainFleet,
  ) {}

  rank(row: number, request: TaskRequest): number {
    let rank: number;
    try {
      rank = this.algorithm.rank(this.fleet, row, request, this.draw);
    } catch (error) {
      throw this.thrown(error);
    }
    if (!Number.isFinite(rank)) throw this.fault(`returned the rank ${String(rank)}, which is no finite number`);
    return rank;
  }

  /** The GPU for a share of one; of no meaning for other requests. */
  gpu(row: number, request: TaskRequest): number {
    const { algorithm, fleet } = this;
    if (request.gpuMilli === 0) return 0;
    if (algorithm.chooseGpu === undefined) return tightestGpu(fleet, row, request.gpuMilli);
    let gpu: number;
    try {
      gpu = algorithm.chooseGpu(fleet, row, request, this.draw);
    } catch (error) {
      throw this.thrown(error);
    }
    if (!(Number.isInteger(gpu) && gpu >= 0 && gpu < fleet.gpuSlots))
      throw this.fault(`chose GPU ${String(gpu)}; an instance has GPUs 0 to ${fleet.gpuSlots - 1}`);
    const free = fleet.gpuMilliFree[row * fleet.gpuSlots + gpu];
    if (free < request.gpuMilli)
      throw this.fault(`chose GPU ${gpu}, which has ${free} thousandths left where the task needs ${request.gpuMilli}`);
    return gpu;
  }

  placed(row: number, request: TaskRequest): void {
    try {
      this.algorithm.placed?.(this.fleet, row, request);
    } catch (error) {
      throw this.thrown(error);
    }
  }

  left(row: number, request: TaskRequest): void {
    try {
      this.algorithm.left?.(this.fleet, row, request);
    } catch (error) {
      throw this.thrown(error);
    }
  }

  private thrown(error: unknown): PolicyFault {
    return this.fault(`threw "${error instanceof Error ? error.message : String(error)}"`);
  }

  private fault(reason: string): PolicyFault {
    return new PolicyFault(this.policy, this.task, reason);
  }
}
