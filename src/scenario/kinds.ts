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

/** The scenario's rules for a kind of capacity provider. */
export interface ScenarioKind {
  /** Reports mistakes in the cluster's settings for the kind as a whole. */
  readonly checkCluster: (context: Context) => void;
  /** Reports what prevents a service or standalone tasks from running the definition on this kind (C.GEN-02). */
  readonly checkWork: (context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition) => void;
  /** Reports missing prices that a service or standalone tasks need on this kind. */
  readonly checkPrices: (context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition) => void;
  /** The market pools that give capacity to its tasks, if those are counted in tasks. */
  readonly poolsOf: (scenario: Scenario, zones: readonly string[], settings: MarketSettings) => Pool[];
  /** CPU units and MiB of a task of the definition on this kind. */
  readonly sizeOf: (definition: TaskDefinition) => { readonly cpuUnits: number; readonly memoryMib: number };
}

/** By the names in PROVIDER_KINDS. */
export const SCENARIO_KINDS: Record<string, ScenarioKind> = {
  autoScalingGroup: {
    // Groups are checked one by one.
    checkCluster: () => undefined,
    checkWork: checkOnInstances,
    // Prices and pools belong to instances by type, not to the tasks on them.
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

/** Pools that are counted in tasks, over all kinds. */
export function poolsOfTasks(scenario: Scenario, zones: readonly string[], settings: MarketSettings): Pool[] {
  return Object.values(SCENARIO_KINDS).flatMap(({ poolsOf }) => poolsOf(scenario, zones, settings));
}

/** The capacity of a service or standalone tasks: the kind for all code, and its rules in a scenario. */
export function whereOf(work: ServiceText | WorkloadText, scenario: Scenario) {
  const kind = kindOfWork(work, scenario);
  return { ...PROVIDER_KINDS[kind]!, ...SCENARIO_KINDS[kind]! };
}
