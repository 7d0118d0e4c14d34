import type { RunRecord } from '../../../record/run-record.js';
import type { RunSeries } from '../../../record/series.js';
import type { valueAxis } from '../../../report/charts/axes.js';
import { comparedChart } from '../../../report/charts/build.js';
import type { ChartSpec } from '../../../report/charts/chart-spec.js';
import { look } from '../../../report/charts/palette.js';

/** A run under its name in the comparison. */
export interface NamedRun {
  readonly name: string;
  readonly record: RunRecord;
}

export interface Heading {
  readonly id: string;
  readonly title: string;
  readonly of: string;
  readonly y: ReturnType<typeof valueAxis>;
}

/** Draws a line for each run, in the style of its index; one line where they are all the same. */
export function comparedLines(
  runs: readonly NamedRun[],
  heading: Heading,
  valuesOf: (series: RunSeries) => readonly (number | null)[],
): ChartSpec {
  const { id, title, y } = heading;
  const drawn = runs.map(({ name, record: { series } }, n) => {
    const { colour, dash } = look(n);
    return { label: name, values: valuesOf(series), timesMs: series.timesMs, colour, dash };
  });
  const areEqual = drawn.every(
    ({ values }) => values.length === drawn[0].values.length && values.every((value, i) => value === drawn[0].values[i]),
  );
  const lines = areEqual ? [{ ...drawn[0], label: 'all of them' }] : drawn;
  return comparedChart({ id, title, description: heading.of }, lines, { y });
}
