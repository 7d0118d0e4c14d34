import { NOWHERE } from '../place.js';
import type { FleetView, TaskRequest } from '../view.js';
import { classBit, gpuRoom, gpuRoomNeeded } from './room.js';

/** Maxima of each resource below a node, four per node, so that a node is one place in memory. */
const LANES = 4;
const CPU = 0;
const MEMORY = 1;
const ENI = 2;
const GPU = 3;

/**
 * Finds the rows that may have room, oldest first: a binary tree of maxima over the rows, with the classes of the rows below as bits. A
 * node that lacks one resource hides all its rows. Maxima of several rows may add up to room that no single row has; then the walk
 * continues behind them.
 */
export class AgeTree {
  private leaves = 1;
  private most = new Int32Array(LANES * 2);
  private classes = new Int32Array(2);

  /** Discards everything and reads the fleet again. */
  rebuild(fleet: FleetView): void {
    while (this.leaves < fleet.count) this.leaves *= 2;
    this.most = new Int32Array(LANES * 2 * this.leaves).fill(-1);
    this.classes = new Int32Array(2 * this.leaves);
    for (let row = 0; row < fleet.count; row++) this.write(fleet, row);
    for (let node = this.leaves - 1; node > 0; node--) this.sum(node);
  }

  /** Call it when the row's room, state or class has changed, or when it is new at the end. */
  update(fleet: FleetView, row: number): void {
    if (row >= this.leaves) return this.rebuild(fleet);
    this.write(fleet, row);
    for (let node = (this.leaves + row) >> 1; node > 0; node >>= 1) if (!this.sum(node)) return;
  }

  /** The first row from `from` on that has room in every resource and is of one of the classes; fit() must check it. */
  next(request: TaskRequest, classes: number, from: number): number {
    const { most, leaves } = this;
    const { cpuUnits, memoryMib, eni } = request;
    if (from >= leaves) return NOWHERE;
    const gpu = gpuRoomNeeded(request);
    let node = from === 0 ? 1 : leaves + from;
    while (node > 0) {
      const at = node * LANES;
      // The union has the sign bit if one of its parts is too small.
      const short = (most[at + CPU] - cpuUnits) | (most[at + MEMORY] - memoryMib) | (most[at + ENI] - eni) | (most[at + GPU] - gpu);
      if (short >= 0 && (this.classes[node] & classes) !== 0) {
        if (node >= leaves) return node - leaves;
        node *= 2;
        continue;
      }
      while ((node & 1) === 1) node >>= 1; // Up from every right child, and out of the root.
      if (node > 0) node++;
    }
    return NOWHERE;
  }

  private write(fleet: FleetView, row: number): void {
    const node = this.leaves + row;
    const at = node * LANES;
    const isThere = (fleet.isActive[row] & fleet.isAgentConnected[row]) === 1;
    this.most[at + CPU] = isThere ? fleet.cpuUnitsFree[row] : -1;
    this.most[at + MEMORY] = fleet.memoryMibFree[row];
    this.most[at + ENI] = fleet.eniFree[row];
    this.most[at + GPU] = gpuRoom(fleet, row);
    this.classes[node] = isThere ? classBit(fleet.instanceClass[row]) : 0;
  }

  /** Computes a node from its children; returns false if it was right already. */
  private sum(node: number): boolean {
    const { most, classes } = this;
    const at = node * LANES;
    const left = at * 2;
    const right = left + LANES;
    const cpu = Math.max(most[left + CPU], most[right + CPU]);
    const memory = Math.max(most[left + MEMORY], most[right + MEMORY]);
    const eni = Math.max(most[left + ENI], most[right + ENI]);
    const gpu = Math.max(most[left + GPU], most[right + GPU]);
    const bits = classes[2 * node] | classes[2 * node + 1];
    const change = (most[at + CPU] ^ cpu) | (most[at + MEMORY] ^ memory) | (most[at + ENI] ^ eni) | (most[at + GPU] ^ gpu);
    if ((change | (classes[node] ^ bits)) === 0) return false;
    most[at + CPU] = cpu;
    most[at + MEMORY] = memory;
    most[at + ENI] = eni;
    most[at + GPU] = gpu;
    classes[node] = bits;
    return true;
  }
}
