import { join } from 'node:path';
import type { Argv } from 'yargs';
import { CHART_OPTIONS, chartFilesGiven } from '../../cli/chart-options.js';
import { INCIDENT_NAMES, INCIDENT_OPTIONS, incidentsGiven } from '../../cli/incident-options.js';
import { intoDirectory } from '../../cli/into-directory.js';
import { journalled, namingJournal } from '../../cli/journalled-runs.js';
import { journalBeside } from '../../cli/kept-work.js';
import { withProgress } from '../../cli/progress.js';
import { QUEUE_OPTIONS, type Work, workGiven } from '../../cli/queue-options.js';
import { REPLICATION_OPTIONS, type ReplicationRequest, replicationsGiven } from '../../cli/replication-options.js';
import { flag, ofNumber, ofText, ofTexts } from '../../cli/scenario-options.js';
import { commandLine, optionWords, POLICY_OPTION, pathShown, printWarnings } from '../../cli/terminal.js';
import { fittedSet, UNCERTAIN_NAMES, UNCERTAIN_OPTIONS, type WorldsRequest, worldsGiven } from '../../cli/uncertain-options.js';
import type { WordsOf } from '../../cli/words.js';
import { listText } from '../../kernel/quantity-text.js';
import type { SummaryRow } from '../../record/tables/summary.js';
import { type FinishedRun, summaryRow } from '../../report/summary.js';
import { execute } from '../../run/execute.js';
import { orAllMistakes, UserError } from '../../run/failure.js';
import type { Journal } from '../../run/journal/journal.js';
import { runPolicyOf } from '../../run/policies.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { writeRun } from '../../run/write-run.js';
import { formatDuration } from '../../scenario/units.js';
import { comparedThrough, withoutIncidents } from './incident/effects.js';
import type { ComparedInput } from './inputs/compared-inputs.js';
import { planOf } from './inputs/plan.js';
import { type Compared, inputsOf, policiesGiven, readAll } from './inputs/read-all.js';
import { briefText, printedText } from './printed/printed.js';
import { type ReplicatedRuns, replicate, replicationHash } from './run.js';
import { writeBrief, writeComparison } from './write.js';

const FORMATS = ['text', 'markdown'] as const;

/** The name of a directory joins the scenarios' names, up to this many characters. */
const NAME_LENGTH_MAX = 120;

const builder = (yargs: Argv) =>
  yargs
    .positional('scenarios', {
      type: 'string',
      array: true,
      demandOption: true,
      describe:
        'Two or more scenarios, or one to be set beside its variants; also directories of ECS files, templates or plans, which are imported',
    })
    .option('out', ofText('Directory to write; default reports/out/FIRST-vs-...'))
    .option(
      'variant',
      ofTexts("Of one scenario: beside it this variant alone, by its name, or 'NAME: path=value; path=value'; may be repeated"),
    )
    .option('policies', ofText('Of one scenario: beside it the same placed by each of these, with commas between, as by --policy'))
    .option('policy', ofText(`In all of them. ${POLICY_OPTION}`))
    .option('seed', ofNumber('For all of them; default: the seed of the first'))
    .option('set', ofTexts('path=value, in all of them; may be repeated'))
    .option('format', {
      choices: FORMATS,
      default: 'text' as const,
      describe: 'markdown: the comment on a pull request; exit code 1 if an expectation of a scenario after the first fails',
    })
    .option('title', ofText('Heading of the page'))
    .option('brief', flag('Only the answer of replications and the table of figures that decide; runs get no files or pages of their own'))
    .options(INCIDENT_OPTIONS)
    .options(CHART_OPTIONS)
    .options(REPLICATION_OPTIONS)
    .options(UNCERTAIN_OPTIONS)
    .options(QUEUE_OPTIONS)
    .option('json', flag('Print comparison.json instead of the table'));

type CompareArguments = WordsOf<typeof builder>;

export const compareCommand = {
  builder,
  handler: async (words: CompareArguments) => {
    const { out, policy: word, title } = words;
    const mistakes: string[] = [];
    const work = workGiven(words, mistakes);
    const replicationRequest = replicationsGiven(words, mistakes);
    const request = incidentsGiven(words, mistakes);
    const charts = chartFilesGiven(words, mistakes);
    const worlds = worldsGiven(words, mistakes);
    if (replicationRequest === null) refuseWithoutReplications(words, mistakes);
    refuseWithMarkdown(words, mistakes);
    const policy = await runPolicyOf(word, mistakes);
    const policies = await policiesGiven(words, mistakes);
    const inputs = inputsOf(words, mistakes);
    const set = [...fittedSet(worlds), ...words.set];
    const how = { ...words, set, policy, policies, isPullRequest: words.format === 'markdown' };
    const read = orAllMistakes(mistakes, () => readAll(inputs, how));
    const { compared, plans } = await withoutIncidents(read, request);
    printWarnings(...compared.map(({ scenario }) => scenario));
    refuseShortRuns(compared, replicationRequest);
    const names = compared.map(({ scenario }) => scenario.setup.name);
    const place = out ?? join('reports/out', names.join('-vs-').slice(0, NAME_LENGTH_MAX));
    const journalPath = journalBeside(place);
    const common = { words, set, worlds, work, journalPath, hasIncidents: plans !== null };
    const { text, journal } = await intoDirectory(place, async (directory, signal) => {
      const { replicated, journal } =
        replicationRequest === null ? NO_REPLICATIONS : await replicatedRuns(compared, { ...common, replicationRequest, signal });
      const page = pathShown(directory.path, 'report.html');
      const through = (runs: readonly (readonly SummaryRow[])[]) =>
        comparedThrough(plans, { runs, workers: work.workers, signal, isUncertain: words.uncertain });
      const to = {
        directory,
        title: title ?? `${names[0]} against ${listText(names.slice(1))}`,
        command: commandOf(words),
        replicated,
        charts,
      };
      if (words.brief && replicated !== undefined) {
        const incidents = await through(replicated.runs);
        const scenarios = compared.map(({ scenario }) => scenario);
        writeBrief(scenarios, replicated, { ...to, incidents });
        return { text: briefText(replicated, words, { page, incidents }), journal };
      }
      const runs: FinishedRun[] = [];
      for (const { scenario, options } of compared) {
        const prefix = `${scenario.setup.name}/`;
        const run = await withProgress(scenario.setup, (progress) => execute(scenario, { directory, prefix, progress, signal }));
        const alone = ['run', pathOf(scenario, inputs, directory.path), ...optionWords(words, ['policy']), ...options];
        await writeRun(run, scenario, { directory, prefix, charts, command: commandLine(alone, { seed: run.identity.seed, set }) });
        runs.push(run);
      }
      const incidents = await through(replicated?.runs ?? runs.map((run) => [summaryRow(run)]));
      await writeComparison(runs, { ...to, incidents });
      return { text: printedText(runs, { ...words, command: to.command }, { replicated, inputs, page, incidents }), journal };
    }).catch(namingJournal(journalPath));
    // Only after everything is written: a full disk must not lose the runs.
    journal?.remove();
    process.stdout.write(text);
  },
};

function refuseWithMarkdown({ format, json, brief }: CompareArguments, mistakes: string[]): void {
  if (format !== 'markdown') return;
  if (json) mistakes.push('--json and --format markdown: one of them is printed; leave the other out');
  if (brief) mistakes.push('--brief and --format markdown: the comment shows the runs too; leave one of them out');
}

function refuseWithoutReplications(words: CompareArguments, mistakes: string[]): void {
  const uses = {
    '--uncertain adds to the answer of replications': words.uncertain,
    '--run-timeout is of replications': words.runTimeout !== undefined,
    '--queue does replications': words.queue !== undefined,
    '--brief is the answer of replications': words.brief,
  };
  for (const [text, isGiven] of Object.entries(uses)) if (isGiven) mistakes.push(`${text}: give --replications or --precision`);
}

/** A run must be longer than its warm-up. */
function refuseShortRuns(compared: readonly Compared[], replicationRequest: ReplicationRequest | null): void {
  const { warmUp = null } = replicationRequest ?? {};
  if (typeof warmUp !== 'number') return;
  const short = compared.map(({ scenario }) => scenario).filter(({ setup }) => setup.durationMs <= warmUp);
  if (short.length > 0)
    throw new UserError(
      short.map(({ path, setup }) => `${path}: --warm-up ${formatDuration(warmUp)} leaves nothing of ${formatDuration(setup.durationMs)}`),
    );
}

/** Decide the result, in the order of the command that repeats it. */
const DECIDING = [
  'policy',
  ...INCIDENT_NAMES,
  'policies',
  'replications',
  'precision',
  'metrics',
  'warm-up',
  'format',
  ...UNCERTAIN_NAMES,
  'brief',
];

function commandOf(words: CompareArguments): string {
  const given = { ...words, format: words.format === 'text' ? undefined : words.format };
  return commandLine(['compare', ...words.scenarios], given, DECIDING);
}

interface Replications {
  readonly replicated?: ReplicatedRuns;
  readonly journal?: Journal;
}

const NO_REPLICATIONS: Replications = {};

interface CompareRequest {
  readonly words: CompareArguments;
  /** Assignments of all scenarios, with those of a fit. */
  readonly set: readonly string[];
  readonly replicationRequest: ReplicationRequest;
  readonly worlds: WorldsRequest | null;
  readonly work: Work;
  readonly journalPath: string;
  readonly signal: AbortSignal;
  /** Whether the scenarios have incidents, which the runs leave out. */
  readonly hasIncidents: boolean;
}

async function replicatedRuns(
  compared: readonly Compared[],
  { words, set, replicationRequest, worlds, work, journalPath, signal, hasIncidents }: CompareRequest,
): Promise<Replications> {
  const plan = await planOf(compared, { set: [...set, ...(hasIncidents ? ['incidents='] : [])], replicationRequest, worlds });
  const head = { journal: commandOf(words), experiment: replicationHash(plan) };
  const runs = { path: journalPath, head, isResuming: words.resume, scenarios: plan.scenarios, signal, ...work };
  const { journal, ran } = await journalled(runs, (own) => replicate(plan, own));
  return { replicated: ran, journal };
}

/** The path at which a scenario can be run again: an imported one is only in the directory of its run. */
function pathOf({ path, setup }: ScenarioFile, inputs: readonly ComparedInput[], directory: string): string {
  const isImported = inputs.some((input) => input.path === path && input.read !== undefined);
  return isImported ? pathShown(directory, join(setup.name, 'scenario.yaml')) : path;
}
