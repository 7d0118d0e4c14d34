import { FITS, fit } from '../fit.js';
import { NOWHERE } from '../place.js';
import type { ColumnCriterion, Resource } from '../strategies.js';
import type { FleetView, TaskRequest } from '../view.js';
import { gpuRoom, gpuRoomNeeded, isZero, larger, longer, lowestBit, spread } from './room.js';

/** Values are sorted into at most 2^8 buckets of equal width. */
const BUCKET_BITS = 8;
/** A block is the part of a bucket for 1,024 places: 32 words of 32 bits, and one word that marks the nonzero ones. */
const BLOCK_WORDS = 32;
const PLACE_BITS = 10;
const PLACES_PER_BLOCK = 2 ** PLACE_BITS;
/** A bucket with rows of several values. */
const MIXED = -2;
/** All bits are set, so that `or` with it makes any bound absent. */
const ABSENT = -1;
/**
 * Layout of a block: the amount of all rows of its bucket or MIXED (in the first block of a bucket; of an empty bucket, what it was before),
 * its nonzero words, the requests (TaskRequest.memoBit) that found nothing since a row last came, the bound of GPUs, and the words.
 */
const COMMON = 0;
const FILLED = 1;
const IN_VAIN = 2;
const MOST_GPU = 3;
const WORDS = 4;
const BLOCK_INTS = WORDS + BLOCK_WORDS;
/** Layout of a place: its row, the amount by which it is sorted (or ABSENT), that of the other resource; and one unused, because a place is a power of two. */
const PLACE_INTS = 4;
const ROW = 0;
const VALUE = 1;
const OTHER = 2;
/** Buckets per group, which is skipped in one step. */
const GROUP_BITS = 4;
const GROUP = 2 ** GROUP_BITS;

/**
 * Rows of one instance class by the free amount of one resource: binpack takes the first that fits from the need upwards, the oldest of
 * equals. Free amounts fall into buckets. A bucket is a set of bits by place (the row's age within its class), so a change moves two bits.
 * A bucket with one common amount, as usual with round sizes, is read from its oldest row on; in a mixed one all rows are compared.
 *
 * Free amounts of the other resource are bounded from above by block, bucket and group of buckets, so that rows without enough of it are
 * skipped together; -1 means no rows. Bounds rise with every new row and become exact when a block was read without a find. Maxima of several rows
 * may promise room that no row has, and a constraint has no bound, so a block remembers requests that found nothing until a row comes.
 */
export class RoomOrder {
  private readonly resource: Resource;
  private readonly shift: number;
  private readonly buckets: number;
  /** Blocks per bucket. */
  private width = 1;
  private places = 0;
  /** By row, its place or ABSENT. */
  private placeOf = new Int32Array(64).fill(ABSENT);
  private placeData = new Int32Array(64 * PLACE_INTS);
  private blocks: Int32Array;
  /** Bounds of the other resource. They lie side by side, because a search reads one after the other. With one block a bucket, both are one. */
  private mostInBlock: Int32Array;
  private mostInBucket: Int32Array;
  private readonly mostInGroup: Int32Array;
  /** The row that was found last, while it is the first wherever it fits: no other has changed, and it has no more room than then. Else NOWHERE. */
  found = NOWHERE;

  /** `type` is that of the class's instances. Throws for a criterion that is no resource. */
  constructor(
    private readonly fleet: FleetView,
    private readonly by: ColumnCriterion,
    type: number,
  ) {
    const { resource } = by;
    if (resource === null) throw new Error(`an index keeps no order by ${by.fields.join(' or ')}`);
    this.resource = resource;
    const most = resource.most(fleet.types[type]);
    this.shift = Math.max(0, 32 - Math.clz32(most) - BUCKET_BITS);
    this.buckets = ((most >> (this.shift + GROUP_BITS)) + 1) << GROUP_BITS;
    this.blocks = new Int32Array(this.buckets * BLOCK_INTS);
    this.mostInBlock = new Int32Array(this.buckets).fill(ABSENT);
    this.mostInBucket = this.mostInBlock;
    this.mostInGroup = new Int32Array(this.buckets >> GROUP_BITS).fill(ABSENT);
  }

  /** Call it when the row's room has changed, or its membership in the order (`isThere`). Rows come in the order of their age. */
  update(row: number, isThere: boolean): void {
    const place = row < this.placeOf.length ? this.placeOf[row] : ABSENT;
    if (place === ABSENT) return this.add(row, isThere);
    const at = place * PLACE_INTS;
    const before = this.placeData[at + VALUE];
    if (before !== ABSENT) this.leave(before >> this.shift, place);
    const value = isThere ? this.resource.free(this.fleet)[row] : ABSENT;
    this.placeData[at + VALUE] = value;
    if (row !== this.found || value > before) this.found = NOWHERE;
    if (!isThere) return;
    this.placeData[at + OTHER] = this.by.beside.free(this.fleet)[row];
    this.enter(value, place);
  }

  /** Adds a row, which is younger than all others. */
  add(row: number, isThere: boolean): void {
    const place = this.addPlace(row);
    this.found = NOWHERE;
    if (!isThere) return;
    this.placeData[place * PLACE_INTS + VALUE] = this.resource.free(this.fleet)[row];
    this.placeData[place * PLACE_INTS + OTHER] = this.by.beside.free(this.fleet)[row];
    this.enter(this.resource.free(this.fleet)[row], place);
  }

  /** The row with the least amount that is enough, the oldest of equals, or NOWHERE. */
  first(request: TaskRequest): number {
    const { buckets, mostInBucket, mostInGroup } = this;
    const need = this.resource.need(request);
    const other = this.by.beside.need(request);
    let bucket = need >> this.shift;
    while (bucket < buckets) {
      const end = (bucket | (GROUP - 1)) + 1; // Buckets are made up to a whole group.
      if (mostInGroup[bucket >> GROUP_BITS] < other) {
        bucket = end;
        continue;
      }
      for (; bucket < end; bucket++) {
        if (mostInBucket[bucket] < other) continue;
        const row = this.firstIn(bucket, request, need, other);
        if (row !== NOWHERE) return row;
      }
    }
    return NOWHERE;
  }

  private firstIn(bucket: number, request: TaskRequest, need: number, other: number): number {
    const common = this.blocks[bucket * this.width * BLOCK_INTS + COMMON];
    if (common !== MIXED && common < need) return NOWHERE;
    const before = this.mostInBucket[bucket];
    const gpu = gpuRoomNeeded(request);
    const memoBit = request.memoBit ?? 0;
    const { blocks } = this;
    let chosen = NOWHERE;
    for (let block = bucket * this.width, end = block + this.width; block < end; block++) {
      const at = block * BLOCK_INTS;
      if (this.mostInBlock[block] < other || blocks[at + MOST_GPU] < gpu || (blocks[at + IN_VAIN] & memoBit) !== 0) continue;
      const row = common === MIXED ? this.leastInBlock(block, request, need, other) : this.firstInBlock(block, request, other);
      if (row === NOWHERE) {
        blocks[at + IN_VAIN] |= memoBit;
        continue;
      }
      if (common !== MIXED) return row;
      if (chosen === NOWHERE || this.valueOf(row) < this.valueOf(chosen)) chosen = row;
    }
    if (chosen === NOWHERE) this.lowerBucket(bucket, before);
    return chosen;
  }

  /** Among rows with equal amounts, the oldest that fits. */
  private firstInBlock(block: number, request: TaskRequest, other: number): number {
    const { blocks, placeData, fleet } = this;
    const isSure = request.needsOnlyRoom === true;
    const firstPlace = this.firstPlaceOf(block);
    const ofBlock = block * BLOCK_INTS;
    let most = ABSENT;
    for (let left = blocks[ofBlock + FILLED]; left !== 0; left &= left - 1) {
      const word = lowestBit(left);
      for (let bits = blocks[ofBlock + WORDS + word]; bits !== 0; bits &= bits - 1) {
        const at = (firstPlace + word * 32 + lowestBit(bits)) * PLACE_INTS;
        const here = placeData[at + OTHER];
        if (here >= other && (isSure || fit(fleet, placeData[at + ROW], request) === FITS)) return placeData[at + ROW];
        if (here > most) most = here;
      }
    }
    this.readInVain(block, most, other);
    return NOWHERE;
  }

  /** Among rows with several amounts, the one with the least that is enough; the oldest of equals. */
  private leastInBlock(block: number, request: TaskRequest, need: number, other: number): number {
    const { blocks, placeData } = this;
    const firstPlace = this.firstPlaceOf(block);
    const ofBlock = block * BLOCK_INTS;
    let most = ABSENT;
    let best = Number.POSITIVE_INFINITY;
    let chosen = NOWHERE;
    for (let left = blocks[ofBlock + FILLED]; left !== 0; left &= left - 1) {
      const word = lowestBit(left);
      for (let bits = blocks[ofBlock + WORDS + word]; bits !== 0; bits &= bits - 1) {
        const at = (firstPlace + word * 32 + lowestBit(bits)) * PLACE_INTS;
        const here = placeData[at + OTHER];
        if (here > most) most = here;
        const value = placeData[at + VALUE];
        if (here < other || value < need || value >= best || fit(this.fleet, placeData[at + ROW], request) !== FITS) continue;
        best = value;
        chosen = placeData[at + ROW];
      }
    }
    if (chosen === NOWHERE) this.readInVain(block, most, other);
    return chosen;
  }

  private valueOf(row: number): number {
    return this.placeData[this.placeOf[row] * PLACE_INTS + VALUE];
  }

  private firstPlaceOf(block: number): number {
    return this.width === 1 ? 0 : (block % this.width) * PLACES_PER_BLOCK;
  }

  /** Neither this nor enter() branches where it can be helped: a processor cannot predict whether a word, block or bucket becomes empty. */
  private leave(bucket: number, place: number): void {
    const { blocks } = this;
    const block = bucket * this.width + (place >>> PLACE_BITS);
    const ofBlock = block * BLOCK_INTS;
    const word = (place >>> 5) & 31;
    const bits = blocks[ofBlock + WORDS + word] & ~(1 << (place & 31));
    blocks[ofBlock + WORDS + word] = bits;
    const filled = blocks[ofBlock + FILLED] & ~(isZero(bits) << word);
    blocks[ofBlock + FILLED] = filled;
    this.mostInBlock[block] |= -isZero(filled);
  }

  private enter(value: number, place: number): void {
    const { blocks, mostInBlock, mostInGroup, width } = this;
    const bucket = value >> this.shift;
    const ofBucket = bucket * width * BLOCK_INTS;
    if (blocks[ofBucket + COMMON] !== value) blocks[ofBucket + COMMON] = this.isEmpty(bucket) ? value : MIXED;
    const block = bucket * width + (place >>> PLACE_BITS);
    const ofBlock = block * BLOCK_INTS;
    const word = (place >>> 5) & 31;
    if (this.fleet.gpuSlots > 0) this.raiseGpus(ofBlock, place);
    blocks[ofBlock + WORDS + word] |= 1 << (place & 31);
    blocks[ofBlock + FILLED] |= 1 << word;
    blocks[ofBlock + IN_VAIN] = 0;
    const other = this.placeData[place * PLACE_INTS + OTHER];
    mostInBlock[block] = larger(mostInBlock[block], other);
    if (width > 1 && other > this.mostInBucket[bucket]) this.mostInBucket[bucket] = other;
    if (other > mostInGroup[bucket >> GROUP_BITS]) mostInGroup[bucket >> GROUP_BITS] = other;
  }

  private isEmpty(bucket: number): boolean {
    for (let block = bucket * this.width, end = block + this.width; block < end; block++)
      if (this.blocks[block * BLOCK_INTS + FILLED] !== 0) return false;
    return true;
  }

  private raiseGpus(ofBlock: number, place: number): void {
    const { fleet, blocks, placeData } = this;
    if (blocks[ofBlock + FILLED] === 0) blocks[ofBlock + MOST_GPU] = 0;
    const gpu = gpuRoom(fleet, placeData[place * PLACE_INTS + ROW]);
    if (gpu > blocks[ofBlock + MOST_GPU]) blocks[ofBlock + MOST_GPU] = gpu;
  }

  /** Lowers the bounds of a block that was read without a find. `most` is its exact maximum of the other resource; if it is enough, GPUs may be short. */
  private readInVain(block: number, most: number, other: number): void {
    this.mostInBlock[block] = most;
    if (most >= other && this.fleet.gpuSlots > 0) this.recountGpus(block);
  }

  /**
   * Recomputes the bounds of a bucket in which a search found nothing, and of its group, from those below; a group's bound that another
   * bucket set stays as it is.
   */
  private lowerBucket(bucket: number, before: number): void {
    const { mostInBlock, mostInBucket, mostInGroup } = this;
    let inBucket = ABSENT;
    for (let block = bucket * this.width, end = block + this.width; block < end; block++)
      if (mostInBlock[block] > inBucket) inBucket = mostInBlock[block];
    mostInBucket[bucket] = inBucket;
    const group = bucket >> GROUP_BITS;
    if (inBucket === before || before < mostInGroup[group]) return;
    let inGroup = ABSENT;
    for (let one = group * GROUP, end = one + GROUP; one < end; one++) if (mostInBucket[one] > inGroup) inGroup = mostInBucket[one];
    mostInGroup[group] = inGroup;
  }

  private recountGpus(block: number): void {
    const ofBlock = block * BLOCK_INTS;
    this.blocks[ofBlock + MOST_GPU] = 0;
    for (let left = this.blocks[ofBlock + FILLED]; left !== 0; left &= left - 1) {
      const word = lowestBit(left);
      for (let bits = this.blocks[ofBlock + WORDS + word]; bits !== 0; bits &= bits - 1)
        this.raiseGpus(ofBlock, this.firstPlaceOf(block) + word * 32 + lowestBit(bits));
    }
  }

  private addPlace(row: number): number {
    const place = this.places++;
    if (row >= this.placeOf.length) this.placeOf = longer(this.placeOf, row + 1).fill(ABSENT, this.placeOf.length);
    if ((place + 1) * PLACE_INTS > this.placeData.length) this.placeData = longer(this.placeData, (place + 1) * PLACE_INTS);
    if (place === this.width * PLACES_PER_BLOCK) this.widen();
    this.placeOf[row] = place;
    this.placeData[place * PLACE_INTS + ROW] = row;
    this.placeData[place * PLACE_INTS + VALUE] = ABSENT;
    return place;
  }

  /** Doubles the blocks per bucket. */
  private widen(): void {
    const { width, buckets } = this;
    this.width = 2 * width;
    this.blocks = spread(this.blocks, buckets, width * BLOCK_INTS);
    if (width === 1) this.mostInBucket = this.mostInBlock.slice();
    this.mostInBlock = spread(this.mostInBlock, buckets, width);
    for (let block = 0; block < this.width * buckets; block++)
      if (this.blocks[block * BLOCK_INTS + FILLED] === 0) this.mostInBlock[block] = ABSENT;
  }
}
