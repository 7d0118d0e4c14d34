import { join } from 'node:path';
import type { Argv } from 'yargs';
import { CHART_OPTIONS, chartFilesGiven } from '../../cli/chart-options.js';
import { INCIDENT_NAMES, INCIDENT_OPTIONS, incidentsGiven } from '../../cli/incident-options.js';
import { throughIncidents } from '../../cli/incident-runs.js';
import { intoDirectory } from '../../cli/into-directory.js';
import { withProgress } from '../../cli/progress.js';
import { flag, ofText, ofTexts, SCENARIO, SEED, SET } from '../../cli/scenario-options.js';
import { commandLine, POLICY_OPTION, pathShown, printWarnings, terminalLook } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import { durationText } from '../../kernel/quantity-text.js';
import { failedText } from '../../record/expect/expectation.js';
import type { IncidentReport } from '../../record/survival/report.js';
import { type FinishedRun, summaryJson } from '../../report/summary.js';
import { runText } from '../../report/terminal.js';
import { Checkpoints } from '../../run/checkpoints/checkpoints.js';
import { execute } from '../../run/execute.js';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import { changedBy, type IncidentRequest, incidentPlan, requestedIn, withIncidents } from '../../run/incident/plan.js';
import { runPolicyOf } from '../../run/policies.js';
import { besideDirectory } from '../../run/run-directory.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { writeRun } from '../../run/write-run.js';
import { checkpointsText, checkpointTimes, outName, whatToRun } from './checkpoint-options.js';
import { type WatchRequest, watchRuns } from './watch.js';

const builder = (yargs: Argv) =>
  yargs
    .positional('scenario', { ...SCENARIO, demandOption: false })
    .option('out', ofText('Directory to write; default reports/out/NAME'))
    .option('policy', ofText(POLICY_OPTION))
    .option('seed', SEED)
    .option('set', SET)
    .option('variant', ofTexts("Run this variant of the scenario; or 'NAME: path=value; path=value'"))
    .option('from', ofText('Go on from a checkpoint instead; --set holds from its time on'))
    .option('checkpoint-every', ofText('Leave a checkpoint at this interval of simulated time, such as 1h'))
    .option('checkpoint-at', ofTexts('Leave a checkpoint at a simulated time, such as 14h5m; may be repeated'))
    .options(INCIDENT_OPTIONS)
    .options(CHART_OPTIONS)
    .option('json', flag('Print summary.json instead of the table'))
    .option('events', flag('Also write events.csv, a row for every fact'))
    .option(
      'ecs-events',
      flag(
        'Also write ecs-events.jsonl and ecs-service-messages.jsonl: the events that ECS sends to EventBridge, and the messages of services',
      ),
    )
    .option(
      'watch',
      flag('Run again on each save of the scenario or one of its files, and print what changed; writes files only with --out'),
    )
    .example('$0 run scenario.yaml --set seed=2 --out reports/out/second', '')
    .example('$0 run scenario.yaml --variant graviton', 'a variant that the scenario has')
    .example('$0 run scenario.yaml --incident aws-2025-10-20-us-east-1-dynamodb', 'through a day of AWS')
    .example('$0 run scenario.yaml --policy ./mine.ts', 'placed by an algorithm of your own')
    .example('$0 run scenario.yaml --checkpoint-at 14h5m', '')
    .example('$0 run --from reports/out/NAME.checkpoints/14h5m.checkpoint --set ...', 'what if, from 14:05 on');

type RunArguments = WordsOf<typeof builder>;

export const runCommand = {
  builder,
  handler: async (options: RunArguments) => {
    const mistakes: string[] = [];
    const charts = chartFilesGiven(options, mistakes);
    const policy = await runPolicyOf(options.policy, mistakes);
    const request = incidentsGiven(options, mistakes);
    if (options.watch) return watchRuns(watchRequest(options, { policy, charts }, mistakes));
    const { scenario: requested, from, withEvents, withEcsEvents } = await whatToRun(options, policy, mistakes);
    const through = await throughOf(requested, request, { isFork: from !== undefined });
    const { scenario } = through;
    printWarnings(scenario);
    const times = checkpointTimes(options, scenario.setup.durationMs);
    const { json } = options;
    const start = from === undefined ? [options.scenario!] : ['--from', from.path];
    const command = commandLine(['run', ...start], options, ['policy', ...INCIDENT_NAMES]);
    const out = options.out ?? join('reports/out', outName(scenario, from));
    const checkpoints = times === null ? undefined : new Checkpoints(besideDirectory(out, '.checkpoints'), times, from?.path);
    await intoDirectory(out, async (directory, signal) => {
      const { incident, scenario } = await through.study(signal);
      const ran = await withProgress(scenario.setup, (progress) =>
        execute(scenario, { directory, withEvents, withEcsEvents, signal, progress, checkpoints, from }),
      );
      const run = { ...ran, ...(incident === undefined ? {} : { incident }) };
      await writeRun(run, scenario, { directory, prefix: '', command, charts });
      const failed = failedText(run.verdicts);
      if (failed !== null) process.exitCode = EXIT_FAILED;
      if (failed !== null && json) console.error(`${run.identity.name}: ${failed}`);
      const page = pathShown(directory.path, 'report.html');
      const more = `${checkpointsText(checkpoints)}${whyText(run, out)}`;
      return json ? summaryJson(run) : `${runText(run, terminalLook())}\nPage: ${page}\n${more}`;
    }).then((text) => process.stdout.write(text));
  },
};

/** Returns the options that a watch leaves out. */
function watchRequest(
  { scenario: path, ...options }: RunArguments,
  { policy, charts }: Pick<WatchRequest, 'policy' | 'charts'>,
  mistakes: string[],
): WatchRequest {
  const { out, seed, set, variant, events, ecsEvents, json, from, checkpointAt, checkpointEvery } = options;
  if (path === undefined) mistakes.push('--watch: say which scenario');
  if (json) mistakes.push('--watch prints what changed: leave --json out');
  if (options.incident.length > 0) mistakes.push('--watch runs what the file says: leave --incident out');
  if (from !== undefined || checkpointAt.length > 0 || checkpointEvery !== undefined)
    mistakes.push('--watch runs from the start to the end: leave --from and checkpoints out');
  if (out === undefined && (events || ecsEvents || options.charts !== undefined))
    mistakes.push('--watch writes files only with --out: give it, or leave --charts, --events and --ecs-events out');
  if (mistakes.length > 0) throw new UserError(mistakes);
  const files = { withEvents: events, withEcsEvents: ecsEvents };
  return { path: path!, set, variant, seed, policy, policyWord: options.policy, out, files, charts };
}

/** A shorter wait is normal for a start. */
const WORTH_ASKING_MS = 60_000;

/** Suggests the `explain` command for the longest-waiting task, one that never started before the others. */
function whyText({ record: { longestWait }, identity }: FinishedRun, out: string): string {
  if (longestWait === null || longestWait.waitMs < WORTH_ASKING_MS || identity.forkedFrom !== undefined) return '';
  const command = commandLine(['explain', out, '--task', `${longestWait.task}`]);
  const { task, waitMs, isOver } = longestWait;
  const question = isOver
    ? `Why did task ${task} wait ${durationText(waitMs)}?`
    : `Why does task ${task} still wait after ${durationText(waitMs)}?`;
  return `${question} ${command}\n`;
}

/** A scenario to run, with the effects of its incidents. */
interface Studied {
  readonly scenario: ScenarioFile;
  readonly incident?: IncidentReport;
}

interface Through {
  /** The scenario as known before the incidents run. */
  readonly scenario: ScenarioFile;
  /** Finds the zones, and runs it with and without its incidents. */
  study(signal: AbortSignal): Promise<Studied>;
}

/** Returns the scenario with its own or the requested incidents. */
async function throughOf(scenario: ScenarioFile, request: IncidentRequest | null, { isFork }: { isFork: boolean }): Promise<Through> {
  if (request !== null && isFork) throw new UserError(['--incident: a run goes on as it began; leave it out with --from']);
  const plan = isFork ? null : await incidentPlan(scenario, request, { band: true });
  if (plan === null) return { scenario, study: async () => ({ scenario }) };
  return {
    scenario: request === null ? scenario : withIncidents(plan.control, request),
    study: async (signal) => {
      const [incident] = await throughIncidents([plan], { replications: null, workers: null, signal, blames: true });
      const { value } = requestedIn(plan, incident!);
      return { scenario: changedBy(plan.control, [{ path: 'incidents', value }]), incident: incident! };
    },
  };
}
