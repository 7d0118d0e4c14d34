import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import { FITS, Refusal } from '../../../placement/fit.js';
import type { TaskRequest } from '../../../placement/view.js';
import { GrowingColumn } from '../../../workload/formats/growing-column.js';

/** Counts of nodes at the moment of a refusal. */
const COUNTS = ['large', 'lackCpu', 'lackMemory', 'lackGpu', 'full', 'notMember', 'otherModel'] as const;
type Count = (typeof COUNTS)[number];

/**
 * The refused events of a replay in their order, and for each: `large`, nodes that may take the task and would hold it if they were empty; of
 * these, the nodes with too little left (`lackCpu`, `lackMemory`, `lackGpu`) or with as many tasks of its group as they may have (`full`), of
 * which one may have several; nodes that would hold it if they were empty, but are excluded by memberOf (`notMember`) or by their GPU model
 * alone (`otherModel`).
 */
export type RefusalColumns = Readonly<Record<Count | 'event', Int32Array>>;

/** Notes why a task found no node. */
export class Refusals {
  private readonly event = new GrowingColumn(Int32Array);
  private readonly columns = COUNTS.map(() => new GrowingColumn(Int32Array));

  add(event: number, fleet: PlainFleet, { request, full }: { request: TaskRequest; full: ReadonlySet<number> | undefined }): void {
    const count: Record<Count, number> = { large: 0, lackCpu: 0, lackMemory: 0, lackGpu: 0, full: 0, notMember: 0, otherModel: 0 };
    for (let row = 0; row < fleet.count; row++) {
      if (!isLargeEnough(fleet, row, request)) continue;
      const verdict = request.classVerdicts?.[fleet.instanceClass[row]] ?? FITS;
      if (verdict !== FITS) {
        count[verdict === Refusal.memberOf ? 'notMember' : 'otherModel']++;
        continue;
      }
      count.large++;
      if (fleet.cpuUnitsFree[row] < request.cpuUnits) count.lackCpu++;
      if (fleet.memoryMibFree[row] < request.memoryMib) count.lackMemory++;
      if (fleet.gpuFree[row] < request.gpus || fleet.gpuMilliMost[row] < request.gpuMilli) count.lackGpu++;
      if (full?.has(row)) count.full++;
    }
    this.event.add(event);
    for (let i = 0; i < COUNTS.length; i++) this.columns[i].add(count[COUNTS[i]]);
  }

  finish(): RefusalColumns {
    const counts = COUNTS.map((name, i) => [name, this.columns[i].finish()] as const);
    return { event: this.event.finish(), ...(Object.fromEntries(counts) as Record<Count, Int32Array>) };
  }
}

function isLargeEnough({ types, type }: PlainFleet, row: number, request: TaskRequest): boolean {
  const { cpuUnits, memoryMib, gpus } = types[type[row]];
  return cpuUnits >= request.cpuUnits && memoryMib >= request.memoryMib && gpus >= request.gpus && (gpus > 0 || request.gpuMilli === 0);
}
