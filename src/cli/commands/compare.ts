import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { execute } from '../../experiment/runners/execute.js';
import { orAllMistakes, UserError } from '../../experiment/runners/failure.js';
import { runPolicyOf } from '../../experiment/runners/policies.js';
import { readScenario, type ScenarioFile, type ScenarioOptions } from '../../experiment/runners/scenario-file.js';
import { writeComparison, writeRun } from '../../experiment/runners/write-run.js';
import { comparisonOf, type FinishedRun } from '../../report/summary.js';
import { comparisonText } from '../../report/terminal.js';
import { intoDirectory } from '../into-directory.js';
import { withProgress } from '../progress.js';
import { commandLine, lastOf, look, POLICY_OPTION, pathShown, policyWords, tellWarnings } from '../terminal.js';

interface CompareArguments {
  scenarios: string[];
  out?: string | undefined;
  policy?: string | undefined;
  seed?: number | undefined;
  set: string[];
  json: boolean;
  title?: string | undefined;
}

/** A directory's name is made of the scenarios' names, up to this many characters. */
const NAME_LENGTH_MAX = 120;
/** Names that the comparison's own files have. */
const TAKEN = ['charts', 'report.html', 'summary.csv', 'comparison.json'];

export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <scenarios..>',
  describe: 'Run scenarios with common random numbers and set them side by side; the first is what the others differ from',
  builder: (yargs) =>
    yargs
      .positional('scenarios', { type: 'string', array: true, demandOption: true, describe: 'Two or more scenarios with different names' })
      .option('out', { type: 'string', requiresArg: true, describe: 'Directory to write; default reports/out/FIRST-vs-...' })
      .option('policy', { type: 'string', requiresArg: true, describe: `In all of them. ${POLICY_OPTION}` })
      .option('seed', { type: 'number', requiresArg: true, describe: 'For all of them; default: the seed of the first' })
      .option('set', { type: 'string', array: true, nargs: 1, default: [], describe: 'path=value, in all of them; may be repeated' })
      .option('title', { type: 'string', requiresArg: true, describe: 'Heading of the page' })
      .coerce(['out', 'policy', 'seed', 'title'], lastOf)
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print comparison.json instead of the table',
      }) as unknown as Argv<CompareArguments>,
  handler: async ({ scenarios: paths, out, policy: word, seed, set, json, title }) => {
    const mistakes: string[] = [];
    const policy = await runPolicyOf(word, mistakes);
    const scenarios = orAllMistakes(mistakes, () => readAll(paths, { set, seed, policy }));
    const names = scenarios.map(({ setup }) => setup.name);
    const command = commandLine(['compare', ...paths, ...policyWords(word)], { seed, set });
    await intoDirectory(out ?? join('reports/out', names.join('-vs-').slice(0, NAME_LENGTH_MAX)), async (directory, signal) => {
      const runs: FinishedRun[] = [];
      for (const scenario of scenarios) {
        const prefix = `${scenario.setup.name}/`;
        const run = await withProgress(scenario.setup, (progress) => execute(scenario, { directory, prefix, progress, signal }));
        await writeRun(run, scenario, {
          directory,
          prefix,
          command: commandLine(['run', scenario.path, ...policyWords(word)], { seed: run.identity.seed, set }),
        });
        runs.push(run);
      }
      writeComparison(runs, { directory, title: title ?? names.join(' against '), command });
      const page = pathShown(directory.path, 'report.html');
      return json ? `${JSON.stringify(comparisonOf(runs), null, 2)}\n` : `${comparisonText(runs, look())}\nPage: ${page}\n`;
    }).then((text) => process.stdout.write(text));
  },
};

/** All scenarios, or the mistakes of all of them. Common random numbers: the seed of the first is everybody's. */
function readAll(paths: readonly string[], options: ScenarioOptions): ScenarioFile[] {
  if (paths.length < 2) throw new UserError(['compare takes two or more scenarios; for one there is: drydock run']);
  const lines: string[] = [];
  const scenarios: ScenarioFile[] = [];
  for (const path of paths) {
    try {
      const seed = options.seed ?? scenarios[0]?.setup.seed;
      const scenario = readScenario(path, { ...options, seed });
      tellWarnings(scenario);
      scenarios.push(scenario);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      lines.push(...error.lines);
    }
  }
  if (lines.length > 0) throw new UserError(lines);
  // Names are folders: some file systems do not tell A from a.
  const folderOf = ({ setup }: ScenarioFile) => setup.name.toLowerCase();
  const twice = scenarios.filter((scenario, i) => scenarios.findIndex((other) => folderOf(other) === folderOf(scenario)) < i);
  if (twice.length > 0) {
    throw new UserError(twice.map(({ path, setup }) => `${path}: the name '${setup.name}' is taken by another scenario of the comparison`));
  }
  const clash = scenarios.find(({ setup }) => TAKEN.includes(setup.name.toLowerCase()));
  if (clash !== undefined)
    throw new UserError([`${clash.path}: the comparison has a file '${clash.setup.name}' of its own: give the scenario another name`]);
  return scenarios;
}
