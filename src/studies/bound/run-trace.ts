import { type CatalogType, findInstanceType, suggestInstanceTypes, trunkTasksUnder } from '../../catalog/instance-types.js';
import { isMissing } from '../../catalog/missing.js';
import { onDemandPrice } from '../../catalog/prices.js';
import { registeredMemory } from '../../catalog/registered.js';
import { ofText } from '../../cli/scenario-options.js';
import type { WordsOfOptions } from '../../cli/words.js';
import { numberText, plural } from '../../kernel/quantity-text.js';
import { UserError } from '../../run/failure.js';
import type { Journal } from '../../run/journal/journal.js';
import { keptPart } from '../../run/journal/part.js';
import { MILLI_PER_VCPU, nodeColumns } from '../../workload/formats/columns.js';
import { readPackInput } from '../pack/input.js';
import { OptionMistakes } from '../pack/option-mistakes.js';
import { packRequest, pricedRegion, TRACE_OPTIONS } from '../pack/options.js';
import { groupLimitOf } from '../pack/replay/group-limit.js';
import { requirementsOf } from '../pack/replay/node-kinds.js';
import type { PackProblem } from '../pack/replay/problem.js';
import { type BoundResult, boundOf } from './bound.js';
import type { TracePart } from './journal-entry.js';
import type { Lifetimes } from './lifetimes.js';
import { boundOverTime, type TimeBound } from './over-time.js';
import { type Objective, unplaceable } from './problem.js';
import { loadSolver } from './solver.js';
import { type Kind, kindsOfNodes, limitedGroups, livesOf, problemOf } from './trace-problem.js';

/** Tasks of a file, and what they may be placed on. */
export const BOUND_TRACE_OPTIONS = {
  ...TRACE_OPTIONS,
  types: ofText('Instance types that may be rented, by commas'),
  nodes: ofText('Instead: CSV file of nodes; of each kind in it there are as many as needed'),
  region: ofText('Of the prices (default: us-east-1)'),
  awsvpc: { type: 'boolean', describe: 'With --types: each task takes a network interface' },
  trunking: { type: 'boolean', describe: 'With --awsvpc: of instances with a trunk' },
  lifetimes: { type: 'boolean', describe: 'Tasks leave when they end: instance-hours and peak (default: all at once)' },
} as const;

export type BoundTraceArguments = WordsOfOptions<typeof BOUND_TRACE_OPTIONS>;

/** Tasks of a file, the instances on offer, and optional lifetimes. */
export interface BoundTrace {
  readonly input: PackProblem;
  readonly kinds: readonly Kind[];
  readonly lives: Lifetimes;
  readonly counts: Int32Array;
  readonly tasks: number;
  readonly hasLifetimes: boolean;
  readonly skippedRows: number;
  /** SHA-256 of its files. */
  readonly files: readonly string[];
  /** Tasks with an empty arrival, which come at the start, and with an empty end, which stay. */
  readonly tasksWithoutArrival: number;
  readonly tasksWithoutEnd: number;
}

export interface TraceBounds {
  /** All tasks at once; null with lifetimes. */
  readonly atOnce: { readonly instances: BoundResult; readonly cost: BoundResult | null } | null;
  /** Null without lifetimes. */
  readonly overTime: { readonly instances: TimeBound; readonly cost: TimeBound | null } | null;
}

const AMI = 'al2023';
/** Each limited group is a resource of its own. */
const GROUPS_MAX = 50;

/** The most sizes of tasks that a refusal names. */
const SIZES_NAMED = 10;

/** Names one task of each size, of the first sizes where there are many. */
function fewLines(lacking: readonly string[]): string[] {
  const more = lacking.length - SIZES_NAMED;
  const named = lacking.slice(0, SIZES_NAMED).map((line) => `task ${line}`);
  return more > 0 ? [...named, `and ${more} more sizes of task fit on none: give --types that are larger`] : named;
}

/** Reads the inputs that the options name. Adds mistakes to the list. */
export async function readBoundTrace(words: BoundTraceArguments, mistakes: string[]): Promise<BoundTrace> {
  const { format, tasks: tasksFile, columns, constraints, skipBadRows, nodes, types, region, lifetimes = false } = words;
  if ((types === undefined) === (nodes === undefined))
    mistakes.push('give --types TYPE,TYPE or --nodes FILE: the instances that the tasks may run on');
  // Reads the trace as `pack` does; policies and the number of machines have no effect here.
  const fleet = nodes === undefined ? { machines: '1', machineCpu: '1', machineMemory: '1' } : { nodes };
  const options = new OptionMistakes(mistakes, 'command');
  const request = packRequest({ format, tasks: tasksFile, columns, constraints, skipBadRows, policies: 'best-fit', ...fleet }, options);
  const offers = types === undefined ? [] : catalogOffers(types, pricedRegion(region, options), mistakes);
  const { problem: read, files } = await readPackInput(request, options);
  if (mistakes.length > 0) throw new UserError(mistakes);
  const input = types === undefined ? read : { ...read, nodes: nodeColumns(offers) };
  const limit = groupLimitOf(input);
  const limited = limit === null ? 0 : limitedGroups(limit).length;
  if (limited > GROUPS_MAX) throw new UserError([`${tasksFile}: ${tooManyGroups(limited, limit!.most)}`]);
  const hasInterfaces = words.awsvpc === true && types !== undefined;
  const requirements = requirementsOf(input);
  const kinds =
    types === undefined
      ? kindsOfNodes(input.nodes, requirements)
      : offers.map((type, i) => ({
          ...type,
          nodeKind: requirements.kindOf[i],
          eni: words.trunking === true ? type.eniTasksTrunk : type.eniTasks,
        }));
  const { problem, size } = problemOf(input.tasks, kinds, { requirements, limit, hasInterfaces });
  const lacking = unplaceable(problem);
  if (lacking.length > 0) throw new UserError(fewLines(lacking).map((line) => `${tasksFile}: ${line}`));
  const lives = livesOf(input.tasks, problem, size);
  if (lifetimes && lives.endMs === 0)
    throw new UserError([`${tasksFile}: --lifetimes needs times, and every task comes at the same time and stays`]);
  const counts = new Int32Array(problem.sizes.length);
  for (const index of size) counts[index]++;
  return {
    input,
    kinds,
    lives,
    counts,
    tasks: size.length,
    hasLifetimes: lifetimes,
    files: files.map(({ sha256 }) => sha256),
    skippedRows: files.reduce((sum, file) => sum + file.skippedRows, 0),
    tasksWithoutArrival: input.tasks.emptyArrivals,
    tasksWithoutEnd: input.tasks.emptyEnds,
  };
}

/** Returns bounds in instances and, if the instances have prices, in money; both share the time. The journal keeps the finished ones. */
export async function boundTrace(
  { lives, counts, hasLifetimes }: BoundTrace,
  timeLimitMs: number,
  journal: Journal<TracePart> | null = null,
): Promise<TraceBounds> {
  const { problem } = lives;
  const isPriced = problem.offers.every(({ usdPerHour }) => usdPerHour > 0);
  const limits = {
    highs: await loadSolver(),
    clock: { nowMs: () => performance.now() },
    timeLimitMs: isPriced ? timeLimitMs / 2 : timeLimitMs,
  };
  const both = async <T extends TracePart>(bound: (objective: Objective) => T) => {
    const instances = (await keptPart(journal, 0, () => bound('instances'))) as T;
    return { instances, cost: isPriced ? ((await keptPart(journal, 1, () => bound('usdPerHour'))) as T) : null };
  };
  return hasLifetimes
    ? { atOnce: null, overTime: await both((objective) => boundOverTime(lives, objective, limits)) }
    : { atOnce: await both((objective) => boundOf(problem, counts, objective, limits)), overTime: null };
}

function tooManyGroups(groups: number, most: number): string {
  return `distinctInstance: ${numberText(groups, 0)} groups have more than ${plural(most, 'task')}, and a bound takes at most ${GROUPS_MAX} of them; drydock pack --least-fleet takes any number`;
}

function catalogOffers(types: string, region: string, mistakes: string[]) {
  const names = types.split(',').map((name) => name.trim());
  return [...new Set(names)].flatMap((name) => {
    const type = findInstanceType(name);
    if (type === undefined) {
      const near = suggestInstanceTypes(name);
      mistakes.push(`--types ${name}: there is no such instance type${near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`}`);
      return [];
    }
    return catalogKind(type, region, mistakes);
  });
}

function catalogKind(type: CatalogType, region: string, mistakes: string[]) {
  const { name, vcpus, gpus, gpuModel, eniTasks } = type;
  const memory = registeredMemory(type, AMI);
  const price = onDemandPrice(name, region);
  if (isMissing(memory)) mistakes.push(`--types ${name}: the catalogue does not know what memory it registers`);
  if (isMissing(price)) mistakes.push(`--types ${name}: the catalogue has no on-demand price of it in ${region}`);
  if (isMissing(memory) || isMissing(price)) return [];
  const { memoryMib } = memory;
  return [
    {
      name,
      cpu: vcpus * MILLI_PER_VCPU,
      memoryMib,
      gpus,
      model: gpuModel ?? '',
      usdPerHour: price.usdPerHour,
      eniTasks,
      eniTasksTrunk: trunkTasksUnder('ecs', type) ?? eniTasks,
    },
  ];
}
