import { numberOf, shownCell } from '../../workload/formats/cells.js';
import type { Mistakes } from '../../workload/formats/mistakes.js';
import type { MinuteCounts } from './counts.js';

const NAMES = ['HashOwner', 'HashApp', 'HashFunction', 'Trigger'] as const;
const MINUTES_OF_DAY = 1_440;
const WIDTH = NAMES.length + MINUTES_OF_DAY;

/** Selects functions of a trace; absent criteria match everything. */
export interface InvocationFilter {
  readonly owner?: string;
  readonly app?: string;
  readonly function?: string;
  readonly trigger?: string;
}

/**
 * Invocations per minute as Azure published them (M. Shahrad et al., "Serverless in the Wild", USENIX ATC 2020): a file for each day, a
 * line for each function, `HashOwner,HashApp,HashFunction,Trigger,1,...,1440`. The functions that the filter selects are added up line by
 * line, so that a day of 46,000 functions is never in memory. The result is valid only without mistakes.
 */
export class InvocationReader {
  private readonly counts: number[] = [];
  private readonly wanted: readonly (string | undefined)[];
  private found = 0;

  constructor(
    filter: InvocationFilter,
    private readonly mistakes: Mistakes,
  ) {
    this.wanted = [filter.owner, filter.app, filter.function, filter.trigger];
  }

  /** Reads the lines of the next day in file order, without line ends. */
  readDay(lines: Iterable<string>): void {
    const firstMinute = this.counts.length;
    for (let minute = 0; minute < MINUTES_OF_DAY; minute++) this.counts.push(0);
    let row = 0;
    for (const line of lines) {
      row++;
      if (row === 1) {
        if (!this.isHeader(line)) return;
      } else if (line !== '') this.readFunction(line, row, firstMinute);
    }
    if (row === 0) this.mistakes.refuseFile('the file is empty: its first row must name the columns');
  }

  /** Returns all days read so far, in sequence. */
  result(): MinuteCounts {
    if (this.found === 0 && this.mistakes.count === 0) this.mistakes.refuseFile('it has none of the requested functions');
    return { fromMs: 0, counts: this.counts };
  }

  private isHeader(line: string): boolean {
    const cells = line.replace(/^\uFEFF/, '').split(',');
    if (cells.length === WIDTH && NAMES.every((name, i) => cells[i] === name)) return true;
    this.mistakes.refuseFile(`the first row must be ${NAMES.join(',')},1,...,${MINUTES_OF_DAY}`);
    return false;
  }

  private readFunction(line: string, row: number, firstMinute: number): void {
    const cells = line.split(',');
    if (cells.length !== WIDTH) return this.mistakes.refuse(row, null, `the row has ${cells.length} fields; the header names ${WIDTH}`);
    if (this.wanted.some((name, i) => name !== undefined && name !== cells[i])) return;
    this.found++;
    for (let minute = 0; minute < MINUTES_OF_DAY; minute++) {
      const cell = cells[NAMES.length + minute];
      const count = numberOf(cell);
      if (Number.isSafeInteger(count) && count >= 0) this.counts[firstMinute + minute] += count;
      else this.mistakes.refuse(row, String(minute + 1), `${shownCell(cell)} is not a whole number of invocations, 0 or more`);
    }
  }
}
