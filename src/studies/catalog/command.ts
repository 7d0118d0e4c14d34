import type { Argv } from 'yargs';
import {
  type CatalogType,
  findInstanceType,
  listInstanceTypes,
  suggestInstanceTypes,
  type TrunkLimits,
  trunkTasksUnder,
} from '../../catalog/instance-types.js';
import { isMissing, type Missing } from '../../catalog/missing.js';
import { onDemandPrice, PRICED_REGIONS, type Price, type Spot, spotOf } from '../../catalog/prices.js';
import { type Ami, operatingSystemOf, type RegisteredMemory, registeredMemory } from '../../catalog/registered.js';
import { flag, ofText } from '../../cli/scenario-options.js';
import { type Column, decimalsOf, textTable, wrapped } from '../../cli/text-table.js';
import type { WordsOf } from '../../cli/words.js';
import { grouped } from '../../kernel/grouped.js';
import { numberText } from '../../kernel/quantity-text.js';
import { UserError } from '../../run/failure.js';
import { whyNoRegion } from '../../scenario/region.js';
import { readDefinitionFile } from '../validate/task-definition-file.js';
import { incidentsText } from './incidents.js';
import { fitsJson, fitsText, taskFits } from './task-fits.js';

const AMIS: readonly Ami[] = ['al2023', 'al2', 'al1', 'bottlerocket', 'windows'];
const TOP = 20;

const builder = (yargs: Argv) =>
  yargs
    .positional('types', { type: 'string', array: true, describe: 'Types or families, such as m5.large or m5; none: all' })
    .option('region', { type: 'string', default: 'us-east-1', describe: `Of the prices: ${PRICED_REGIONS.join(', ')}` })
    .option('ami', { choices: AMIS, describe: 'Image, which decides the memory that is registered (default: al2023)' })
    .option('trunk-limits', {
      choices: ['ecs', 'ec2-api'] as const,
      default: 'ecs' as const,
      describe: "awsvpc limits with a trunk: the table of ECS alone, or also by EC2's own limits",
    })
    .option('fits', ofText('Task definition, JSON or YAML: rank the types that can take it'))
    .option('trunking', flag('With --fits: rank with trunks'))
    .option('top', { type: 'number', default: TOP, requiresArg: true, describe: 'With --fits: how many types are shown' })
    .option('incidents', {
      type: 'string',
      describe: 'The library of incidents of AWS, or one of them by its id, step by step with its sources',
    })
    .option('json', flag('JSON instead of a table'))
    .example('$0 catalog m5.large c7g', 'a type and a family')
    .example('$0 catalog --fits web.json --trunking', 'where a task is cheapest')
    .example('$0 catalog --incidents aws-2025-10-20-us-east-1-dynamodb', 'a day of AWS, step by step');

interface Options extends WordsOf<typeof builder> {
  /** Columns of the screen; absent in a pipe. */
  readonly width?: number | undefined;
}

export const catalogCommand = {
  builder,
  handler: (options: WordsOf<typeof builder>) => {
    process.stdout.write(catalogText({ ...options, width: process.stdout.columns }));
  },
};

export function catalogText(options: Options): string {
  const { region, top, fits, incidents } = options;
  if (incidents !== undefined) return incidentsText(incidents, options);
  const noRegion = whyNoRegion(region);
  if (noRegion !== undefined) throw new UserError([`--region ${region}: ${noRegion}`]);
  if (!Number.isInteger(top) || top < 1) throw new UserError(['--top: give a whole number from 1']);
  const types = typesNamed(options.types ?? []);
  return fits === undefined ? typesText(types, options) : rankingText(fits, options, types);
}

function rankingText(path: string, options: Options, types: readonly CatalogType[]): string {
  const { region, ami, trunking, trunkLimits, top, json, width } = options;
  const task = readDefinitionFile(path);
  const found = taskFits(task, { region, ami, trunking, trunkLimits }, types);
  if (json) return jsonText(fitsJson(found, top));
  const gpus = task.gpus > 0 ? `, ${task.gpus} GPU` : '';
  const eni = task.eni > 0 ? `, its own network interface (${trunking ? 'with' : 'without'} trunks)` : '';
  const head = `${task.family}:${task.revision} takes ${task.cpuUnits} CPU units, ${numberText(task.memoryMib, 0)} MiB${gpus}${eni}; ${found.options.ami} in ${region}`;
  return linesText([...wrapped(head, width), '', ...fitsText(found, top, width)]);
}

/** Returns the types with these names or families; all types for an empty list. */
function typesNamed(names: readonly string[]): CatalogType[] {
  const unknown: string[] = [];
  const found = names.flatMap((name) => {
    const type = findInstanceType(name);
    const types = type === undefined ? listInstanceTypes().filter(({ family }) => family === name) : [type];
    if (types.length === 0) unknown.push(unknownText(name));
    return types;
  });
  if (unknown.length > 0) throw new UserError(unknown);
  return [...new Set(found)];
}

function unknownText(name: string): string {
  const near = suggestInstanceTypes(name);
  return `there is no instance type or family ${JSON.stringify(name)}${near.length === 0 ? "; 'drydock catalog' lists them" : `; did you mean ${near.join(' or ')}?`}`;
}

/** A type with the figures that the catalogue has of it under the options. */
interface Row {
  readonly type: CatalogType;
  readonly memory: RegisteredMemory | Missing;
  readonly trunkTasks: number | null;
  readonly price: Price | Missing;
  readonly spot: Spot | Missing;
}

function typesText(named: readonly CatalogType[], { region, ami = 'al2023', trunkLimits, json, width }: Options): string {
  const os = operatingSystemOf(ami);
  const rows = (named.length === 0 ? listInstanceTypes() : named).map((type) => ({
    type,
    memory: registeredMemory(type, ami),
    // Windows has no trunks (C.ENI-08).
    trunkTasks: os === 'windows' ? null : trunkTasksUnder(trunkLimits, type),
    price: onDemandPrice(type.name, region, os),
    // The advisor's figures are those of Linux.
    spot: os === 'windows' ? { missing: `no Spot figures of ${type.name} with Windows` } : spotOf(type.name, region),
  }));
  if (json) return jsonText(rows.map(rowJson));
  const notes = notesOf(rows, { region, ami, trunkLimits });
  return linesText([...textTable(rows, columnsOf(rows), width), '', ...notes.flatMap((note) => wrapped(note, width))]);
}

function columnsOf(rows: readonly Row[]): Column<Row>[] {
  const right = (head: string, cell: Column<Row>['cell']): Column<Row> => ({ head, align: 'right', cell });
  const prices = rows.flatMap(({ price }) => (isMissing(price) ? [] : price.usdPerHour));
  // Beside prices of hundreds of dollars the fifth decimal has no use, and the column stays narrow.
  const decimals = decimalsOf(prices, 3, prices.some((price) => price >= 100) ? 4 : 5);
  const marks = Math.max(...rows.map((row) => trunkMarks(row).length));
  const devices: Column<Row> = { head: '\nGPUs and accelerators', isOptional: true, cell: ({ type }) => devicesText(type) };
  return [
    { head: '\nType', cell: ({ type }) => type.name },
    right('\nvCPU', ({ type }) => `${type.vcpus}`),
    right('Memory\nGiB', ({ type }) => numberText(type.nominalMemoryMib / 1024, 0, 2)),
    right('Registers\nMiB', ({ memory }) => memoryText(memory)),
    { head: '\nArch', cell: ({ type }) => type.architecture },
    right('\nGPUs', ({ type }) => (type.gpus === 0 ? '–' : `${type.gpus}`)),
    right('awsvpc\ntasks', ({ type }) => `${type.eniTasks}`),
    right('with\ntrunk', (row) => `${row.trunkTasks ?? '–'}${trunkMarks(row).padEnd(marks)}`),
    right('USD\nper hour', ({ price }) => (isMissing(price) ? '–' : numberText(price.usdPerHour, decimals))),
    { ...right('Spot\nsaves', ({ spot }) => (isMissing(spot) ? '–' : `${spot.savingsPercent}%`)), isOptional: true },
    { ...right('inter-\nrupted', ({ spot }) => (isMissing(spot) ? '–' : spot.interruptionBucket)), isOptional: true },
    ...(rows.some(({ type }) => devicesText(type) !== '') ? [devices] : []),
  ];
}

function memoryText(memory: RegisteredMemory | Missing): string {
  if (isMissing(memory)) return '–';
  return `${memory.basis === 'estimated' ? '~' : ''}${numberText(memory.memoryMib, 0)}`;
}

/** `*` and `?` are explained below the table. */
function trunkMarks({ type, trunkTasks }: Row): string {
  if (trunkTasks === null) return '';
  return `${type.trunkTasks!.source === 'ec2-api' ? '*' : ''}${type.trunkTasks!.isDisputed ? '?' : ''}`;
}

function devicesText({ gpus, gpuModel, gpuMemoryMib, accelerators }: CatalogType): string {
  if (gpus > 0) return `${gpus} × ${gpuModel}, ${numberText(gpuMemoryMib! / 1024, 0, 1)} GiB`;
  return accelerators === null ? '' : `${accelerators.count} × ${accelerators.model}`;
}

/** Explains the marks and names the sources of the prices, for this table only. */
function notesOf(rows: readonly Row[], { region, ami, trunkLimits }: { region: string; ami: Ami; trunkLimits: TrunkLimits }): string[] {
  const spot = rows.flatMap((row) => (isMissing(row.spot) ? [] : [row.spot]))[0];
  const isEstimated = rows.some(({ memory }) => !isMissing(memory) && memory.basis === 'estimated');
  const trunks = rows.filter(({ trunkTasks }) => trunkTasks !== null).map(({ type }) => type.trunkTasks!);
  const withoutLimit = rows.filter(({ type, trunkTasks }) => trunkTasks === null && type.trunkTasks !== null).length;
  const noPrice = rows.filter(({ price }) => isMissing(price)).length;
  const one = rows.length === 1;
  return [
    `${numberText(rows.length, 0)} ${one ? 'type' : 'types'}; memory as ${ami} registers it${isEstimated ? ', ~ where estimated from another type or image' : ''}.`,
    ...(trunks.some(({ source }) => source === 'ec2-api')
      ? ["* from the limits of EC2's API; the table of ECS does not list the type."]
      : []),
    ...(trunks.some(({ isDisputed }) => isDisputed)
      ? ['? in the table of ECS, but its documentation also lists the type as not supported.']
      : []),
    ...(withoutLimit > 0 && ami !== 'windows' && trunkLimits === 'ecs'
      ? [`${withoutLimit} without a trunk in the table of ECS would have one by EC2's limits: --trunk-limits ec2-api.`]
      : []),
    ...priceSourcesText(rows, region),
    ...(noPrice > 0 ? [noPriceText(noPrice, region, ami)] : []),
    ...(spot === undefined ? [] : [`Spot savings and monthly interruptions of ${spot.date} (${spot.source}).`]),
  ];
}

/** Names the source of most prices, then each other source with its types. */
function priceSourcesText(rows: readonly Row[], region: string): string[] {
  const priced = rows.flatMap(({ type, price }) =>
    isMissing(price) ? [] : { name: type.name, source: `${price.date} (${price.source})` },
  );
  const [most, ...others] = [...grouped(priced, ({ source }) => source)].sort(([, a], [, b]) => b.length - a.length);
  if (most === undefined) return [];
  const rest = others.map(([source, types]) => `; of ${source} for ${listed(types.map(({ name }) => name))}`);
  return [`On-Demand prices in ${region} of ${most[0]}${rest.join('')}.`];
}

const LISTED_MAX = 3;

function listed(names: readonly string[]): string {
  const more = names.length > LISTED_MAX ? ` and ${names.length - LISTED_MAX} more` : '';
  return `${names.slice(0, LISTED_MAX).join(', ')}${more}`;
}

function noPriceText(count: number, region: string, ami: Ami): string {
  if (ami === 'windows') return 'No prices: the catalogue has none with a Windows licence.';
  if (!PRICED_REGIONS.includes(region)) return `No prices: the catalogue has those of ${PRICED_REGIONS.join(', ')}.`;
  return `${count} without an On-Demand price in ${region}: a scenario can give it as prices.ec2.`;
}

function rowJson({ type, memory, price, spot, trunkTasks }: Row) {
  const { trunkTasks: trunk, ...rest } = type;
  return {
    ...rest,
    eniTasksTrunk: trunkTasks,
    trunkSource: trunkTasks === null ? 'none' : trunk!.source,
    isTrunkDisputed: trunkTasks === null ? false : trunk!.isDisputed,
    registeredMemory: isMissing(memory) ? null : memory,
    onDemand: isMissing(price) ? null : price,
    spot: isMissing(spot) ? null : spot,
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function linesText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
