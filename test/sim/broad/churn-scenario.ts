import { churnFaults } from './churn-faults.js';
import { churnServices } from './churn-services.js';
import { churnSettings } from './churn-settings.js';
import { type Draws, drawsOf, ZONES } from './draws.js';

/**
 * A scenario in which everything happens at once to services of a few tasks: deployments and new sizes each half a minute, percentages
 * without room, tasks that exit, and calls and faults meanwhile. Changes are over in the first `minutes`.
 */
export function churnScenario(seed: number, minutes: number) {
  const draws = drawsOf(seed, 97, minutes);
  const { below, pick, maybe } = draws;
  const isOld = below(4) === 0;
  const services = churnServices(drawsOf(seed, 98, minutes), isOld);
  return {
    name: `churn${seed}`,
    seed,
    duration: `${2 * minutes}m`,
    startsAt: '2026-11-26T03:00:00Z',
    awsBehaviour: isOld
      ? pick(['guide-2024', '2020-06-01', '2023-01-15', '2024-07-01'])
      : pick(['current', 'current', 'current', '2025-02-01']),
    cluster: {
      availabilityZones: ZONES.slice(0, 1 + below(3)),
      capacityProviders: [
        {
          name: 'group',
          autoScalingGroupProvider: {
            managedScaling: { status: pick(['ENABLED', 'DISABLED']), targetCapacity: 100 },
            managedTerminationProtection: 'DISABLED',
            managedDraining: isOld ? 'DISABLED' : pick(['ENABLED', 'DISABLED']),
          },
          autoScalingGroup: { instanceTypes: ['m5.large'], minSize: 0, maxSize: 4, desiredCapacity: below(3) },
        },
        'FARGATE',
        'FARGATE_SPOT',
      ],
      containerInstances: [{ instanceType: 'm5.large', count: 1 + below(2) }],
    },
    taskDefinitions: definitions(draws, isOld),
    targetGroups: ['web', 'chain', 'fixed', 'shifted'].map((name) => ({
      name,
      ...{ healthCheckIntervalSeconds: pick([5, 10, 30]), healthCheckTimeoutSeconds: 4, healthyThresholdCount: 2 },
      deregistrationDelaySeconds: pick([0, 20, 300]),
      ...maybe(4, () => ({ loadBalancerType: 'network' })),
    })),
    services,
    faults: churnFaults(
      drawsOf(seed, 99, minutes),
      services.map(({ serviceName }) => serviceName),
    ),
    ...churnSettings(drawsOf(seed, 100, minutes)),
  };
}

/** Each with a second revision: `small` for Fargate, `chain` with an order and restarts of its containers, `host` for instances. */
function definitions({ below, pick, maybe }: Draws, isOld: boolean) {
  const check = { healthCheck: { command: ['CMD', 'true'], interval: pick([5, 10]), retries: 1 + below(2), startPeriod: pick([0, 30]) } };
  const policy = () => ({ enabled: true, restartAttemptPeriod: 60, ...maybe(2, () => ({ ignoredExitCodes: [0] })) });
  const restart = () => (isOld ? {} : { restartPolicy: policy() });
  const app = (over: object = {}) => ({
    ...{ name: 'app', image: `app:${below(3)}`, cpu: 64, memory: 128, portMappings: [{ containerPort: 80 }], ...over },
    ...maybe(3, () => check),
    ...maybe(4, () => ({ stopTimeout: pick([2, 120]) })),
  });
  const side = (name: string, over: object) => ({ name, image: 'side:1', cpu: 64, memory: 128, ...over });
  const chain = () => [
    app({ ...maybe(2, restart), dependsOn: [{ containerName: 'init', condition: pick(['SUCCESS', 'COMPLETE']) }] }),
    side('side', { ...check, essential: below(2) === 0, ...maybe(2, restart) }),
    side('init', { essential: false, ...maybe(2, () => ({ startTimeout: 30 })) }),
  ];
  const both = (family: string, containers: () => object[], over: object) =>
    [1, 2].map((revision) => ({ family, revision, ...over, containerDefinitions: containers() }));
  const fargate = { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '1024' };
  return [
    ...both('small', () => [app()], fargate),
    ...both('chain', chain, fargate),
    ...both('host', () => [app(maybe(2, restart))], { networkMode: pick(['bridge', 'host', 'awsvpc']) }),
    ...both('agent', () => [side('app', {})], {}),
  ];
}
