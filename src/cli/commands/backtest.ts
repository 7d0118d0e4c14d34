import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { recordedRun } from '../../experiment/backtest/recorded-run.js';
import { backtest, readRecording, runMinutes } from '../../experiment/runners/backtest.js';
import { UserError } from '../../experiment/runners/failure.js';
import { readScenario } from '../../experiment/runners/scenario-file.js';
import { writeBacktest } from '../../experiment/runners/write-backtest.js';
import { metricDataJson } from '../../observed/write.js';
import { backtestJson } from '../../report/backtest/json.js';
import { backtestText } from '../backtest-text.js';
import { intoDirectory } from '../into-directory.js';
import { withProgress } from '../progress.js';
import { SCENARIO, SEED, SET } from '../scenario-options.js';
import { commandLine, lastOf, look, pathShown, tellWarnings } from '../terminal.js';

interface BacktestArguments {
  scenario: string;
  observed?: string | undefined;
  record: boolean;
  out?: string | undefined;
  seed?: number | undefined;
  set: string[];
  json: boolean;
}

export const backtestCommand: CommandModule<object, BacktestArguments> = {
  command: 'backtest <scenario>',
  describe: 'Replay a recorded period and say how far the simulation is off',
  builder: (yargs) =>
    yargs
      .positional('scenario', SCENARIO)
      .option('observed', { type: 'string', requiresArg: true, describe: 'Directory with what CloudWatch recorded: docs/backtest.md' })
      .option('record', {
        type: 'boolean',
        default: false,
        describe: 'Instead: print what CloudWatch would have recorded of a run, as get-metric-data does',
      })
      .option('out', { type: 'string', requiresArg: true, describe: 'Directory to write; default reports/out/NAME.backtest' })
      .option('seed', SEED)
      .option('set', SET)
      .option('json', { type: 'boolean', default: false, describe: 'Print summary.json instead of the table' })
      .coerce(['observed', 'out', 'seed'], lastOf)
      .example('$0 backtest scenario.yaml --observed recorded/', '') as unknown as Argv<BacktestArguments>,
  handler: async (options) => {
    const { seed, set, observed, json } = options;
    if ((observed === undefined) !== options.record)
      throw new UserError([observed === undefined ? '--observed DIR: say where the recording is' : '--record does not go with --observed']);
    const scenario = readScenario(options.scenario, { set, seed });
    const { setup } = scenario;
    if (observed === undefined) {
      process.stdout.write(metricDataJson(recordedRun(await runMinutes(scenario, setup), setup.startsAtMs)));
      return;
    }
    tellWarnings(scenario);
    const recording = readRecording(scenario, observed);
    const command = commandLine(['backtest', options.scenario, '--observed', observed], { seed, set });
    const out = options.out ?? join('reports/out', `${setup.name}.backtest`);
    await intoDirectory(out, async (directory, signal) => {
      const result = await withProgress(setup, (progress) => backtest(scenario, recording, { signal, progress }));
      writeBacktest(result, directory, command);
      return json ? backtestJson(result) : `${backtestText(result, look())}\nPage: ${pathShown(directory.path, 'report.html')}\n`;
    }).then((text) => process.stdout.write(text));
  },
};
