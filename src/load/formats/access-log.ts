import { MINUTE_MS } from '../../kernel/durations.js';
import { shownCell } from '../../workload/formats/cells.js';
import type { Mistakes } from '../../workload/formats/mistakes.js';
import { loggedMs } from './clock.js';
import type { MinuteCounts } from './counts.js';

/** The time is in the first brackets: host, identity and user precede it; request, status and size follow. */
const TIME = /^\S.*? \[([^\]]*)\] "/;
/** A log longer than ten years contains a wrong date. */
const MINUTES_MAX = 10 * 366 * 1_440;

/**
 * Counts the requests of an access log in the Common Log Format, or one that begins so, per minute: the logs of the NASA web server of
 * 1995, of Apache and of nginx. Lines may be out of order, as they are when requests are logged at their end. A line without a time is a
 * mistake, and left out.
 */
export class AccessLogReader {
  private readonly perMinute = new Map<number, number>();
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;

  constructor(private readonly mistakes: Mistakes) {}

  /** Reads one line without its line end; `row` is its number in the file. */
  read(line: string, row: number): void {
    if (line === '') return;
    const time = TIME.exec(line)?.[1];
    if (time === undefined)
      return this.mistakes.refuse(
        row,
        null,
        `${shownCell(line)} has no [time] "request: a line is HOST - - [01/Jul/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 1`,
      );
    const ms = loggedMs(time);
    if (Number.isNaN(ms)) return this.mistakes.refuse(row, 'time', `${shownCell(time)} is no time such as 01/Jul/1995:00:00:01 -0400`);
    const minute = Math.floor(ms / MINUTE_MS);
    this.first = Math.min(this.first, minute);
    this.last = Math.max(this.last, minute);
    this.perMinute.set(minute, (this.perMinute.get(minute) ?? 0) + 1);
  }

  /** Returns counts from the minute of the earliest request to that of the latest; 0 for minutes without requests. */
  result(): MinuteCounts {
    const length = this.last - this.first + 1;
    if (this.perMinute.size === 0 || length > MINUTES_MAX) {
      if (this.perMinute.size > 0) this.mistakes.refuseFile(`its requests span ${length} minutes, more than ten years: a date is wrong`);
      else if (this.mistakes.count === 0) this.mistakes.refuseFile('there is no request in it');
      return { fromMs: 0, counts: [] };
    }
    return { fromMs: this.first * MINUTE_MS, counts: Array.from({ length }, (_, i) => this.perMinute.get(this.first + i) ?? 0) };
  }
}
