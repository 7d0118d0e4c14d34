import { FITS, fit } from '../fit.js';
import { NOWHERE } from '../place.js';
import { BY_CPU, type Criterion } from '../strategies.js';
import type { FleetView, TaskRequest } from '../view.js';
import { gpuRoom, gpuRoomNeeded } from './room.js';

/** Values are sorted into at most so many buckets of equal width. */
const BUCKETS = 512;
/** A block is the part of a bucket for 1,024 places: 32 words of 32 bits, and one word that says which of them are not zero. */
const BLOCK_WORDS = 32;
const PLACES_PER_BLOCK = 1024;
/** A bucket with rows of several values. */
const MIXED = -2;
const ABSENT = -1;

/** Buckets to a group, which is passed over in one step. */
const GROUP = 16;

/**
 * Rows of one instance class by what they have free of one resource: binpack takes the first that fits from the need upwards, the oldest of
 * equals. Free amounts fall into buckets, a bucket is a set of bits by place (the row's age within its class), so a change moves two bits. A bucket
 * whose rows all have the same amount, as most have where sizes are round, is read from its oldest row on; in a mixed one all are compared.
 *
 * What the rows have free of the other resource is bounded from above by block, by bucket and by group of buckets, so that rows which are full in
 * the other way are passed over together; -1 stands for no rows. Bounds rise with every row that comes and are made exact when a block was
 * read in vain.
 */
export class RoomOrder {
  private readonly shift: number;
  private readonly buckets: number;
  /** Blocks to a bucket. */
  private width = 1;
  private places = 0;
  /** By row, its place or ABSENT; by place, its row and the value under which it is in the order, or ABSENT. */
  private placeOf = new Int32Array(64).fill(ABSENT);
  private rowAt = new Int32Array(64);
  private valueAt = new Int32Array(64);
  /** By place, what its row has free of the other resource. */
  private otherAt = new Int32Array(64);
  /** By bucket: rows in it, and their common value or MIXED. */
  private readonly sizes: Int32Array;
  private readonly common: Int32Array;
  private readonly mostInBucket: Int32Array;
  private readonly mostInGroup: Int32Array;
  /** By block. */
  private words: Int32Array;
  private filled: Int32Array;
  private mostInBlock: Int32Array;
  private mostEni: Int32Array;
  private mostGpu: Int32Array;

  /** `most`: what an empty instance of the class has of the resource. */
  constructor(
    private readonly fleet: FleetView,
    private readonly criterion: Criterion,
    most: number,
  ) {
    this.shift = Math.max(0, 32 - Math.clz32(most) - Math.log2(BUCKETS));
    this.buckets = (most >> this.shift) + 1;
    this.sizes = new Int32Array(this.buckets);
    this.common = new Int32Array(this.buckets);
    this.words = new Int32Array(this.buckets * BLOCK_WORDS);
    this.filled = new Int32Array(this.buckets);
    this.mostInBucket = new Int32Array(this.buckets).fill(ABSENT);
    this.mostInGroup = new Int32Array(Math.ceil(this.buckets / GROUP)).fill(ABSENT);
    this.mostInBlock = new Int32Array(this.buckets).fill(ABSENT);
    this.mostEni = new Int32Array(this.buckets);
    this.mostGpu = new Int32Array(this.buckets);
  }

  /** The row's room has changed, or whether it is to be in the order at all. Rows come in the order of their age. */
  update(row: number, isThere: boolean): void {
    const { fleet } = this;
    const place = row < this.placeOf.length && this.placeOf[row] !== ABSENT ? this.placeOf[row] : this.addPlace(row);
    const value = !isThere ? ABSENT : this.criterion === BY_CPU ? fleet.cpuUnitsFree[row] : fleet.memoryMibFree[row];
    const before = this.valueAt[place];
    if (before !== ABSENT) this.leave(before >> this.shift, place);
    this.otherAt[place] = this.criterion === BY_CPU ? fleet.memoryMibFree[row] : fleet.cpuUnitsFree[row];
    if (value !== ABSENT) this.enter(value, place, row);
    this.valueAt[place] = value;
  }

  /** The row with the least that is enough, the oldest of equals, or NOWHERE. */
  first(request: TaskRequest): number {
    const { buckets, mostInBucket, mostInGroup } = this;
    const isByCpu = this.criterion === BY_CPU;
    const need = isByCpu ? request.cpuUnits : request.memoryMib;
    const other = isByCpu ? request.memoryMib : request.cpuUnits;
    for (let bucket = need >> this.shift; bucket < buckets; bucket++) {
      if (mostInBucket[bucket] < other) {
        const group = Math.floor(bucket / GROUP);
        if (mostInGroup[group] < other) bucket = (group + 1) * GROUP - 1;
        continue;
      }
      const row = this.firstIn(bucket, request, need, other);
      if (row !== NOWHERE) return row;
    }
    return NOWHERE;
  }

  private firstIn(bucket: number, request: TaskRequest, need: number, other: number): number {
    const common = this.common[bucket];
    if (common !== MIXED && common < need) return NOWHERE;
    const gpu = gpuRoomNeeded(request);
    let chosen = NOWHERE;
    for (let block = bucket * this.width, end = block + this.width; block < end; block++) {
      if (this.mostInBlock[block] < other || ((this.mostEni[block] - request.eni) | (this.mostGpu[block] - gpu)) < 0) continue;
      const row = common === MIXED ? this.leastInBlock(block, request, need, other) : this.firstInBlock(block, request, other);
      if (row === NOWHERE) this.makeExact(block);
      else if (common !== MIXED) return row;
      else if (chosen === NOWHERE || this.valueAt[this.placeOf[row]] < this.valueAt[this.placeOf[chosen]]) chosen = row;
    }
    return chosen;
  }

  /** Of rows with equal amounts, the oldest that fits. */
  private firstInBlock(block: number, request: TaskRequest, other: number): number {
    const { words, otherAt } = this;
    const firstPlace = this.firstPlaceOf(block);
    for (let left = this.filled[block]; left !== 0; left &= left - 1) {
      const word = lowestBit(left);
      for (let bits = words[block * BLOCK_WORDS + word]; bits !== 0; bits &= bits - 1) {
        const place = firstPlace + word * 32 + lowestBit(bits);
        if (otherAt[place] < other) continue;
        const row = this.rowAt[place];
        if (fit(this.fleet, row, request) === FITS) return row;
      }
    }
    return NOWHERE;
  }

  /** Of rows with several amounts, the one with the least that is enough; the oldest of equals. */
  private leastInBlock(block: number, request: TaskRequest, need: number, other: number): number {
    const { words, otherAt, valueAt } = this;
    const firstPlace = this.firstPlaceOf(block);
    let best = Number.POSITIVE_INFINITY;
    let chosen = NOWHERE;
    for (let left = this.filled[block]; left !== 0; left &= left - 1) {
      const word = lowestBit(left);
      for (let bits = words[block * BLOCK_WORDS + word]; bits !== 0; bits &= bits - 1) {
        const place = firstPlace + word * 32 + lowestBit(bits);
        const value = valueAt[place];
        if (otherAt[place] < other || value < need || value >= best) continue;
        const row = this.rowAt[place];
        if (fit(this.fleet, row, request) !== FITS) continue;
        best = value;
        chosen = row;
      }
    }
    return chosen;
  }

  private firstPlaceOf(block: number): number {
    return this.width === 1 ? 0 : (block % this.width) * PLACES_PER_BLOCK;
  }

  private leave(bucket: number, place: number): void {
    this.sizes[bucket]--;
    const block = bucket * this.width + (place >>> 10);
    const word = (place >>> 5) & 31;
    const at = block * BLOCK_WORDS + word;
    this.words[at] &= ~(1 << (place & 31));
    if (this.words[at] === 0) this.filled[block] &= ~(1 << word);
    if (this.filled[block] !== 0) return;
    this.mostInBlock[block] = ABSENT;
    if (this.sizes[bucket] === 0) this.mostInBucket[bucket] = ABSENT;
  }

  private enter(value: number, place: number, row: number): void {
    const bucket = value >> this.shift;
    if (this.sizes[bucket]++ === 0) this.common[bucket] = value;
    else if (this.common[bucket] !== value) this.common[bucket] = MIXED;
    const block = bucket * this.width + (place >>> 10);
    const word = (place >>> 5) & 31;
    this.words[block * BLOCK_WORDS + word] |= 1 << (place & 31);
    if (this.filled[block] === 0) this.forgetBounds(block);
    this.filled[block] |= 1 << word;
    this.raise(block, place, row);
    const most = this.mostInBlock[block];
    if (most > this.mostInBucket[bucket]) this.mostInBucket[bucket] = most;
    const group = Math.floor(bucket / GROUP);
    if (most > this.mostInGroup[group]) this.mostInGroup[group] = most;
  }

  private raise(block: number, place: number, row: number): void {
    const { fleet } = this;
    if (this.otherAt[place] > this.mostInBlock[block]) this.mostInBlock[block] = this.otherAt[place];
    if (fleet.eniFree[row] > this.mostEni[block]) this.mostEni[block] = fleet.eniFree[row];
    if (fleet.gpuSlots === 0) return;
    const gpu = gpuRoom(fleet, row);
    if (gpu > this.mostGpu[block]) this.mostGpu[block] = gpu;
  }

  private forgetBounds(block: number): void {
    this.mostInBlock[block] = ABSENT;
    this.mostEni[block] = 0;
    this.mostGpu[block] = 0;
  }

  /** Bounds of the block, and of the bucket and the group that it is in, from what there is. */
  private makeExact(block: number): void {
    this.forgetBounds(block);
    const firstPlace = this.firstPlaceOf(block);
    for (let left = this.filled[block]; left !== 0; left &= left - 1) {
      const word = lowestBit(left);
      for (let bits = this.words[block * BLOCK_WORDS + word]; bits !== 0; bits &= bits - 1) {
        const place = firstPlace + word * 32 + lowestBit(bits);
        this.raise(block, place, this.rowAt[place]);
      }
    }
    const bucket = Math.floor(block / this.width);
    this.mostInBucket[bucket] = mostOf(this.mostInBlock, bucket * this.width, this.width);
    const group = Math.floor(bucket / GROUP);
    this.mostInGroup[group] = mostOf(this.mostInBucket, group * GROUP, GROUP);
  }

  private addPlace(row: number): number {
    const place = this.places++;
    if (row >= this.placeOf.length) this.placeOf = longer(this.placeOf, row + 1).fill(ABSENT, this.placeOf.length);
    if (place === this.rowAt.length) {
      this.rowAt = longer(this.rowAt, place + 1);
      this.valueAt = longer(this.valueAt, place + 1);
      this.otherAt = longer(this.otherAt, place + 1);
    }
    if (place === this.width * PLACES_PER_BLOCK) this.widen();
    this.placeOf[row] = place;
    this.rowAt[place] = row;
    this.valueAt[place] = ABSENT;
    return place;
  }

  /** Twice as many blocks to a bucket. */
  private widen(): void {
    const { width, buckets } = this;
    this.width = 2 * width;
    const spread = (column: Int32Array, size: number): Int32Array<ArrayBuffer> => {
      const wider = new Int32Array(2 * column.length);
      for (let bucket = 0; bucket < buckets; bucket++)
        wider.set(column.subarray(bucket * width * size, (bucket + 1) * width * size), 2 * bucket * width * size);
      return wider;
    };
    this.words = spread(this.words, BLOCK_WORDS);
    this.filled = spread(this.filled, 1);
    this.mostInBlock = spread(this.mostInBlock, 1);
    this.mostEni = spread(this.mostEni, 1);
    this.mostGpu = spread(this.mostGpu, 1);
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** The most of `count` entries from `from` on, as far as there are any. */
function mostOf(column: Int32Array, from: number, count: number): number {
  let most = ABSENT;
  for (let at = from, end = Math.min(from + count, column.length); at < end; at++) if (column[at] > most) most = column[at];
  return most;
}

function longer(column: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(Math.max(2 * column.length, least));
  result.set(column);
  return result;
}
