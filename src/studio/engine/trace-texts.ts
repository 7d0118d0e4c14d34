import { type Setup, UserError } from '../../engine.js';
import { columnsOf, namesGiven } from '../../workload/formats/column-map.js';
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
import type { Source } from './source.js';

/** Makes the sources of a run in the worker; traces are texts that the page holds. Throws for a trace that it does not have or cannot read. */
export async function sourcesOf({ seed, workloads }: Setup, files: Source['files']): Promise<readonly ArrivalSource[]> {
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
  const map = columnsOf(format, columns);
  const { header, rows } = csvTable(text, mistakes, namesGiven(format, map));
  yield* mappedTasks({ header, batches: [[...rows]] }, { map, rules }, mistakes);
}
