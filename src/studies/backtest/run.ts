import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { isoText } from '../../load/formats/clock.js';
import { costsIn, type ObservedCosts } from '../../observed/costs.js';
import type { Window } from '../../observed/minutes.js';
import { type NamedText, type Observed, readObserved } from '../../observed/read.js';
import { type ObservedSeries, seriesText } from '../../observed/series.js';
import { drive } from '../../run/drive.js';
import { engineVersion } from '../../run/engine-version.js';
import { EXIT_INTERRUPTED, UserError, whyUnreadable } from '../../run/failure.js';
import { sha256 } from '../../run/hashes.js';
import { ownPolicy } from '../../run/policies.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { scenarioHash } from '../../run/scenario-hash.js';
import { Traces } from '../../run/traces.js';
import { groupProviders } from '../../scenario/cluster/providers.js';
import { targetGroupName } from '../../scenario/services/target-group.js';
import type { Setup } from '../../sim/setup.js';
import { Simulation } from '../../sim/simulation.js';
import { type Compared, comparedIn, type Names, overlapping } from './compared.js';
import { costLine } from './costs.js';
import { linesOf } from './lines.js';
import { MinuteLog, type RunMinutes } from './minute-log.js';
import type { Counter } from './recorded-run.js';
import type { BacktestResult, BacktestSeries } from './result.js';

/** A recording, and those of its series that can be compared with a scenario. */
export interface Recording {
  readonly compared: readonly Compared[];
  readonly costs: ObservedCosts | null;
  readonly window: Window;
  readonly notes: readonly string[];
  /** Hash of the texts and names of its files. */
  readonly files: string;
}

interface RunOptions {
  readonly hasCost?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (nowMs: Ms, events: number) => void;
}

/** Reads the recording of a scenario's period from a directory. Throws a UserError with one line for each mistake. */
export function readRecording(scenario: ScenarioFile, directory: string): Recording {
  const files = observedFiles(directory);
  const observed = readObserved(files);
  const { costs, mistakes } = observed.mistakes.length > 0 ? { costs: null, mistakes: [] } : costsIn(files);
  const lines = [...observed.mistakes, ...mistakes].map((line) => `${directory}/${line}`);
  if (lines.length > 0) throw new UserError(lines);
  return { ...recordingOf(scenario, observed, { directory, costs }), files: sha256(JSON.stringify(files)) };
}

function recordingOf(
  scenario: ScenarioFile,
  { series }: Pick<Observed, 'series'>,
  { directory, costs }: { readonly directory: string; readonly costs: ObservedCosts | null },
): Omit<Recording, 'files'> {
  const { setup } = scenario;
  const window = { fromMs: setup.startsAtMs, minutes: Math.floor(setup.durationMs / MINUTE_MS) };
  const all = comparedIn(series, namesOf(scenario));
  if (all.length === 0)
    throw new UserError([
      `${directory}: nothing in it is of this scenario: ${series.length === 0 ? 'there is no export of CloudWatch' : `there are ${someOf(series)}`}. docs/backtest.md lists what is compared`,
    ]);
  const compared = overlapping(all, window);
  if (compared.length === 0) throw new UserError([`${directory}: ${apart(all, window)}`]);
  const used = new Set(compared.map((one) => one.observed));
  const apartOnes = all.map((one) => one.observed).filter((one) => !used.has(one));
  const left = series.filter((one) => !used.has(one) && !apartOnes.includes(one));
  const notes = [
    ...(apartOnes.length === 0 ? [] : [`Of another time than the run: ${someOf(apartOnes)}.`]),
    ...(left.length === 0 ? [] : [`Not compared: ${someOf(left)}.`]),
  ];
  return { compared, costs, window, notes };
}

function namesOf({ scenario, setup }: ScenarioFile): Names {
  const groups = groupProviders(scenario);
  return {
    providers: setup.capacityProviders.map(({ name }) => {
      const called = groups.find((group) => group.name === name)?.autoScalingGroup.autoScalingGroupName;
      return { name, groupName: typeof called === 'string' ? called : null };
    }),
    services: setup.services.map(({ name }) => name),
  };
}

/** Returns the source of the arrival counts of each service. */
export function countersOf({ scenario }: ScenarioFile): Counter[] {
  return scenario.services.map(({ serviceName, load, loadBalancers }): Counter => {
    if (load?.queue !== undefined) return { queue: serviceName };
    const [balancer] = loadBalancers;
    return load === undefined || balancer === undefined ? null : { targetGroup: targetGroupName(balancer.targetGroupArn) };
  });
}

const NAMED = 8;

function someOf(series: readonly ObservedSeries[]): string {
  const names = [...new Set(series.map(seriesText))];
  return `${names.slice(0, NAMED).join('; ')}${names.length > NAMED ? `; and ${names.length - NAMED} more` : ''}`;
}

function apart(compared: readonly Compared[], { fromMs, minutes }: Window): string {
  const first = Math.min(...compared.map(({ observed }) => observed.atMs[0] ?? Number.POSITIVE_INFINITY));
  const last = Math.max(...compared.map(({ observed }) => (observed.atMs.at(-1) ?? 0) + observed.periodMs));
  const run = `${isoText(fromMs)} to ${isoText(fromMs + minutes * MINUTE_MS)}`;
  return `was recorded from ${isoText(first)} to ${isoText(last)}, and the run goes from ${run}: they do not overlap. Set startsAt: ${isoText(first)}`;
}

export async function runMinutes(scenario: ScenarioFile, setup: Setup, options: RunOptions = {}): Promise<RunMinutes> {
  const log = new MinuteLog(setup, options.hasCost ?? false);
  const traces = await Traces.read(setup, scenario);
  const simulation = new Simulation(setup, { sources: traces.sourcesOf(setup), subscribers: [log], policy: await ownPolicy(scenario) });
  const isDone = await drive(simulation, {
    isInterrupted: () => options.signal?.aborted === true,
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  });
  if (!isDone) throw new UserError([`${setup.name}: stopped`], EXIT_INTERRUPTED);
  return log.finish(setup.durationMs);
}

/** Replays the recorded period and compares the run with the recording. */
export async function backtest(scenario: ScenarioFile, recording: Recording, options: RunOptions = {}): Promise<BacktestResult> {
  const { setup } = scenario;
  const run = await runMinutes(scenario, setup, { ...options, hasCost: recording.costs !== null });
  const ofCost: BacktestSeries[] = recording.costs === null ? [] : costLine(recording.costs, run, recording.window);
  const notes = recording.costs !== null && ofCost.length === 0 ? [`${recording.costs.file}: no time of it lies wholly in the run.`] : [];
  return {
    name: setup.name,
    seed: setup.seed,
    scenarioHash: await scenarioHash(scenario),
    engineVersion: engineVersion(),
    startsAt: isoText(setup.startsAtMs),
    durationMs: setup.durationMs,
    lines: [...linesOf(recording.compared, run, recording.window), ...ofCost],
    driven: setup.services.flatMap(({ name, scaling }) => (scaling === null ? [name] : [])),
    notes: [...recording.notes, ...notes],
  };
}

/** A larger file cannot be an export of minutes. */
const BYTES_MAX = 256 * 1024 * 1024;

/** Reads all JSON and CSV files of a directory and its folders, in the order of their names. */
function observedFiles(directory: string): NamedText[] {
  try {
    const names = (readdirSync(directory, { recursive: true }) as string[]).filter((name) => /\.(json|csv)$/i.test(name)).sort();
    if (names.length === 0) throw new UserError([`${directory}: there is no JSON and no CSV file in it`]);
    return names.map((name) => {
      const path = join(directory, name);
      if (statSync(path).size > BYTES_MAX) throw new UserError([`${path}: is larger than 256 MiB`]);
      return { name, text: readFileSync(path, 'utf8') };
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([`${directory}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  }
}
