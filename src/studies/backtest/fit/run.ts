import { basename } from 'node:path';
import { UserError } from '../../../run/failure.js';
import type { Journal } from '../../../run/journal/journal.js';
import type { ScenarioFile } from '../../../run/scenario-file.js';
import { readDocument } from '../../../scenario/text/document.js';
import { type Recording, runMinutes } from '../run.js';
import { explainer, plausibleRuns } from './explaining.js';
import { fitTimings, fittedMinutesOf } from './fit.js';
import { patchOf } from './fit-texts.js';
import { targetOf } from './misfit.js';
import { type FitResult, PLAUSIBLE_WORLDS } from './result.js';
import { coarser } from './rows.js';
import { FitSteps, type KeptStep } from './steps.js';

/** Settings of the scaler that no API of AWS returns: a fit searches those that the scenario leaves open. */
const SCALER_SETTINGS = ['lowDatapoints', 'highDatapoints', 'scaleInAfterScaleOut'] as const;

export interface FitOptions {
  /** Runs of each point. */
  readonly runs: number;
  readonly heldOutShare: number;
  /** Keeps the finished steps; null: none are kept. */
  readonly journal?: Journal<KeptStep> | null;
  readonly signal?: AbortSignal;
  readonly progress?: (done: string) => void;
}

/** The most points that each search evaluates. */
const EVALUATIONS_MAX = 400;

/** Fits the timings of a scenario to a recording, and finds plausible ECSs that explain it. */
export async function fitScenario(scenario: ScenarioFile, recording: Recording, options: FitOptions): Promise<FitResult> {
  const { compared, window } = recording;
  const { runs, heldOutShare, journal = null, signal, progress } = options;
  const withSignal = signal === undefined ? {} : { signal };
  const to = fittedMinutesOf(window, heldOutShare);
  if (targetOf(compared, window, { from: 0, to }).observed.length === 0)
    throw new UserError([
      `--fit timings: the first ${to} minutes, which the fit uses, have no recorded outcome but only inputs of the run: give a recording of them, or a smaller --hold-out`,
    ]);
  const steps = new FitSteps(journal, (evaluations) => progress?.(`${evaluations} points`));
  const fit = await fitTimings({
    setup: scenario.setup,
    ...{ compared, window, runs, heldOutShare, steps },
    open: openSettings(scenario),
    evaluationsMax: EVALUATIONS_MAX,
    simulate: (setup) => runMinutes(scenario, setup, withSignal),
  });
  const target = coarser(targetOf(compared, window, { from: 0, to }));
  const plausible = await plausibleRuns(scenario, {
    patch: patchOf(fit),
    rowOf: (world, w) => {
      progress?.(`${w} of ${PLAUSIBLE_WORLDS} plausible ECSs`);
      return steps.take(async () => [...target.rowOf(await runMinutes(world, world.setup, withSignal))]);
    },
  });
  return { ...fit, worlds: explainer(plausible, target)(target.observed) };
}

/** Returns the paths of the settings that neither the file nor the command line gives. */
function openSettings({ path, inputs, setup, overrides }: ScenarioFile): ReadonlySet<string> {
  const root = readDocument(inputs.get(basename(path)) ?? '{}', path).value;
  const isSet = (name: string) => overrides?.assignments.some((assignment) => assignment.path === name) === true;
  const scaler = SCALER_SETTINGS.filter((key) => at(root, ['scaler', key]) === undefined).map((key) => `scaler.${key}`);
  const warmups = setup.capacityProviders
    .filter(
      ({ name }) =>
        at(root, ['cluster', 'capacityProviders', name, 'autoScalingGroupProvider', 'managedScaling', 'instanceWarmupPeriod']) ===
        undefined,
    )
    .map(({ name }) => `cluster.capacityProviders.${name}.autoScalingGroupProvider.managedScaling.instanceWarmupPeriod`);
  return new Set([...scaler, ...warmups].filter((name) => !isSet(name)));
}

function at(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => {
    if (Array.isArray(node)) return node.find((item: unknown) => (item as { name?: unknown } | null)?.name === key);
    return typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? (node as Record<string, unknown>)[key] : undefined;
  }, root);
}
