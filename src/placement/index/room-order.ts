import { FITS, fit } from '../fit.js';
import { NOWHERE } from '../place.js';
import { BY_CPU, type Criterion } from '../strategies.js';
import type { FleetView, TaskRequest } from '../view.js';
import { gpuRoom, gpuRoomNeeded } from './room.js';

/** Rows to a block: what one shift moves, and what one bound speaks for. */
const BLOCK = 64;
const ABSENT = -1;

/**
 * Rows of one instance class in order of what they have free of one resource (then of age): the first that fits from the need upwards is
 * binpack's choice. Sorted blocks of rows; each block bounds the other resources of its rows from above, so that blocks of rows that are full
 * in another way are passed over. A bound rises with every row that comes and is made exact when a whole block was read in vain.
 */
export class RoomOrder {
  /** Blocks by position: where each lies, and the least key that belongs there. */
  private blockAt = new Int32Array(4);
  private leastValue = new Int32Array(4);
  private leastRow = new Int32Array(4);
  private count = 1;
  /** By block: its rows in order, their keys' values, and the bounds. */
  private values = new Int32Array(4 * BLOCK);
  private rows = new Int32Array(4 * BLOCK);
  private sizes = new Int32Array(4);
  private mostOther = new Int32Array(4);
  private mostEni = new Int32Array(4);
  private mostGpu = new Int32Array(4);
  private blocks = 1;
  private readonly spare: number[] = [];
  /** By row, the value under which it is in the order, or ABSENT. */
  private valueOf = new Int32Array(16).fill(ABSENT);

  constructor(private readonly criterion: Criterion) {
    this.leastValue[0] = ABSENT;
  }

  /** The row's room has changed, or whether it is to be in the order at all. */
  update(fleet: FleetView, row: number, isThere: boolean): void {
    if (row >= this.valueOf.length) this.widen(row);
    const value = !isThere ? ABSENT : this.criterion === BY_CPU ? fleet.cpuUnitsFree[row] : fleet.memoryMibFree[row];
    const before = this.valueOf[row];
    if (before !== ABSENT && before !== value) this.remove(before, row);
    if (value !== ABSENT) this.insert(fleet, value, row, before === value);
    this.valueOf[row] = value;
  }

  /** The row with the least that is enough, the oldest of equals, or NOWHERE. */
  first(fleet: FleetView, request: TaskRequest): number {
    const isByCpu = this.criterion === BY_CPU;
    const need = isByCpu ? request.cpuUnits : request.memoryMib;
    const other = isByCpu ? request.memoryMib : request.cpuUnits;
    const otherFree = isByCpu ? fleet.memoryMibFree : fleet.cpuUnitsFree;
    const gpu = gpuRoomNeeded(request);
    let position = this.positionOf(need, 0);
    let from = this.indexIn(this.blockAt[position], need, 0);
    for (; position < this.count; position++, from = 0) {
      const block = this.blockAt[position];
      if (((this.mostOther[block] - other) | (this.mostEni[block] - request.eni) | (this.mostGpu[block] - gpu)) < 0) continue;
      const end = block * BLOCK + this.sizes[block];
      for (let at = block * BLOCK + from; at < end; at++) {
        const row = this.rows[at];
        if (otherFree[row] >= other && fit(fleet, row, request) === FITS) return row;
      }
      if (from === 0) this.makeExact(fleet, block);
    }
    return NOWHERE;
  }

  private remove(value: number, row: number): void {
    const position = this.positionOf(value, row);
    const block = this.blockAt[position];
    const at = block * BLOCK + this.indexIn(block, value, row);
    const end = block * BLOCK + --this.sizes[block];
    for (let to = at; to < end; to++) {
      this.values[to] = this.values[to + 1];
      this.rows[to] = this.rows[to + 1];
    }
    if (this.sizes[block] === 0 && position > 0) this.drop(position);
  }

  private insert(fleet: FleetView, value: number, row: number, isInPlace: boolean): void {
    let position = this.positionOf(value, row);
    let block = this.blockAt[position];
    if (!isInPlace) {
      if (this.sizes[block] === BLOCK) {
        this.split(position);
        position = this.positionOf(value, row);
        block = this.blockAt[position];
      }
      const at = block * BLOCK + this.indexIn(block, value, row);
      for (let to = block * BLOCK + this.sizes[block]++; to > at; to--) {
        this.values[to] = this.values[to - 1];
        this.rows[to] = this.rows[to - 1];
      }
      this.values[at] = value;
      this.rows[at] = row;
    }
    this.raise(fleet, block, row);
  }

  private raise(fleet: FleetView, block: number, row: number): void {
    const other = this.criterion === BY_CPU ? fleet.memoryMibFree[row] : fleet.cpuUnitsFree[row];
    if (other > this.mostOther[block]) this.mostOther[block] = other;
    if (fleet.eniFree[row] > this.mostEni[block]) this.mostEni[block] = fleet.eniFree[row];
    const gpu = gpuRoom(fleet, row);
    if (gpu > this.mostGpu[block]) this.mostGpu[block] = gpu;
  }

  private makeExact(fleet: FleetView, block: number): void {
    this.mostOther[block] = ABSENT;
    this.mostEni[block] = ABSENT;
    this.mostGpu[block] = 0;
    for (let i = 0; i < this.sizes[block]; i++) this.raise(fleet, block, this.rows[block * BLOCK + i]);
  }

  /** The last position whose least key is not above (value, row). */
  private positionOf(value: number, row: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const least = this.leastValue[middle];
      if (least < value || (least === value && this.leastRow[middle] <= row)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** How many of the block's keys come before (value, row). */
  private indexIn(block: number, value: number, row: number): number {
    const base = block * BLOCK;
    let low = 0;
    let high = this.sizes[block];
    while (low < high) {
      const middle = (low + high) >> 1;
      const here = this.values[base + middle];
      if (here < value || (here === value && this.rows[base + middle] < row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The upper half of a full block moves to a block of its own. */
  private split(position: number): void {
    const block = this.blockAt[position];
    const fresh = this.spare.pop() ?? this.addBlock();
    const half = block * BLOCK + BLOCK / 2;
    for (const column of [this.values, this.rows]) column.copyWithin(fresh * BLOCK, half, half + BLOCK / 2);
    this.sizes[block] = BLOCK / 2;
    this.sizes[fresh] = BLOCK / 2;
    for (const bound of [this.mostOther, this.mostEni, this.mostGpu]) bound[fresh] = bound[block];
    for (const column of [this.blockAt, this.leastValue, this.leastRow]) column.copyWithin(position + 2, position + 1, this.count);
    this.count++;
    this.blockAt[position + 1] = fresh;
    this.leastValue[position + 1] = this.values[fresh * BLOCK];
    this.leastRow[position + 1] = this.rows[fresh * BLOCK];
  }

  private drop(position: number): void {
    this.spare.push(this.blockAt[position]);
    for (const column of [this.blockAt, this.leastValue, this.leastRow]) column.copyWithin(position, position + 1, this.count);
    this.count--;
  }

  private addBlock(): number {
    if (this.blocks === this.sizes.length) {
      const length = 2 * this.blocks;
      this.blockAt = longer(this.blockAt, length);
      this.leastValue = longer(this.leastValue, length);
      this.leastRow = longer(this.leastRow, length);
      this.sizes = longer(this.sizes, length);
      this.mostOther = longer(this.mostOther, length);
      this.mostEni = longer(this.mostEni, length);
      this.mostGpu = longer(this.mostGpu, length);
      this.values = longer(this.values, length * BLOCK);
      this.rows = longer(this.rows, length * BLOCK);
    }
    return this.blocks++;
  }

  private widen(row: number): void {
    const known = this.valueOf.length;
    this.valueOf = longer(this.valueOf, Math.max(2 * known, row + 1));
    this.valueOf.fill(ABSENT, known);
  }
}

function longer(column: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(length);
  result.set(column);
  return result;
}
