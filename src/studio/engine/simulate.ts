import {
  type Algorithm,
  checkScenario,
  Digest,
  type LoadedScenario,
  type Setup,
  Simulation,
  type Subscriber,
  UserError,
} from '../../engine.js';
import { PolicyFault } from '../../placement/algorithms/fault.js';
import { drive } from '../../run/drive.js';
import type { Loaded } from '../../scenario/load-scenario.js';
import type { RunTracer } from '../../sim/simulation.js';
import { columnsOfFormat, namesGiven } from '../../workload/formats/column-map.js';
import { TaskColumnsBuilder, type TaskRow } from '../../workload/formats/columns.js';
import { mappedTasks } from '../../workload/formats/mapped-tasks.js';
import { Mistakes } from '../../workload/formats/mistakes.js';
import { swfTasks } from '../../workload/formats/swf.js';
import { csvTable } from '../../workload/formats/table.js';
import type { TaskRules } from '../../workload/formats/task-rules.js';
import { makeSource } from '../../workload/make-source.js';
import type { TraceFormatSpec } from '../../workload/pattern.js';
import { replaying, rowsOf } from '../../workload/replay.js';
import type { ArrivalSource } from '../../workload/source.js';
import { placedBy } from './own-algorithm.js';
import { Cancelled, type Control, reportingProgress, yieldingOften } from './pace.js';
import type { Source } from './source.js';

/** Name of the text in the editor, in messages. */
export const SCENARIO_FILE = 'scenario.yaml';

export function load({ text, files }: Source): Loaded {
  return checkScenario(text, { file: SCENARIO_FILE, read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined) });
}

/** Reports a fault of the user's own algorithm as such. */
async function driven(simulation: Simulation, between: Parameters<typeof drive>[1]): Promise<boolean> {
  try {
    return await drive(simulation, between);
  } catch (error) {
    throw error instanceof PolicyFault ? new UserError([error.message]) : error;
  }
}

/** A scenario with what its run takes besides. */
export interface Prepared {
  readonly setup: Setup;
  readonly policy: Algorithm | undefined;
  readonly files: Source['files'];
}

/** The run of a lawful scenario, by the user's own algorithm if there is one. */
export function prepared(loaded: LoadedScenario, { files, algorithm }: Pick<Source, 'files' | 'algorithm'>): Prepared {
  if (algorithm === undefined) return { setup: loaded.setup, policy: undefined, files };
  return { ...placedBy(loaded.setup, algorithm), files };
}

/** Runs a scenario to its end in slices. Throws Cancelled when the page cancels it. */
export async function simulate(
  { setup, policy, files }: Prepared,
  { subscribers, tracers = [] }: { readonly subscribers: readonly Subscriber[]; readonly tracers?: readonly RunTracer[] },
  control: Control,
): Promise<{ readonly digest: string; readonly events: number }> {
  const digest = new Digest();
  const sources = await sourcesOf(setup, files);
  const simulation = new Simulation(setup, { sources, subscribers: [...subscribers, digest], tracers, policy });
  const isDone = await driven(simulation, {
    yieldNow: yieldingOften(),
    isInterrupted: control.isCancelled,
    progress: reportingProgress(control, setup.durationMs),
  });
  if (!isDone) throw new Cancelled();
  return { digest: digest.text, events: simulation.eventsHandled };
}

/** Makes the sources of a run in the worker; traces are texts that the page holds. Throws for a trace that it does not have or cannot read. */
async function sourcesOf({ seed, workloads }: Setup, files: Source['files']): Promise<readonly ArrivalSource[]> {
  const sources: ArrivalSource[] = [];
  for (const { arrivals, name } of workloads) {
    if (arrivals.kind !== 'trace') {
      sources.push(makeSource(arrivals, { seed, name }));
      continue;
    }
    const { file } = arrivals;
    if (!Object.hasOwn(files, file)) throw new UserError([`${file}: the page does not have this trace: drop the file here`]);
    const mistakes = new Mistakes();
    const builder = new TaskColumnsBuilder();
    const rules = replaying(arrivals, { seed, name });
    for await (const batch of tasksIn(files[file]!, { ...arrivals, rules }, mistakes)) for (const task of batch) builder.add(task);
    if (mistakes.count > 0) throw new UserError(mistakes.lines(file));
    sources.push(makeSource(arrivals, { seed, name }, rowsOf(builder.finish())));
  }
  return sources;
}

async function* tasksIn(
  text: string,
  { format, columns, rules }: TraceFormatSpec & { readonly rules: TaskRules },
  mistakes: Mistakes,
): AsyncGenerator<readonly TaskRow[]> {
  if (format === 'parquet') return mistakes.refuseFile('the page reads texts, and the format is parquet: use drydock run');
  if (format === 'swf') return yield* swfTasks([text.split(/\r?\n/)], rules, mistakes);
  const map = columnsOfFormat(format, columns);
  const { header, rows } = csvTable(text, mistakes, namesGiven(format, map));
  yield* mappedTasks({ header, batches: [[...rows]] }, { map, rules }, mistakes);
}
