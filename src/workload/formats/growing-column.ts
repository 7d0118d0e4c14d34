type Column = Int16Array | Int32Array | Uint8Array | Uint32Array | Float64Array;
interface ColumnType<T extends Column> {
  readonly BYTES_PER_ELEMENT: number;
  new (memory: ArrayBufferLike, offset?: number, count?: number): T;
}

/** A memory of WebAssembly, whose types belong to those of a browser. */
interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}
type MemoryType = new (size: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => Memory;
const { Memory: WasmMemory } = (globalThis as unknown as { WebAssembly: { Memory: MemoryType } }).WebAssembly;

const PAGE = 65_536;
/** 4 GiB of addresses. Only the pages in use take memory. */
const PAGES_MAX = 65_536;
/** A column grows by a quarter, and by a mebibyte at least. */
const GROWTH = 1.25;
const GROWTH_PAGES = 16;
/** V8 collects all garbage before a memory is refused, which takes long: so one refusal is enough. */
let hasAddresses = true;
const IS_SHARED = typeof SharedArrayBuffer !== 'undefined';

/**
 * A column of unknown length, in memory that threads can share. Memory of WebAssembly grows in place: an array that is copied into a longer
 * one leaves the shorter as garbage, which takes as much memory again. Throws a RangeError when the memory ends.
 */
export class GrowingColumn<T extends Column> {
  count = 0;
  private memory: Memory | null = null;
  private column: T;

  constructor(private readonly type: ColumnType<T>) {
    this.column = new type(shareable(PAGE));
  }

  add(value: number): void {
    if (this.count === this.column.length) this.reserve(1);
    // New memory is zero, and a page without a write takes none: a trace without GPUs pays nothing for their columns.
    if (value !== 0) this.column[this.count] = value;
    this.count++;
  }

  /** Returns the free part of a column of bytes, of at least this length; `count` is moved by the caller. */
  room(least: number): T {
    if (this.count + least > this.column.length) this.reserve(least);
    return this.column.subarray(this.count) as T;
  }

  finish(): T {
    return this.column.subarray(0, this.count) as T;
  }

  private reserve(least: number): void {
    const size = this.type.BYTES_PER_ELEMENT;
    const pages = Math.max(
      Math.ceil(((this.count + least) * size) / PAGE),
      Math.min(PAGES_MAX, Math.ceil((this.column.byteLength * GROWTH) / PAGE) + GROWTH_PAGES),
    );
    if (pages > PAGES_MAX) throw new RangeError('a column ends at 4 GiB');
    const isFirst = this.memory === null;
    const grown = this.inPlace(pages);
    const longer = new this.type(grown ?? shareable(pages * PAGE));
    if (isFirst || grown === null) longer.set(this.column as never);
    this.column = longer;
  }

  /** Grows the memory; null where its addresses are not to be had, as under a limit of `ulimit -v`: the caller copies then. */
  private inPlace(pages: number): ArrayBufferLike | null {
    if (this.memory === null && !hasAddresses) return null;
    try {
      if (this.memory === null) this.memory = new WasmMemory({ initial: pages, maximum: PAGES_MAX, shared: IS_SHARED });
      else this.memory.grow(pages - this.memory.buffer.byteLength / PAGE);
      return this.memory.buffer;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.memory = null;
      hasAddresses = false;
      return null;
    }
  }
}

/** A browser without isolation has no shared memory, and needs none. */
function shareable(bytes: number): ArrayBufferLike {
  return IS_SHARED ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}
