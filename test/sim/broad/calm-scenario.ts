import { churnScenario } from './churn-scenario.js';

/** What keeps a service from its rest, or changes it without end. */
const TROUBLES: readonly string[] = ['faults', 'failureMode', 'timeToFailure', 'scaling', 'quotas'];
/** The container that others wait for ends. */
const CONTAINERS = { init: { runTime: '2s' } };
/** After the last changes, in minutes: the longest drawn update takes less than an hour. */
const REST = 180;

/** A `churn` scenario without failures, limits and policies, on instances with room for all its tasks. After its changes it has hours to come to rest. */
export function calmScenario(seed: number, minutes: number) {
  const { cluster, ...scenario } = withoutTroubles(churnScenario(seed, minutes));
  return {
    ...scenario,
    name: `calm${seed}`,
    duration: `${2 * minutes + REST}m`,
    cluster: {
      ...cluster,
      capacityProviders: cluster.capacityProviders.map((provider) =>
        typeof provider === 'string'
          ? provider
          : {
              ...provider,
              autoScalingGroupProvider: {
                ...provider.autoScalingGroupProvider,
                managedScaling: { status: 'ENABLED', targetCapacity: 100 },
              },
              autoScalingGroup: { ...provider.autoScalingGroup, maxSize: 12 },
            },
      ),
      containerInstances: [{ instanceType: 'm5.large', count: 12 }],
    },
  };
}

function withoutTroubles<T extends object>(scenario: T): T {
  const kept = (key: string, value: unknown) => (TROUBLES.includes(key) ? undefined : key === 'containers' ? CONTAINERS : value);
  return JSON.parse(JSON.stringify(scenario, kept));
}
