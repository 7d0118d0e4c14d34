import { resolve } from 'node:path';
import type { ReplayedTrace } from '../report/replayed-traces.js';
import type { Setup, WorkloadSpec } from '../sim/setup.js';
import { Mistakes } from '../workload/formats/mistakes.js';
import { makeSource } from '../workload/make-source.js';
import { countTasks, replaying, rowsOf } from '../workload/replay.js';
import type { Rows } from '../workload/rows-source.js';
import type { ArrivalSource } from '../workload/source.js';
import { UserError } from './failure.js';
import type { ScenarioFile } from './scenario-file.js';
import { readTasks, whyNotRead } from './trace-file/read-tasks.js';

/** The traces that the workloads of a run replay. */
export class Traces {
  private constructor(
    private readonly rows: ReadonlyMap<string, Rows>,
    /** Their tasks, counted. */
    readonly told: readonly ReplayedTrace[],
  ) {}

  /** Reads the files of a run. Throws one error with the mistakes of all of them. */
  static async read({ workloads, seed, durationMs }: Setup, { folder, traces }: Pick<ScenarioFile, 'folder' | 'traces'>): Promise<Traces> {
    const mistakes: string[] = [];
    const rows = new Map<string, Rows>();
    const told: ReplayedTrace[] = [];
    for (const { arrivals, name } of workloads) {
      if (arrivals.kind !== 'trace') continue;
      const { file } = arrivals;
      const tasks = await tasksOf(traces?.get(file)?.path ?? resolve(folder, file), { arrivals, name, seed }, mistakes);
      if (tasks === null) continue;
      told.push({ workload: name, file, ...countTasks(tasks, durationMs) });
      rows.set(name, rowsOf(tasks));
    }
    if (mistakes.length > 0) throw new UserError(mistakes);
    return new Traces(rows, told);
  }

  /** Returns new sources for these workloads, in their order. */
  sourcesOf({ workloads, seed }: Setup): ArrivalSource[] {
    return workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed, name }, this.rows.get(name)));
  }
}

type Trace = Extract<WorkloadSpec['arrivals'], { kind: 'trace' }>;

async function tasksOf(path: string, { arrivals, name, seed }: { arrivals: Trace; name: string; seed: number }, mistakes: string[]) {
  const { file, format, columns } = arrivals;
  const found = new Mistakes();
  try {
    const { tasks } = await readTasks(path, { format, columns, rules: replaying(arrivals, { seed, name }), mistakes: found });
    mistakes.push(...found.lines(file));
    return tasks;
  } catch (error) {
    if (error instanceof UserError) throw error;
    mistakes.push(`${file}: ${whyNotRead(error as NodeJS.ErrnoException)}`);
    return null;
  }
}
