import type { FargateSeries } from '../../record/fargate-series.js';
import type { RunRecord } from '../../record/run-record.js';
import { valueAxis } from './axes.js';
import { type Line, timeChart } from './build.js';
import type { ChartSpec } from './chart-spec.js';
import { BLUE, GREEN, look, ORANGE, VERMILLION } from './palette.js';

const COLOURS = [BLUE, ORANGE];
/** The quota is drawn if the peak is at least this share of it: a much higher line would flatten the others. */
const QUOTA_SHOWN_FROM = 0.5;

/** Empty if no task ran on Fargate or waited for it. */
export function fargateCharts({ series }: RunRecord): ChartSpec[] {
  const used = series.fargate.filter(({ vcpus, waiting, refused }) =>
    [vcpus, waiting, refused].some((values) => values.some((n) => n > 0)),
  );
  if (used.length === 0) return [];
  const heading = {
    id: 'fargate-vcpus',
    title: 'vCPUs in use on Fargate',
    description: 'vCPUs of tasks from the moment when they have capacity until they are STOPPED, and the quota where it is near.',
  };
  const lines = series.fargate.flatMap((one, i) => (used.includes(one) ? linesOf(one, COLOURS[i] ?? look(i).colour) : []));
  return [timeChart(heading, series.timesMs, lines, { y: valueAxis('vCPUs') }), ...byProvider(series)];
}

function linesOf(series: FargateSeries, colour: string): Line[] {
  const { name, quotaVcpus, vcpus } = series;
  const isNear = quotaVcpus !== null && vcpus.some((n) => n >= QUOTA_SHOWN_FROM * quotaVcpus);
  const lines: Line[] = [
    { label: name, values: vcpus, colour, isStepped: true, isFilled: true },
    { label: `${name} quota`, values: isNear ? vcpus.map(() => quotaVcpus) : [], colour, dash: [7, 4] },
    { label: `${name} refused`, values: whereItGrew(series.refused, vcpus), colour: VERMILLION, mark: 'square' },
    { label: `${name} interruption`, values: whereItGrew(series.interrupted, vcpus), colour: VERMILLION, mark: 'cross' },
  ];
  return lines.filter(({ values }) => values.some((value) => value !== null));
}

function whereItGrew(counts: readonly number[], on: readonly number[]): (number | null)[] {
  return counts.map((count, i) => (count > (counts[i - 1] ?? 0) ? on[i] : null));
}

/** Null if all tasks ran on one provider. */
function byProvider({ timesMs, providers, fargate }: RunRecord['series']): ChartSpec[] {
  const ran = [...providers, ...fargate].filter(({ runningTasks }) => runningTasks.some((n) => n > 0));
  if (ran.length < 2) return [];
  const heading = {
    id: 'tasks-by-provider',
    title: 'Running tasks by capacity provider',
    description: 'Tasks in RUNNING by the provider that their strategy chose, stacked.',
  };
  const lines = ran.map(
    ({ name, runningTasks }, i): Line => ({
      label: name,
      values: runningTasks,
      colour: [BLUE, ORANGE, GREEN][i] ?? look(i).colour,
      isStepped: true,
      isFilled: true,
    }),
  );
  return [timeChart(heading, timesMs, lines, { y: valueAxis('tasks', { stacked: true }) })];
}
