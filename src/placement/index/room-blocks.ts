import type { ColumnCriterion, Resource } from '../strategies.js';
import type { FleetView } from '../view.js';
import { gpuRoom, isZero, larger, longer, spread } from './room.js';

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
/** Layout of a place: its row, the amount by which it is sorted (or ABSENT), that of the other resource, and one to make it a power of two. */
const PLACE_INTS = 4;
const ROW = 0;
const VALUE = 1;
const OTHER = 2;
/** Buckets per group, which is skipped in one step. */
const GROUP_BITS = 4;
const GROUP = 2 ** GROUP_BITS;

/** For RoomOrder, whose file copies them: V8 reads an exported constant from memory each time, and a constant of the file never. */
export const LAYOUT = {
  ABSENT,
  BLOCK_INTS,
  COMMON,
  FILLED,
  GROUP,
  GROUP_BITS,
  IN_VAIN,
  MIXED,
  MOST_GPU,
  OTHER,
  PLACE_INTS,
  PLACES_PER_BLOCK,
  ROW,
  VALUE,
  WORDS,
};

/**
 * The rows of a RoomOrder, which describes them, as columns: how rows come, go and change. RoomOrder searches them.
 */
export class RoomBlocks {
  protected readonly resource: Resource;
  protected readonly shift: number;
  protected readonly buckets: number;
  /** Blocks per bucket. */
  protected width = 1;
  protected places = 0;
  /** By row, its place or ABSENT. */
  protected placeOf = new Int32Array(64).fill(ABSENT);
  protected placeData = new Int32Array(64 * PLACE_INTS);
  protected blocks: Int32Array;
  /** Bounds of the other resource. A search reads one after the other, so they lie side by side. With one block a bucket both are one. */
  protected mostInBlock: Int32Array;
  protected mostInBucket: Int32Array;
  protected readonly mostInGroup: Int32Array;

  /** `type` is that of the class's instances. Throws for a criterion that is no resource. */
  constructor(
    protected readonly fleet: FleetView,
    protected readonly by: ColumnCriterion,
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

  /** Adds all rows of the class, in the order of their age, to a new order. `isThere`: by row, whether it is in the order. */
  fill(rows: Int32Array, isThere: Uint8Array): void {
    const { fleet, shift, mostInGroup } = this;
    const values = this.resource.free(fleet);
    const others = this.by.beside.free(fleet);
    this.reserve(rows);
    const { placeOf, placeData, blocks, mostInBlock, mostInBucket, width } = this;
    for (let bucket = 0; bucket < this.buckets; bucket++) blocks[bucket * width * BLOCK_INTS + COMMON] = ABSENT;
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place];
      const at = place * PLACE_INTS;
      const value = isThere[row] === 1 ? values[row] : ABSENT;
      placeOf[row] = place;
      placeData[at + ROW] = row;
      placeData[at + VALUE] = value;
      if (value === ABSENT) continue;
      const other = others[row];
      placeData[at + OTHER] = other;
      const bucket = value >> shift;
      const common = bucket * width * BLOCK_INTS + COMMON;
      blocks[common] = blocks[common] === ABSENT || blocks[common] === value ? value : MIXED;
      const block = bucket * width + (place >>> PLACE_BITS);
      const word = (place >>> 5) & 31;
      blocks[block * BLOCK_INTS + WORDS + word] |= 1 << (place & 31);
      blocks[block * BLOCK_INTS + FILLED] |= 1 << word;
      mostInBlock[block] = larger(mostInBlock[block], other);
      mostInBucket[bucket] = larger(mostInBucket[bucket], other);
      mostInGroup[bucket >> GROUP_BITS] = larger(mostInGroup[bucket >> GROUP_BITS], other);
      if (fleet.gpuSlots > 0) this.raiseGpus(block * BLOCK_INTS, place);
    }
  }

  /** Makes places for the rows. */
  private reserve(rows: Int32Array): void {
    this.places = rows.length;
    if (rows.length === 0) return;
    this.placeOf = longer(this.placeOf, rows[rows.length - 1] + 1).fill(ABSENT);
    this.placeData = longer(this.placeData, rows.length * PLACE_INTS);
    while (this.width * PLACES_PER_BLOCK < rows.length) this.widen();
  }

  /** Neither this nor enter() branches where it can be helped: a processor cannot predict whether a word, block or bucket becomes empty. */
  protected leave(bucket: number, place: number): void {
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

  protected enter(value: number, place: number): void {
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

  protected raiseGpus(ofBlock: number, place: number): void {
    const { fleet, blocks, placeData } = this;
    if (blocks[ofBlock + FILLED] === 0) blocks[ofBlock + MOST_GPU] = 0;
    const gpu = gpuRoom(fleet, placeData[place * PLACE_INTS + ROW]);
    if (gpu > blocks[ofBlock + MOST_GPU]) blocks[ofBlock + MOST_GPU] = gpu;
  }

  protected addPlace(row: number): number {
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
