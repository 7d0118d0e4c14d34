import { hash32 } from '../../src/kernel/hash.js';
import type { Fault } from '../../src/sim/fault.js';
import type { SetupParts } from './setups.js';

const MINUTE = 60_000;

/** In every second scenario one to four of the faults that incidents consist of happen too. */
export function withIncidents(seed: number, parts: SetupParts): SetupParts {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 91, calls++, 0) % bound;
  if (below(2) === 0) return parts;
  const dependency = () => ({
    name: 'dynamodb',
    share: (1 + below(4)) / 4,
    errorMs: null,
    startupTimeoutMs: null,
    isChecked: below(2) === 0,
  });
  const services = parts.services?.map((service) => (below(3) === 0 ? { ...service, dependencies: [dependency()] } : service));
  return {
    ...parts,
    ...(services === undefined ? {} : { services }),
    faults: [...(parts.faults ?? []), ...Array.from({ length: 1 + below(4) }, () => incidentFault(below))],
  };
}

function incidentFault(below: (bound: number) => number): Fault {
  const fromMs = below(360 * MINUTE);
  const during = { fromMs, untilMs: fromMs + 1 + below(120 * MINUTE), label: `step-${below(3)}` };
  const zone = below(2) === 0 ? null : below(3);
  const anywhere = { provider: below(3) === 0 ? 0 : null, zone };
  const share = below(5) / 4;
  const kinds: (() => Fault)[] = [
    () => ({
      kind: 'launchFailure',
      share,
      isInternal: below(2) === 0,
      type: below(3) === 0 ? 0 : null,
      purchase: ([null, null, 0, 1] as const)[below(4)]!,
      hitsStarts: below(2) === 0,
      ...anywhere,
      ...during,
    }),
    () => ({
      kind: 'noNetwork',
      share,
      until: (['faultEnd', 'never', 7 * MINUTE] as const)[below(3)]!,
      isImpaired: below(2) === 0,
      attach: (['wait', 'fail', 'unaffected'] as const)[below(3)]!,
      ...anywhere,
      ...during,
    }),
    // Drawn services may lack the records of deployments by which ECS throttles starts: a failure in no time would come again and again.
    () => ({ kind: 'pullFailure', share, images: below(3) === 0 ? 'a' : '', afterMs: 1000 + below(2) * 14_000, ...during }),
    () => ({
      kind: 'platformLaunchFailure',
      share,
      failAfterMs: below(2) === 0 ? null : below(3) * MINUTE,
      provider: below(3) === 0 ? 0 : null,
      zone,
      cpuUnits: null,
      ...during,
    }),
    () => ({ kind: 'scheduleDelay', delayMs: below(20) * MINUTE, dropShare: share, ...during }),
    () => ({
      kind: 'controlPlane',
      actions: (['startTask', 'stopTask', 'register', 'update', 'scaling', 'deregisterTarget'] as const).filter(() => below(2) === 0),
      mode: below(2) === 0 ? 'reject' : 'delay',
      share,
      retryMs: 30_000,
      retryMaxMs: 5 * MINUTE,
      delay: { kind: 'uniform', minMs: 0, maxMs: below(10) * MINUTE },
      isOfInstances: ([null, true, false] as const)[below(3)]!,
      zone: share === 0.75 ? zone : null,
      clusterShare: 1,
      ...during,
    }),
    () => ({
      kind: 'metricGap',
      metrics: (['service', 'capacity', 'alarms'] as const).filter(() => below(3) > 0),
      comes: (['never', 'atEnd', 9 * MINUTE] as const)[below(3)]!,
      share,
      isStrict: below(2) === 0,
      ...during,
    }),
    () => ({
      kind: 'healthCheckFault',
      failShare: share,
      alternates: below(2) === 0 ? null : { failMs: 1 + below(5 * MINUTE), passMs: 1 + below(20 * MINUTE) },
      groups: [0, 1].filter(() => below(2) === 0).map((service) => ({ service, name: `tg-${service}` })),
      groupShare: 1,
      connectionErrorShare: below(3) / 10,
      ...(share === 0 ? { isStuck: true } : {}),
      ...(below(3) === 0 ? { dns: { afterMs: ([null, 0, MINUTE] as const)[below(3)]!, minHealthy: 1 + below(2) } } : {}),
      zone,
      ...during,
    }),
    () => ({ kind: 'dependencyDown', dependency: 'dynamodb', errorShare: share, addedMs: below(10_000), zone, ...during }),
    () => ({ kind: 'zoneOutage', zone: below(3), share, ...(share < 0.75 ? { powerBackMs: during.untilMs } : {}), fromMs }),
  ];
  return kinds[below(kinds.length)]!();
}
