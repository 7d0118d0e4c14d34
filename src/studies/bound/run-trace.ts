import { type CatalogType, findInstanceType, suggestInstanceTypes, trunkTasksUnder } from '../../catalog/instance-types.js';
import { isMissing } from '../../catalog/missing.js';
import { onDemandPrice } from '../../catalog/prices.js';
import { registeredMemory } from '../../catalog/registered.js';
import { UserError } from '../../run/failure.js';
import type { Journal } from '../../run/journal/journal.js';
import { keptPart } from '../../run/journal/part.js';
import { MILLI_PER_GPU, MILLI_PER_VCPU, type NodeColumns, type TaskColumns, taskName } from '../../workload/formats/columns.js';
import { readPackInput } from '../pack/input.js';
import { type PackArguments, packRequest } from '../pack/options.js';
import { type BoundResult, boundOf } from './bound.js';
import type { TracePart } from './kept.js';
import type { Lives } from './lives.js';
import { boundOverTime, type TimeBound } from './over-time.js';
import { type BoundProblem, type Objective, type Offer, unplaceable } from './problem.js';
import { loadSolver } from './solver.js';

export interface BoundTraceArguments extends Pick<PackArguments, 'format' | 'tasks' | 'columns' | 'skipBadRows' | 'nodes' | 'region'> {
  readonly types?: string | undefined;
  /** Every task needs a network interface (awsvpc), on instances with or without a trunk. */
  readonly awsvpc?: boolean | undefined;
  readonly trunking?: boolean | undefined;
  readonly lifetimes?: boolean | undefined;
}

/** Tasks of a file, the instances on offer, and optional lifetimes. */
export interface BoundTrace {
  readonly lives: Lives;
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

/** Reads the inputs that the options name. Adds mistakes to the list. */
export async function readBoundTrace(words: BoundTraceArguments, mistakes: string[]): Promise<BoundTrace> {
  const { format, tasks: tasksFile, columns, skipBadRows, nodes, types, region = 'us-east-1', lifetimes = false } = words;
  if ((types === undefined) === (nodes === undefined))
    mistakes.push('say what the tasks may run on by --types TYPE,TYPE or by --nodes FILE, one of them');
  // Reads the trace as `pack` does; policies and the number of machines have no effect here.
  const fleet = nodes === undefined ? { machines: '1', machineCpu: '1', machineMemory: '1' } : { nodes };
  const request = packRequest({ format, tasks: tasksFile, columns, skipBadRows, policies: 'best-fit', ...fleet }, mistakes);
  const offers = types === undefined ? [] : catalogOffers(types, region, mistakes);
  const { problem: input, files } = await readPackInput(request, mistakes);
  if (mistakes.length > 0) throw new UserError(mistakes);
  const hasInterfaces = words.awsvpc === true && types !== undefined;
  const kinds =
    types === undefined
      ? kindsOfNodes(input.nodes)
      : offers.map((type) => ({ ...type, eni: words.trunking === true ? type.eniTasksTrunk : type.eniTasks }));
  const { problem, size } = problemOf(input.tasks, kinds, hasInterfaces);
  const lacking = unplaceable(problem);
  if (lacking.length > 0) throw new UserError(lacking.map((line) => `${tasksFile}: ${line}`));
  const lives = livesOf(input.tasks, problem, size);
  if (lifetimes && lives.endMs === 0)
    throw new UserError([`${tasksFile}: --lifetimes needs times, and every task comes at the same time and stays`]);
  const counts = new Int32Array(problem.sizes.length);
  for (const index of size) counts[index]++;
  return {
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

/** Returns bounds in instances and, if the instances have prices, in money; both share the time. The journal has the finished ones. */
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

interface Kind {
  readonly name: string;
  readonly cpu: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly model: string;
  readonly usdPerHour: number;
  /** Tasks with a network interface of their own that one instance takes. */
  readonly eni: number;
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

/** Equal nodes are one kind, available in any number. */
function kindsOfNodes({ count, names, cpu, memoryMib, gpus, model, models, usdPerHour }: NodeColumns): Kind[] {
  const kinds = new Map<string, Kind>();
  for (let node = 0; node < count; node++) {
    const kind = {
      cpu: cpu[node],
      memoryMib: memoryMib[node],
      gpus: gpus[node],
      model: models[model[node]],
      usdPerHour: usdPerHour[node],
      eni: 0,
    };
    const key = Object.values(kind).join(';');
    if (!kinds.has(key)) kinds.set(key, { ...kind, name: kind.model === '' ? names[node] : `${kind.model} (${names[node]})` });
  }
  return [...kinds.values()];
}

function problemOf(tasks: TaskColumns, kinds: readonly Kind[], hasInterfaces: boolean): { problem: BoundProblem; size: Int32Array } {
  const hasGpus = tasks.gpus.some((gpus) => gpus > 0);
  const only = <T>(is: boolean, value: T): T[] => (is ? [value] : []);
  const offers = kinds.map(
    ({ name, cpu, memoryMib, gpus, usdPerHour, eni }): Offer => ({
      name,
      usdPerHour,
      room: [cpu, memoryMib, ...only(hasGpus, gpus * MILLI_PER_GPU), ...only(hasInterfaces, eni)],
    }),
  );
  const resources = [
    { name: 'CPU', unit: 'thousandths of a vCPU' },
    { name: 'memory', unit: 'MiB' },
    ...only(hasGpus, { name: 'GPU', unit: 'thousandths', slot: MILLI_PER_GPU }),
    ...only(hasInterfaces, { name: 'network interfaces', unit: '' }),
  ];
  const sizes: BoundProblem['sizes'][number][] = [];
  const known = new Map<string, number>();
  const size = new Int32Array(tasks.count);
  for (let task = 0; task < tasks.count; task++) {
    const needs = [
      tasks.cpu[task],
      tasks.memoryMib[task],
      ...only(hasGpus, tasks.gpus[task] * tasks.gpuMilli[task]),
      ...only(hasInterfaces, 1),
    ];
    const key = `${needs};${tasks.spec[task]}`;
    const index =
      known.get(key) ?? sizes.push({ name: taskName(tasks, task), needs, ...allowed(tasks.specs[tasks.spec[task]], kinds) }) - 1;
    known.set(key, index);
    size[task] = index;
  }
  return { problem: { resources, offers, sizes }, size };
}

/** Models that a task allows, joined by `|`; an empty text allows any. */
function allowed(spec: string, kinds: readonly Kind[]): { readonly offers?: readonly number[] } {
  if (spec === '') return {};
  const models = spec.split('|');
  return { offers: [...kinds.keys()].filter((kind) => models.includes(kinds[kind].model)) };
}

/** The last arrival or departure ends the bound. */
function livesOf({ count, arrivalMs, durationMs }: TaskColumns, problem: BoundProblem, size: Int32Array): Lives {
  const untilMs = Float64Array.from({ length: count }, (_, task) => arrivalMs[task] + durationMs[task]);
  let endMs = 0;
  for (let task = 0; task < count; task++) endMs = Math.max(endMs, arrivalMs[task], Number.isFinite(untilMs[task]) ? untilMs[task] : 0);
  return { problem, size, fromMs: arrivalMs, untilMs, endMs };
}
