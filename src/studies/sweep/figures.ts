import { grouped } from '../../kernel/grouped.js';
import type { MetricSpec } from '../../record/metrics.js';
import { valueAxis } from '../../report/charts/axes.js';
import { bars, flatChart, plainChart } from '../../report/charts/build.js';
import { type ChartSpec, idOf, type LineDataset } from '../../report/charts/chart-spec.js';
import { look } from '../../report/charts/palette.js';
import { dashed, inUnit, sweepCharts } from './charts.js';
import { curveKeys, curveLabel, demandOf } from './curves.js';
import { fileName } from './paper/table.js';
import { labelsOf, type SweepPoint, type SweepResult, valueText } from './result.js';

const BARS_DRAWN = 30;
const LINES_DRAWN = 12;

/** Returns the figures of the page and of a paper: published values beside these, metrics over arrived demand, and the charts of the page. */
export function sweepFigures(result: SweepResult): ChartSpec[] {
  const curves = curveKeys(result.metrics);
  const isOfCurve = ({ id }: ChartSpec) => [...curves].some((key) => id === `effects-${key}` || id.startsWith(`${key}-by-`));
  return [
    ...result.metrics.flatMap((metric) => publishedCharts(result, metric)),
    ...demandCharts(result, curves),
    ...sweepCharts(result).filter((chart) => !isOfCurve(chart)),
  ];
}

/** Two bars for each published value: it, and that of this sweep. A chart for each value of the axes before the last. */
function publishedCharts({ published, paths }: SweepResult, metric: MetricSpec): ChartSpec[] {
  const all = (published?.reproduced ?? []).filter((one) => one.metric === metric);
  const label = metric.label.trim();
  return [...grouped(all, ({ values }) => panelOf(values, paths))].map(([panel, group]): ChartSpec => {
    const values = group.slice(0, BARS_DRAWN);
    const heading = {
      id: idOf(`published-${metric.key}${panel === '' ? '' : `-${panel}`}`),
      title: `${label}${panel === '' ? '' : `, ${panel}`}: published and here`,
      description: `For each published value of ${label} the mean over the replications of this sweep. Published: ${published!.source}.`,
    };
    const theirs = values.map(({ value }) => inUnit(metric, value));
    const here = values.map(({ ours }) => inUnit(metric, ours?.estimate ?? null));
    const wide = { barPercentage: 0.8 };
    const datasets = [bars('published', theirs, look(1).colour, wide), bars('here', here, look(0).colour, wide)];
    const labels = values.map((one) => fileName(valueText(one.values[paths.at(-1)!])));
    return flatChart(heading, labels, datasets, axisOf(metric));
  });
}

/** A metric that is taken at several percents of arrived demand is a curve: a line for each value of the last axis. */
function demandCharts({ metrics, points, paths }: SweepResult, curves: ReadonlySet<string>): ChartSpec[] {
  const last = paths.at(-1)!;
  const members = metrics.flatMap((metric, m) => (curves.has(metric.key) ? [{ ...demandOf(metric)!, metric, m }] : []));
  const families = [...grouped(members, ({ base }) => base)];
  const outer = paths.slice(0, -1);
  const panels = [...grouped(points, ({ values }) => outer.map((path) => valueText(values[path])).join(', '))];
  return families.flatMap(([base, family]) =>
    panels
      .filter(([, group]) => group.length <= LINES_DRAWN)
      .map(([panel, group]): ChartSpec => {
        const first = family[0].metric;
        const label = curveLabel(first);
        const datasets = group.map(({ values, means }, n): LineDataset => {
          const { colour, dash } = look(n);
          const data = family
            .toSorted((a, b) => a.percent - b.percent)
            .map(({ percent, m }) => ({ x: percent, y: inUnit(first, means[m]?.estimate ?? null) }));
          const style = { borderColor: colour, backgroundColor: colour, ...dashed(dash), borderWidth: 2, pointRadius: 2 };
          return { label: valueText(values[last]), data, ...style, pointStyle: 'circle' };
        });
        const heading = {
          id: idOf(`${base}-by-demand${panel === '' ? '' : `-${panel}`}`),
          title: `${label} by arrived demand${panel === '' ? '' : `: ${panel}`}`,
          description: `Means over the replications, a line for each ${labelsOf(paths).at(-1)}.`,
        };
        return plainChart(
          heading,
          { datasets },
          { x: valueAxis("arrived demand (% of the fleet's)"), y: axisOf({ ...first, label }), legend: 'lines' },
        );
      }),
  );
}

/** Returns the values of all axes but the last. */
function panelOf(values: SweepPoint['values'], paths: readonly string[]): string {
  return paths
    .slice(0, -1)
    .map((path) => fileName(valueText(values[path])))
    .join(', ');
}

function axisOf(metric: MetricSpec) {
  return valueAxis(`${metric.label.trim()} (${metric.unit === 'ms' ? 's' : metric.unit})`, { format: {} });
}
