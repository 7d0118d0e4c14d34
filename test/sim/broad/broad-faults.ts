import { GROUPS } from './broad-groups.js';
import { SERVICES } from './broad-services.js';
import { type Draws, ZONES } from './draws.js';

/** Calls by hand, and faults with the keys that drawn setups have not. */
export function broadFaults(draws: Draws): object[] {
  const kinds = [...calls(draws), ...troubles(draws)];
  const faults = Array.from({ length: 2 + draws.below(8) }, () => ({ at: draws.at(), ...draws.pick(kinds)() }));
  return faults.map((fault) => ({ ...fault, ...draws.maybe(3, () => ({ label: `step-${draws.below(3)}` })) }));
}

function calls({ below, pick, maybe }: Draws): (() => { type: string })[] {
  const ordinals = (most: number) => [...new Set([below(most), below(most), below(most)])];
  const capacityProvider = () => ({ capacityProvider: pick(GROUPS) });
  const service = () => ({ service: pick(SERVICES) });
  const chosen = () =>
    pick<object>([{ containerInstances: ordinals(12) }, { ...capacityProvider(), count: 1 + below(3) }, { availabilityZone: pick(ZONES) }]);
  const processes = () => [
    pick(['Launch', 'Terminate', 'AZRebalance', 'HealthCheck', 'AlarmNotification', 'ReplaceUnhealthy', 'InstanceRefresh']),
  ];
  return [
    () => ({
      type: 'groupSize',
      ...capacityProvider(),
      ...maybe(2, () => ({ bySchedule: true })),
      minSize: below(3),
      maxSize: 3 + below(6),
    }),
    () => ({ type: 'desiredCapacity', ...capacityProvider(), desiredCapacity: below(6), ...maybe(2, () => ({ bySchedule: true })) }),
    () => ({ type: 'suspendProcesses', ...capacityProvider(), scalingProcesses: processes() }),
    () => ({ type: 'resumeProcesses', ...capacityProvider() }),
    () => ({
      type: 'executePolicy',
      capacityProvider: 'scaled',
      policyName: 'out',
      metricValue: below(60),
      breachThreshold: 10,
      honorCooldown: below(2) === 0,
    }),
    () => ({ type: 'taskFailure', ...service(), count: 1 + below(3), unhealthyBy: pick(['hang', 'refusal', 'check']) }),
    () => ({ type: 'stopTask', ...pick<object>([{ tasks: ordinals(40) }, { ...service(), count: 1 + below(3) }]) }),
    () => ({ type: 'taskProtection', tasks: ordinals(20), protectionEnabled: below(3) > 0, expiresInMinutes: 1 + below(60) }),
    () => ({ type: 'attributes', containerInstances: ordinals(8), attributes: { rack: 'r1' }, removed: below(2) === 0 ? [] : ['rack'] }),
    () => ({ type: 'lifecycleAction', containerInstances: ordinals(12), action: pick(['CONTINUE', 'ABANDON', 'heartbeat']) }),
    () => ({ type: 'stopDeployment', ...service(), stopType: pick(['ROLLBACK', 'ABORT']) }),
    () => ({
      type: 'alarmState',
      service: 'web',
      policyName: 'ECSServiceAverageCPUUtilization',
      alarm: pick(['high', 'low']),
      stateValue: pick(['OK', 'ALARM']),
    }),
    () => ({ type: 'drain', ...chosen(), ...maybe(2, () => ({ for: '10m' })) }),
    () => ({ type: 'deregister', ...chosen(), force: below(2) === 0 }),
    () => ({ type: 'terminate', ...chosen(), status: pick(['registered', 'outside']) }),
    () => ({ type: 'instanceFailure', ...chosen() }),
    () => ({ type: 'protect', ...chosen(), protectedFromScaleIn: below(2) === 0 }),
  ];
}

function troubles({ below, pick, maybe }: Draws): (() => { type: string })[] {
  const during = () => ({ for: `${30 + below(1800)}s` });
  const share = () => ({ share: (1 + below(4)) / 4 });
  const zone = () => maybe(2, () => ({ availabilityZone: pick(ZONES) }));
  const images = () => maybe(2, () => ({ images: 'library/' }));
  return [
    () => ({ type: 'zoneOutage', availabilityZone: pick(ZONES), ...share(), ...during(), recover: pick(['rebooted', 'terminated']) }),
    () => ({ type: 'spotInterruption', ...share(), ...maybe(2, () => ({ capacityProvider: 'FARGATE_SPOT' })) }),
    () => ({ type: 'spotDrought', ...during(), ...zone() }),
    () => ({ type: 'capacityDrought', ...during(), ...zone() }),
    () => ({ type: 'agentDisconnect', ...share(), ...during(), ...zone() }),
    () => ({ type: 'slowPull', factor: 5, ...images(), ...during() }),
    () => ({ type: 'registryDown', mode: pick(['refuse', 'hang']), ...images(), ...during() }),
    () => ({ type: 'pullFailure', ...share(), ...images(), after: '5s', ...during() }),
    () => ({ type: 'startFailure', ...share(), ...during() }),
    () => ({ type: 'dnsDown', ...during() }),
    () => ({
      type: 'dependencyDown',
      dependency: 'db',
      errorShare: below(5) / 4,
      addedLatency: pick(['0s', '2s']),
      ...zone(),
      ...during(),
    }),
    () => ({
      type: 'launchFailure',
      ...share(),
      error: pick(['InsufficientInstanceCapacity', 'InternalError']),
      starts: below(2) === 0,
      ...zone(),
      ...during(),
    }),
    () => ({
      type: 'noNetwork',
      ...share(),
      until: pick(['faultEnd', '4m']),
      attach: pick(['wait', 'fail', 'unaffected']),
      ...zone(),
      ...during(),
    }),
    () => ({
      ...{
        type: 'healthCheckFault',
        failShare: below(5) / 4,
        pattern: pick(['random', 'alternating']),
        ...maybe(2, () => ({ targetGroup: pick(['web', 'sets']) })),
      },
      ...{ connectionErrorShare: below(3) / 10, ...maybe(3, () => ({ registrationStuck: true })), ...zone(), ...during() },
      ...maybe(3, () => ({ zoneFailover: true, dnsShift: '1m', dnsMinimumHealthyTargetCount: 1 + below(2) })),
    }),
    () => ({ type: 'metricGap', ...share(), mode: pick(['missing', 'delayed']), delay: '5m', backfill: below(2) === 0, ...during() }),
    () => ({
      ...{
        type: 'controlPlane',
        actions: [pick(['startTask', 'stopTask', 'register', 'update', 'scaling', 'deregisterTarget']), 'stopTask'].slice(0, 1 + below(2)),
      },
      ...{ mode: pick(['reject', 'delay']), ...share(), delay: { uniform: { min: '0s', max: '4m' } }, ...during() },
    }),
    () => ({ type: 'fargateLaunchFailure', ...share(), error: pick(['capacity', 'internal']), ...zone(), ...during() }),
    () => ({ type: 'fargateRetirement', for: '30m' }),
    () => ({
      type: 'apiThrottling',
      action: pick(['RunInstances', 'RunTask', 'RegisterContainerInstance']),
      callsPerSecond: 0.02,
      ...during(),
    }),
    () => ({ type: 'scheduleDelay', delay: '7m', dropShare: 0.3, ...during() }),
    () => ({ type: 'registrationFailure', ...share(), ...during() }),
  ];
}
