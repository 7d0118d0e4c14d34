import { PROVIDER_KINDS } from '../sim/providers/kinds.js';
import { kindOfWork } from './cluster/providers.js';
import type { Context } from './context.js';
import { checkOnFargate } from './fargate/check.js';
import { fargateSize } from './fargate/setup.js';
import { checkOnInstances } from './groups/work-check.js';
import type { Scenario, ServiceText, WorkloadText } from './schema.js';
import type { TaskDefinition } from './task-definition/definition.js';
import type { Path } from './text/problem.js';

/** What a scenario asks of a kind of capacity provider. */
export interface ScenarioKind {
  /** Reports what speaks against a service or standalone tasks running the definition there (C.GEN-02). */
  readonly checkWork: (context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition) => void;
  /** CPU units and MiB that a task of the definition has there. */
  readonly sizeOf: (definition: TaskDefinition) => { readonly cpuUnits: number; readonly memoryMib: number };
}

/** By the names of PROVIDER_KINDS. */
export const SCENARIO_KINDS: Record<string, ScenarioKind> = {
  autoScalingGroup: { checkWork: checkOnInstances, sizeOf: ({ cpuUnits, memoryMib }) => ({ cpuUnits, memoryMib }) },
  fargate: { checkWork: checkOnFargate, sizeOf: fargateSize },
};

/** What a service or standalone tasks run on: what all code asks of the kind, and what a scenario does. */
export function whereOf(work: ServiceText | WorkloadText, scenario: Scenario) {
  const kind = kindOfWork(work, scenario);
  return { ...PROVIDER_KINDS[kind]!, ...SCENARIO_KINDS[kind]! };
}
