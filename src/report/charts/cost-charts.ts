import { usdText } from '../../kernel/quantity-text.js';
import type { OptionName } from '../../record/ledger/costs.js';
import type { RunRecord } from '../../record/run-record.js';
import { USD, valueAxis } from './axes.js';
import { bars, flatChart } from './build.js';
import type { BarDataset, ChartSpec } from './chart-spec.js';
import { BLUE, GREEN, GREY, ORANGE } from './palette.js';
import { stacked } from './wait-charts.js';

const OPTIONS: readonly { readonly option: OptionName; readonly label: string; readonly colour: string }[] = [
  { option: 'on-demand', label: 'On-Demand', colour: BLUE },
  { option: 'spot', label: 'Spot', colour: ORANGE },
  { option: 'external', label: 'External', colour: GREEN },
];
const ROW_PX = 34;
const FRAME_PX = 130;
/** Most bars: those with the highest cost. summary.json has all of them. */
const BARS_MAX = 16;

/** Cost charts: by provider and purchase option, and by service or workload. */
export function costCharts(record: RunRecord): ChartSpec[] {
  return [...providersChart(record), ...ownersChart(record)];
}

function providersChart({ metrics }: RunRecord): ChartSpec[] {
  const providers = metrics.providers
    .filter(({ cost_usd }) => cost_usd > 0)
    .toSorted((a, b) => b.cost_usd - a.cost_usd)
    .slice(0, BARS_MAX);
  if (providers.length === 0) return [];
  const datasets = OPTIONS.flatMap(({ option, label, colour }): BarDataset[] => {
    const data = providers.map(
      ({ purchase_options }) => purchase_options.find(({ purchase_option }) => purchase_option === option)?.cost_usd ?? 0,
    );
    return data.some((usd) => usd > 0) ? [bars(label, data, colour, LOOK)] : [];
  });
  const labels = providers.map(({ capacity_provider: name, cost_usd: usd }) => `${name || '(outside any)'}: ${usdText(usd)}`);
  const heading = {
    id: 'cost-by-provider',
    title: 'Cost by capacity provider',
    description: 'The bill of each, by purchase option.',
  };
  return [costBars(heading, labels, datasets)];
}

/** Includes the idle cost: instances that boot or have no tasks. */
function ownersChart({ metrics }: RunRecord): ChartSpec[] {
  const borne = metrics.owners.flatMap(({ name, cost_usd: usd }) => (usd === null || usd === 0 ? [] : [{ name, usd, colour: BLUE }]));
  if (borne.length === 0) return [];
  const idle = metrics.idleUsd === null || metrics.idleUsd <= 0 ? [] : [{ name: 'idle', usd: metrics.idleUsd, colour: GREY }];
  const shown = [...borne.toSorted((a, b) => b.usd - a.usd).slice(0, BARS_MAX), ...idle];
  const [values, colours] = [shown.map(({ usd }) => usd), shown.map(({ colour }) => colour)];
  const heading = {
    id: 'cost-by-service',
    title: 'Cost by service and workload',
    description: `Each bears its tasks’ share of the instances that they were on; idle are instances that boot or have no task${metrics.hasTasksWithoutCpu ? ', and CPU where tasks reserve none' : ''}.`,
  };
  const labels = shown.map(({ name, usd }) => `${name}: ${usdText(usd)}`);
  return [costBars(heading, labels, [bars('cost', values, colours, LOOK)])];
}

const LOOK = { barPercentage: 0.8 };

function costBars(heading: { id: string; title: string; description: string }, labels: string[], datasets: BarDataset[]): ChartSpec {
  const chart = flatChart(heading, labels, datasets, valueAxis('cost (USD)', { format: USD, stacked: true }));
  return { ...stacked(chart), heightPx: FRAME_PX + ROW_PX * labels.length };
}
