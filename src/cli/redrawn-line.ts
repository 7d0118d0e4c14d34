const BAR_WIDTH = 24;

/** A line of stderr that a terminal shows and redraws; a pipe gets nothing. */
export class RedrawnLine {
  readonly isOn = process.stderr.isTTY === true;

  show(text: string): void {
    if (this.isOn) process.stderr.write(`\r\x1b[2K${text}`);
  }

  clear(): void {
    this.show('');
  }
}

/** Returns a progress bar. `share`: the filled part, from 0 to 1. */
export function bar(share: number): string {
  return '█'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '░');
}
