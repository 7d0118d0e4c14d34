import type { RunFigures } from '../../record/figures-recorder.js';
import { type Survival, type SurvivalWindow, survivalOf, trackWindow } from '../../record/survival/survival.js';
import { type RunTrack, SurvivalLog } from '../../record/survival/survival-log.js';
import type { FinishedRun } from '../../report/summary.js';
import type { AppliedIncident } from '../../scenario/incidents/apply.js';
import { durationMs } from '../../scenario/units.js';
import { type ExecuteOptions, executeForFigures } from '../execute.js';
import type { ScenarioFile } from '../scenario-file.js';

/** A scenario without its incidents, and what each way of laying them over it does. */
export interface Paired {
  readonly control: FinishedRun<RunFigures>;
  readonly survivals: readonly Survival[];
}

type PairOptions = Pick<ExecuteOptions, 'hasShares' | 'warmUpMs' | 'signal' | 'algorithm'>;

/** The time over which the incidents of a scenario are counted. */
function windowOf({
  incidents,
  setup,
}: {
  readonly incidents: readonly AppliedIncident[];
  readonly setup: ScenarioFile['setup'];
}): SurvivalWindow {
  const { observe, hold, tolerance = 0 } = incidents[0]!.rules;
  const lastMs = Math.max(...incidents.map((incident) => incident.lastMs));
  return {
    fromMs: Math.min(...incidents.map((incident) => incident.fromMs)),
    lastMs,
    untilMs: Math.min(setup.durationMs, lastMs + durationMs(observe)),
    holdMs: durationMs(hold),
    tolerance,
  };
}

/** Runs a scenario without incidents once, and once with each way of laying them over it: same seed, same other faults (I.MAP-6). */
export async function runPairs(control: ScenarioFile, applied: readonly ScenarioFile[], options: PairOptions): Promise<Paired> {
  const windows = applied.map(windowOf);
  const [base, ...laid] = withSameDeployments([control, ...applied]);
  const without = await tracked(base!, windows, options);
  const survivals: Survival[] = [];
  for (const [i, scenario] of laid.entries()) {
    const { run, tracks } = await tracked(scenario, [windows[i]!], options);
    const isWithoutEffect = run.identity.digest === without.run.identity.digest;
    survivals.push(survivalOf({ control: without.tracks[i]!, incident: tracks[0]! }, windows[i]!, isWithoutEffect));
  }
  return { control: without.run, survivals };
}

/**
 * Gives the services of all runs the deployments that one of them simulates. A fault that may fail starts brings in the deployment of a
 * sound service, which else is left out; a deployment in progress holds back a rebalancing of zones, so runs would differ by more than
 * the incident.
 */
function withSameDeployments(runs: readonly ScenarioFile[]): ScenarioFile[] {
  return runs.map((scenario) => ({
    ...scenario,
    setup: {
      ...scenario.setup,
      services: scenario.setup.services.map((service, i) => ({
        ...service,
        deploymentSpec:
          service.deploymentSpec ?? runs.map(({ setup }) => setup.services[i]!.deploymentSpec).find((spec) => spec !== null) ?? null,
      })),
    },
  }));
}

async function tracked(scenario: ScenarioFile, windows: readonly SurvivalWindow[], options: PairOptions) {
  const logs: SurvivalLog[] = [];
  // Zones of one incident share a window.
  const keys = windows.map((window) => JSON.stringify(window));
  const run = await executeForFigures(scenario, {
    ...options,
    watching: (accounts) => {
      logs.push(...windows.filter((_, i) => keys.indexOf(keys[i]!) === i).map((window) => new SurvivalLog(accounts, trackWindow(window))));
      return logs;
    },
  });
  const tracks = logs.map((log) => log.finish(scenario.setup.durationMs));
  const distinct = [...new Set(keys)];
  return { run, tracks: keys.map((key): RunTrack => tracks[distinct.indexOf(key)]!) };
}
