import { assert } from '../kernel/assert.js';
import type { Algorithm, AlgorithmContext } from '../placement/algorithms/algorithm.js';
import { ALGORITHMS } from '../placement/algorithms/registry.js';
import { ANY_PROVIDER, NO_MEMBERSHIP, type TaskRequest } from '../placement/view.js';
import { gpusMost } from './cluster/gpus.js';
import { TaskGroups } from './cluster/task-groups.js';
import type { Setup } from './setup.js';

/**
 * Returns the information that a policy gets before the first task: the tasks that services have at the start, and one task of each
 * workload. It includes neither later requests nor constraints: every instance may take these tasks.
 */
export function policyContext(setup: Setup): AlgorithmContext {
  const { instanceTypes, services, workloads, seed } = setup;
  const groups = new TaskGroups(setup);
  const most = (amountOf: (type: Setup['instanceTypes'][number]) => number) =>
    instanceTypes.reduce((max, type) => Math.max(max, amountOf(type)), 0);
  return {
    most: {
      cpuUnits: most((type) => type.cpuUnits),
      memoryMib: most((type) => type.memoryMib),
      gpus: gpusMost(setup),
      usdPerHour: most((type) => type.usdPerHour),
    },
    requests: [
      ...services.flatMap(({ desired, taskDefinition }, service): TaskRequest[] =>
        new Array(desired[0]?.count ?? 0).fill(requestOf(setup, taskDefinition, groups.ofService(service))),
      ),
      ...workloads.map(({ taskDefinition }, workload) => requestOf(setup, taskDefinition, groups.ofWorkload(workload))),
    ],
    seed,
  };
}

/** Returns a new instance of the policy that the setup names; undefined where each service and workload has its strategy. */
export function namedPolicy(setup: Setup): Algorithm | undefined {
  const { policy } = setup.placement;
  if (!policy) return undefined;
  const algorithm = ALGORITHMS.get(policy);
  assert(
    algorithm !== undefined && !algorithm.isOffline,
    `the policy ${policy} is one of the registry, or comes as a part of the simulation`,
  );
  return algorithm.factory(policyContext(setup));
}

function requestOf({ taskDefinitions }: Setup, taskDefinition: number, group: number): TaskRequest {
  const { cpuUnits, memoryMib, eni, gpus, gpuMilli, ports } = taskDefinitions[taskDefinition];
  return {
    ...{ cpuUnits, memoryMib, eni, gpus, gpuMilli, ports, group },
    provider: ANY_PROVIDER,
    classVerdicts: null,
    emptyVerdicts: null,
    membership: NO_MEMBERSHIP,
    isDistinctInstance: false,
    repelsItself: false,
  };
}
