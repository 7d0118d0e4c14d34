import { type Column, textTable, wrapped } from '../../cli/text-table.js';
import { durationText, numberText, plural, usdText } from '../../kernel/quantity-text.js';
import { emptyCells } from '../pack/sentence.js';
import type { BoundResult } from './bound.js';
import type { Gap, PolicyGap } from './gap.js';
import type { TimeBound } from './over-time.js';
import type { BoundTrace, TraceBounds } from './run-trace.js';

interface Run {
  readonly name: string;
  readonly seed: number;
}

const LIMITS =
  'At least: no fleet of these instance types runs the same tasks at the same times with less, even if every task could move at any moment for nothing.';

/** Returns the bounds of a scenario beside the cost of each policy, for the terminal. */
export function scenarioBoundText(
  { name, seed, hasSpot }: Run & { readonly hasSpot: boolean },
  gaps: readonly PolicyGap[],
  width?: number,
): string {
  const neverPlaced = gaps.filter((gap) => gap.neverPlaced > 0).map((gap) => `${gap.policy} ${numberText(gap.neverPlaced, 0)}`);
  return linesText([
    `${name}, seed ${seed}: how far from optimal`,
    '',
    ...textTable(gaps, GAP_COLUMNS, width),
    '',
    ...wrapped(LIMITS, width, ''),
    ...(hasSpot ? wrapped('Costs are at On-Demand prices on both sides, also of Spot Instances.', width) : []),
    ...gaps.flatMap(({ policy, bounds }) => wrapped(`${policy}: ${sharesText(bounds.instances)}`, width)),
    ...(neverPlaced.length === 0 ? [] : wrapped(`Tasks that never found room, left out: ${neverPlaced.join(', ')}`, width)),
  ]);
}

const right = <Row>(head: string, cell: (row: Row) => string): Column<Row> => ({ head, align: 'right', cell });
const hours = (value: number) => numberText(value, 1);
const percent = ({ gapPercent }: Gap) => (gapPercent === null ? '–' : `${numberText(gapPercent, 1)} %`);

const GAP_COLUMNS: readonly Column<PolicyGap>[] = [
  { head: '\nPolicy', cell: ({ policy }) => policy },
  right('Instance-\nhours', ({ instanceHours }) => hours(instanceHours.run)),
  right('at\nleast', ({ instanceHours }) => hours(instanceHours.bound)),
  right('\ngap', ({ instanceHours }) => percent(instanceHours)),
  right('\nCost', ({ costUsd }) => usdText(costUsd.run)),
  right('at\nleast', ({ costUsd }) => usdText(costUsd.bound)),
  right('\ngap', ({ costUsd }) => percent(costUsd)),
  { ...right<PolicyGap>('Peak\ninstances', ({ peakInstances }) => numberText(peakInstances.run, 0)), isOptional: true },
  { ...right<PolicyGap>('at\nleast', ({ peakInstances }) => numberText(peakInstances.bound, 0)), isOptional: true },
];

/** Lists the share of each argument in a bound over time. */
function sharesText({ shares, moments, solved, iterations, elapsedMs }: TimeBound): string {
  const parts = Object.entries(shares)
    .filter(([, share]) => share >= 0.0005)
    .sort((a, b) => b[1] - a[1])
    .map(([name, share]) => `${SHARE_WORDS[name as keyof typeof shares]} ${numberText(100 * share, 1)} %`);
  const given = parts.length === 0 ? 'nothing ran' : `the bound is given by ${parts.join(', ')}`;
  return `${given}; ${plural(moments, 'different set')} of living tasks, ${solved} of them solved in ${numberText(iterations, 0)} iterations, ${durationText(elapsedMs)}`;
}

const SHARE_WORDS: Readonly<Record<keyof TimeBound['shares'], string>> = {
  volume: 'volume',
  L2: 'large tasks (L2)',
  farley: 'Farley',
  carried: 'prices of other moments',
  'configuration LP': 'configuration LP',
};

export function scenarioBoundJson({ name, seed }: Run, gaps: readonly PolicyGap[]): string {
  return jsonText({ scenario: name, seed, policies: gaps });
}

export function traceBoundText(trace: BoundTrace, { atOnce, overTime }: TraceBounds, width?: number): string {
  const { tasks, counts, lives, skippedRows } = trace;
  const offers = lives.problem.offers.map(({ name }) => name);
  const shown = offers.length > 6 ? `${offers.slice(0, 6).join(', ')} and ${offers.length - 6} more` : offers.join(', ');
  return linesText([
    ...wrapped(`${numberText(tasks, 0)} tasks of ${numberText(counts.length, 0)} sizes on ${shown}`, width, ''),
    ...(skippedRows > 0 ? [`${numberText(skippedRows, 0)} rows are left out because of mistakes in them`] : []),
    ...emptyCells(trace),
    '',
    ...(atOnce === null ? [] : atOnceText([atOnce.instances, atOnce.cost], lives, width)),
    ...(overTime === null ? [] : overTimeText([overTime.instances, overTime.cost], width)),
  ]);
}

function atOnceText(results: readonly (BoundResult | null)[], { problem }: BoundTrace['lives'], width?: number): string[] {
  const rows = results.filter((result) => result !== null);
  const notes = rows.flatMap((result) => {
    const effort = `${numberText(result.iterations, 0)} iterations, ${durationText(result.elapsedMs)}`;
    return wrapped(`${UNIT_WORDS[result.objective]}: packed on ${typesOf(result, problem)}; ${whichBound(result)}; ${effort}`, width);
  });
  return [...textTable(rows, AT_ONCE_COLUMNS, width), '', ...notes];
}

const UNIT_WORDS = { instances: 'Instances', usdPerHour: 'USD per hour' } as const;

const AT_ONCE_COLUMNS: readonly Column<BoundResult>[] = [
  { head: '', cell: ({ objective }) => UNIT_WORDS[objective] },
  right('At least', (result) => amount(result, result.lower)),
  right('A packing', (result) => amount(result, result.upper)),
  right('Gap', ({ gapPercent }) => (gapPercent === 0 ? 'none' : `${numberText(gapPercent, 2)} %`)),
  { head: 'Bound', cell: ({ names }) => [...new Set(names)].join(' + ') },
  right('Volume', (result) => amount(result, result.byName.volume)),
  right('L2', (result) => amount(result, result.byName.L2)),
  right('Configurations', (result) =>
    result.byName.configurations === null ? 'not needed' : amount(result, result.byName.configurations),
  ),
];

function amount({ objective }: { readonly objective: BoundResult['objective'] }, value: number): string {
  return objective === 'instances' ? numberText(value, 0) : numberText(value, 2, 4);
}

function whichBound({ names, isProven, isRounded, gapPercent }: BoundResult): string {
  if (gapPercent === 0) return 'the packing is optimal, because it reaches the bound';
  const which = [...new Set(names)].join(' + ');
  const rounded = isRounded ? ', of sizes rounded down' : '';
  return isProven
    ? `the bound is ${which}${rounded}, and no configuration improves it`
    : `the bound is ${which}${rounded}, stopped before it was proved the best`;
}

function typesOf({ packing }: BoundResult, { offers }: BoundTrace['lives']['problem']): string {
  const instances = offers.map(() => 0);
  for (const pattern of packing) instances[pattern.offer] += pattern.instances;
  return (
    offers.flatMap(({ name }, offer) => (instances[offer] === 0 ? [] : [`${numberText(instances[offer], 0)} ${name}`])).join(', ') ||
    'nothing'
  );
}

function overTimeText(results: readonly (TimeBound | null)[], width?: number): string[] {
  const rows = results.filter((result) => result !== null);
  return [
    ...textTable(rows, OVER_TIME_COLUMNS, width),
    '',
    ...rows.flatMap((result) => wrapped(`${TOTAL_WORDS[result.objective]}: ${sharesText(result)}`, width)),
  ];
}

const TOTAL_WORDS = { instances: 'Instance-hours', usdPerHour: 'USD' } as const;

const OVER_TIME_COLUMNS: readonly Column<TimeBound>[] = [
  { head: '', cell: ({ objective }) => TOTAL_WORDS[objective] },
  right('At least', ({ total }) => numberText(total, 1, 2)),
  right('At the peak', (result) => amount(result, result.peak.lower)),
  right('A packing of the peak', (result) => amount(result, result.peak.upper)),
  right('Peak at', ({ peak }) => durationText(peak.atMs)),
];

export function traceBoundJson(trace: BoundTrace, { atOnce, overTime }: TraceBounds, policies: readonly object[] | null): string {
  const { tasks, counts, skippedRows, tasksWithoutArrival, tasksWithoutEnd, lives } = trace;
  const withTypes = (result: BoundResult | null) => {
    if (result === null) return null;
    const { packing, ...rest } = result;
    const instances = lives.problem.offers.map(({ name }, offer) => ({
      type: name,
      instances: packing.reduce((sum, pattern) => sum + (pattern.offer === offer ? pattern.instances : 0), 0),
    }));
    return { ...rest, packing: instances.filter((type) => type.instances > 0) };
  };
  return jsonText({
    tasks,
    sizes: counts.length,
    skippedRows,
    tasksWithoutArrival,
    tasksWithoutEnd,
    atOnce: atOnce === null ? null : { instances: withTypes(atOnce.instances), cost: withTypes(atOnce.cost) },
    overTime,
    ...(policies === null ? {} : { policies }),
  });
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function linesText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
