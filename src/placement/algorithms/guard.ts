import { tightestGpu } from '../fit.js';
import type { FleetView, TaskRequest } from '../view.js';
import type { Algorithm } from './algorithm.js';
import { PolicyFault } from './fault.js';

/** Checks every answer of an algorithm: a breach of the contract stops the run with a PolicyFault. */
export class Guard {
  /** The task that is being placed or leaves, as the argument of `taskName`. */
  task = 0;
  /** The random draw of the task that is being placed. */
  draw = 0;

  constructor(
    private readonly policy: string,
    private readonly algorithm: Algorithm,
    /** Names a task in the fault's message. */
    private readonly taskName: (task: number) => string,
  ) {}

  rank(fleet: FleetView, row: number, request: TaskRequest): number {
    let rank: number;
    try {
      rank = this.algorithm.rank(fleet, row, request, this.draw);
    } catch (error) {
      throw this.thrown(error);
    }
    if (!Number.isFinite(rank)) throw this.fault(`returned the rank ${String(rank)}, which is no finite number`);
    return rank;
  }

  /** Returns the GPU for a share of one; meaningless for other requests. */
  gpu(fleet: FleetView, row: number, request: TaskRequest): number {
    const { algorithm } = this;
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

  placed(fleet: FleetView, row: number, request: TaskRequest): void {
    try {
      this.algorithm.placed?.(fleet, row, request);
    } catch (error) {
      throw this.thrown(error);
    }
  }

  left(fleet: FleetView, row: number, request: TaskRequest): void {
    try {
      this.algorithm.left?.(fleet, row, request);
    } catch (error) {
      throw this.thrown(error);
    }
  }

  /** Returns the algorithm's state as plain data; null for one without state. */
  save(): unknown {
    return this.algorithm.save?.() ?? null;
  }

  load(saved: unknown): void {
    this.algorithm.load?.(saved);
  }

  private thrown(error: unknown): PolicyFault {
    return this.fault(`threw "${error instanceof Error ? error.message : String(error)}"`);
  }

  private fault(reason: string): PolicyFault {
    return new PolicyFault(this.policy, this.taskName(this.task), reason);
  }
}
