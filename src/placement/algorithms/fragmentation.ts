import { FITS } from '../fit.js';
import type { FleetView } from '../view.js';
import type { TypicalTask } from './typical.js';

/**
 * The fragment measure of FGD: the idle GPUs of an instance that the typical task cannot use, in thousandths of a GPU. A task that fits
 * cannot use the GPUs with too little left for it; a task that does not fit, or needs no GPU, can use none. Memory is ignored.
 *
 * The needs of typical tasks for one GPU have few values, so GPUs are counted once per value and not once per task.
 */
export class Fragmentation {
  /** The idle thousandths of each GPU of the measured instance: load() fills it, trials change it. */
  readonly gpus: Int32Array;
  private readonly slots: number;
  private readonly needs: Int32Array;
  /** By need: the number of GPUs with enough left, and the rest on the others. */
  private readonly enough: Int32Array;
  private readonly wasted: Int32Array;
  private readonly needOf: Int32Array;
  private readonly gpusOf: Int32Array;
  private readonly cpuOf: Int32Array;
  private readonly shareOf: Float64Array;
  private readonly verdictsOf: readonly (Int8Array | null)[];

  constructor(typical: readonly TypicalTask[], slots: number) {
    const needs = [...new Set(typical.map((task) => task.gpuMilli))].sort((a, b) => a - b);
    this.slots = slots;
    this.gpus = new Int32Array(slots);
    this.needs = Int32Array.from(needs);
    this.enough = new Int32Array(needs.length);
    this.wasted = new Int32Array(needs.length);
    this.needOf = Int32Array.from(typical, (task) => needs.indexOf(task.gpuMilli));
    this.gpusOf = Int32Array.from(typical, (task) => task.gpus);
    this.cpuOf = Int32Array.from(typical, (task) => task.cpuUnits);
    this.shareOf = Float64Array.from(typical, (task) => task.share);
    this.verdictsOf = typical.map((task) => task.classVerdicts);
  }

  /** Returns the measure of a row in its present state. */
  ofRow(fleet: FleetView, row: number): number {
    this.load(fleet, row);
    return this.of(fleet.cpuUnitsFree[row], fleet.instanceClass[row]);
  }

  /** Copies the GPUs of a row for a trial placement. */
  load({ gpuMilliFree, gpuSlots }: FleetView, row: number): void {
    const start = row * gpuSlots;
    for (let slot = 0; slot < this.slots; slot++) this.gpus[slot] = slot < gpuSlots ? gpuMilliFree[start + slot] : 0;
  }

  /** Returns the measure of an instance with the GPUs copied by load(). Adds sums in the order of the published program. */
  of(cpuFree: number, instanceClass: number): number {
    const idle = this.count();
    if (idle === 0) return 0;
    const { needOf, gpusOf, cpuOf, shareOf, verdictsOf, enough, wasted } = this;
    let lacksBoth = 0;
    let lacksGpu = 0;
    let lacksCpu = 0;
    let cpuAlone = 0;
    let cpuAloneLacks = 0;
    let noAccess = 0;
    for (let t = 0; t < shareOf.length; t++) {
      const hasCpu = cpuFree >= cpuOf[t];
      const verdicts = verdictsOf[t];
      if (gpusOf[t] === 0) {
        if (hasCpu) cpuAlone += shareOf[t] * idle;
        else cpuAloneLacks += shareOf[t] * idle;
      } else if (verdicts !== null && verdicts[instanceClass] !== FITS) noAccess += shareOf[t] * idle;
      else if (enough[needOf[t]] < gpusOf[t]) {
        if (hasCpu) lacksGpu += shareOf[t] * idle;
        else lacksBoth += shareOf[t] * idle;
      } else if (hasCpu) lacksGpu += shareOf[t] * wasted[needOf[t]];
      else lacksCpu += shareOf[t] * idle;
    }
    return lacksBoth + lacksGpu + lacksCpu + cpuAlone + cpuAloneLacks + noAccess;
  }

  /** Fills `enough` and `wasted`; returns the total idle. */
  private count(): number {
    const { gpus, slots, needs, enough, wasted } = this;
    let idle = 0;
    for (let slot = 0; slot < slots; slot++) idle += gpus[slot];
    for (let need = 0; need < needs.length; need++) {
      const least = needs[need];
      let have = 0;
      let lost = 0;
      for (let slot = 0; slot < slots; slot++) {
        if (gpus[slot] >= least) have++;
        else lost += gpus[slot];
      }
      enough[need] = have;
      wasted[need] = lost;
    }
    return idle;
  }
}
