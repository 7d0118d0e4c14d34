import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { RandomStream } from '../kernel/random.js';
import { readSchedule, type Schedule } from '../services/scaling/schedule.js';
import {
  type ArrivalProcess,
  ConstantProcess,
  diurnalPerHour,
  PoissonProcess,
  ScheduleExpressionProcess,
  ScheduleProcess,
} from './arrival-process.js';
import type { ArrivalPattern } from './pattern.js';
import { type Rows, RowsSource } from './rows-source.js';
import { type ArrivalSource, FOREVER, type SourceAnswer, UNSPECIFIED } from './source.js';

/** The run's seed and the workload's name, which together select the random stream. */
export interface ArrivalDraws {
  readonly seed: number;
  readonly name: string;
}

/** Returns the source of a pattern; that of a trace needs the rows of its file. */
export function makeSource(pattern: ArrivalPattern, draws: ArrivalDraws, rows?: Rows): ArrivalSource {
  const random = () => new RandomStream(draws.seed, `arrivals/${draws.name}`);
  switch (pattern.kind) {
    case 'constant':
      return new ProcessSource(new ConstantProcess(pattern.firstMs, pattern.everyMs));
    case 'poisson':
      return new ProcessSource(new PoissonProcess(random(), pattern.perHour));
    case 'diurnal': {
      const perHourMax = Math.max(pattern.peakPerHour, pattern.troughPerHour);
      return new ProcessSource(new PoissonProcess(random(), perHourMax, (atMs) => diurnalPerHour(pattern, atMs)));
    }
    case 'bursts':
      return new ProcessSource(new PoissonProcess(random(), pattern.perHour), pattern.size);
    case 'schedule':
      return new ProcessSource(new ScheduleProcess(pattern.atMs, pattern.everyMs));
    case 'cron':
    case 'rate': {
      const schedule = readSchedule(pattern.expression, pattern);
      assert(typeof schedule !== 'string', 'the expression of a schedule has been read before');
      return new ProcessSource(new ScheduleExpressionProcess(schedule as Schedule));
    }
    case 'trace':
      assert(rows !== undefined, `the rows of ${pattern.file} are read before its source is made`);
      return new RowsSource(rows as Rows);
  }
}

interface ProcessSourceState {
  readonly atMs: Ms | null;
  readonly times: unknown;
}

/** Identical arrivals at the times of a process. The next time is drawn ahead, so it does not depend on when it is read. */
class ProcessSource implements ArrivalSource {
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
