import { ofText, TEXT } from '../../cli/scenario-options.js';
import type { WordsOfOptions } from '../../cli/words.js';
import { whyNoRegion } from '../../scenario/region.js';
import { instead } from '../../scenario/text/suggest.js';
import {
  type ColumnMap,
  ownColumnsText,
  parseColumnMap,
  TRACE_FORMATS,
  type TraceFormat,
  takesColumns,
} from '../../workload/formats/column-map.js';
import { parseConstraints, type TraceConstraint } from '../../workload/formats/constraints.js';
import { GPUS_OF_NODE_MAX, NODES_MAX } from '../../workload/formats/nodes.js';
import type { FleetArguments } from './fleet.js';
import type { OptionMistakes } from './option-mistakes.js';
import type { ReplayOptions } from './replay/problem.js';

const TIES = ['fixed-order', 'random', 'name'] as const;
const ORDERS = ['trace', 'shuffled'] as const;
const SEEDS = '1-5';
const SEEDS_MAX = 1000;
const SEED_MAX = 2 ** 31 - 1;
const WORKERS_MAX = 256;
/** Without --demand the curves end at the last percent of the published ones. */
const DEMAND_OF_CURVES = 1.3;

export const TRACE_OPTIONS = {
  format: ofText(`Of the trace: ${TRACE_FORMATS.join(', ')}`),
  tasks: ofText('File of the trace; gzip and zstd are unpacked'),
  columns: ofText('csv, parquet: FIELD=COLUMN[:UNIT] by commas, as in arrival=submit_s,cpu=cores'),
  constraints: ofText('Of placement, by commas: distinctInstance:COLUMN[:N], memberOf:COLUMN, with columns of the trace'),
  'skip-bad-rows': { type: 'boolean', describe: 'Leave rows with mistakes out, and count them' },
} as const;

/** The options of a packing. This file parses the numbers, so that one error has all mistakes. */
export const PACK_OPTIONS = {
  ...TRACE_OPTIONS,
  nodes: ofText('CSV file of the nodes'),
  machines: ofText('Instead: the number of equal machines'),
  'machine-cpu': ofText('vCPUs of each'),
  'machine-memory': ofText('MiB of each'),
  'machine-gpus': ofText('GPUs of each (default: none)'),
  fleet: ofText('Instead: EC2 types and how many, as in m5.4xlarge:100,c5.large:20'),
  region: ofText('Of the prices of --fleet (default: us-east-1)'),
  policies: ofText('Names and paths of modules, by commas'),
  seeds: ofText('42-51 or 1,2,3 (default: 1-5)'),
  demand: ofText('Repeat or thin the tasks until they ask for this multiple of the fleet'),
  order: ofText(`Of arrival: ${ORDERS.join(', ')} (default: by format)`),
  'arrivals-only': { type: 'boolean', describe: 'Nothing leaves (default for openb and with --demand)' },
  lifetimes: { type: 'boolean', describe: 'Tasks leave when they end (default for the others)' },
  tie: ofText(`Among nodes of equal rank: ${TIES.join(', ')} (default: fixed-order)`),
  at: ofText('Percents of arrived demand at which metrics are taken as well, as in 50,90'),
  'least-fleet': {
    type: 'boolean',
    describe: 'Search the fewest nodes that take every task, and compare them with the lower bound',
  },
  workers: ofText('Threads (default: one a processor; none for short work)'),
  into: { ...TEXT, alias: 'out', describe: 'Directory to write: CSV files and a page' },
  'per-task': { type: 'boolean', describe: 'With --into: tasks.csv and tasks.parquet, a row for each arrival of each replay' },
} as const;

export type PackArguments = Partial<WordsOfOptions<typeof PACK_OPTIONS>>;

export type PackRequest = ReturnType<typeof packRequest>;

/** Parses the options and adds their mistakes to the list; with mistakes the request is not valid. */
export function packRequest(words: PackArguments, mistakes: OptionMistakes) {
  const format = choice(words.format, { option: 'format', choices: TRACE_FORMATS, usual: null }, mistakes) ?? 'csv';
  if (words.tasks === undefined) mistakes.add('tasks', 'name the file of the trace');
  if (words.leastFleet && words.demand !== undefined)
    mistakes.lines.push(
      `${mistakes.named('leastFleet')} and ${mistakes.named('demand')} exclude each other: a demand is a multiple of the fleet`,
    );
  return {
    format,
    tasksFile: words.tasks ?? '',
    fleet: fleetOf(words, mistakes),
    /** Null: the format's own columns. */
    columns: columnMapOf(words.columns, format, mistakes),
    constraints: constraintsOf(words, format, mistakes),
    skipBadRows: words.skipBadRows === true,
    /** Names and paths, as written. */
    policies: policiesOf(words.policies, mistakes),
    seeds: seedsOf(words.seeds ?? SEEDS, mistakes),
    replay: replayOf(words, format, mistakes),
    /** Searches the least fleet of each policy and seed. */
    hasLeastFleet: words.leastFleet === true,
    /** Null: the number of processors. */
    workers: words.workers === undefined ? null : whole(words.workers, { option: 'workers', least: 1, most: WORKERS_MAX }, mistakes),
  };
}

/** Tasks never leave in openb's own protocol, nor with a given demand: then tasks are shuffled, and have no times. */
function replayOf(words: PackArguments, format: TraceFormat, mistakes: OptionMistakes): Omit<ReplayOptions, 'seed'> {
  if (words.arrivalsOnly && words.lifetimes)
    mistakes.lines.push(`${mistakes.named('arrivalsOnly')} and ${mistakes.named('lifetimes')} exclude each other: give one of them`);
  const demand = words.demand === undefined ? null : demandOf(words.demand, mistakes);
  const isShuffled = (format === 'openb' || words.demand !== undefined) && words.lifetimes !== true;
  const order = choice(words.order, { option: 'order', choices: ORDERS, usual: isShuffled ? 'shuffled' : 'trace' }, mistakes) ?? 'trace';
  const hasLifetimes = words.lifetimes ?? (!words.arrivalsOnly && format !== 'openb' && order === 'trace');
  const at = words.at === undefined ? {} : { at: percentsOf(words.at, 100 * (demand ?? DEMAND_OF_CURVES), mistakes) };
  return {
    demand,
    order,
    hasLifetimes,
    tie: choice(words.tie, { option: 'tie', choices: TIES, usual: 'fixed-order' }, mistakes) ?? 'fixed-order',
    ...at,
  };
}

/** Reads percentages such as `80,100,120`. */
function percentsOf(text: string, most: number, mistakes: OptionMistakes): number[] {
  const percents = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const wrong = percents.find((percent) => !(Number.isInteger(percent) && percent >= 1 && percent <= most));
  if (wrong === undefined) return [...new Set(percents)].sort((a, b) => a - b);
  mistakes.add('at', `give whole percents of arrived demand from 1 to ${Math.round(most)}, such as 50,90`, text);
  return [];
}

function demandOf(text: string, mistakes: OptionMistakes): number {
  const demand = Number(text);
  // One percent of the demand is a point of the curves.
  if (text.trim() !== '' && demand >= 0.01 && demand <= 100) return demand;
  mistakes.add('demand', `give a multiple of what the nodes have, from 0.01 to 100, such as 1.3`, text);
  return 1;
}

function fleetOf(words: PackArguments, mistakes: OptionMistakes): FleetArguments {
  const ways = [words.nodes, words.machines, words.fleet].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    const [nodes, machines, cpu, memory, fleet] = ['nodes', 'machines', 'machineCpu', 'machineMemory', 'fleet'].map((option) =>
      mistakes.named(option),
    );
    const how = `give the fleet by one of ${nodes} FILE, ${machines} N with ${cpu} and ${memory}, and ${fleet} TYPE:N`;
    mistakes.lines.push(ways.length === 0 ? how : `${how}; ${ways.length} of them are given`);
  }
  const machine = words.machines === undefined ? null : machineOf(words, mistakes);
  const useless = (['machineCpu', 'machineMemory', 'machineGpus'] as const).filter((option) => words[option] !== undefined);
  if (words.machines === undefined)
    for (const option of useless) mistakes.add(option, `describes ${mistakes.named('machines')}: say how many there are`);
  return { nodesFile: words.nodes ?? null, machine, types: words.fleet ?? null, region: pricedRegion(words.region, mistakes) };
}

/** Returns the region of the prices; the default in place of a wrong one, so that its prices are no further mistakes. */
export function pricedRegion(text: string | undefined, mistakes: OptionMistakes): string {
  const noRegion = text === undefined ? undefined : whyNoRegion(text);
  if (noRegion !== undefined) mistakes.add('region', noRegion, text);
  return text === undefined || noRegion !== undefined ? 'us-east-1' : text;
}

function machineOf(words: PackArguments, mistakes: OptionMistakes): FleetArguments['machine'] {
  const { machines = '', machineCpu, machineMemory, machineGpus } = words;
  if (machineCpu === undefined) mistakes.add('machineCpu', 'say how many vCPUs each machine has');
  if (machineMemory === undefined) mistakes.add('machineMemory', 'say how many MiB each machine has');
  const vcpus = Number(machineCpu ?? 1);
  if (!(vcpus > 0 && vcpus <= 1_000_000)) mistakes.add('machineCpu', `give vCPUs, a number above 0 such as 32`, machineCpu);
  return {
    count: whole(machines, { option: 'machines', least: 1, most: NODES_MAX }, mistakes),
    vcpus,
    memoryMib: whole(machineMemory ?? '1', { option: 'machineMemory', unit: 'MiB', least: 1, most: 2 ** 31 - 1 }, mistakes),
    gpus: whole(machineGpus ?? '0', { option: 'machineGpus', least: 0, most: GPUS_OF_NODE_MAX }, mistakes),
  };
}

function columnMapOf(text: string | undefined, format: TraceFormat, mistakes: OptionMistakes): ColumnMap | null {
  if (text === undefined) return null;
  if (!takesColumns(format)) mistakes.add('columns', ownColumnsText(format));
  const { map, mistakes: found } = parseColumnMap(text);
  for (const mistake of found) mistakes.add('columns', mistake);
  if (map.cpu === undefined && found.length === 0)
    mistakes.add('columns', "'cpu' is missing: a task must ask for something, as in cpu=cores");
  return map;
}

function constraintsOf(
  { constraints: text, nodes }: PackArguments,
  format: TraceFormat,
  mistakes: OptionMistakes,
): readonly TraceConstraint[] {
  if (text === undefined) return [];
  const { constraints, mistakes: found } = parseConstraints(text);
  for (const mistake of found) mistakes.add('constraints', mistake);
  if (format === 'swf') mistakes.add('constraints', 'swf has no columns by name; make a CSV file of the log');
  if (nodes === undefined && constraints.some(({ type }) => type === 'memberOf'))
    mistakes.add(
      'constraints',
      `memberOf compares a column of the trace with one of the nodes, so it needs ${mistakes.named('nodes')} FILE`,
    );
  return constraints;
}

function policiesOf(text: string | undefined, mistakes: OptionMistakes): string[] {
  const policies = (text ?? '').split(',').map((policy) => policy.trim());
  if (text === undefined || text.trim() === '') mistakes.add('policies', 'name one or more, by commas, such as random,best-fit,./mine.ts');
  else if (policies.includes('')) mistakes.add('policies', `there is a comma too many`, text);
  const twice = policies.filter((policy, i) => policies.indexOf(policy) < i);
  for (const policy of new Set(twice)) if (policy !== '') mistakes.add('policies', `'${policy}' is given twice`);
  return policies.filter((policy) => policy !== '');
}

/** Reads seeds such as `42-51`, `1,2,3`, or both. */
function seedsOf(text: string, mistakes: OptionMistakes): number[] {
  const seeds: number[] = [];
  const wrong = (why: string) => {
    mistakes.add('seeds', `${why}, such as 42-51 or 1,2,3`, text);
    return [1];
  };
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,10})(?:-(\d{1,10}))?\s*$/.exec(part);
    if (match === null) return wrong(`'${part.trim()}' is neither a whole number nor a range`);
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (to < from) return wrong(`'${part.trim()}' goes backwards; write a range from its least`);
    if (to > SEED_MAX) return wrong(`a seed is at most ${SEED_MAX}`);
    if (seeds.length + to - from >= SEEDS_MAX) return wrong(`give at most ${SEEDS_MAX} seeds`);
    for (let seed = from; seed <= to; seed++) seeds.push(seed);
  }
  return new Set(seeds).size < seeds.length ? wrong('a seed is given twice') : seeds;
}

interface WholeRange {
  readonly option: string;
  /** The unit of the number; absent: it is a count of what the option names. */
  readonly unit?: 'MiB';
  readonly least: number;
  readonly most: number;
}

function whole(text: string, { option, unit, least, most }: WholeRange, mistakes: OptionMistakes): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  mistakes.add(option, `give a whole number ${unit === undefined ? '' : `of ${unit} `}from ${least} to ${most}`, text);
  return least;
}

function choice<T extends string>(
  text: string | undefined,
  { option, choices, usual }: { option: string; choices: readonly T[]; usual: T | null },
  mistakes: OptionMistakes,
): T | null {
  if (text === undefined) {
    if (usual === null) mistakes.add(option, `choose from ${choices.join(', ')}`);
    return usual;
  }
  if ((choices as readonly string[]).includes(text)) return text as T;
  mistakes.add(option, `there is no such choice${instead(text, choices)}`, text);
  return usual;
}
