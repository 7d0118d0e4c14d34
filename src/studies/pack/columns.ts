import { numberText } from '../../kernel/quantity-text.js';
import { hasGpus, type PackPolicy, type PackResult, type Spread } from './result.js';

/** One metric as tables show it. */
export interface MetricColumn {
  readonly metric: string;
  readonly head: string;
  readonly unit: '%' | 'tasks' | 'nodes';
  /** A screen shows 4 of the 6 metrics. */
  readonly isDetail?: boolean;
}

/** Returns the metrics in tables, in order: the scarce resource first. */
export function metricColumns(result: PackResult): MetricColumn[] {
  // A metric without a value in some seed is compared elsewhere. A trace without memory has 0 % of it in use, which means nothing.
  const hasValues = ({ replays, spreads }: PackPolicy, metric: string) =>
    replays.every(({ metrics }) => metrics[metric] != null) && !(metric.startsWith('memory') && spreads[metric]?.max === 0);
  const metricsOf = (policy: PackPolicy) => Object.keys(policy.spreads).filter((metric) => hasValues(policy, metric));
  const available = new Set(result.policies.flatMap(metricsOf));
  const kinds = hasGpus(result) ? ['Gpu', 'Cpu'] : ['Cpu'];
  const columns = result.identity.hasLifetimes ? timeColumns(kinds) : demandColumns([...available], kinds);
  const nodes: MetricColumn[] = [
    { metric: 'leastFleetNodes', head: 'least fleet, nodes', unit: 'nodes' },
    { metric: 'leastFleetAtLeast', head: 'least fleet, at least', unit: 'nodes' },
    { metric: 'leastFleetGapPercent', head: 'least fleet, above that', unit: '%' },
    { metric: 'nodesInUseTimeAverage', head: 'nodes in use, average', unit: 'nodes' },
    { metric: 'nodesInUsePeak', head: 'nodes in use, peak', unit: 'nodes', isDetail: true },
    { metric: 'nodesInUseEnd', head: 'nodes in use in the end', unit: 'nodes', isDetail: hasGpus(result) },
    ...['Cpu', 'Memory', ...(hasGpus(result) ? ['Gpu'] : [])].flatMap((kind) => strandedColumns(kind)),
  ];
  const failed: MetricColumn[] = [
    { metric: 'failed', head: 'tasks failed', unit: 'tasks' },
    { metric: 'failedPercent', head: 'tasks failed', unit: '%', isDetail: true },
  ];
  return [...columns, ...nodes, ...failed].filter(({ metric }) => available.has(metric));
}

function demandColumns(available: readonly string[], kinds: readonly string[]): MetricColumn[] {
  const named = (prefix: string) => available.filter((metric) => new RegExp(`^${prefix}\\d+$`).test(metric));
  const percentOf = (metric: string) => /\d+$/.exec(metric)![0];
  const allocated = kinds.flatMap((kind, k): MetricColumn[] => {
    const at = named(`allocated${kind}Percent`);
    // If the demand ends before the first of these points, only the end remains.
    const points = at.map((metric) => ({ metric, head: `${word(kind)} allocated at ${percentOf(metric)} %` }));
    const end = { metric: `allocated${kind}PercentEnd`, head: `${word(kind)} allocated in the end` };
    return (points.length > 0 ? points : [end]).map((column) => ({ ...column, unit: '%', isDetail: k > 0 }));
  });
  const fragmentation = ['fragmentationPercent', 'fragmentedGpuPercent'].flatMap((name, i) =>
    named(name).map(
      (metric): MetricColumn => ({
        metric,
        head: `${['fragmented of idle GPUs', 'fragmented of all GPUs'][i]} at ${percentOf(metric)} %`,
        unit: '%',
        isDetail: i > 0,
      }),
    ),
  );
  const [gpu, cpu] = [allocated.filter(({ isDetail }) => !isDetail), allocated.filter(({ isDetail }) => isDetail)];
  return [...gpu, ...fragmentation, ...cpu];
}

function strandedColumns(kind: string): MetricColumn[] {
  const metric = `${kind.toLowerCase()}StrandedPercent`;
  return [
    { metric: `${metric}TimeAverage`, head: `${word(kind)} stranded, average`, unit: '%', isDetail: true },
    { metric: `${metric}End`, head: `${word(kind)} stranded in the end`, unit: '%', isDetail: true },
  ];
}

function timeColumns(kinds: readonly string[]): MetricColumn[] {
  return [...kinds, 'Memory'].flatMap((kind): MetricColumn[] => [
    { metric: `${kind.toLowerCase()}PercentTimeAverage`, head: `${word(kind)} in use, average`, unit: '%' },
    { metric: `${kind.toLowerCase()}PercentPeak`, head: `${word(kind)} in use, peak`, unit: '%', isDetail: true },
  ]);
}

function word(kind: string): string {
  return kind === 'Gpu' ? 'GPUs' : kind === 'Cpu' ? 'CPU' : 'memory';
}

/** Formats mean, range and half width: `92.86 [92.50-93.21] ±0.18`, padded so that the numbers of a column align. */
export function spreadCells(policies: readonly PackPolicy[], { metric, unit }: MetricColumn): string[] {
  const text = (value: number) => amountText(value, unit);
  const spreads = policies.map(({ spreads: all }) => all[metric] ?? null);
  const isSame = spreads.every((spread) => spread === null || spread.min === spread.max);
  const parts = spreads.map((spread) => (spread === null ? null : partsOf(spread, text)));
  const widths = [0, 1, 2, 3].map((i) => Math.max(0, ...parts.map((part) => part?.[i].length ?? 0)));
  return parts.map((part) => {
    if (part === null) return '–';
    const [mean, min, max, half] = part.map((one, i) => one.padStart(widths[i]));
    return widths[3] === 0 || isSame ? mean : `${mean} [${min}-${max}] ${half}`;
  });
}

/** Shares to a hundredth; tasks are whole, and their means to a tenth. */
export function amountText(value: number, unit: MetricColumn['unit']): string {
  return unit === '%' ? numberText(value, 2) : numberText(value, 0, 1);
}

/** Without an interval there is one seed, and its range means nothing. */
function partsOf({ mean, min, max, halfWidth }: Spread, text: (value: number) => string): string[] {
  return halfWidth === null ? [text(mean), '', '', ''] : [text(mean), text(min), text(max), `±${text(halfWidth)}`];
}
