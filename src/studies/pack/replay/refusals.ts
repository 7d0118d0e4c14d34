import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import { FITS } from '../../../placement/fit.js';
import type { TaskRequest } from '../../../placement/view.js';
import { GrowingColumn } from '../../../workload/formats/growing-column.js';

/** The refused events of a replay in their order. Nodes are counted at the moment of the refusal. */
export interface RefusalColumns {
  readonly event: Int32Array;
  /** Nodes that may take the task and would hold it if they were empty. */
  readonly large: Int32Array;
  /** Of these, the nodes with too little left: one may lack several. */
  readonly lackCpu: Int32Array;
  readonly lackMemory: Int32Array;
  readonly lackGpu: Int32Array;
}

/** Notes why a task found no node. */
export class Refusals {
  private readonly event = new GrowingColumn(Int32Array);
  private readonly large = new GrowingColumn(Int32Array);
  private readonly lackCpu = new GrowingColumn(Int32Array);
  private readonly lackMemory = new GrowingColumn(Int32Array);
  private readonly lackGpu = new GrowingColumn(Int32Array);

  add(event: number, fleet: PlainFleet, request: TaskRequest): void {
    let [large, cpu, memory, gpu] = [0, 0, 0, 0];
    for (let row = 0; row < fleet.count; row++) {
      if (!wouldHold(fleet, row, request)) continue;
      large++;
      if (fleet.cpuUnitsFree[row] < request.cpuUnits) cpu++;
      if (fleet.memoryMibFree[row] < request.memoryMib) memory++;
      if (fleet.gpuFree[row] < request.gpus || fleet.gpuMilliMost[row] < request.gpuMilli) gpu++;
    }
    this.event.add(event);
    this.large.add(large);
    this.lackCpu.add(cpu);
    this.lackMemory.add(memory);
    this.lackGpu.add(gpu);
  }

  finish(): RefusalColumns {
    const { event, large, lackCpu, lackMemory, lackGpu } = this;
    return {
      event: event.finish(),
      large: large.finish(),
      lackCpu: lackCpu.finish(),
      lackMemory: lackMemory.finish(),
      lackGpu: lackGpu.finish(),
    };
  }
}

function wouldHold({ types, type, instanceClass }: PlainFleet, row: number, request: TaskRequest): boolean {
  const { cpuUnits, memoryMib, gpus } = types[type[row]];
  return (
    cpuUnits >= request.cpuUnits &&
    memoryMib >= request.memoryMib &&
    gpus >= request.gpus &&
    (gpus > 0 || request.gpuMilli === 0) &&
    (request.classVerdicts === null || request.classVerdicts[instanceClass[row]] === FITS)
  );
}
