import type { Ms } from '../kernel/event-loop.js';
import { bar, RedrawnLine } from './redrawn-line.js';

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
  private readonly line = new RedrawnLine();
  private readonly startedMs = performance.now();
  private drawnMs = 0;

  constructor(
    private readonly name: string,
    private readonly durationMs: Ms,
  ) {}

  show(nowMs: Ms, events: number): void {
    const wallMs = performance.now();
    if (!this.line.isOn || wallMs - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = wallMs;
    const share = this.durationMs === 0 ? 1 : nowMs / this.durationMs;
    const seconds = (wallMs - this.startedMs) / 1000;
    const left = share > 0 ? `${Math.ceil((seconds * (1 - share)) / share)} s left` : '';
    this.line.show(`${this.name} ${bar(share)} ${timeText(nowMs)} of ${timeText(this.durationMs)}  ${rateText(events / seconds)}  ${left}`);
  }

  clear(): void {
    this.line.clear();
  }
}

function timeText(ms: Ms): string {
  const hours = Math.floor(ms / 3_600_000);
  return hours >= 24 ? `${Math.floor(hours / 24)}d ${hours % 24}h` : `${hours}h ${Math.floor(ms / 60_000) % 60}m`;
}

function rateText(perSecond: number): string {
  return perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(1)} M events/s` : `${Math.round(perSecond / 1e3)} k events/s`;
}
