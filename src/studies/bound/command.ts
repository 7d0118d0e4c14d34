import type { Argv } from 'yargs';
import { keeping } from '../../cli/kept-work.js';
import { withProgress } from '../../cli/progress.js';
import { flag, ofText, SEED, SET, TEXT } from '../../cli/scenario-options.js';
import { commandLine, printWarnings } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import { orAllMistakes, UserError } from '../../run/failure.js';
import { sha256 } from '../../run/hashes.js';
import type { Journal } from '../../run/journal/journal.js';
import type { Kept } from '../../run/journal/journal-file.js';
import { readScenario, type ScenarioFile } from '../../run/scenario-file.js';
import { scenarioHash } from '../../run/scenario-hash.js';
import { parseDuration } from '../../scenario/units.js';
import { POLICY_PARTS, TRACE_PARTS } from './journal-entry.js';
import { AS_WRITTEN, type PolicyChoice, policyChoices, STRATEGY_NAMES } from './policies.js';
import { rebalanceText } from './rebalance/text.js';
import { boundScenario } from './run-scenario.js';
import { BOUND_TRACE_OPTIONS, boundTrace, readBoundTrace } from './run-trace.js';
import { scenarioBoundJson, scenarioBoundText, traceBoundJson, traceBoundText } from './text.js';
import { traceGaps, traceGapsText, tracePolicies } from './trace-policies.js';

const TIME_LIMIT = '30s';
const WAYS = 'name a scenario, or a trace by --format and --tasks';

const builder = (yargs: Argv) =>
  yargs
    .positional('scenario', { type: 'string', describe: 'A scenario, YAML or JSON: it is run, and its tasks are bounded' })
    .option(
      'policies',
      ofText(
        `By commas, each tried everywhere: strategies (${STRATEGY_NAMES.join(', ')}; a+b is a chain), algorithms and modules of drydock pack. Of a trace: the fewest instances of one kind on which each places every task`,
      ),
    )
    .option('at', ofText('Instead: pack all tasks that run at this time anew (such as 2h30m, or end), and say what that saves and moves'))
    .option('seed', SEED)
    .option('set', SET)
    .options(BOUND_TRACE_OPTIONS)
    .option('time-limit', { ...TEXT, default: TIME_LIMIT, describe: 'For the bounds; a simulation comes on top' })
    .option('journal', ofText('File that keeps the finished policies or bounds until all are done'))
    .option('resume', flag('With --journal: go on with what a stopped command has kept in it'))
    .option('json', flag('JSON instead of a table; with --at every move too'))
    .example('$0 bound scenario.yaml --policies binpack-memory,spread', '')
    .example('$0 bound scenario.yaml --at 2h30m', 'what a repack of the running tasks would save')
    .example('$0 bound --format azure --tasks vms.csv.gz --types m5.4xlarge,r5.4xlarge --lifetimes', '')
    .group(
      ['format', 'tasks', 'columns', 'constraints', 'skip-bad-rows', 'types', 'nodes', 'region', 'awsvpc', 'trunking', 'lifetimes'],
      'A trace:',
    )
    .group(['at', 'seed', 'set'], 'A scenario:');

export type BoundArguments = WordsOf<typeof builder>;

export const boundCommand = {
  builder,
  handler: async (options: BoundArguments) => {
    process.stdout.write(await boundText(options, process.stdout.columns));
  },
};

export async function boundText(options: BoundArguments, width?: number): Promise<string> {
  const mistakes: string[] = [];
  const timeLimitMs = parseDuration(options.timeLimit) ?? 0;
  if (timeLimitMs === 0) mistakes.push(`--time-limit ${options.timeLimit}: write a duration above zero, such as 30s or 2m`);
  if (options.resume && options.journal === undefined) mistakes.push('--resume: name the --journal of the command that was stopped');
  const isTrace = options.format !== undefined || options.tasks !== undefined;
  if (isTrace === (options.scenario !== undefined)) throw new UserError([...mistakes, isTrace ? `${WAYS}, not both` : WAYS]);
  if (isTrace) {
    if (options.policies !== undefined && options.awsvpc)
      mistakes.push('--policies: a replay knows no network interfaces; leave --awsvpc out');
    if (options.at !== undefined) mistakes.push('--at: a trace is not run; name a scenario, whose tasks run at a time');
    const trace = await readBoundTrace(options, mistakes);
    const policies = options.policies === undefined ? null : await tracePolicies(options.policies, trace);
    const bounds = await keptIn(options, trace.files, TRACE_PARTS, (journal) => boundTrace(trace, timeLimitMs, journal));
    const gaps = policies && (await traceGaps(trace, bounds, policies));
    if (options.json) return traceBoundJson(trace, bounds, gaps);
    return `${traceBoundText(trace, bounds, width)}${gaps === null ? '' : traceGapsText(gaps, width)}`;
  }
  refuseTraceOptions(options, mistakes);
  if (options.at !== undefined) {
    if (options.policies !== undefined) mistakes.push('--policies: --at repacks the scenario as it is written; leave one of them out');
    if (options.journal !== undefined)
      mistakes.push('--journal: --at has one part, which a journal keeps only when all is done; leave one of them out');
    return rebalanceText({ ...options, scenario: options.scenario as string, at: options.at, timeLimitMs }, mistakes, width);
  }
  const { scenario, policies } = await readAll(options, mistakes);
  printWarnings(scenario);
  const gaps = await keptIn(options, [await scenarioHash(scenario), ...modulesOf(policies)], POLICY_PARTS, (journal) =>
    withProgress(scenario.setup, (progress) =>
      boundScenario(scenario, { policies, timeLimitMs, journal, progress: (_, nowMs, events) => progress(nowMs, events) }),
    ),
  );
  const { name, seed, market } = scenario.setup;
  if (options.json) return scenarioBoundJson({ name, seed }, gaps);
  return scenarioBoundText({ name, seed, hasSpot: market.pools.some((pool) => pool.isSpot) }, gaps, width);
}

/** The code of modules is part of the kept work. */
function modulesOf(policies: readonly PolicyChoice[]): string[] {
  return policies.flatMap(({ algorithm }) => algorithm?.module?.sha256 ?? []);
}

function keptIn<Part, Done>(
  options: BoundArguments,
  inputs: readonly string[],
  kept: Kept<Part>,
  work: (journal: Journal<Part> | null) => Promise<Done>,
): Promise<Done> {
  const { journal: path, resume: isResuming, scenario, policies, seed, set, timeLimit, format, tasks, nodes, types, ...others } = options;
  if (path === undefined) return work(null);
  const { columns, constraints, region, awsvpc, trunking, lifetimes, skipBadRows } = others;
  const ofTrace = [format, columns, constraints, types, nodes === undefined, region, awsvpc, trunking, lifetimes, skipBadRows];
  const experiment = sha256(JSON.stringify([inputs, policies, seed, set, timeLimit, ofTrace]));
  const command = commandLine(['bound', ...(scenario === undefined ? ['--tasks', String(tasks)] : [scenario])], { seed, set });
  return keeping({ path, head: { journal: command, experiment }, isResuming }, kept, work);
}

/** Refuses the options of a trace beside a scenario. */
function refuseTraceOptions(options: BoundArguments, mistakes: string[]): void {
  const ofTraces = (
    ['types', 'nodes', 'columns', 'constraints', 'region', 'awsvpc', 'trunking', 'lifetimes', 'skipBadRows'] as const
  ).filter((word) => options[word] !== undefined);
  if (ofTraces.length > 0)
    mistakes.push(
      `${ofTraces.map((word) => `--${word === 'skipBadRows' ? 'skip-bad-rows' : word}`).join(', ')}: for a trace; a scenario has its own`,
    );
}

/** Reads the scenario and the policies, and collects the mistakes of both. */
async function readAll(
  options: BoundArguments,
  mistakes: string[],
): Promise<{ scenario: ScenarioFile; policies: readonly PolicyChoice[] }> {
  const policies = options.policies === undefined ? [AS_WRITTEN] : await policyChoices(options.policies, mistakes);
  const { scenario: path, set, seed } = options;
  return { scenario: orAllMistakes(mistakes, () => readScenario(path as string, { set, seed })), policies };
}
