// Setups that the benchmarks run, as the engine takes them.
import { scenarioReader } from './dist.mjs';

const loadScenario = await scenarioReader();

/** Longer than any run, and than a scenario may last: the common workload ends by itself. */
const FOREVER_MS = 1e12;

const NO_LATENCY = {
  instanceBoot: '0s',
  trunkAttach: '0s',
  eniAttach: '0s',
  imagePull: '0s',
  containerStart: '0s',
  containerStop: '0s',
  eniDetach: '0s',
};

/** MACHINES equal instances with exactly 32,768 CPU units and 131,072 MiB, no latencies, no quotas, one workload of standalone tasks. */
export function staticFleet({ machines, placementStrategy }) {
  const scenario = {
    name: `static-${machines}`,
    duration: '365d',
    cluster: {
      availabilityZones: ['us-east-1a'],
      containerInstances: [{ instanceType: 'bench.32', count: machines }],
    },
    instanceTypes: [{ name: 'bench.32', cpuUnits: 32_768, memoryMib: 131_072, eniTasks: 14, usdPerHour: 1 }],
    taskDefinitions: [{ family: 'bench', containerDefinitions: [{ name: 'bench', image: 'bench', cpu: 1024, memory: 1024 }] }],
    workloads: [
      {
        name: 'bench',
        taskDefinition: 'bench',
        launchType: 'EC2',
        arrivals: { type: 'constant', every: '365d' },
        runTime: '0s',
      },
    ],
    timings: NO_LATENCY,
    quotas: 'none',
  };
  const { setup, errors } = loadScenario(JSON.stringify(scenario), { file: 'bench.json', read: () => undefined });
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  // Images make no difference here, and a task without one needs no look-up.
  const taskDefinitions = setup.taskDefinitions.map((definition) => ({ ...definition, images: [] }));
  const workloads = setup.workloads.map((workload) => ({
    ...workload,
    placementStrategy,
    arrivals: { kind: 'schedule', atMs: [], everyMs: null },
  }));
  return { ...setup, durationMs: FOREVER_MS, taskDefinitions, workloads, images: [] };
}
