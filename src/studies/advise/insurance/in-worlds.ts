import type { WorldsRequest } from '../../../cli/uncertain-options.js';
import { incidentsInWorlds } from '../../../run/incident/in-worlds.js';
import type { IncidentPlan } from '../../../run/incident/plan.js';
import { incidentStudy, type StudiedIncident, type Studying } from '../../../run/incident/study.js';
import type { JournalRuns } from '../../../run/journal/part.js';
import { drawWorlds } from '../../../run/uncertain/worlds.js';
import { quantile } from '../../../statistics/worlds.js';
import { sharesOf } from '../../compare/uncertain/shares.js';
import { heldOf } from '../../compare/uncertain/uncertainty.js';
import { byPremium, type InsuranceResult, type InsuredInWorlds, lossOf, type OptionInWorlds, type Range, type Tried } from './result.js';

/** How many of the options that survive at the defaults are run: the cheapest may survive in fewer plausible ECSs than another. */
const SURVIVORS = 5;
const TAIL = 0.05;

interface InWorlds extends Studying {
  readonly journal: JournalRuns;
  readonly replications: number;
  readonly worlds: WorldsRequest;
}

/** Runs the scenario as it is, the front and the cheapest that survive in plausible ECSs, the same for all. */
export async function insuredInWorlds(
  { base, front, tried, cheapest }: Omit<InsuranceResult, 'inWorlds'>,
  planOf: (tried: Tried) => IncidentPlan,
  { worlds: { worlds: count, fitted }, replications, ...studying }: InWorlds,
): Promise<InsuredInWorlds> {
  const survivors = [base, ...tried].filter(({ hasSurvived }) => hasSurvived).sort(byPremium);
  const options = [...new Set([base, ...front, ...survivors.slice(0, SURVIVORS)])].sort(byPremium);
  const studies = await Promise.all(options.map((one) => incidentStudy(planOf(one), replications)));
  const { control } = studies[0]!.plan;
  // With the incidents, because some settings matter only where something fails.
  const laid = studies.map(({ plan }) => plan.laid);
  const worlds = drawWorlds(laid, { worlds: count, seed: control.setup.seed, fitted });
  const { seeds, found, failures } = await incidentsInWorlds(studies, worlds, studying);
  const kept = found.flatMap((world, w) => (world === null ? [] : [{ w, world }]));
  const nth = options.indexOf(base);
  const numbers = kept.map(({ w }) => w);
  const rows = options.map((one, i) => {
    const inWorlds = kept.map(({ world }) => ({ own: world[i]!, base: world[nth]! }));
    return optionOf(one, inWorlds);
  });
  const main = options.indexOf(cheapest ?? base);
  const losses = kept.map(({ world }) => lossOf(world[main]!.report));
  return {
    ...{ worlds: count, seeds, settings: worlds.settings, stated: worlds.stated, options: rows, main: rows[main]! },
    notRun: failures.length === 0 ? null : { worlds: failures.length, why: failures[0]! },
    shares: losses.length === 0 ? [] : sharesOf(losses, worlds, numbers),
  };
}

interface InWorld {
  readonly own: StudiedIncident;
  /** The scenario as it is. */
  readonly base: StudiedIncident;
}

function optionOf(tried: Tried, worlds: readonly InWorld[]): OptionInWorlds {
  const survived = worlds.filter(({ own: { report } }) => report.seeds.survived === report.seeds.count).length;
  return {
    tried,
    survives: heldOf(survived, worlds.length),
    premiumUsd: rangeOf(worlds.map(({ own, base }) => own.usdPerMonth - base.usdPerMonth)),
    loss: rangeOf(worlds.map(({ own }) => lossOf(own.report))),
  };
}

function rangeOf(values: readonly number[]): Range | null {
  return values.length === 0 ? null : { low: quantile(values, TAIL), high: quantile(values, 1 - TAIL) };
}
