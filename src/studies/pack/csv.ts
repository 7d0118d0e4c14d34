import { rounded, SHARE_DIGITS } from '../../record/digits.js';
import { type Cell, nameCell } from '../../record/tables/column.js';
import { csvText } from '../../report/csv/table.js';
import { CURVES, seedMeans } from './curves.js';
import type { PackPolicy, PackResult } from './result.js';

/** results.csv: a row for each policy and seed, with every metric. */
export function resultsCsv({ policies, identity }: PackResult): string {
  const metrics = metricsOf(policies);
  const header = ['policy', 'module_sha256', 'seed', ...metrics.map(snakeCase), 'identity'];
  const rows = policies.flatMap((policy) =>
    policy.replays.map(({ seed, metrics: values }): Cell[] => [
      nameCell(policy.name),
      policy.module?.sha256 ?? null,
      seed,
      ...metrics.map((metric) => values[metric] ?? null),
      identity.hash,
    ]),
  );
  return csvText([header, ...rows]);
}

/** summary.csv: a row for each policy and metric. */
export function summaryCsv({ policies, identity }: PackResult): string {
  const header = ['policy', 'metric', 'mean', 'min', 'max', 'half_width_95', 'seeds', 'tie', 'identity'];
  const rows = policies.flatMap(({ name, replays, spreads }) =>
    Object.entries(spreads).map(([metric, spread]): Cell[] => [
      nameCell(name),
      snakeCase(metric),
      spread?.mean ?? null,
      spread?.min ?? null,
      spread?.max ?? null,
      spread?.halfWidth ?? null,
      replays.length,
      identity.tie,
      identity.hash,
    ]),
  );
  return csvText([header, ...rows]);
}

/** curves.csv: a row for each policy and whole percent of arrived demand, means over the seeds. */
export function curvesCsv({ policies }: PackResult): string {
  const header = [
    'policy',
    'demand_percent',
    ...CURVES.flatMap((curve) => ['mean', 'min', 'max'].map((what) => `${snakeCase(curve)}_${what}`)),
  ];
  const rows = policies.flatMap((policy) => {
    const curves = CURVES.map((curve) => seedMeans(policy.replays.map((replay) => replay.demandCurves[curve])));
    return curves[0].map((_, percent): Cell[] => [
      nameCell(policy.name),
      percent,
      ...curves.flatMap((curve) => {
        const { mean, min, max } = curve[percent];
        return [mean, min, max].map((value) => (value === null ? null : rounded(value, SHARE_DIGITS)));
      }),
    ]);
  });
  return csvText([header, ...rows]);
}

function metricsOf(policies: readonly PackPolicy[]): string[] {
  return [...new Set(policies.flatMap(({ spreads }) => Object.keys(spreads)))];
}

/** `allocatedGpuPercent100` is `allocated_gpu_percent_100`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`);
}
