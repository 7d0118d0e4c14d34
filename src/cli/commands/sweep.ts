import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { EXIT_FAILED, UserError } from '../../experiment/runners/failure.js';
import { Journal } from '../../experiment/runners/jobs/journal.js';
import { runSweep, type SweepState, sweepRows } from '../../experiment/runners/jobs/sweep.js';
import { readSweepPlan, type SweepPlan, sweepHash } from '../../experiment/runners/jobs/sweep-plan.js';
import { writeSweep } from '../../experiment/runners/jobs/write-sweep.js';
import { runPolicyOf } from '../../experiment/runners/policies.js';
import { sweepJson } from '../../report/sweep/json.js';
import { pointText } from '../../report/sweep/result.js';
import { metricText } from '../../report/text.js';
import { CHART_SIZE, chartSizeOf } from '../chart-size.js';
import { intoDirectory } from '../into-directory.js';
import { tellingWhatIsKept } from '../kept-runs.js';
import { QUEUE_OPTIONS, type QueueAsked, type QueueWords, queueAsked, runnerOf } from '../queue-options.js';
import { REPLICATION_OPTIONS, sweepWarmUpOf, workersOf } from '../replication-options.js';
import { RunsProgress } from '../runs-progress.js';
import { sweepText } from '../sweep-text.js';
import { commandLine, lastOf, look, POLICY_OPTION, pathShown, policyWords, tellWarnings } from '../terminal.js';

interface SweepArguments extends QueueWords {
  sweep: string;
  out?: string | undefined;
  policy?: string | undefined;
  workers?: number | undefined;
  resume: boolean;
  yes: boolean;
  json: boolean;
  warmUp?: string | undefined;
  chartSize?: string | undefined;
}

export const sweepCommand: CommandModule<object, SweepArguments> = {
  command: 'sweep <sweep>',
  describe: 'Run a scenario with many settings, each with several seeds, and say what moves what',
  builder: (yargs) =>
    yargs
      .positional('sweep', { type: 'string', demandOption: true, describe: 'A sweep, YAML or JSON: docs/experiments.md' })
      .option('out', { type: 'string', requiresArg: true, describe: 'Directory to write; default reports/out/NAME' })
      .option('policy', { type: 'string', requiresArg: true, describe: POLICY_OPTION })
      .option('warm-up', { type: 'string', requiresArg: true, describe: 'Leaves the first part of each run out: a time such as 1d' })
      .option('workers', REPLICATION_OPTIONS.workers)
      .options(QUEUE_OPTIONS)
      .option('resume', { type: 'boolean', default: false, describe: 'Go on with the journal of a sweep that was stopped' })
      .option('chart-size', CHART_SIZE)
      .option('yes', { type: 'boolean', default: false, describe: 'Yes, so many runs are meant' })
      .option('json', { type: 'boolean', default: false, describe: 'Print summary.json instead of the tables' })
      .coerce(['out', 'policy', 'warm-up', 'chart-size', 'workers', 'queue', 'queue-patience'], lastOf)
      .example('$0 sweep scenarios/experiments/headroom.yaml', '') as unknown as Argv<SweepArguments>,
  handler: async (words) => {
    const mistakes: string[] = [];
    const workers = workersOf(words, mistakes);
    const queue = queueAsked(words, mistakes);
    const warmUpMs = sweepWarmUpOf(words, mistakes);
    const chartSize = chartSizeOf(words.chartSize, mistakes);
    const policy = await runPolicyOf(words.policy, mistakes);
    if (mistakes.length > 0) throw new UserError(mistakes);
    const plan = await readSweepPlan(words.sweep, { policy, isSure: words.yes, warmUpMs });
    tellWarnings(plan.scenario);
    const place = words.out ?? join('reports/out', plan.name);
    const warmUp = words.warmUp === undefined ? [] : ['--warm-up', words.warmUp];
    const command = commandLine(['sweep', words.sweep, ...policyWords(words.policy), ...warmUp], { set: [] });
    const head = { journal: command, experiment: sweepHash(plan) };
    const path = `${place}.journal.jsonl`;
    const { result, journal, text } = await intoDirectory(place, async (directory, signal) => {
      const openJournal = () => Journal.open({ path, head, isResuming: words.resume });
      const journal = await run(plan, { openJournal, signal, workers, queue });
      const result = await sweepRows(plan, journal, { directory, command });
      writeSweep(result, directory, chartSize);
      const page = pathShown(directory.path, 'report.html');
      return { result, journal, text: words.json ? sweepJson(result) : `${sweepText(result, look())}\nPage: ${page}\n` };
    }).catch(tellingWhatIsKept(path));
    process.stdout.write(text);
    if (result.failed === 0) return journal.remove();
    journal.close();
    console.error(`sweep: ${journal.path} keeps the runs that did not fail; --resume tries the others again`);
    process.exitCode = EXIT_FAILED;
  },
};

interface RunOn {
  readonly openJournal: () => Journal;
  readonly signal: AbortSignal;
  readonly workers: number | null;
  readonly queue: QueueAsked | null;
}

async function run(plan: SweepPlan, { openJournal, signal, workers, queue }: RunOn): Promise<Journal> {
  const bar = new RunsProgress();
  const bestText = ({ best }: SweepState) =>
    best === null ? undefined : `${metricText(plan.metrics[0], best.value)} (${pointText({ values: best.point }, plan.paths)})`;
  // Before the journal: a queue that is not there leaves none behind.
  const runner = await runnerOf({ workers, queue }, [plan.carried], (line) => bar.tell(line));
  try {
    const journal = openJournal();
    await runSweep(plan, { runner, journal, signal, progress: (state) => bar.show({ ...state, best: () => bestText(state) }) });
    return journal;
  } finally {
    bar.clear();
    await runner.close();
  }
}
