import { broadFaults } from './broad-faults.js';
import { broadGroups } from './broad-groups.js';
import { broadServices, broadWorkloads, TARGET_GROUPS } from './broad-services.js';
import { broadSettings } from './broad-settings.js';
import { drawsOf, ZONES } from './draws.js';

/**
 * A scenario of the keys that the other drawn ones have not: EBS volumes, Service Connect, order and restarts of containers, policies of groups, reservations,
 * services that are created later, metric math, and calls by hand of every kind. Arrivals and changes are over in the first `minutes`.
 */
export function broadScenario(seed: number, minutes: number) {
  const draws = drawsOf(seed, 90, minutes);
  const { maybe, below } = draws;
  const groups = broadGroups(drawsOf(seed, 92, minutes));
  return {
    name: `broad${seed}`,
    seed,
    duration: `${3 * minutes}m`,
    startsAt: '2026-11-26T03:00:00Z',
    cluster: {
      availabilityZones: ZONES,
      accountSettings: { awsvpcTrunking: below(2) === 0 ? 'enabled' : 'disabled' },
      capacityProviders: [...groups, 'FARGATE', 'FARGATE_SPOT'],
      ...maybe(2, () => ({
        capacityReservations: [{ instanceType: 'm5.large', availabilityZone: ZONES[below(3)], instanceCount: 1 + below(4) }],
      })),
      containerInstances: [{ instanceType: 'm5.xlarge', count: 1 + below(3) }],
    },
    taskDefinitions: definitions(draws),
    targetGroups: TARGET_GROUPS.map((name) => targetGroup(name, draws)),
    customMetrics: [{ namespace: 'Own', metricName: 'Waiting', points: pointsOf(minutes, below) }],
    services: broadServices(drawsOf(seed, 93, minutes)),
    workloads: broadWorkloads(drawsOf(seed, 94, minutes)),
    faults: broadFaults(drawsOf(seed, 95, minutes)),
    ...broadSettings(drawsOf(seed, 96, minutes)),
  };
}

/** A new value each minute; some minutes have none. */
function pointsOf(minutes: number, below: (bound: number) => number) {
  return Array.from({ length: minutes }, (_, minute) => ({ at: `${minute}m`, value: below(300) })).filter(() => below(8) > 0);
}

function targetGroup(name: string, { below, pick, maybe }: ReturnType<typeof drawsOf>) {
  const isNetwork = name === 'network';
  const algorithm = isNetwork ? 'round_robin' : pick(['round_robin', 'least_outstanding_requests']);
  return {
    name,
    loadBalancerType: isNetwork ? 'network' : 'application',
    healthCheckIntervalSeconds: pick([5, 10, 30]),
    healthCheckTimeoutSeconds: 4,
    healthyThresholdCount: 2 + below(2),
    deregistrationDelaySeconds: pick([0, 20, 300]),
    ...(algorithm === 'round_robin' && !isNetwork ? maybe(2, () => ({ slowStartDurationSeconds: 60 })) : {}),
    ...(isNetwork ? {} : { loadBalancingAlgorithmType: algorithm }),
    ...maybe(2, () => ({ loadBalancingCrossZoneEnabled: false })),
    ...maybe(4, () => ({ availabilityZones: ZONES.slice(0, 2) })),
  };
}

/** `web` has room for a proxy, `chain` an init container and a side one, `data` a volume, and each a second revision. */
function definitions({ below, pick, maybe }: ReturnType<typeof drawsOf>) {
  const container = (name: string, over: object = {}) => ({
    name,
    image: `${pick(['library/app', 'other'])}:${below(3)}`,
    cpu: 64,
    memory: 128,
    ...over,
  });
  const port = { portMappings: [{ containerPort: 80 }] };
  const check = { healthCheck: { command: ['CMD', 'true'], interval: 10, retries: 2, startPeriod: pick([0, 30]) } };
  const restart = () => ({ restartPolicy: { enabled: true, restartAttemptPeriod: 60, ...maybe(2, () => ({ ignoredExitCodes: [0] })) } });
  const condition = pick(['SUCCESS', 'COMPLETE']);
  const chain = () => [
    container('app', {
      ...port,
      ...maybe(2, restart),
      ...maybe(2, () => check),
      dependsOn: [{ containerName: 'init', condition }, ...(below(2) === 0 ? [{ containerName: 'side', condition: 'HEALTHY' }] : [])],
    }),
    container('side', { ...check, essential: below(2) === 0, ...maybe(2, restart) }),
    container('init', { essential: false, ...maybe(2, () => ({ startTimeout: 30 })) }),
  ];
  const both = (family: string, containers: () => object[], over: object) =>
    [1, 2].map((revision) => ({ family, revision, ...over, containerDefinitions: containers() }));
  const fargate = { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '1024' };
  return [
    ...both('web', () => [container('app', { ...port, ...maybe(2, () => check) })], { networkMode: 'awsvpc', cpu: '256', memory: '768' }),
    ...both('chain', chain, { networkMode: pick(['bridge', 'awsvpc']) }),
    ...both('data', () => [container('app')], {
      networkMode: pick(['bridge', 'awsvpc']),
      volumes: [{ name: 'data', configuredAtLaunch: true }],
    }),
    ...both('agent', () => [container('app')], {}),
    ...both('api', () => [container('app', { ...port, ...maybe(2, () => check) })], fargate),
    ...both('serverchain', chain, fargate),
  ];
}
