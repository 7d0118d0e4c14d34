import type { MarketSettings } from '../market/market-settings.js';
import type { Pool } from '../market/pools.js';
import { PROVIDER_KINDS } from '../sim/providers/kinds.js';
import { kindOfWork } from './cluster/providers.js';
import type { Context } from './context.js';
import { checkFargateZones, checkOnFargate } from './fargate/check.js';
import { checkFargatePrices } from './fargate/prices-check.js';
import { fargatePoolsOf, fargateSize } from './fargate/setup.js';
import { checkOnInstances } from './groups/work-check.js';
import type { Scenario, ServiceText, WorkloadText } from './schema.js';
import type { TaskDefinition } from './task-definition/definition.js';
import type { Path } from './text/problem.js';

/** What a scenario asks of a kind of capacity provider. */
export interface ScenarioKind {
  /** Reports mistakes in what the cluster says of the kind as a whole. */
  readonly checkCluster: (context: Context) => void;
  /** Reports what speaks against a service or standalone tasks running the definition there (C.GEN-02). */
  readonly checkWork: (context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition) => void;
  /** Reports prices that a service or standalone tasks take there and nobody has given. */
  readonly checkPrices: (context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition) => void;
  /** The pools of the market from which its tasks get capacity, where these are counted in tasks. */
  readonly poolsOf: (scenario: Scenario, zones: readonly string[], settings: MarketSettings) => Pool[];
  /** CPU units and MiB that a task of the definition has there. */
  readonly sizeOf: (definition: TaskDefinition) => { readonly cpuUnits: number; readonly memoryMib: number };
}

/** By the names of PROVIDER_KINDS. */
export const SCENARIO_KINDS: Record<string, ScenarioKind> = {
  autoScalingGroup: {
    // Groups are checked one by one.
    checkCluster: () => undefined,
    checkWork: checkOnInstances,
    // Instances have prices and pools, by type, and not the tasks on them.
    checkPrices: () => undefined,
    poolsOf: () => [],
    sizeOf: ({ cpuUnits, memoryMib }) => ({ cpuUnits, memoryMib }),
  },
  fargate: {
    checkCluster: checkFargateZones,
    checkWork: checkOnFargate,
    checkPrices: checkFargatePrices,
    poolsOf: fargatePoolsOf,
    sizeOf: fargateSize,
  },
};

/** Pools that are counted in tasks, of all kinds. */
export function poolsOfTasks(scenario: Scenario, zones: readonly string[], settings: MarketSettings): Pool[] {
  return Object.values(SCENARIO_KINDS).flatMap(({ poolsOf }) => poolsOf(scenario, zones, settings));
}

/** What a service or standalone tasks run on: what all code asks of the kind, and what a scenario does. */
export function whereOf(work: ServiceText | WorkloadText, scenario: Scenario) {
  const kind = kindOfWork(work, scenario);
  return { ...PROVIDER_KINDS[kind]!, ...SCENARIO_KINDS[kind]! };
}
