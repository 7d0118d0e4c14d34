import { join } from 'node:path';
import type { Argv } from 'yargs';
import { CHART_OPTIONS, chartFilesGiven } from '../../cli/chart-options.js';
import { INCIDENT_NAMES, INCIDENT_OPTIONS, incidentsGiven } from '../../cli/incident-options.js';
import { runStudy } from '../../cli/journalled-runs.js';
import { QUEUE_OPTIONS, workGiven } from '../../cli/queue-options.js';
import { REPLICATION_OPTIONS, SWEEP_WARM_UP, sweepWarmUpOf } from '../../cli/replication-options.js';
import { flag, NUMBER, ofText, SEED, SET } from '../../cli/scenario-options.js';
import { commandLine, POLICY_OPTION, pathShown, printWarnings, terminalLook } from '../../cli/terminal.js';
import { fittedSet, hashWith, UNCERTAIN_NAMES, UNCERTAIN_OPTIONS, worldsGiven } from '../../cli/uncertain-options.js';
import type { WordsOf } from '../../cli/words.js';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import type { IncidentRequest } from '../../run/incident/plan.js';
import { runPolicyOf } from '../../run/policies.js';
import { readScenario } from '../../run/scenario-file.js';
import { adviceJson } from './answer/json.js';
import { adviceText } from './answer/text.js';
import { ALL, COMBINED, writeAdvice } from './answer/write.js';
import { adviseInsurance } from './insurance/command.js';
import { insurancePlan } from './insurance/plan.js';
import { adviceHash, readAdvicePlan } from './plan.js';
import type { AdviceResult } from './result.js';
import { adviceOf, runAdvice } from './run.js';
import { advisedInWorlds } from './uncertain/in-worlds.js';

const REPLICATIONS = 10;
const REPLICATIONS_MAX = 100_000;

const builder = (yargs: Argv) =>
  yargs
    .positional('scenario', { type: 'string', demandOption: true, describe: 'A scenario, YAML or JSON: docs/advise.md' })
    .option('out', ofText('Directory to write; default reports/out/NAME-advice'))
    .option('replications', {
      ...NUMBER,
      default: REPLICATIONS,
      describe: 'Runs of the scenario and of each what-if',
    })
    .option('warm-up', SWEEP_WARM_UP)
    .option('policy', ofText(POLICY_OPTION))
    .option('seed', SEED)
    .option('set', SET)
    .option('workers', REPLICATION_OPTIONS.workers)
    .options(INCIDENT_OPTIONS)
    .options(UNCERTAIN_OPTIONS)
    .options(QUEUE_OPTIONS)
    .option('resume', flag('Go on with the journal of advice that was stopped'))
    .options(CHART_OPTIONS)
    .option('yes', flag('Confirms a large number of runs'))
    .option('json', flag('Print summary.json instead of the table'))
    .example('$0 advise scenarios/headline/spread-100.yaml', '')
    .example('$0 advise scenario.yaml --incident aws-2021-12-22-us-east-1-power', 'insurance against such a day, and its price');

type AdviseArguments = WordsOf<typeof builder>;

export const adviseCommand = {
  builder,
  handler: async (words: AdviseArguments) => {
    const mistakes: string[] = [];
    const { scenario: path, seed, replications } = words;
    const worlds = worldsGiven(words, mistakes);
    const work = workGiven(words, mistakes);
    const charts = chartFilesGiven(words, mistakes);
    const warmUpMs = sweepWarmUpOf(words, mistakes);
    if (!Number.isInteger(replications) || replications < 2 || replications > REPLICATIONS_MAX)
      mistakes.push(`--replications ${replications}: give a whole number from 2 to ${REPLICATIONS_MAX}; fewer tell nothing of chance`);
    const policy = await runPolicyOf(words.policy, mistakes);
    const request = insuranceGiven(words, mistakes);
    if (mistakes.length > 0) throw new UserError(mistakes);
    const set = [...fittedSet(worlds), ...words.set];
    const command = commandLine(['advise', path], words, DECIDING);
    const insured = await insurancePlan(readScenario(path, { set, seed, policy }), request);
    if (insured !== null) {
      const { out, json, resume } = words;
      const running = { out, json, resume, replications, work, worlds, command };
      return adviseInsurance(insured, running);
    }
    const plan = await readAdvicePlan(path, { set, seed, policy, replications, warmUpMs, isSure: words.yes });
    printWarnings(plan.scenario);
    const place = words.out ?? join('reports/out', `${plan.scenario.setup.name}-advice`);
    await runStudy({
      command: 'advise',
      place,
      isResuming: words.resume,
      ...work,
      scenarios: [plan.carried],
      head: { journal: command, experiment: hashWith(adviceHash(plan), worlds) },
      run: async (runs) => {
        const advised = await runAdvice(plan, runs);
        if (worlds === null) return { advised };
        const beside = await advisedInWorlds(plan, advised, { ...runs, worlds });
        return { advised, inWorlds: { uncertain: beside?.uncertain ?? null } };
      },
      write: async ({ advised, inWorlds }, { directory }) => {
        const result = { ...(await adviceOf(plan, advised, { directory, command })), ...inWorlds };
        await writeAdvice(plan, result, { directory, charts });
        const hasFailed = result.findings.length < plan.whatIfs.length;
        if (hasFailed) process.exitCode = EXIT_FAILED;
        if (words.json) return { hasFailed, text: adviceJson(result) };
        const files = filesText(result, (file) => pathShown(directory.path, file));
        return { hasFailed, text: `${adviceText(result, terminalLook())}\n${files}` };
      },
    });
  },
};

/** Insurance has runs of its own kind: options of other advice would have no effect. */
function insuranceGiven(words: AdviseArguments, mistakes: string[]): IncidentRequest | null {
  const request = incidentsGiven(words, mistakes);
  if (request === null) return null;
  const { warmUp, charts } = words;
  for (const [option, value] of Object.entries({ '--warm-up': warmUp, '--charts': charts }))
    if (value !== undefined) mistakes.push(`${option}: insurance against an --incident has none; leave it out`);
  return request;
}

function filesText({ path }: AdviceResult, shown: (file: string) => string): string {
  const { safe = null, advised = null, all = null } = path?.ends ?? {};
  const scenario = (name: string) => `${shown(`${name}.yaml`)}, commands: ${shown(`${name}.sh`)}\n`;
  return [
    `Page: ${shown('report.html')}\n`,
    ...((advised ?? safe) === null ? [] : [`Scenario: ${scenario(COMBINED)}`]),
    ...(all === null ? [] : [`All of it: ${scenario(ALL)}`]),
  ].join('');
}

/** Decide the result, in the order of the command that repeats it. */
const DECIDING = ['policy', ...INCIDENT_NAMES, 'warm-up', 'replications', ...UNCERTAIN_NAMES];
