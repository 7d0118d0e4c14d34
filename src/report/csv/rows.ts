import type { Amounts, Cell } from '../../record/tables/column.js';

const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;
const POINT = 0x2e;
const QUOTE = 0x22;
const ZERO = 0x30;
const ASCII_END = 0x80;
/** Of UTF-8, for each UTF-16 unit of a text. */
const BYTES_A_UNIT_MAX = 3;
/** More than any number has. */
const NUMBER_BYTES_MAX = 32;
/** Whole numbers below have 32 bits. */
const PLAIN_MAX = 2 ** 31;
/** Below, whole millionths have at most 15 digits: they are exact, and the shortest text of their double. */
const DECIMALS_MAX = 1e9;
const MILLION = 1_000_000;
const THOUSAND = 1_000;

/** A cell with one of these is quoted. */
const QUOTED = /[",\r\n]/;

/** Rows of CSV by RFC 4180, as bytes: comma, CRLF, quotes only where needed. Null becomes an empty cell. */
export class CsvRows {
  /** Length in bytes. */
  length = 0;
  private bytes = new Uint8Array(4_096);

  /** Of the row that is being added: bytes for which there must be room after a text, and whether it has no cell yet. */
  private rowBytes = 0;
  private isFirst = true;

  add(cells: readonly Cell[]): void {
    this.beginRow(cells.length);
    for (let i = 0; i < cells.length; i++) this.addCell(cells[i]);
    this.endRow();
  }

  /** Begins a row with at most this many cells. */
  beginRow(cells: number): void {
    this.rowBytes = cells * (NUMBER_BYTES_MAX + 1) + 2;
    this.reserve(this.rowBytes);
    this.isFirst = true;
  }

  endRow(): void {
    this.bytes[this.length++] = CR;
    this.bytes[this.length++] = LF;
  }

  /** A cell without a value, as a chart has where a line has no point, stays empty. */
  addCell(cell: Cell): void {
    this.addComma();
    if (typeof cell === 'number') this.addNumber(cell);
    else if (cell != null) this.addText(cell, this.rowBytes);
  }

  /** Adds cells of thousandths after the first of a row, as addCell() does of the numbers: those at these places, or empty ones. */
  addMillis(millis: Amounts, places: Uint8Array): void {
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < places.length; i++) {
      bytes[at++] = COMMA;
      const milli = millis === null ? Number.NaN : millis[places[i]];
      if (milli >= 0 && milli < PLAIN_MAX) {
        const whole = (milli / THOUSAND) | 0;
        at = wholeInto(bytes, at, whole);
        const thousandths = (milli | 0) - whole * THOUSAND;
        if (thousandths > 0) at = millionthsInto(bytes, at, thousandths * THOUSAND);
      } else if (!Number.isNaN(milli)) {
        this.length = at;
        this.addNumber(milli / THOUSAND);
        at = this.length;
      }
    }
    this.length = at;
  }

  /** Adds cells that were added before, with the commas before them. */
  addBytes(bytes: Uint8Array, from: number, length: number): void {
    this.reserve(length + this.rowBytes);
    for (let i = 0; i < length; i++) this.bytes[this.length + i] = bytes[from + i];
    this.length += length;
  }

  /** Copies what has been added from a byte on. */
  copyFrom(from: number, to: Uint8Array, at: number): void {
    to.set(this.bytes.subarray(from, this.length), at);
  }

  /** The text from a byte on, which a row begins. */
  textFrom(from: number, to = this.length): string {
    return DECODER.decode(this.bytes.subarray(from, to));
  }

  addRows(text: string): void {
    this.addEncoded(text, 0);
  }

  cutTo(length: number): void {
    this.length = length;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const wider = new Uint8Array(2 * (this.length + more));
    wider.set(this.bytes.subarray(0, this.length));
    this.bytes = wider;
  }

  private addComma(): void {
    if (!this.isFirst) this.bytes[this.length++] = COMMA;
    this.isFirst = false;
  }

  private addNumber(value: number): void {
    if (value >= 0 && value < PLAIN_MAX) {
      const whole = Math.trunc(value);
      if (whole === value) return this.addWhole(whole);
      const millionths = Math.round(value * MILLION);
      // The digits of a double with six decimals.
      if (value < DECIMALS_MAX && millionths / MILLION === value) {
        this.addWhole(whole);
        this.length = millionthsInto(this.bytes, this.length, millionths - whole * MILLION);
        return;
      }
    }
    this.addAscii(String(value));
  }

  private addWhole(value: number): void {
    this.length = wholeInto(this.bytes, this.length, value);
  }

  private addAscii(text: string): void {
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** `more`: bytes for which there must be room after the text. */
  private addText(text: string, more: number): void {
    this.reserve(BYTES_A_UNIT_MAX * text.length + more);
    const from = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const isPlain = unit < ASCII_END && unit !== QUOTE && unit !== COMMA && unit !== CR && unit !== LF;
      if (isPlain) this.bytes[this.length++] = unit;
      else {
        this.length = from;
        return this.addEncoded(QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text, more);
      }
    }
  }

  private addEncoded(text: string, more: number): void {
    this.reserve(BYTES_A_UNIT_MAX * text.length + more);
    this.length += ENCODER.encodeInto(text, this.bytes.subarray(this.length)).written;
  }
}

/** Writes a whole number below 2^31 from a byte on, and returns the next byte. Integers of 32 bits are divided without a division of doubles. */
function wholeInto(bytes: Uint8Array, from: number, value: number): number {
  if (value < 10) {
    bytes[from] = ZERO + value;
    return from + 1;
  }
  const end = from + digitsOf(value);
  let at = end;
  for (let rest = value | 0; ; ) {
    const tens = (rest / 10) | 0;
    bytes[--at] = ZERO + rest - tens * 10;
    if (tens === 0) return end;
    rest = tens;
  }
}

/** Writes the point and the decimals of a number of millionths likewise, without zeros at the end. */
function millionthsInto(bytes: Uint8Array, from: number, millionths: number): number {
  let at = from;
  bytes[at++] = POINT;
  for (let rest = millionths | 0; rest > 0; ) {
    const digit = (rest / 100_000) | 0;
    bytes[at++] = ZERO + digit;
    rest = (rest - digit * 100_000) * 10;
  }
  return at;
}

/** Returns the number of digits of a whole number below 2^31. */
function digitsOf(value: number): number {
  if (value < 10_000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1_000 ? 3 : 4;
  if (value < 100_000_000) return value < 1_000_000 ? (value < 100_000 ? 5 : 6) : value < 10_000_000 ? 7 : 8;
  return value < 1_000_000_000 ? 9 : 10;
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
