import { type Draws, ZONES } from './draws.js';

/** Calls by hand to the services, and troubles of starts and stops. */
export function churnFaults(draws: Draws, services: readonly string[]): object[] {
  const { below, pick, maybe, at } = draws;
  const kinds = troubles(draws, services);
  return Array.from({ length: below(9) }, () => ({ at: at(), ...pick(kinds)(), ...maybe(3, () => ({ label: `step-${below(3)}` })) }));
}

function troubles({ below, pick, maybe }: Draws, services: readonly string[]): (() => { type: string })[] {
  const during = () => ({ for: `${5 + below(600)}s` });
  const share = () => ({ share: (1 + below(4)) / 4 });
  const zone = () => maybe(3, () => ({ availabilityZone: ZONES[0] }));
  const service = () => ({ service: pick(services) });
  const actions = ['startTask', 'stopTask', 'register', 'update', 'scaling', 'deregisterTarget'];
  return [
    () => ({ type: 'stopTask', ...service(), count: 1 + below(4) }),
    () => ({ type: 'taskFailure', ...service(), count: 1 + below(3), unhealthyBy: pick(['hang', 'refusal', 'check']) }),
    () => ({ type: 'stopDeployment', ...service(), stopType: pick(['ROLLBACK', 'ABORT']) }),
    () => ({ type: 'taskProtection', tasks: [below(30), 30 + below(30)], protectionEnabled: below(3) > 0, expiresInMinutes: 1 + below(9) }),
    () => ({
      ...{ type: 'controlPlane', actions: [pick(actions)], mode: pick(['reject', 'delay']), ...share(), ...during() },
      ...{ delay: { uniform: { min: '0s', max: '2m' } }, launchType: pick(['all', 'FARGATE', 'EC2']) },
    }),
    () => ({ type: 'startFailure', ...share(), after: pick(['0s', '5s']), ...during() }),
    () => ({ type: 'pullFailure', ...share(), after: pick(['0s', '15s']), ...during() }),
    () => ({ type: 'registryDown', mode: pick(['refuse', 'hang']), ...during() }),
    () => ({ type: 'slowPull', factor: 5, ...during() }),
    () => ({ type: 'fargateLaunchFailure', ...share(), error: pick(['capacity', 'internal']), ...zone(), ...during() }),
    () => ({ type: 'fargateRetirement', for: '10m' }),
    () => ({ type: 'spotInterruption', ...share(), capacityProvider: 'FARGATE_SPOT' }),
    () => ({
      type: 'healthCheckFault',
      failShare: pick([0.5, 1]),
      ...maybe(3, () => ({ registrationStuck: true })),
      ...zone(),
      ...during(),
    }),
    () => ({ type: 'zoneOutage', ...share(), availabilityZone: ZONES[0], ...during(), recover: pick(['rebooted', 'terminated']) }),
    () => ({ type: 'agentDisconnect', ...share(), ...during() }),
    () => ({ type: 'drain', ...share(), ...maybe(2, during) }),
    () => ({ type: 'terminate', count: 1 }),
    () => ({ type: 'noNetwork', ...share(), attach: pick(['wait', 'fail']), ...during() }),
  ];
}
