type Column = Int16Array | Int32Array | Uint16Array | Uint32Array | Float64Array;
interface ColumnType<T extends Column> {
  readonly BYTES_PER_ELEMENT: number;
  new (count: number): T;
  new (memory: ArrayBufferLike): T;
}

const CHUNK = 65_536;

/** A column of unknown length. It grows by chunks, so that growing copies nothing and wastes at most one chunk. */
export class Chunks<T extends Column> {
  count = 0;
  private chunks: T[] = [];
  private last: T | null = null;

  constructor(private readonly type: ColumnType<T>) {}

  add(value: number): void {
    const at = this.count++ % CHUNK;
    if (at === 0) {
      this.last = new this.type(CHUNK);
      this.chunks.push(this.last);
    }
    this.last![at] = value;
  }

  /** Returns the column in memory that threads can share, and releases the chunks. */
  finish(): T;
  finish<U extends Column>(type: ColumnType<U>): U;
  finish(type: ColumnType<Column> = this.type): Column {
    const whole = new type(shareable(this.count * type.BYTES_PER_ELEMENT));
    const { chunks, count } = this;
    this.chunks = [];
    this.last = null;
    this.count = 0;
    for (let from = 0; from < count; from += CHUNK) whole.set(chunks.shift()!.subarray(0, count - from), from);
    return whole;
  }
}

/** A browser without isolation has no shared memory, and needs none. */
export function shareable(bytes: number): ArrayBufferLike {
  return typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
}
