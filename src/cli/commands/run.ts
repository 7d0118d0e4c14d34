import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { execute } from '../../experiment/runners/execute.js';
import { EXIT_FAILED, orAllMistakes } from '../../experiment/runners/failure.js';
import { runPolicyOf } from '../../experiment/runners/policies.js';
import { readScenario } from '../../experiment/runners/scenario-file.js';
import { type ChartSize, writeRun } from '../../experiment/runners/write-run.js';
import { failedText } from '../../report/expect/expectation.js';
import { summaryJson } from '../../report/summary.js';
import { runText } from '../../report/terminal.js';
import { intoDirectory } from '../into-directory.js';
import { withProgress } from '../progress.js';
import { SCENARIO, SEED, SET } from '../scenario-options.js';
import { commandLine, lastOf, look, POLICY_OPTION, pathShown, policyWords, tellWarnings } from '../terminal.js';

interface RunArguments {
  scenario: string;
  out?: string | undefined;
  policy?: string | undefined;
  seed?: number | undefined;
  set: string[];
  json: boolean;
  events: boolean;
  ecsEvents: boolean;
  chartSize?: string | undefined;
}

export const runCommand: CommandModule<object, RunArguments> = {
  command: 'run <scenario>',
  describe: 'Run a scenario and write its CSV files, charts and page',
  builder: (yargs) =>
    yargs
      .positional('scenario', SCENARIO)
      .option('out', { type: 'string', requiresArg: true, describe: 'Directory to write; default reports/out/NAME' })
      .option('policy', { type: 'string', requiresArg: true, describe: POLICY_OPTION })
      .option('seed', SEED)
      .option('set', SET)
      .option('chart-size', {
        type: 'string',
        requiresArg: true,
        describe: 'Pixels of charts/*.png, as 1600x900; the larger, the smaller their letters (default: 1920x960)',
      })
      .coerce(['out', 'policy', 'seed', 'chart-size'], lastOf)
      .option('json', { type: 'boolean', default: false, describe: 'Print summary.json instead of the table' })
      .option('events', { type: 'boolean', default: false, describe: 'Also write events.csv, a row for every fact' })
      .option('ecs-events', {
        type: 'boolean',
        default: false,
        describe:
          'Also write ecs-events.jsonl and ecs-service-messages.jsonl: what ECS would send to EventBridge, and the messages of services',
      })
      .example('$0 run scenario.yaml --set seed=2 --out reports/out/second', '')
      .example('$0 run scenario.yaml --policy best-fit', '')
      .example('$0 run scenario.yaml --policy ./mine.ts', 'placed by an algorithm of your own') as unknown as Argv<RunArguments>,
  handler: async ({ scenario: path, out, policy: word, seed, set, json, events, ecsEvents, chartSize: size }) => {
    const mistakes: string[] = [];
    const chartSize = chartSizeOf(size, mistakes);
    const policy = await runPolicyOf(word, mistakes);
    const scenario = orAllMistakes(mistakes, () => readScenario(path, { set, seed, policy }));
    tellWarnings(scenario);
    const command = commandLine(['run', path, ...policyWords(word)], { seed, set });
    await intoDirectory(out ?? join('reports/out', scenario.setup.name), async (directory, signal) => {
      const options = { directory, withEvents: events, withEcsEvents: ecsEvents, signal };
      const run = await withProgress(scenario.setup, (progress) => execute(scenario, { ...options, progress }));
      await writeRun(run, scenario, { directory, prefix: '', command, chartSize });
      const failed = failedText(run.verdicts);
      if (failed !== null) process.exitCode = EXIT_FAILED;
      if (failed !== null && json) console.error(`${run.identity.name}: ${failed}`);
      const page = pathShown(directory.path, 'report.html');
      return json ? summaryJson(run) : `${runText(run, look())}\nPage: ${page}\n`;
    }).then((text) => process.stdout.write(text));
  },
};

const PIXELS_MIN = 200;
const PIXELS_MAX = 8000;

/** What `--chart-size` says; undefined where it is not given, or what is wrong with it is among the mistakes. */
function chartSizeOf(size: string | undefined, mistakes: string[]): ChartSize | undefined {
  if (size === undefined) return undefined;
  const [width = 0, height = 0] = /^\d{1,6}x\d{1,6}$/.test(size) ? size.split('x').map(Number) : [];
  if (Math.min(width, height) >= PIXELS_MIN && Math.max(width, height) <= PIXELS_MAX) return { width, height };
  mistakes.push(`--chart-size ${size}: write width and height in pixels, such as 1600x900, each from ${PIXELS_MIN} to ${PIXELS_MAX}`);
  return undefined;
}
