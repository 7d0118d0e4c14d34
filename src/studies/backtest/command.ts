import { join } from 'node:path';
import type { Argv } from 'yargs';
import { CHART_OPTIONS, chartFilesGiven } from '../../cli/chart-options.js';
import { intoDirectory } from '../../cli/into-directory.js';
import { journalBeside, keeping } from '../../cli/kept-work.js';
import { withProgress } from '../../cli/progress.js';
import { RedrawnLine } from '../../cli/redrawn-line.js';
import { flag, ofNumber, ofText, SCENARIO, SEED, SET } from '../../cli/scenario-options.js';
import { commandLine, pathShown, printWarnings, terminalLook } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import { metricDataJson } from '../../observed/write.js';
import { orAllMistakes, UserError } from '../../run/failure.js';
import { sha256 } from '../../run/hashes.js';
import { readScenario } from '../../run/scenario-file.js';
import { scenarioHash } from '../../run/scenario-hash.js';
import type { FitResult } from './fit/result.js';
import { fitScenario } from './fit/run.js';
import { STEPS } from './fit/steps.js';
import { fitText } from './fit/text.js';
import { backtestJson } from './json.js';
import { recordedRun } from './recorded-run.js';
import { backtest, countersOf, readRecording, runMinutes } from './run.js';
import { backtestText } from './text.js';
import { writeBacktest } from './write.js';

const builder = (yargs: Argv) =>
  yargs
    .positional('scenario', SCENARIO)
    .option('observed', ofText('Directory with what CloudWatch recorded: docs/backtest.md'))
    .option('record', flag('Instead: print what CloudWatch would have recorded of a run, as get-metric-data does'))
    .option('out', ofText('Directory to write; default reports/out/NAME.backtest'))
    .option('fit', {
      type: 'string',
      choices: ['timings'],
      requiresArg: true,
      describe: 'Also look for the timings that fit best, and print them as a patch',
    })
    .option('fit-runs', ofNumber('Runs of each point of the fit; default 8'))
    .option('hold-out', ofText('Last part of the period, which the fit does not use; default 30%'))
    .option('resume', flag('With --fit: go on with the journal of a fit that was stopped'))
    .option('seed', SEED)
    .option('set', SET)
    .options(CHART_OPTIONS)
    .option('json', flag('Print summary.json instead of the table'))
    .example('$0 backtest scenario.yaml --observed recorded/', '');

type BacktestArguments = WordsOf<typeof builder>;

export const backtestCommand = {
  builder,
  handler: async (options: BacktestArguments) => {
    const { seed, set, observed, json } = options;
    if ((observed === undefined) !== options.record)
      throw new UserError([observed === undefined ? '--observed DIR: say where the recording is' : '--record does not go with --observed']);
    const mistakes: string[] = [];
    const charts = chartFilesGiven(options, mistakes);
    const given = orAllMistakes(mistakes, () => fitGiven(options));
    const scenario = readScenario(options.scenario, { set, seed });
    const { setup } = scenario;
    if (observed === undefined) {
      process.stdout.write(metricDataJson(recordedRun(await runMinutes(scenario, setup), setup.startsAtMs, countersOf(scenario))));
      return;
    }
    printWarnings(scenario);
    const recording = readRecording(scenario, observed);
    const fitWords =
      given === null ? [] : ['--fit', 'timings', '--fit-runs', String(given.runs), '--hold-out', `${100 * given.heldOutShare}%`];
    const command = commandLine(['backtest', options.scenario, '--observed', observed, ...fitWords], { seed, set });
    const out = options.out ?? join('reports/out', `${setup.name}.backtest`);
    const write = (fit: ((signal: AbortSignal) => Promise<FitResult>) | null) =>
      intoDirectory(out, async (directory, signal) => {
        const plain = await withProgress(setup, (progress) => backtest(scenario, recording, { signal, progress }));
        const result = fit === null ? plain : { ...plain, fit: await fit(signal) };
        await writeBacktest(result, { directory, command, charts });
        const fitted = result.fit === undefined ? '' : `\n${fitText(result.fit, terminalLook())}`;
        return json
          ? backtestJson(result)
          : `${backtestText(result, terminalLook())}${fitted}\nPage: ${pathShown(directory.path, 'report.html')}\n`;
      });
    if (given === null) {
      process.stdout.write(await write(null));
      return;
    }
    const experiment = sha256(JSON.stringify([await scenarioHash(scenario), setup.seed, recording.files, given]));
    const kept = { path: journalBeside(out), head: { journal: command, experiment }, isResuming: options.resume };
    const text = await keeping(kept, STEPS, (journal) =>
      write((signal) => withFitProgress((progress) => fitScenario(scenario, recording, { ...given, journal, signal, progress }))),
    );
    process.stdout.write(text);
  },
};

interface FitRequest {
  readonly runs: number;
  readonly heldOutShare: number;
}

const RUNS_DEFAULT = 8;
const RUNS_MAX = 200;

/** Returns the settings of the fit; null without a fit. */
function fitGiven({ fit, fitRuns = RUNS_DEFAULT, holdOut = '30%', resume, ...others }: BacktestArguments): FitRequest | null {
  const mistakes: string[] = [];
  if (!Number.isInteger(fitRuns) || fitRuns < 2 || fitRuns > RUNS_MAX)
    mistakes.push(`--fit-runs ${fitRuns}: give a whole number from 2 to ${RUNS_MAX}`);
  const percent = /^(\d{1,2}(\.\d+)?)%$/.exec(holdOut)?.[1];
  if (percent === undefined) mistakes.push(`--hold-out ${holdOut}: write a share below 100%, such as 30%`);
  if (fit !== undefined && others.record) mistakes.push('--fit does not go with --record');
  if (fit === undefined && resume) mistakes.push('--resume continues a fit: give the --fit that was stopped');
  if (mistakes.length > 0) throw new UserError(mistakes);
  return fit === undefined ? null : { runs: fitRuns, heldOutShare: Number(percent) / 100 };
}

/** Shows on a terminal how far a fit has come. */
async function withFitProgress<T>(work: (progress: (done: string) => void) => Promise<T>): Promise<T> {
  const line = new RedrawnLine();
  try {
    return await work((done) => line.show(`Fit of the timings: ${done}`));
  } finally {
    line.clear();
  }
}
