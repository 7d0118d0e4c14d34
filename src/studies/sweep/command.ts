import { join } from 'node:path';
import type { Argv } from 'yargs';
import { CHART_OPTIONS, chartFilesGiven } from '../../cli/chart-options.js';
import { INCIDENT_NAMES, INCIDENT_OPTIONS, incidentsGiven } from '../../cli/incident-options.js';
import { runStudy } from '../../cli/journalled-runs.js';
import { QUEUE_OPTIONS, workGiven } from '../../cli/queue-options.js';
import { REPLICATION_OPTIONS, SWEEP_WARM_UP, sweepWarmUpOf } from '../../cli/replication-options.js';
import { flag, ofText } from '../../cli/scenario-options.js';
import { ALLOW_CODE, commandLine, POLICY_OPTION, pathShown, printWarnings, terminalLook } from '../../cli/terminal.js';
import { hashWith, UNCERTAIN_NAMES, UNCERTAIN_OPTIONS, worldsGiven } from '../../cli/uncertain-options.js';
import type { WordsOf } from '../../cli/words.js';
import { metricText } from '../../report/metric-text.js';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import { runPolicyOf } from '../../run/policies.js';
import { bestInWorlds } from './in-worlds.js';
import { sweepIncidents, sweepThrough, sweepThroughText } from './incident.js';
import { sweepJson } from './json.js';
import { writePaper } from './paper/write.js';
import { readSweepPlan } from './plan.js';
import { pointText } from './result.js';
import { runSweep, type SweepState, sweepRows } from './run.js';
import type { SweepRuns } from './runs.js';
import { sweepText } from './text.js';
import { writeSweep } from './write.js';

const builder = (yargs: Argv) =>
  yargs
    .positional('sweep', { type: 'string', demandOption: true, describe: 'A sweep, YAML or JSON: docs/experiments.md' })
    .option('out', ofText('Directory to write; default reports/out/NAME'))
    .option('policy', ofText(POLICY_OPTION))
    .option('allow-code', ALLOW_CODE)
    .option('warm-up', SWEEP_WARM_UP)
    .option('workers', REPLICATION_OPTIONS.workers)
    .options(INCIDENT_OPTIONS)
    .options(UNCERTAIN_OPTIONS)
    .options(QUEUE_OPTIONS)
    .option('resume', flag('Go on with the journal of a sweep that was stopped'))
    .options(CHART_OPTIONS)
    .option('paper', flag('Write paper/ as well: tables in LaTeX and Markdown, figures, and a statement of reproducibility'))
    .option('yes', flag('Confirms a large number of runs'))
    .option('json', flag('Print summary.json instead of the tables'))
    .example('$0 sweep scenarios/experiments/headroom.yaml', '');

type SweepArguments = WordsOf<typeof builder>;

export const sweepCommand = {
  builder,
  handler: async (words: SweepArguments) => {
    const mistakes: string[] = [];
    const work = workGiven(words, mistakes);
    const warmUpMs = sweepWarmUpOf(words, mistakes);
    const charts = chartFilesGiven(words, mistakes);
    const request = incidentsGiven(words, mistakes);
    const worlds = worldsGiven(words, mistakes);
    if (worlds?.fitted) mistakes.push('--fitted: a sweep has its settings in its file: write the patch of the fit under set');
    const policy = await runPolicyOf(words.policy, mistakes);
    if (mistakes.length > 0) throw new UserError(mistakes);
    const plan = await readSweepPlan(words.sweep, { policy, isSure: words.yes, allowsCode: words.allowCode, warmUpMs });
    const ofScenario = plan.scenario === undefined ? null : plan;
    if (ofScenario === null && request !== null) mistakes.push('--incident: a packing has no incidents');
    if (ofScenario === null && worlds !== null) mistakes.push('--uncertain: a packing has no settings of AWS that are uncertain');
    if (mistakes.length > 0) throw new UserError(mistakes);
    const plans = ofScenario && (await sweepIncidents(ofScenario, request));
    if (ofScenario !== null) printWarnings(ofScenario.scenario);
    const place = words.out ?? join('reports/out', plan.name);
    const command = commandLine(['sweep', words.sweep], words, DECIDING);
    await runStudy({
      command: 'sweep',
      place,
      isResuming: words.resume,
      ...work,
      scenarios: [plan.carried],
      head: { journal: command, experiment: hashWith(plan.hash, worlds) },
      run: async (runs, directory) => {
        const progress = (state: SweepState) => runs.progress({ ...state, best: () => bestText(plan, state) });
        await runSweep(plan, { ...runs, progress });
        const result = await sweepRows(plan, runs.journal, { directory, command });
        if (worlds === null || ofScenario === null) return result;
        const beside = await bestInWorlds(ofScenario, result, { ...runs, worlds });
        return { ...result, uncertain: beside?.uncertain ?? null };
      },
      write: async (result, { directory, signal }) => {
        const through = await sweepThrough(plans, { paths: plan.paths, seeds: plan.seeds.length, workers: work.workers, signal });
        await writeSweep({ ...result, ...(through === null ? {} : { through }) }, directory, charts);
        if (words.paper) await writePaper(result, plan, { directory, file: words.sweep });
        const hasFailed = result.failed > 0;
        if (hasFailed) process.exitCode = EXIT_FAILED;
        if (words.json) return { hasFailed, text: sweepJson(result) };
        const throughText = through === null ? '' : `${sweepThroughText(through, terminalLook())}\n`;
        return {
          hasFailed,
          text: `${sweepText(result, terminalLook())}\n${throughText}Page: ${pathShown(directory.path, 'report.html')}\n`,
        };
      },
    });
  },
};

/** Decide the result, in the order of the command that repeats it. */
const DECIDING = ['policy', 'allow-code', 'warm-up', ...INCIDENT_NAMES, ...UNCERTAIN_NAMES];

function bestText({ metrics, paths }: SweepRuns, { best }: SweepState): string | undefined {
  return best === null ? undefined : `${metricText(metrics[0], best.value)} (${pointText({ values: best.point }, paths)})`;
}
