import type { Ms } from '../kernel/event-loop.js';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

/** Runs work with a progress bar on a terminal (simulated time, events per second, time left); silent in a pipe. */
export async function withProgress<T>(
  { name, durationMs }: { readonly name: string; readonly durationMs: Ms },
  run: (show: (nowMs: Ms, events: number) => void) => Promise<T>,
): Promise<T> {
  const progress = new Progress(name, durationMs);
  try {
    return await run((nowMs, events) => progress.show(nowMs, events));
  } finally {
    progress.clear();
  }
}

class Progress {
  private readonly isOn = process.stderr.isTTY === true;
  private readonly startedMs = performance.now();
  private drawnMs = 0;

  constructor(
    private readonly name: string,
    private readonly durationMs: Ms,
  ) {}

  show(nowMs: Ms, events: number): void {
    const wallMs = performance.now();
    if (!this.isOn || wallMs - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = wallMs;
    const share = this.durationMs === 0 ? 1 : nowMs / this.durationMs;
    const seconds = (wallMs - this.startedMs) / 1000;
    const bar = '█'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '░');
    const left = share > 0 ? `${Math.ceil((seconds * (1 - share)) / share)} s left` : '';
    process.stderr.write(
      `\r\x1b[2K${this.name} ${bar} ${tellTime(nowMs)} of ${tellTime(this.durationMs)}  ${tellRate(events / seconds)}  ${left}`,
    );
  }

  clear(): void {
    if (this.isOn) process.stderr.write('\r\x1b[2K');
  }
}

function tellTime(ms: Ms): string {
  const hours = Math.floor(ms / 3_600_000);
  return hours >= 24 ? `${Math.floor(hours / 24)}d ${hours % 24}h` : `${hours}h ${Math.floor(ms / 60_000) % 60}m`;
}

function tellRate(perSecond: number): string {
  return perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(1)} M events/s` : `${Math.round(perSecond / 1e3)} k events/s`;
}
