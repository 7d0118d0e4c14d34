import { type Column, decimalsOf, textTable, wrapped } from '../../cli/text-table.js';
import { numberText } from '../../kernel/quantity-text.js';
import { formatDuration } from '../../scenario/units.js';
import type { ChangedSetting } from './changed-settings.js';
import type { CapacityRow, FitRow, ScenarioSummary, WorkRow } from './scenario-summary.js';
import type { UnstatedFact } from './unstated-facts.js';

/** Spot prices follow from savings in percent, so they are not round. */
const SPOT_DECIMALS = 4;

export function scenarioText(summary: ScenarioSummary, width?: number): string[] {
  const { name, seed, durationMs, region, zones, edition, ecsOf } = summary;
  const day = ecsOf === null ? '' : `; ECS of ${ecsOf}, by the edition ${edition} and the settings of that day`;
  return [
    ...wrapped(`scenario ${name}: ${formatDuration(durationMs)} in ${region} (${zones.join(', ')}), seed ${seed}${day}`, width),
    ...section('Capacity, as it registers with ECS', summary.capacity, capacityColumns(summary.capacity), width),
    ...capacityNotes(summary.capacity, summary.spotSources).flatMap((note) => wrapped(note, width)),
    ...section('Work, with what a task reserves', summary.work, workColumns(summary.work), width),
    ...section('Copies of a task that fit on an empty instance', summary.fits, FIT_COLUMNS, width),
    ...settingsText(summary.changedSettings, width),
    ...unstatedText(summary.unstatedFacts, width),
    ...variantsText(summary.variants, width),
  ];
}

function variantsText(variants: ScenarioSummary['variants'], width?: number): string[] {
  if (variants.length === 0) return [];
  const lines = variants.flatMap(({ name, description }) =>
    wrapped(`${name}${description === undefined ? '' : `: ${description}`}`, width),
  );
  return ['', 'Variants', ...lines];
}

function section<Row>(title: string, rows: readonly Row[], columns: readonly Column<Row>[], width: number | undefined): string[] {
  return rows.length === 0 ? ['', `${title}: none`] : ['', title, ...textTable(rows, columns, width)];
}

function right<Row>(head: string, cell: (row: Row) => string): Column<Row> {
  return { head, align: 'right', cell };
}

function capacityColumns(rows: readonly CapacityRow[]): Column<CapacityRow>[] {
  const prices = rows.flatMap(({ type }) => pricesOf(type));
  const decimals = decimalsOf(prices, 3, 6);
  const hasSpot = rows.some(({ split }) => split !== null);
  return [
    { head: '\nProvider', cell: once(({ name }) => name) },
    { head: '\nType', cell: ({ type }) => type.name },
    right(
      'Instances\nmin–max',
      once(({ minSize, maxSize }) => (minSize === maxSize ? `${minSize}` : `${minSize}–${maxSize}`)),
    ),
    {
      ...right<CapacityRow>(
        'at\nstart',
        once(({ initialSize, startsCold }) => `${initialSize}${startsCold ? ' cold' : ''}`),
      ),
      isOptional: true,
    },
    right(
      'Target\n%',
      once(({ targetPercent }) => (targetPercent === null ? '–' : `${targetPercent}`)),
    ),
    ...(hasSpot ? [right('On-\nDemand', once(onDemandText))] : []),
    right('CPU\nunits', ({ type }) => numberText(type.cpuUnits, 0)),
    right('Memory\nMiB', ({ type }) => `${type.memorySource === 'estimated' ? '~' : ''}${numberText(type.memoryMib, 0)}`),
    right('awsvpc\ntasks', (row) => `${row.hasTrunk ? row.type.eniTasksTrunk : row.type.eniTasks}${isTrunkFromApi(row) ? '*' : ''}`),
    ...(rows.some(({ type }) => type.gpus > 0) ? [right<CapacityRow>('\nGPUs', ({ type }) => `${type.gpus}`)] : []),
    right('USD\nper hour', ({ type }) => priceText(pricesOf(type), decimals)),
    ...(hasSpot ? [right<CapacityRow>('on\nSpot', spotText)] : []),
  ];
}

function pricesOf({ usdPerHour, pricePath }: CapacityRow['type']): readonly number[] {
  return pricePath?.usdPerHour ?? [usdPerHour];
}

/** Formats the least and the greatest price of the run. */
function priceText(prices: readonly number[], decimals: number): string {
  const [least, most] = [Math.min(...prices), Math.max(...prices)].map((usd) => numberText(usd, decimals));
  return least === most ? least! : `${least}–${most}`;
}

/** Shows common values of a provider with several types in its first row only. */
function once(cell: (row: CapacityRow) => string): (row: CapacityRow) => string {
  return (row) => (row.choice === 0 ? cell(row) : '');
}

/** `2 + 25%`: the base and the percentage above it. */
function onDemandText({ split }: CapacityRow): string {
  if (split === null) return '100%';
  const share = `${split.onDemandPercentAboveBase}%`;
  return split.onDemandBase === 0 ? share : `${split.onDemandBase} + ${share}`;
}

function spotText({ spotUsdPerHour: price }: CapacityRow): string {
  if (price === null) return '–';
  const [min, max] = [price.min, price.max].map((usd) => numberText(usd, SPOT_DECIMALS));
  return min === max ? `${min}` : `${min}–${max}`;
}

/** Explains the marks and the sources of the prices. */
function capacityNotes(rows: readonly CapacityRow[], spotSources: readonly string[]): string[] {
  if (rows.length === 0) return [];
  return [
    ...(rows.some(({ type }) => type.memorySource === 'estimated')
      ? ['~ estimated, from the memory that another type or image was seen to register']
      : []),
    ...(rows.some(isTrunkFromApi) ? ["* from the limits of EC2's API; the table of ECS does not list the type"] : []),
    `Prices: ${[...new Set(rows.map(({ type }) => type.priceSource))].join('; ')}`,
    ...(spotSources.length > 0 ? [`Spot: ${spotSources.join('; ')}`] : []),
  ];
}

function isTrunkFromApi({ type, hasTrunk }: CapacityRow): boolean {
  return hasTrunk && type.trunkSource === 'ec2-api';
}

function workColumns(rows: readonly WorkRow[]): Column<WorkRow>[] {
  return [
    { head: '\nName', cell: ({ name }) => name },
    { head: '\nKind', cell: ({ kind }) => kind },
    { head: '\nRuns', cell: ({ taskDefinition }) => taskDefinition },
    right('\nTasks', tasksText),
    right('CPU\nunits', ({ cpuUnits }) => numberText(cpuUnits, 0)),
    right('Memory\nMiB', ({ memoryMib }) => numberText(memoryMib, 0)),
    right('\nENI', ({ eni }) => `${eni}`),
    ...(rows.some(({ gpus }) => gpus > 0) ? [right<WorkRow>('\nGPUs', ({ gpus }) => `${gpus}`)] : []),
    { head: '\nOn', cell: ({ capacityProviders }) => (capacityProviders.length === 0 ? 'EC2' : capacityProviders.join(', ')) },
    {
      head: '\nPlaced by',
      isOptional: true,
      cell: ({ placement }) => placement.join(', ').replaceAll('attribute:ecs.availability-zone', 'zone'),
    },
  ];
}

function tasksText({ tasks, arrivals }: WorkRow): string {
  if (tasks === null) return '1 each';
  if (arrivals !== null) return `${tasks.min} ${arrivals}`;
  return tasks.min === tasks.max ? `${tasks.min}` : `${tasks.min}–${tasks.max}`;
}

const FIT_COLUMNS: readonly Column<FitRow>[] = [
  { head: 'Task', cell: ({ taskDefinition }) => taskDefinition },
  { head: 'On', cell: ({ instanceType, hasTrunk }) => `${instanceType}${hasTrunk ? ' (trunk)' : ''}` },
  right('Copies', ({ copies }) => `${copies}`),
  { head: 'Limited by', cell: ({ limitedBy }) => limitedBy.join(', ') },
];

function settingsText(changed: readonly ChangedSetting[], width: number | undefined): string[] {
  if (changed.length === 0) return ['', 'Settings: all as by default'];
  const lines = changed.map(({ path, value, standard }) => {
    const usual = standard === null ? 'not set' : valueText(standard);
    return `${path}: ${valueText(value)} (default: ${usual})`;
  });
  return ['', 'Settings that are not the defaults', ...lines.flatMap((line) => wrapped(line, width))];
}

function unstatedText(facts: readonly UnstatedFact[], width: number | undefined): string[] {
  if (facts.length === 0) return [];
  const lines = facts.map(({ path, of, effect }) => `${path}${of.length > 0 ? ` of ${of.join(', ')}` : ''}: ${effect}`);
  return ['', 'Not stated, though the answer may hang on it', ...lines.flatMap((line) => wrapped(line, width))];
}

/** In the form of YAML on one line: `lognormal: {median: 75s, p95: 140s}`. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, part]) => `${key}: ${valueText(part)}`)
    .join(', ')} }`;
}
