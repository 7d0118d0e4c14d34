import { FITS, fit } from '../fit.js';
import { gpuNeedOf, NOWHERE, type TaskRequest } from '../view.js';
import { lowestBit } from './room.js';
import { LAYOUT, RoomBlocks } from './room-blocks.js';

const { ABSENT, BLOCK_INTS, COMMON, FILLED, GROUP, GROUP_BITS, IN_VAIN, MIXED, MOST_GPU, OTHER } = LAYOUT;
const { PLACE_INTS, PLACES_PER_BLOCK, ROW, VALUE, WORDS } = LAYOUT;

/**
 * Rows of one instance class by the free amount of one resource: binpack takes the first that fits from the need upwards, the oldest of
 * equals. Free amounts fall into buckets. A bucket is a set of bits by place (the row's age within its class), so a change moves two bits.
 * A bucket with one common amount, as usual with round sizes, is read from its oldest row on; in a mixed one all rows are compared.
 *
 * Free amounts of the other resource are bounded from above by block, bucket and group of buckets, so that rows without enough of it are
 * skipped together; -1 means no rows. Bounds rise with every new row and become exact when a block was read without a find. Maxima of several rows
 * may promise room that no row has, and a constraint has no bound, so a block remembers requests that found nothing until a row comes.
 */
export class RoomOrder extends RoomBlocks {
  /** The row that was found last, while it is first wherever it fits: no other changed, and its room did not grow. Else NOWHERE. */
  found = NOWHERE;
  /** Whether equal tasks have found it one after the other. It then moves in the order only once another row may be the first. */
  isFoundAgain = false;
  /** Whether it has less room than its place says. */
  private isBehind = false;

  /** Call it when the row's room has changed, or its membership in the order (`isThere`). Rows come in the order of their age. */
  update(row: number, isThere: boolean): void {
    const place = row < this.placeOf.length ? this.placeOf[row] : ABSENT;
    if (place === ABSENT) return this.add(row, isThere);
    const at = place * PLACE_INTS;
    const value = isThere ? this.resource.free(this.fleet)[row] : ABSENT;
    if (row !== this.found || !isThere || value > this.placeData[at + VALUE]) this.forget();
    else if (this.isFoundAgain) {
      this.isBehind = true;
      return;
    }
    const before = this.placeData[at + VALUE];
    if (before !== ABSENT) this.leave(before >> this.shift, place);
    this.placeData[at + VALUE] = value;
    if (!isThere) return;
    this.placeData[at + OTHER] = this.by.beside.free(this.fleet)[row];
    this.enter(value, place);
  }

  /** Gives up the row that was found. */
  private forget(): void {
    const { found } = this;
    this.found = NOWHERE;
    this.isFoundAgain = false;
    if (!this.isBehind) return;
    this.isBehind = false;
    this.update(found, true);
  }

  /** Adds a row, which is younger than all others. */
  private add(row: number, isThere: boolean): void {
    this.forget();
    const place = this.addPlace(row);
    if (!isThere) return;
    this.placeData[place * PLACE_INTS + VALUE] = this.resource.free(this.fleet)[row];
    this.placeData[place * PLACE_INTS + OTHER] = this.by.beside.free(this.fleet)[row];
    this.enter(this.resource.free(this.fleet)[row], place);
  }

  /** The row with the least amount that is enough, the oldest of equals, or NOWHERE. */
  first(request: TaskRequest): number {
    this.forget();
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
    const gpu = gpuNeedOf(request);
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
      if (chosen === NOWHERE || this.amountOf(row) < this.amountOf(chosen)) chosen = row;
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

  private amountOf(row: number): number {
    return this.placeData[this.placeOf[row] * PLACE_INTS + VALUE];
  }

  private firstPlaceOf(block: number): number {
    return this.width === 1 ? 0 : (block % this.width) * PLACES_PER_BLOCK;
  }

  /** Lowers the bounds of a block that was read without a find. `most`: its exact maximum of the other resource; GPUs may be short. */
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
}
