import type { Argv } from 'yargs';
import { CHART_OPTIONS, chartFilesGiven } from '../../cli/chart-options.js';
import { untilInterrupted } from '../../cli/interrupts.js';
import { intoDirectory } from '../../cli/into-directory.js';
import { journalBeside, keeping } from '../../cli/kept-work.js';
import { bar, RedrawnLine } from '../../cli/redrawn-line.js';
import { flag } from '../../cli/scenario-options.js';
import { commandLine, pathShown, terminalLook } from '../../cli/terminal.js';
import { type Column, textTable, wrapped } from '../../cli/text-table.js';
import type { WordsOf } from '../../cli/words.js';
import { numberText } from '../../kernel/quantity-text.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { tableFiles } from '../../run/table-files.js';
import { type MetricColumn, metricColumns, spreadCells } from './columns.js';
import type { PackJob } from './job.js';
import { REPLAYS } from './journal-entry.js';
import { packJson } from './json.js';
import { type LeadMetric, leadMetric, rankedBy } from './lead.js';
import { PACK_OPTIONS } from './options.js';
import type { PackProblem } from './replay/problem.js';
import { type PackResult, skippedRows } from './result.js';
import { type Packing, type PackRun, preparePack, type ReadyPack, runPack } from './run.js';
import { packLegend, packNotes, packSentence, scaleText } from './sentence.js';
import { type PackEvents, taskColumns } from './task-columns.js';
import { writePack } from './write.js';

/** The options that decide the results, in the order of a written command. */
const DECIDING = [
  'format',
  'nodes',
  'machines',
  'machine-cpu',
  'machine-memory',
  'machine-gpus',
  'fleet',
  'region',
  'tasks',
  'columns',
  'constraints',
  'policies',
  'seeds',
  'demand',
  'order',
  'tie',
  'at',
  'arrivals-only',
  'lifetimes',
  'least-fleet',
  'skip-bad-rows',
];

const builder = (yargs: Argv) =>
  yargs
    .options(PACK_OPTIONS)
    .option('resume', flag('With --into: go on with the journal of a pack that was stopped'))
    .options(CHART_OPTIONS)
    .option('json', flag('Print summary.json instead of the table'))
    .example('$0 pack --format openb --nodes nodes.csv --tasks pods.csv --policies best-fit,fgd --seeds 42-51 --demand 1.3', '')
    .example('$0 pack --format swf --tasks log.swf.gz --machines 8 --machine-cpu 64 --machine-memory 262144 --policies best-fit', '')
    .group(['nodes', 'machines', 'machine-cpu', 'machine-memory', 'machine-gpus', 'fleet', 'region'], 'The fleet, one of three:')
    .group(['format', 'tasks', 'columns', 'constraints', 'skip-bad-rows'], 'The trace:')
    .group(['policies', 'seeds', 'demand', 'order', 'arrivals-only', 'lifetimes', 'tie'], 'What is tried:');

type PackCommandArguments = WordsOf<typeof builder>;

export const packCommand = {
  builder,
  handler: async (words: PackCommandArguments) => {
    const mistakes: string[] = [];
    const charts = chartFilesGiven(words, mistakes);
    const { into, json, perTask, resume } = words;
    if (perTask && into === undefined) mistakes.push('--per-task: name the directory of its files by --into DIR');
    if (resume && into === undefined) mistakes.push('--resume: give the --into of the pack that was stopped; its journal lies beside it');
    if (resume && perTask) mistakes.push('--resume: a pack with --per-task keeps no journal; leave --resume out, and it begins again');
    const command = commandLine(['pack'], words, DECIDING);
    const ready = await preparePack(words, command, mistakes);
    if (into === undefined) {
      process.stdout.write(packText(await untilInterrupted((signal) => replayed(ready, { signal, journal: null })), json));
      return;
    }
    const filled = (journal: Packing['journal']) =>
      intoDirectory(into, async (directory, signal) => {
        const tasks = perTask ? await taskTable(directory, ready.input.problem) : null;
        const write =
          tasks === null
            ? undefined
            : ({ policy, options }: PackJob, events: PackEvents) => tasks.add({ policy, seed: options.seed }, events);
        const run = await replayed(ready, { signal, journal, write });
        tasks?.finish();
        await writePack(run.result, directory, charts);
        return json ? packText(run, json) : `${packText(run, json)}\nPage: ${pathShown(directory.path, 'report.html')}\n`;
      });
    // The decisions of a long trace are too many to keep twice.
    const kept = { path: journalBeside(into), head: { journal: command, experiment: ready.identity.hash }, isResuming: resume };
    const text = await (perTask ? filled(null) : keeping(kept, REPLAYS, filled));
    process.stdout.write(text);
  },
};

async function replayed(ready: ReadyPack, running: Omit<Packing, 'progress'>): Promise<PackRun> {
  for (const { file, skippedRows } of ready.input.files)
    if (skippedRows > 0) console.error(`warning: ${file}: ${numberText(skippedRows, 0)} rows are left out because of mistakes in them`);
  const line = new RedrawnLine();
  const startedMs = performance.now();
  const progress = (done: number, total: number) => {
    const left = Math.ceil(((performance.now() - startedMs) * (total - done)) / done / 1000);
    line.show(`${bar(done / total)} ${done} of ${total} replays  ${left} s left`);
  };
  try {
    return await runPack(ready, { ...running, progress });
  } finally {
    line.clear();
  }
}

function packText({ result, secondsPerReplay }: PackRun, isJson: boolean): string {
  if (isJson) return packJson(result);
  const { width } = terminalLook();
  const { policies, identity } = result;
  const metric = leadMetric(result);
  const ranked = rankedBy(policies, metric);
  const rows = [...ranked, ...policies.filter((policy) => !ranked.includes(policy))].map((policy) => policies.indexOf(policy));
  const columns: Column<number>[] = [
    { head: '\nPolicy', cell: (p) => `${policies[p].name}${policies[p].isOffline ? ' *' : ''}` },
    ...screenColumns(result, metric).map((column, place): Column<number> => {
      const cells = spreadCells(policies, column);
      return { head: headOf(column.head, column.unit), align: 'right', isOptional: place > 1, cell: (p) => cells[p] };
    }),
    { head: 'seconds\na replay', align: 'right', isOptional: true, cell: (p) => numberText(secondsPerReplay[p], 3) },
  ];
  return `${[
    ...wrapped(scaleText(result), width, ''),
    '',
    ...textTable(rows, columns, width),
    '',
    ...[...packLegend(result), ...packNotes(result)].flatMap((note) => wrapped(note, width)),
    '',
    ...wrapped(packSentence(result), width, ''),
    '',
    `identity ${identity.hash}, Drydock ${identity.engineVersion}${skippedRows(result) > 0 ? `, ${skippedRows(result)} rows left out` : ''}`,
  ].join('\n')}\n`;
}

/** First the metric that ranks the policies, then the least fleet, if requested, and failed tasks; a narrow screen drops the last columns. */
function screenColumns(result: PackResult, lead: LeadMetric): MetricColumn[] {
  const first = [lead.name, 'leastFleetNodes', 'leastFleetAtLeast', 'failed'];
  const place = ({ metric, isDetail }: MetricColumn) => {
    if (first.includes(metric)) return first.indexOf(metric);
    return isDetail === true ? first.length + 1 : first.length;
  };
  return metricColumns(result).toSorted((a, b) => place(a) - place(b));
}

/** Two lines, broken before the part that gives the place. */
function headOf(head: string, unit: string): string {
  const text = unit === '%' ? `${head}, %` : head;
  const at = Math.max(
    text.lastIndexOf(' at '),
    text.lastIndexOf(' in '),
    text.lastIndexOf(', a'),
    text.lastIndexOf(', p'),
    text.lastIndexOf(' failed'),
  );
  const end = text.startsWith(',', at) ? at + 1 : at;
  return at < 0 ? `\n${text}` : `${text.slice(0, end)}\n${text.slice(end).trim()}`;
}

/** Opens tasks.csv and tasks.parquet. `add` takes the replays in the order of the rows. */
async function taskTable(directory: RunDirectory, problem: PackProblem) {
  const rows = await tableFiles(directory, 'tasks', taskColumns(problem.constraints.length > 0));
  return {
    finish: rows.finish,
    async add({ policy, seed }: { readonly policy: string; readonly seed: number }, events: PackEvents): Promise<void> {
      const { order, node, gpus } = events;
      let refused = 0;
      for (let event = 0; event < order.length; event++) {
        const refusal = node[event] < 0 ? refused++ : -1;
        const row = { problem, policy, seed, event, task: order[event], node: node[event], gpus: gpus[event] ?? 0, refusal, events };
        const lag = rows.add(row);
        if (lag !== undefined) await lag;
      }
    },
  };
}
