// Runs every measurement and judges its figures.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { play } from './play.mjs';
import { quantile, readFigure } from './read.mjs';

export const FOLDER = join(import.meta.dirname, '../../scenarios/measured');

export function readMeasurements() {
  return parse(readFileSync(join(FOLDER, 'measurements.yaml'), 'utf8'), { merge: true, maxAliasCount: -1 });
}

/** Defaults that rest on measurements; throws where one names a measurement that is not there. */
export function readFitted(measurements) {
  const known = new Set(measurements.map(({ id }) => id));
  const fitted = parse(readFileSync(join(import.meta.dirname, 'fitted.yaml'), 'utf8'));
  for (const { default: standard, fittedTo, predicts = '' } of fitted)
    for (const [id] of `${fittedTo} ${predicts}`.matchAll(/\b[VMP]\.\d+/g))
      if (!known.has(id)) throw new Error(`fitted.yaml, ${standard}: there is no measurement ${id}`);
  return fitted;
}

/**
 * Judges each figure: `predicted` is the median over the seeds, null where the run has no such event.
 *
 * @returns A row for each figure, and one for each measurement that cannot be run.
 */
export function judgeAll(measurements) {
  const runs = new Map();
  return measurements.flatMap((measurement) => {
    const { id, subject, what, source, date, why, absent, figures = [] } = measurement;
    const about = { id, subject, what, source, date: String(date), why };
    if (absent !== undefined) return [{ ...about, figure: 'not reproduced', absent, isWithin: false }];
    return figures.map((figure, i) => ({ ...about, ...judge(runs, measurement, figure), key: `${id}/${i + 1}` }));
  });
}

function judge(runs, measurement, figure) {
  const { observed, tolerance, bound = false, input, direction = false, unit = 's', blind } = figure;
  const predicted = predict(runs, measurement, figure);
  const [least, most] = Array.isArray(observed) ? observed : [observed, observed];
  const middle = (least + most) / 2;
  const isIn = (value) => value !== null && value >= tolerance[0] && value <= tolerance[1];
  const errorOf = (value) => (value !== null && !bound && middle >= 1 ? (value - middle) / middle : null);
  const isRight = direction ? predicted !== null && Math.sign(predicted) === Math.sign(middle) : undefined;
  return {
    figure: figure.figure,
    unit,
    observed: [least, most],
    tolerance,
    predicted,
    error: input === undefined ? errorOf(predicted) : null,
    isWithin: isIn(predicted),
    input,
    isRight,
    ...(blind !== undefined && { blind: { predicted: blind, error: errorOf(blind), isWithin: isIn(blind) } }),
    why: figure.why ?? measurement.why,
  };
}

function predict(runs, { scenario, seeds = 1 }, { read, less, set = [], ...own }) {
  const of = own.scenario ?? scenario;
  const values = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const value = readFigure(runOf(runs, of, { seed, set }), read);
    const other = less === undefined ? 0 : readFigure(runOf(runs, less.scenario ?? of, { seed, set }), less.read);
    if (value === null || other === null) return null;
    values.push(value - other);
  }
  return (
    Math.round(
      quantile(
        values.sort((a, b) => a - b),
        0.5,
      ) * 100,
    ) / 100
  );
}

function runOf(runs, scenario, options) {
  const key = JSON.stringify([scenario, options]);
  if (!runs.has(key)) runs.set(key, play(join(FOLDER, scenario), options));
  return runs.get(key);
}

/** The figures that were predicted before they were seen, each as it was predicted then. */
export function blindRows(rows) {
  return rows.filter(({ blind }) => blind !== undefined).map((row) => ({ ...row, ...row.blind, input: undefined }));
}

/** Count within tolerance, median and worst error, and the sides on which predictions fall. */
export function summaryOf(rows) {
  const judged = rows.filter(({ absent }) => absent === undefined);
  const errors = judged.flatMap(({ error }) => (error === null ? [] : [Math.abs(error)])).sort((a, b) => a - b);
  const compared = judged.filter(({ isRight }) => isRight !== undefined);
  const ids = [...new Set(rows.map(({ id }) => id))];
  const isWhole = (id) => rows.every((row) => row.id !== id || row.isWithin);
  return {
    figures: judged.length,
    within: judged.filter(({ isWithin }) => isWithin).length,
    measurements: ids.length,
    wholly: ids.filter(isWhole).length,
    absent: rows.length - judged.length,
    medianError: errors.length === 0 ? null : quantile(errors, 0.5),
    worstError: errors.at(-1) ?? null,
    short: judged.filter(({ error }) => error !== null && error < 0).length,
    long: judged.filter(({ error }) => error !== null && error > 0).length,
    never: judged.filter(({ predicted }) => predicted === null).length,
    rightDirection: `${compared.filter(({ isRight }) => isRight).length} of ${compared.length}`,
  };
}
