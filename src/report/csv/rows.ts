import type { Cell } from '../../record/tables/column.js';

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
/** Numbers below have few enough digits that whole thousandths below them are exact, and the shortest text of their double. */
const PLAIN_MAX = 2 ** 31;
const THOUSAND = 1_000;

/** A cell with one of these is quoted. */
const QUOTED = /[",\r\n]/;

/** Rows of CSV by RFC 4180, as bytes: comma, CRLF, quotes only where needed. Null becomes an empty cell. */
export class CsvRows {
  /** Length in bytes. */
  length = 0;
  private bytes = new Uint8Array(4_096);

  /** A cell without a value, as a chart has where a line has no point, stays empty. */
  add(cells: readonly Cell[]): void {
    this.reserve(cells.length * (NUMBER_BYTES_MAX + 1) + 2);
    for (let i = 0; i < cells.length; i++) {
      if (i > 0) this.bytes[this.length++] = COMMA;
      const cell = cells[i];
      if (typeof cell === 'number') this.addNumber(cell);
      else if (cell != null) this.addText(cell, (cells.length - i) * (NUMBER_BYTES_MAX + 1) + 2);
    }
    this.bytes[this.length++] = CR;
    this.bytes[this.length++] = LF;
  }

  /** The text from a byte on, which a row begins. */
  textFrom(from: number, to = this.length): string {
    return DECODER.decode(this.bytes.subarray(from, to));
  }

  /** Adds rows as text. */
  addRows(text: string): void {
    this.addText(text, 0, false);
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

  private addNumber(value: number): void {
    if (value >= 0 && value < PLAIN_MAX) {
      const whole = Math.trunc(value);
      if (whole === value) return this.addWhole(whole);
      const thousandths = Math.round(value * THOUSAND);
      // The digits of a double with three decimals.
      if (thousandths / THOUSAND === value) {
        this.addWhole(whole);
        return this.addThousandths(thousandths - whole * THOUSAND);
      }
    }
    this.addAscii(String(value));
  }

  /** Integers of 32 bits are divided without a division of doubles. */
  private addWhole(value: number): void {
    for (let tens = (value / 10) | 0; tens > 0; tens = (tens / 10) | 0) this.length++;
    let at = this.length++;
    for (let rest = value | 0; ; at--) {
      const tens = (rest / 10) | 0;
      this.bytes[at] = ZERO + rest - tens * 10;
      if (tens === 0) return;
      rest = tens;
    }
  }

  /** Adds the point and the decimals of a number of thousandths, without zeros at the end. */
  private addThousandths(thousandths: number): void {
    this.bytes[this.length++] = POINT;
    for (let rest = thousandths | 0; rest > 0; rest = (rest % 100) * 10) this.bytes[this.length++] = ZERO + ((rest / 100) | 0);
  }

  private addAscii(text: string): void {
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** `more`: bytes for which there must be room after the text. */
  private addText(text: string, more: number, mayQuote = true): void {
    this.reserve(BYTES_A_UNIT_MAX * text.length + more);
    const from = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const isPlain = unit < ASCII_END && !(mayQuote && (unit === QUOTE || unit === COMMA || unit === CR || unit === LF));
      if (isPlain) this.bytes[this.length++] = unit;
      else {
        this.length = from;
        return this.addEncoded(mayQuote && QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text, more);
      }
    }
  }

  private addEncoded(text: string, more: number): void {
    this.reserve(BYTES_A_UNIT_MAX * text.length + more);
    this.length += ENCODER.encodeInto(text, this.bytes.subarray(this.length)).written;
  }
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
