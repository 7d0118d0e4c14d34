import { engineVersion } from '../../run/engine-version.js';
import { UserError } from '../../run/failure.js';
import { isDone } from '../../run/jobs/run-job.js';
import type { Journal } from '../../run/journal/journal.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { readScenario, type ScenarioFile } from '../../run/scenario-file.js';
import { tableFiles } from '../../run/table-files.js';
import { scheduledRuns } from '../../statistics/halving.js';
import { ALPHA, type Interval, meanInterval } from '../../statistics/interval.js';
import { pairedDifference } from '../../statistics/paired.js';
import { paretoFront } from '../../statistics/pareto.js';
import type { Point } from '../../statistics/points.js';
import { AS_WRITTEN } from '../bound/policies.js';
import { boundScenario } from '../bound/run-scenario.js';
import { kindOfValues, type RunColumn, runColumns } from '../sweep/csv.js';
import { assignmentsOf } from '../sweep/space.js';
import type { Tried } from './advancement.js';
import { judgePoints } from './objective.js';
import { type OptimisePlan, optimiseHash } from './plan.js';
import type { Finalist, OptimiseResult, PointBound } from './result.js';
import { type RanRung, triedBy } from './run.js';

/** Clock readings that the bounds of a point may use: work instead of time, so that they are equal on every machine. */
const BOUND_CLOCK_READS = 2000;

/** Why a warm-up excludes a bound. */
const WHOLE_RUNS = 'it covers a whole run, and --warm-up leaves out the first part';

export interface OptimumPlace {
  readonly journal: Journal;
  readonly directory: RunDirectory;
  readonly command: string;
  readonly signal: AbortSignal;
}

/** Writes a row for each run, in their order, and returns the result of the search. */
export async function optimumOf(plan: OptimisePlan, ran: readonly RanRung[], place: OptimumPlace): Promise<OptimiseResult> {
  const { journal, command } = place;
  const failures = await writeRuns(plan, ran, place);
  const last = ran.at(-1)!;
  const replications = last.to - last.from;
  const all = last.points.flatMap((p, i): LastRuns[] => {
    const first = last.firstRun + i * replications;
    const results = Array.from({ length: replications }, (_, r) => journal.read(first + r));
    const runs = triedBy(plan, results);
    return runs === null ? [] : [{ point: p + 1, values: plan.points[p], runs }];
  });
  const finalists = await withBounds(plan, finalistsOf(all), { seed: plan.seeds[last.from], signal: place.signal });
  const { winner, next } = chosenOf(finalists, all);
  return {
    identity: {
      name: plan.name,
      scenario: plan.scenario.setup.name,
      hash: optimiseHash(plan).slice(0, 16),
      engineVersion: engineVersion(),
      command,
      seeds: plan.seeds.slice(last.from, last.to),
      warmUpMs: plan.warmUpMs,
      leftOut: plan.leftOut,
      measuredMs: plan.measuredMs,
    },
    paths: plan.paths,
    objectives: plan.objectives.map(({ text }) => text),
    waiting: plan.waiting,
    rounds: ran.map(({ points, to, from }, i) => ({ points: points.length, replications: i === ran.length - 1 ? to - from : to })),
    pointCount: plan.points.length,
    runs: scheduledRuns(ran.map((rung) => ({ ...rung, configurations: rung.points.length }))),
    ...failures,
    finalists,
    leftOut: leftOutOf(plan, ran, new Set(finalists.map(({ point }) => point))),
    winner,
    next,
    settings: winner === null ? [] : settingsOf(plan, winner.values as Point),
  };
}

/** The last round of a point gives the number of its replications. */
function leftOutOf({ points }: OptimisePlan, ran: readonly RanRung[], finalists: ReadonlySet<number>): OptimiseResult['leftOut'] {
  const replications = new Map(ran.flatMap((rung) => rung.points.map((p) => [p, rung.to] as const)));
  return points.flatMap((values, p) => (finalists.has(p + 1) ? [] : [{ point: p + 1, values, replications: replications.get(p) ?? 0 }]));
}

/** Returns the `--set` options that turn the written scenario into a point. */
function settingsOf({ set }: OptimisePlan, values: Point): string[] {
  return [...set, ...assignmentsOf(values)].map(({ path, value }) => `${path}=${value}`);
}

export function scenarioAt(plan: OptimisePlan, values: Point, seed?: number): ScenarioFile {
  return readScenario(plan.scenarioPath, { set: settingsOf(plan, values), policy: plan.policy, seed });
}

async function writeRuns(plan: OptimisePlan, ran: readonly RanRung[], { journal, directory }: OptimumPlace) {
  const { paths, figures, seeds } = plan;
  const names = figures.filter((path) => path.length > 1);
  const kindOf = (path: string) => kindOfValues(plan.points.map((point) => point[path]));
  const ofFigures = names.map((path): RunColumn => {
    const figure = figures.indexOf(path);
    return { name: path.join('.'), type: 'number', description: 'The figure.', cell: ({ done }) => done?.figures?.[figure] ?? null };
  });
  const rows = await tableFiles(directory, 'runs', [...runColumns(paths, kindOf), ...ofFigures]);
  let [failed, failures, run] = [0, [] as readonly string[], 0];
  for (const { points, from, to } of ran) {
    for (const p of points) {
      for (let r = from; r < to; r++) {
        const result = journal.read(run++);
        const [done, failure] = isDone(result) ? [result, []] : [null, result.failure];
        if (failure.length > 0 && failed++ === 0) failures = failure;
        await rows.add({ run, point: p + 1, replication: r + 1, seed: seeds[r], values: plan.points[p], done, failure });
      }
    }
  }
  rows.finish();
  return { failed, failures };
}

/** Adds bounds to the front and the answer, each from one run: the first replication of the last round. */
async function withBounds(
  plan: OptimisePlan,
  finalists: readonly Finalist[],
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal },
): Promise<Finalist[]> {
  const cheapest = finalists.find(({ verdict }) => verdict === 'meets');
  const bounded: Finalist[] = [];
  for (const finalist of finalists) {
    const isBounded = finalist.standing === 'front' || finalist === cheapest;
    const bound = async () => (plan.warmUpMs === null ? boundOf(scenarioAt(plan, finalist.values as Point, seed), signal) : WHOLE_RUNS);
    bounded.push(isBounded ? { ...finalist, bound: await bound() } : finalist);
  }
  return bounded;
}

async function boundOf(scenario: ScenarioFile, signal: AbortSignal): Promise<PointBound | string> {
  if (scenario.policyModule !== null) return 'a policy of your own places its tasks';
  let clockReads = 0;
  try {
    const [{ costUsd }] = await boundScenario(scenario, {
      policies: [AS_WRITTEN],
      timeLimitMs: BOUND_CLOCK_READS,
      clock: { nowMs: () => clockReads++ },
      signal,
    });
    return { leastUsd: costUsd.bound, runUsd: costUsd.run, hasSpot: scenario.setup.market.pools.some((pool) => pool.isSpot) };
  } catch (error) {
    if (!(error instanceof UserError) || signal.aborted) throw error;
    return error.lines[0];
  }
}

/** A point with the runs of the last round alone. */
interface LastRuns {
  /** From 1. */
  readonly point: number;
  readonly values: Point;
  readonly runs: Tried;
}

const STANDINGS = { front: 'front', notShownWorse: 'not shown worse', dominated: 'dominated' } as const;

/** Sorts by cost, the cheapest first; equals keep their order. */
function finalistsOf(all: readonly LastRuns[]): Finalist[] {
  const judged = judgePoints(
    all.map(({ runs }) => runs.objectives),
    ALPHA,
  );
  const standings = standingsOf(all);
  return all
    .map(({ point, values, runs }, i): Finalist => {
      const verdicts = judged[i].objectives;
      return {
        point,
        values,
        cost: wholeInterval(runs.cost)!,
        wait: wholeInterval(runs.wait),
        objectives: runs.objectives.map(({ found }, o) => ({ verdict: verdicts[o], found: wholeInterval(found) })),
        verdict: runs.undone === null ? judged[i].verdict : 'misses',
        undone: runs.undone,
        isIdle: runs.isIdle,
        standing: standings.get(point) ?? null,
        bound: null,
      };
    })
    .sort((a, b) => a.cost.estimate - b.cost.estimate || a.point - b.point);
}

function standingsOf(all: readonly LastRuns[]): Map<number, Finalist['standing']> {
  const candidates = all.flatMap(({ point, runs: { cost, wait, undone } }) =>
    undone !== null || wait.includes(null) ? [] : [{ name: String(point), cost: cost as number[], wait: wait as number[] }],
  );
  const { points } = paretoFront(candidates, { replicationsMin: 2, alpha: ALPHA });
  return new Map(points.map(({ name, standing }) => [Number(name), STANDINGS[standing]]));
}

/** Returns the cheapest finalist shown to meet all objectives, and the next dearer one. */
function chosenOf(finalists: readonly Finalist[], all: readonly LastRuns[]): Pick<OptimiseResult, 'winner' | 'next'> {
  const [winner = null, second] = finalists.filter(({ verdict }) => verdict === 'meets');
  if (winner === null || second === undefined) return { winner, next: null };
  const costOf = ({ point }: Finalist) => all.find((one) => one.point === point)!.runs.cost as number[];
  const more = pairedDifference({ base: costOf(winner), other: costOf(second) })!.interval(ALPHA);
  return { winner, next: { finalist: second, more } };
}

/** Returns the interval of the mean; null if a replication had nothing to measure. */
function wholeInterval(values: readonly (number | null)[]): Interval | null {
  return values.includes(null) ? null : meanInterval(values as number[], ALPHA);
}
