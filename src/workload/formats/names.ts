import { Chunks, shareable } from './chunks.js';

/** Texts by row as UTF-8, one after the other: a JavaScript string takes several times the memory. */
export interface Names {
  readonly bytes: Uint8Array;
  /** By row: where its text ends in `bytes`, which has less than 4 GiB. */
  readonly ends: Uint32Array;
}

export function nameIn({ bytes, ends }: Names, row: number): string {
  // A copy: a decoder takes no shared memory.
  return new TextDecoder().decode(bytes.slice(row === 0 ? 0 : ends[row - 1], ends[row]));
}

/** The most UTF-8 bytes of a UTF-16 code unit. */
const BYTES_OF_UNIT = 3;
const FIRST_BLOCK = 65_536;
const BLOCK_MAX = 2 ** 24;

export class NamesBuilder {
  private readonly encoder = new TextEncoder();
  private readonly ends = new Chunks(Uint32Array);
  private blocks: Uint8Array[] = [];
  private block = new Uint8Array(FIRST_BLOCK);
  private used = 0;
  private total = 0;

  add(text: string): void {
    const most = text.length * BYTES_OF_UNIT;
    if (this.used + most > this.block.length) {
      this.blocks.push(this.block.subarray(0, this.used));
      this.block = new Uint8Array(Math.max(most, Math.min(BLOCK_MAX, 2 * this.block.length)));
      this.used = 0;
    }
    const { written } = this.encoder.encodeInto(text, this.block.subarray(this.used));
    this.used += written;
    this.total += written;
    this.ends.add(this.total);
  }

  finish(): Names {
    const bytes = new Uint8Array(shareable(this.total));
    this.blocks.push(this.block.subarray(0, this.used));
    let at = 0;
    for (let block = this.blocks.shift(); block !== undefined; block = this.blocks.shift()) {
      bytes.set(block, at);
      at += block.length;
    }
    return { bytes, ends: this.ends.finish() };
  }
}
