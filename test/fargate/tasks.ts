import { FARGATE_SIZES } from '../../src/catalog/fargate.js';
import { taskProblems, useProblems } from '../../src/fargate/platform/problems.js';
import type { AwsBehaviour, FargateProblem, FargateTask, FargateUse } from '../../src/fargate/platform/task.js';

/** A task that Fargate takes, but for what the test changes: 1 vCPU with 2 GB, Linux on x86-64. */
export function fargateTask(over: Partial<FargateTask> = {}): FargateTask {
  return {
    cpuUnits: 1_024,
    memoryMib: 2_048,
    osFamily: 'LINUX',
    architecture: 'x86_64',
    ephemeralGib: null,
    networkMode: 'awsvpc',
    parameters: [],
    ...over,
  };
}

export const WINDOWS = { osFamily: 'WINDOWS_SERVER_2022_CORE' } as const;
export const ARM = { architecture: 'arm64' } as const;

/** A REPLICA service on FARGATE in one zone. */
function fargateUse(over: Partial<FargateUse> = {}): FargateUse {
  return {
    isSpot: false,
    platformVersion: 'LATEST',
    startedBy: 'REPLICA',
    hasPlacementStrategy: false,
    hasPlacementConstraints: false,
    region: 'us-east-1',
    zones: [{ name: 'us-east-1a', id: 'use1-az1', kind: 'availability' }],
    ...over,
  };
}

export const problemsOf = (over: Partial<FargateTask> = {}, awsBehaviour: AwsBehaviour = 'current') =>
  taskProblems(fargateTask(over), FARGATE_SIZES, awsBehaviour);

export const useProblemsOf = (task: Partial<FargateTask>, use: Partial<FargateUse>, awsBehaviour: AwsBehaviour = 'current') =>
  useProblems(fargateTask(task), fargateUse(use), { sizes: FARGATE_SIZES, awsBehaviour });

/** The rules that are broken, by what breaks them. */
export const rulesOf = (problems: readonly FargateProblem[]) => problems.map(({ rule, parameter }) => `${rule} ${parameter}`);
