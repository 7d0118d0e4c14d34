import { assert } from '../kernel/assert.js';
import { RandomStream } from '../kernel/random.js';
import { readSchedule, type Schedule } from '../services/scaling/schedule.js';
import { ConstantProcess, diurnalPerHour, PoissonProcess, ScheduleExpressionProcess, ScheduleProcess } from './arrival-process.js';
import type { ArrivalPattern } from './pattern.js';
import { ProcessSource } from './process-source.js';
import { type Rows, RowsSource } from './rows-source.js';
import type { ArrivalSource } from './source.js';

/** The run's seed and the workload's name, which together select the random stream. */
export interface ArrivalDraws {
  readonly seed: number;
  readonly name: string;
}

/** Returns the source of a pattern; that of a trace needs the rows of its file. */
export function makeSource(pattern: ArrivalPattern, luck: ArrivalDraws, rows?: Rows): ArrivalSource {
  const random = () => new RandomStream(luck.seed, `arrivals/${luck.name}`);
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
