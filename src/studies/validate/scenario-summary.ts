import type { PurchaseSplit } from '../../autoscaling/group/purchase.js';
import { isMissing } from '../../catalog/missing.js';
import { spotOf } from '../../catalog/prices.js';
import { COUNTED_IN_TASKS } from '../../market/pools.js';
import { GPU_MILLI } from '../../placement/view.js';
import type { Loaded } from '../../scenario/load-scenario.js';
import type { Scenario } from '../../scenario/schema.js';
import type { Capacity } from '../../sim/capacity.js';
import type { InstanceTypeSpec, ServiceSpec, Setup, TaskDefinitionSpec, WorkloadSpec } from '../../sim/setup.js';
import { changedSettings } from './changed-settings.js';
import { unstatedFacts } from './unstated-facts.js';

type Lawful = Extract<Loaded, { errors?: undefined }>;
type Resource = 'cpu' | 'memory' | 'ports' | 'eni' | 'gpu' | 'architecture' | 'operatingSystem';

/** A scenario as Drydock understands it, with names: plain data for text or JSON. */
export type ScenarioSummary = ReturnType<typeof summarise>;

/** A capacity provider with one of its types, or container instances without a provider. */
export interface CapacityRow {
  readonly name: string;
  /** Its index among the types of its group: the rows of a provider differ in type and prices only. */
  readonly choice: number;
  readonly type: InstanceTypeSpec;
  readonly hasTrunk: boolean;
  readonly minSize: number;
  readonly maxSize: number;
  readonly initialSize: number;
  /** Whether the instances of the start are launched at time 0. */
  readonly startsCold: boolean;
  /** Null without managed scaling. */
  readonly targetPercent: number | null;
  /** The share of On-Demand; null if everything is On-Demand. */
  readonly split: PurchaseSplit | null;
  /** Spot price at the start, over the zones of the group; null without Spot. */
  readonly spotUsdPerHour: { readonly min: number; readonly max: number } | null;
}

export interface WorkRow {
  readonly name: string;
  readonly kind: 'service' | 'daemon' | 'workload';
  readonly taskDefinition: string;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly eni: number;
  readonly gpus: number;
  /** Least and most tasks of a service over time, or the tasks of one arrival of a workload. Null: one per instance. */
  readonly tasks: { readonly min: number; readonly max: number } | null;
  readonly arrivals: string | null;
  /** Names of its capacity providers; empty: launch type EC2, anywhere. */
  readonly capacityProviders: readonly string[];
  readonly placement: readonly string[];
}

/** How many copies of a task fit on an empty instance that may take it. */
export interface FitRow {
  readonly taskDefinition: string;
  readonly instanceType: string;
  readonly hasTrunk: boolean;
  readonly copies: number;
  readonly limitedBy: readonly Resource[];
}

/**
 * Summarises a scenario: capacity, work, and how many copies of each task fit on each instance type. `ecsOf`: the day of `awsBehaviour` as
 * the file has it; a loaded scenario has its edition in place of it.
 */
export function summarise({ setup, scenario, variants }: Lawful, ecsOf: string | null = null) {
  const { name, seed, durationMs, region, zones } = setup;
  const changed = changedSettings(scenario);
  return {
    name,
    seed,
    durationMs,
    region,
    zones,
    edition: scenario.awsBehaviour,
    ecsOf,
    capacity: capacityOf(setup),
    /** Sources of savings and interruption rates of Spot instances; entries of spot.pools take precedence. */
    spotSources: spotSources(setup, scenario),
    work: [
      ...setup.services.map((service) => ({ ...workOf(service, setup), ...serviceTasks(service), arrivals: null })),
      ...setup.workloads.map((workload) => ({ ...workOf(workload, setup), ...workloadTasks(workload) })),
    ],
    fits: fitsOf(setup),
    changedSettings: changed,
    unstatedFacts: unstatedFacts(setup, scenario, changed),
    variants: variants.map(({ name, description }) => ({ name, description })),
  };
}

function capacityOf(setup: Setup): CapacityRow[] {
  const { capacityProviders, staticInstances, instanceTypes } = setup;
  const providers = capacityProviders.flatMap((provider) => {
    const { name, minSize, maxSize, initialSize, startsCold, managedScaling, trunkFromMs, split } = provider;
    const targetPercent = managedScaling.isEnabled ? managedScaling.targetPercent : null;
    const common = { name, hasTrunk: trunkFromMs !== null, minSize, maxSize, initialSize, startsCold, targetPercent };
    const isMixed = split !== null && split.onDemandPercentAboveBase < 100;
    return provider.instanceTypes.map((type, choice) => ({
      ...common,
      choice,
      type: instanceTypes[type]!,
      split: isMixed ? split : null,
      spotUsdPerHour: isMixed ? spotPrices(setup, type, provider.zones) : null,
    }));
  });
  const fixed = staticInstances.map(({ instanceType, count, hasTrunk }) => {
    const sizes = { minSize: count, maxSize: count, initialSize: count, startsCold: false, targetPercent: null };
    return { name: '(no provider)', choice: 0, type: instanceTypes[instanceType]!, hasTrunk, ...sizes, split: null, spotUsdPerHour: null };
  });
  return [...providers, ...fixed];
}

function spotPrices({ market }: Setup, type: number, zones: readonly number[]): CapacityRow['spotUsdPerHour'] {
  const pools = market.pools.filter((pool) => pool.isSpot && pool.type === type && zones.includes(pool.zone));
  const prices = pools.map(({ price }) => price.usdPerHour[0]!);
  return { min: Math.min(...prices), max: Math.max(...prices) };
}

function spotSources({ instanceTypes, market }: Setup, { prices, region }: Scenario): string[] {
  const types = new Set(
    market.pools.flatMap(({ isSpot, type }) => (isSpot && type !== COUNTED_IN_TASKS ? [instanceTypes[type]!.name] : [])),
  );
  const sources = [...types].flatMap((name) => {
    if (Object.hasOwn(prices.spot, name)) return 'given in the scenario';
    const advice = spotOf(name, region);
    return isMissing(advice) ? [] : `${advice.source}, ${advice.date}`;
  });
  return [...new Set(sources)];
}

function workOf(work: ServiceSpec | WorkloadSpec, setup: Setup) {
  const { family, revision, cpuUnits, memoryMib, eni, gpus } = setup.taskDefinitions[work.taskDefinition]!;
  const rules = work.placementStrategy.map((rule) => ('field' in rule ? `${rule.type}(${rule.field})` : rule.type));
  return {
    name: work.name,
    taskDefinition: `${family}:${revision}`,
    cpuUnits,
    memoryMib,
    eni,
    gpus,
    capacityProviders: work.capacity.kind === 'strategy' ? work.capacity.items.map(({ provider }) => setup.providers[provider]!.name) : [],
    placement: work.isDistinctInstance ? ['distinctInstance', ...rules] : rules,
  };
}

function serviceTasks({ schedulingStrategy, desired }: ServiceSpec): Pick<WorkRow, 'kind' | 'tasks'> {
  if (schedulingStrategy === 'DAEMON') return { kind: 'daemon', tasks: null };
  const counts = desired.map(({ count }) => count);
  return { kind: 'service', tasks: { min: Math.min(...counts), max: Math.max(...counts) } };
}

function workloadTasks({ count, arrivals }: WorkloadSpec): Pick<WorkRow, 'kind' | 'tasks' | 'arrivals'> {
  return { kind: 'workload', tasks: { min: count, max: count }, arrivals: arrivals.kind };
}

/** Returns every task definition on every kind of instance that its services and workloads may use, each pair once. */
function fitsOf(setup: Setup): FitRow[] {
  const offers = capacityOf(setup);
  const rows = new Map<string, FitRow>();
  for (const { capacity, taskDefinition } of [...setup.services, ...setup.workloads]) {
    const task = setup.taskDefinitions[taskDefinition]!;
    for (const { type, hasTrunk } of offers.filter(({ name }) => mayUse(setup, capacity, name))) {
      const row = {
        taskDefinition: `${task.family}:${task.revision}`,
        instanceType: type.name,
        hasTrunk,
        ...copiesOn(type, task, hasTrunk),
      };
      rows.set(`${row.taskDefinition} ${row.instanceType} ${hasTrunk}`, row);
    }
  }
  return [...rows.values()];
}

function mayUse(setup: Setup, capacity: Capacity, name: string): boolean {
  return capacity.kind === 'launchType' || capacity.items.some(({ provider }) => setup.providers[provider]!.name === name);
}

function copiesOn(type: InstanceTypeSpec, task: TaskDefinitionSpec, hasTrunk: boolean): Pick<FitRow, 'copies' | 'limitedBy'> {
  if (task.architecture !== null && type.architecture !== task.architecture) return { copies: 0, limitedBy: ['architecture'] };
  if (type.operatingSystem !== task.operatingSystem) return { copies: 0, limitedBy: ['operatingSystem'] };
  const copies = (room: number, each: number) => (each > 0 ? Math.floor(room / each) : Number.POSITIVE_INFINITY);
  const by: [Resource, number][] = [
    ['cpu', copies(type.cpuUnits, task.cpuUnits)],
    ['memory', copies(type.memoryMib, task.memoryMib)],
    ['ports', task.ports.length > 0 ? 1 : Number.POSITIVE_INFINITY],
    ['eni', copies(hasTrunk ? type.eniTasksTrunk : type.eniTasks, task.eni)],
    ['gpu', task.gpuMilli > 0 ? type.gpus * copies(GPU_MILLI, task.gpuMilli) : copies(type.gpus, task.gpus)],
  ];
  const fewest = Math.min(...by.map(([, most]) => most));
  return { copies: fewest, limitedBy: by.flatMap(([resource, most]) => (most === fewest ? [resource] : [])) };
}
