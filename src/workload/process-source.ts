import type { Ms } from '../kernel/event-loop.js';
import type { ArrivalProcess } from './arrival-process.js';
import { type ArrivalSource, FOREVER, type SourceAnswer, UNSPECIFIED } from './source.js';

interface ProcessSourceState {
  readonly atMs: Ms | null;
  readonly times: unknown;
}

/** Identical arrivals at the times of a process. The next time is drawn ahead, so it does not depend on when it is read. */
export class ProcessSource implements ArrivalSource {
  atMs: Ms;
  readonly cpuUnits = UNSPECIFIED;
  readonly memoryMib = UNSPECIFIED;
  readonly gpuNeed = UNSPECIFIED;
  readonly gpuModels = '';
  readonly traceRow = -1;
  readonly durationMs = UNSPECIFIED;

  constructor(
    private readonly times: ArrivalProcess,
    readonly count = 1,
  ) {
    this.atMs = times.next();
  }

  peek(): SourceAnswer {
    return this.atMs === FOREVER ? 'done' : 'ready';
  }

  take(): void {
    this.atMs = this.times.next();
  }

  save(): ProcessSourceState {
    return { atMs: this.atMs === FOREVER ? null : this.atMs, times: this.times.save() };
  }

  load(state: unknown): void {
    const { atMs, times } = state as ProcessSourceState;
    this.atMs = atMs ?? FOREVER;
    this.times.load(times);
  }
}
