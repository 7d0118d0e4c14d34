import { hash32 } from '../../../src/kernel/hash.js';

const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

/** A scenario drawn from a number, whose arrivals and changes are over in the first `minutes`: what comes after follows from the state of the cluster. */
export function randomScenario(seed: number, minutes: number) {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 88, calls++, 0) % bound;
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  const before = () => `${below(minutes)}m`;
  const spread = (median: number) => pick([{ constant: `${median}s` }, { lognormal: { median: `${median}s`, p95: `${3 * median}s` } }]);
  const statuses = Array.from({ length: 1 + below(2) }, () => pick(['ENABLED', 'ENABLED', 'DISABLED']));
  const providers = statuses.map((status, i) => ({
    name: `group${i}`,
    autoScalingGroupProvider: {
      managedScaling: { status, targetCapacity: pick([100, 80]), instanceWarmupPeriod: pick([0, 120, 300]) },
      managedTerminationProtection: status === 'ENABLED' ? pick(['ENABLED', 'DISABLED']) : 'DISABLED',
      managedDraining: pick(['ENABLED', 'DISABLED']),
    },
    autoScalingGroup: {
      instanceTypes: [pick(['m5.large', 'c5.xlarge', 'r5.large'])],
      minSize: below(3),
      maxSize: 12,
      desiredCapacity: 3 + below(3),
    },
  }));
  const strategy = () => [{ capacityProvider: pick(providers).name, weight: 1 }];
  const definition = (family: string, revision: number) => ({
    family,
    revision,
    networkMode: pick(['bridge', 'bridge', 'awsvpc']),
    containerDefinitions: [{ name: family, image: `${family}:${revision}`, cpu: 128 * (1 + below(6)), memory: 256 * (1 + below(6)) }],
  });
  const services = Array.from({ length: 1 + below(3) }, (_, i) => ({
    serviceName: `service${i}`,
    taskDefinition: `service${i}:1`,
    desiredCountSchedule: {
      entries: [
        { at: '0s', desiredCount: 1 + below(6) },
        ...(below(2) === 0 ? [] : [{ at: `${1 + below(minutes - 1)}m`, desiredCount: 1 + below(12) }]),
      ],
    },
    capacityProviderStrategy: strategy(),
    placementStrategy: pick([[], [{ type: 'binpack', field: 'memory' }], [{ type: 'spread', field: 'instanceId' }]]),
    deployments: below(2) === 0 ? [] : [{ at: `${minutes - below(4)}m`, taskDefinition: `service${i}:2` }],
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    ...(below(3) === 0 ? { timeToFailure: { exponential: { mean: '3h' } } } : {}),
  }));
  const workloads = Array.from({ length: below(3) }, (_, i) => ({
    name: `jobs${i}`,
    taskDefinition: `jobs${i}:1`,
    capacityProviderStrategy: strategy(),
    arrivals: { type: 'schedule', at: [...new Set(Array.from({ length: 1 + below(6) }, before))] },
    count: 1 + below(4),
    runTime: pick([{ exponential: { mean: '20m' } }, { lognormal: { median: '30m', p95: '90m' } }, '70m']),
  }));
  return {
    name: `random${seed}`,
    seed,
    duration: `${4 * minutes}m`,
    startsAt: '2026-11-26T03:00:00Z',
    cluster: { availabilityZones: ZONES.slice(0, 1 + below(3)), capacityProviders: providers },
    taskDefinitions: [
      ...services.flatMap(({ serviceName }) => [definition(serviceName, 1), definition(serviceName, 2)]),
      ...workloads.map(({ name }) => definition(name, 1)),
    ],
    services,
    workloads,
    // No call of AWS has a measurement that its alarm has not received yet.
    scaler: { metricDelay: '0s', evaluationPhase: '0s', actionDelay: '0s' },
    // No call of AWS has the failed attempts of a scheduler, nor since when a deployment has nothing left to do.
    serviceScheduler: { placementBackOff: 'none', completesAfter: '0s' },
    timings: {
      instanceBoot: spread(60),
      eniAttach: spread(4),
      imagePull: '0s',
      containerStart: spread(5),
      containerStop: spread(8),
      eniDetach: spread(3),
    },
  };
}
