// Whether observed figures lie within the ranges that a planner sees: over the seeds of a scenario, and over plausible ECSs.
import { join } from 'node:path';
import { fromDist } from '../../bench/dist.mjs';
import { FOLDER } from './judge.mjs';
import { play } from './play.mjs';
import { readFigure, sideOf } from './read.mjs';

const { readScenario } = await fromDist('run/scenario-file.js');
const { drawWorlds } = await fromDist('run/uncertain/worlds.js');

const RUNS = 39;
/** Both ends of a published time are rounded to a second. */
const ROUNDING_S = 1;

/** Rows of figures that are predicted, each with its values over seeds and over plausible ECSs, in order. */
export function coverageOf(measurements) {
  return measurements.flatMap(({ id, subject, scenario, figures = [] }) =>
    figures
      .filter(({ input, bound = false }) => input === undefined && !bound)
      .map((figure) => {
        const seeds = valuesOf(figure, { scenario, inWorlds: false });
        const worlds = valuesOf(figure, { scenario, inWorlds: true });
        return {
          id,
          subject,
          figure: figure.figure,
          observed: middleOf(figure),
          seeds,
          worlds,
          rounding: (figure.unit ?? 's') === 's' ? ROUNDING_S : 0,
        };
      }),
  );
}

function middleOf({ observed }) {
  return Array.isArray(observed) ? (observed[0] + observed[1]) / 2 : observed;
}

/** A run without the event counts as one where it comes after all observed times. */
function valuesOf({ read, less, set = [], ...own }, { scenario, inWorlds }) {
  const of = own.scenario ?? scenario;
  return Array.from({ length: RUNS }, (_, i) => {
    const value = readFigure(runOf(of, { set, inWorlds }, i), read);
    const other = less === undefined ? 0 : readFigure(runOf(less.scenario ?? of, { set, inWorlds }, i), less.read);
    return value === null || other === null ? Number.POSITIVE_INFINITY : value - other;
  }).sort((a, b) => a - b);
}

const runs = new Map();

function runOf(scenario, { set, inWorlds }, i) {
  const key = JSON.stringify([scenario, set, inWorlds, i]);
  if (!runs.has(key)) {
    const world = inWorlds ? worldsOf(scenario, set)[i] : [];
    runs.set(key, play(join(FOLDER, scenario), { seed: i + 1, set, world }));
  }
  return runs.get(key);
}

const worlds = new Map();

function worldsOf(scenario, set) {
  const key = JSON.stringify([scenario, set]);
  if (!worlds.has(key)) worlds.set(key, drawWorlds([readScenario(join(FOLDER, scenario), { set })], { worlds: RUNS, seed: 1 }).assignments);
  return worlds.get(key);
}

/** The generated table of docs/validation.md: how many observations lie within, and on which side the others are. */
export function toCoverage(rows) {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const heads = [
    'subject',
    'figures',
    '80 % of seeds',
    '90 % of seeds',
    '80 % of plausible ECSs',
    '90 % of plausible ECSs',
    'below',
    'above',
  ];
  const lines = [...subjects.map((subject) => [subject, rows.filter((row) => row.subject === subject)]), ['all', rows]];
  return [
    `| ${heads.join(' | ')} |`,
    `| --- | ${heads
      .slice(1)
      .map(() => '---:')
      .join(' | ')} |`,
    ...lines.map(([subject, its]) => `| ${[subject, its.length, ...sharesOf(its)].join(' | ')} |`),
  ];
}

/** `below` and `above` are of the widest range. */
function sharesOf(rows) {
  const sides = (of, nominal) => rows.map((row) => sideOf(row, row[of], nominal));
  const share = (of, nominal) => `${Math.round((100 * sides(of, nominal).filter((side) => side === 0).length) / rows.length)} %`;
  const widest = sides('worlds', 90);
  return [
    share('seeds', 80),
    share('seeds', 90),
    share('worlds', 80),
    share('worlds', 90),
    widest.filter((side) => side < 0).length,
    widest.filter((side) => side > 0).length,
  ];
}
