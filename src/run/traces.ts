import { resolve } from 'node:path';
import type { ReplayedTrace } from '../report/replayed-traces.js';
import type { Setup, WorkloadSpec } from '../sim/setup.js';
import { Mistakes } from '../workload/formats/mistakes.js';
import { type Names, nameIn } from '../workload/formats/names.js';
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
    /** By workload; null: the file names no task. */
    private readonly names: ReadonlyMap<string, Names | null>,
    /** Their tasks, counted. */
    readonly replayed: readonly ReplayedTrace[],
  ) {}

  /** Reads the files of a run. Throws one error with the mistakes of all of them. */
  static async read(
    { workloads, seed, durationMs, instanceTypes }: Setup,
    { folder, traces }: Pick<ScenarioFile, 'folder' | 'traces'>,
  ): Promise<Traces> {
    const mistakes: string[] = [];
    const rows = new Map<string, Rows>();
    const names = new Map<string, Names | null>();
    const replayed: ReplayedTrace[] = [];
    const gpuModelsHere = new Set(instanceTypes.flatMap(({ gpuModel }) => gpuModel ?? []));
    for (const { arrivals, name } of workloads) {
      if (arrivals.kind !== 'trace') continue;
      const { file } = arrivals;
      const tasks = await tasksOf(traces?.get(file)?.path ?? resolve(folder, file), { arrivals, name, seed }, mistakes);
      if (tasks === null) continue;
      replayed.push({ workload: name, file, ...countTasks(tasks, { endMs: durationMs, gpuModelsHere }) });
      rows.set(name, rowsOf(tasks));
      names.set(name, tasks.names);
    }
    if (mistakes.length > 0) throw new UserError(mistakes);
    return new Traces(rows, names, replayed);
  }

  /** Returns the name that the trace of a workload gives to the task of a row; null: none. */
  readonly nameOf = (workload: string, row: number): string | null => {
    const names = this.names.get(workload);
    return names == null || row < 0 ? null : nameIn(names, row);
  };

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
