import { type FleetView, gpuNeedOf, NOWHERE, type TaskRequest } from '../view.js';
import { isEnough, largest, packed, stepOf } from './packed.js';
import { classBit, gpuRoom, lowestBit } from './room.js';

/** Children of a node, a family, adjacent in memory. */
const ARITY = 4;
const CHILD_BITS = 2;
/** More interfaces and thousandths of GPUs than an instance has. */
const ENI_MOST = 2 ** 10;
const GPU_MOST = 2 ** 16;

/**
 * Finds the rows that may have room, oldest first: a tree of maxima over the rows. A node that lacks one resource hides all its rows.
 *
 * Amounts are rounded to steps, so that the maxima of three resources are one number and a large fleet fits a cache. Maxima of several rows
 * may add up to room that no single row has; the mean of CPU and memory, each as a part of the most that an instance can have, is a third
 * maximum, which reveals most of these.
 */
export class AgeTree {
  /** By level, its first node; level 0 has a node for each row. Each level consists of whole families. */
  private starts = new Int32Array();
  private top = 0;
  private rows = 0;
  /** By node: CPU, memory and the mean of both. */
  private room = new Int32Array();
  /** By node: interfaces and GPUs. */
  private rare = new Int32Array();
  /** By node: the classes of the rows below, as bits. */
  private classes = new Int32Array();
  /** By row: the inputs of `rare`. */
  private eni = new Int32Array();
  private gpu = new Int32Array();
  private perCpuUnit = 1;
  private perMib = 1;
  /** By level, the nodes of the present family that a search has yet to enter, as bits. */
  private left = new Int32Array();
  /** The answer from which the latest search can continue, since nothing has changed. */
  private found = NOWHERE;
  private foundFor: TaskRequest | null = null;
  private foundIn = 0;

  /** Discards everything and reads the fleet again. */
  rebuild(fleet: FleetView): void {
    this.rows = ARITY;
    while (this.rows < fleet.count) this.rows *= 2;
    const starts = [0];
    for (let size = this.rows; size > ARITY; size /= ARITY) starts.push(starts[starts.length - 1] + size);
    this.starts = Int32Array.from(starts);
    this.top = starts.length - 1;
    this.left = new Int32Array(starts.length);
    const nodes = starts[this.top] + ARITY;
    this.room = new Int32Array(nodes);
    this.rare = new Int32Array(nodes);
    this.classes = new Int32Array(nodes);
    this.eni = new Int32Array(this.rows);
    this.gpu = new Int32Array(this.rows);
    this.perCpuUnit = 1 / fleet.types.reduce((most, { cpuUnits }) => Math.max(most, cpuUnits), 1);
    this.perMib = 1 / fleet.types.reduce((most, { memoryMib }) => Math.max(most, memoryMib), 1);
    for (let row = 0; row < fleet.count; row++) this.update(fleet, row);
  }

  /** Call it when the row's room, state or class has changed, or when it is new at the end. */
  update(fleet: FleetView, row: number): void {
    if (row >= this.rows) return this.rebuild(fleet);
    this.found = NOWHERE;
    const isThere = (fleet.isActive[row] & fleet.isAgentConnected[row]) === 1;
    this.raise(this.room, row, isThere ? this.roomOf(fleet.cpuUnitsFree[row], fleet.memoryMibFree[row]) : 0);
    const eni = fleet.eniFree[row];
    const gpu = gpuRoom(fleet, row);
    if (eni !== this.eni[row] || gpu !== this.gpu[row]) {
      this.eni[row] = eni;
      this.gpu[row] = gpu;
      this.raise(this.rare, row, rareOf(eni, gpu));
    }
    this.raiseClasses(row, isThere ? classBit(fleet.instanceClass[row]) : 0);
  }

  /** The first row from `from` on that may have room and is of one of the classes; fit() must check it. */
  next(request: TaskRequest, classes: number, from: number): number {
    if (from >= this.rows) return NOWHERE;
    const { left, top, starts } = this;
    const need = this.roomOf(request.cpuUnits, request.memoryMib);
    const gpu = gpuNeedOf(request);
    const rareNeed = request.eni === 0 && gpu === 0 ? 0 : rareOf(request.eni, gpu);
    const goesOn = from === this.found + 1 && request === this.foundFor && classes === this.foundIn;
    let level = from === 0 ? top : 0;
    let family = from === 0 ? 0 : (goesOn ? this.found : from) >> CHILD_BITS;
    if (from === 0) left[top] = this.fitting(starts[top], need, rareNeed, classes);
    else if (!goesOn) {
      // Behind a row, on each level those after its ancestor are left, and on the lowest the row itself too.
      for (let above = 0; above <= top; above++) {
        const nth = from >> (above * CHILD_BITS);
        const behind = (above === 0 ? -1 : -2) << (nth & (ARITY - 1));
        left[above] = this.fitting(starts[above] + (nth & -ARITY), need, rareNeed, classes) & behind;
      }
    }
    for (;;) {
      while (left[level] === 0) {
        if (level === top) return NOWHERE;
        level++;
        family >>= CHILD_BITS;
      }
      const nth = ARITY * family + lowestBit(left[level]);
      left[level] &= left[level] - 1;
      if (level === 0) {
        this.found = nth;
        this.foundFor = request;
        this.foundIn = classes;
        return nth;
      }
      level--;
      family = nth;
      left[level] = this.fitting(starts[level] + ARITY * family, need, rareNeed, classes);
    }
  }

  /** Which nodes of the family that begins there may have room, as bits. */
  private fitting(first: number, need: number, rareNeed: number, classes: number): number {
    const { room, rare, classes: all } = this;
    let bits = 0;
    for (let child = 0; child < ARITY; child++) bits |= isEnough(room[first + child], need) << child;
    if (rareNeed === 0 && classes === -1) return bits;
    for (let child = 0; child < ARITY; child++)
      if (isEnough(rare[first + child], rareNeed) === 0 || (all[first + child] & classes) === 0) bits &= ~(1 << child);
    return bits;
  }

  private roomOf(cpuUnits: number, memoryMib: number): number {
    const cpu = cpuUnits * this.perCpuUnit;
    const memory = memoryMib * this.perMib;
    return packed(stepOf(cpu), stepOf(memory), stepOf((cpu + memory) / 2));
  }

  /** Sets the amounts of the row, and the maxima above it. */
  private raise(maxima: Int32Array, row: number, amounts: number): void {
    if (maxima[row] === amounts) return;
    maxima[row] = amounts;
    for (let level = 1, nth = row >> CHILD_BITS; level <= this.top; level++, nth >>= CHILD_BITS) {
      const node = this.starts[level] + nth;
      const first = this.starts[level - 1] + ARITY * nth;
      const most = largest(largest(maxima[first], maxima[first + 1]), largest(maxima[first + 2], maxima[first + 3]));
      if (maxima[node] === most) return;
      maxima[node] = most;
    }
  }

  private raiseClasses(row: number, bits: number): void {
    const { classes } = this;
    if (classes[row] === bits) return;
    classes[row] = bits;
    for (let level = 1, nth = row >> CHILD_BITS; level <= this.top; level++, nth >>= CHILD_BITS) {
      const first = this.starts[level - 1] + ARITY * nth;
      classes[this.starts[level] + nth] = classes[first] | classes[first + 1] | classes[first + 2] | classes[first + 3];
    }
  }
}

function rareOf(eni: number, gpu: number): number {
  return packed(stepOf(eni / ENI_MOST), stepOf(gpu / GPU_MOST), 0);
}
