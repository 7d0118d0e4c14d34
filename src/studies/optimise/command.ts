import { join } from 'node:path';
import type { Argv } from 'yargs';
import { CHART_OPTIONS, chartFilesGiven } from '../../cli/chart-options.js';
import { runStudy } from '../../cli/journalled-runs.js';
import { QUEUE_OPTIONS, workGiven } from '../../cli/queue-options.js';
import { REPLICATION_OPTIONS, SWEEP_WARM_UP, sweepWarmUpOf } from '../../cli/replication-options.js';
import { flag, ofText } from '../../cli/scenario-options.js';
import { ALLOW_CODE, commandLine, POLICY_OPTION, pathShown, printWarnings, terminalLook } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import { runPolicyOf } from '../../run/policies.js';
import { pointText } from '../sweep/result.js';
import { optimiseJson } from './json.js';
import { optimumOf } from './optimum.js';
import { type OptimisePlan, optimiseHash, readOptimisePlan } from './plan.js';
import { type OptimiseState, runOptimise } from './run.js';
import { optimiseText } from './text.js';
import { writeOptimum } from './write.js';

const builder = (yargs: Argv) =>
  yargs
    .positional('file', { type: 'string', demandOption: true, describe: 'A sweep with objectives, YAML or JSON: docs/experiments.md' })
    .option('out', ofText('Directory to write; default reports/out/NAME'))
    .option('policy', ofText(POLICY_OPTION))
    .option('allow-code', ALLOW_CODE)
    .option('warm-up', SWEEP_WARM_UP)
    .option('workers', REPLICATION_OPTIONS.workers)
    .options(QUEUE_OPTIONS)
    .option('resume', flag('Go on with the journal of a search that was stopped'))
    .options(CHART_OPTIONS)
    .option('yes', flag('Confirms a large number of runs'))
    .option('json', flag('Print summary.json instead of the tables'))
    .example('$0 optimise scenarios/experiments/cheapest.yaml', '');

type OptimiseArguments = WordsOf<typeof builder>;

export const optimiseCommand = {
  builder,
  handler: async (words: OptimiseArguments) => {
    const mistakes: string[] = [];
    const work = workGiven(words, mistakes);
    const warmUpMs = sweepWarmUpOf(words, mistakes);
    const charts = chartFilesGiven(words, mistakes);
    const policy = await runPolicyOf(words.policy, mistakes);
    if (mistakes.length > 0) throw new UserError(mistakes);
    const plan = await readOptimisePlan(words.file, { policy, isSure: words.yes, allowsCode: words.allowCode, warmUpMs });
    printWarnings(plan.scenario);
    const place = words.out ?? join('reports/out', plan.name);
    const command = commandLine(['optimise', words.file], words, ['policy', 'allow-code', 'warm-up']);
    await runStudy({
      command: 'optimise',
      place,
      isResuming: words.resume,
      ...work,
      scenarios: [plan.carried],
      head: { journal: command, experiment: optimiseHash(plan) },
      run: (runs) => runOptimise(plan, { ...runs, progress: (state) => runs.progress({ ...state, best: () => bestText(plan, state) }) }),
      write: async (ran, { directory, signal, journal }) => {
        const result = await optimumOf(plan, ran, { journal, directory, command, signal });
        await writeOptimum(plan, result, { directory, charts });
        if (result.winner === null) process.exitCode = EXIT_FAILED;
        const page = pathShown(directory.path, 'report.html');
        const text = words.json ? optimiseJson(result) : `${optimiseText(result, terminalLook())}\nPage: ${page}\n`;
        return { text, hasFailed: result.failed > 0 };
      },
    });
  },
};

function bestText({ points, paths }: OptimisePlan, { best }: OptimiseState): string | undefined {
  return best === null ? undefined : pointText({ values: points[best] }, paths);
}
