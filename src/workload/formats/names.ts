import { GrowingColumn } from './growing-column.js';

/** Texts by row as UTF-8, one after the other: a JavaScript string takes several times the memory. */
export interface Names {
  readonly bytes: Uint8Array;
  /** By row: where its text ends in `bytes`, which has at most 4 GiB. */
  readonly ends: Uint32Array;
}

export function nameIn({ bytes, ends }: Names, row: number): string {
  // A copy: a decoder takes no shared memory.
  return new TextDecoder().decode(bytes.slice(row === 0 ? 0 : ends[row - 1], ends[row]));
}

/** The most UTF-8 bytes of a UTF-16 code unit. */
const BYTES_OF_UNIT = 3;

/** Collects names as UTF-8 bytes, which take less memory than texts. */
export class NamesBuilder {
  private readonly encoder = new TextEncoder();
  private readonly ends = new GrowingColumn(Uint32Array);
  private readonly bytes = new GrowingColumn(Uint8Array);

  add(text: string): void {
    const { written } = this.encoder.encodeInto(text, this.bytes.room(text.length * BYTES_OF_UNIT));
    this.bytes.count += written;
    this.ends.add(this.bytes.count);
  }

  finish(): Names {
    return { bytes: this.bytes.finish(), ends: this.ends.finish() };
  }
}
