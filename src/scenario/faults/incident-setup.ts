import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import type { Fault } from '../../sim/fault.js';
import { PROVIDER_KINDS } from '../../sim/providers/kinds.js';
import { kindNamed, providerOfLaunchType } from '../cluster/providers.js';
import type { Scenario } from '../schema.js';
import { targetGroupAt, targetGroupName, typeOf } from '../services/target-group.js';
import { distribution, durationMs } from '../units.js';
import type { IncidentFault } from './incident-check.js';

/** The data of the setup that faults of incidents need: places by name, and their time. */
export interface Known {
  readonly types: readonly string[];
  readonly scenario: Scenario;
  readonly where: { readonly provider: number | null; readonly zone: number | null };
  readonly time: { readonly fromMs: number; readonly untilMs: number };
}

/** The defaults of pullFailure and controlPlane. */
const DNS_PULL_FAILS_MS = 15_000;
const DNS_RETRY_MS = 30_000;
const DNS_RETRY_MAX_MS = 300_000;

const PURCHASES = { any: null, 'on-demand': OnDemand, spot: Spot } as const;

/** Returns the engine's faults of a fault of an incident. */
export function incidentFaultsOf(fault: IncidentFault, { types, scenario, where, time }: Known): Fault[] {
  switch (fault.type) {
    case 'launchFailure': {
      const { share, error, instanceType, purchase, starts } = fault;
      const type = instanceType === undefined ? null : types.indexOf(instanceType);
      const what = { share, isInternal: error === 'InternalError', type, purchase: PURCHASES[purchase], hitsStarts: starts };
      return [{ kind: 'launchFailure', ...what, ...where, ...time }];
    }
    case 'noNetwork': {
      const { share, until, attach, statusCheck = until === 'never' ? 'impaired' : 'ok' } = fault;
      const comes = until === 'faultEnd' || until === 'never' ? until : durationMs(until);
      return [{ kind: 'noNetwork', share, until: comes, isImpaired: statusCheck === 'impaired', attach, ...where, ...time }];
    }
    case 'dependencyDown':
      return [{ ...downOf(fault.dependency, fault.errorShare, time), addedMs: durationMs(fault.addedLatency), zone: where.zone }];
    case 'dnsDown':
      return dnsDownOf(fault, scenario, time);
    case 'healthCheckFault': {
      const { failShare, pattern, targetGroupShare, connectionErrorShare } = fault;
      const alternates = pattern === 'alternating' ? { failMs: durationMs(fault.failFor), passMs: durationMs(fault.passFor) } : null;
      const stuck = fault.registrationStuck ? { isStuck: true } : {};
      const shares = { failShare, groupShare: targetGroupShare, connectionErrorShare, ...stuck, ...dnsOf(fault) };
      return [{ kind: 'healthCheckFault', ...shares, alternates, groups: groupsOf(fault, scenario), zone: where.zone, ...time }];
    }
    case 'metricGap': {
      const { metrics, mode, backfill, share, metricGapRow } = fault;
      const comes = mode === 'delayed' ? durationMs(fault.delay) : backfill ? 'atEnd' : 'never';
      return [{ kind: 'metricGap', metrics, comes, share, isStrict: metricGapRow === 'strict', ...time }];
    }
    case 'controlPlane': {
      const { actions, mode, share, launchType, clusterShare } = fault;
      return [
        {
          ...{ kind: 'controlPlane', mode, share, clusterShare, zone: where.zone },
          actions,
          delay: distribution(fault.delay),
          retryMs: durationMs(fault.controlPlaneRetry),
          retryMaxMs: durationMs(fault.controlPlaneRetryMax),
          isOfInstances: launchType === 'all' ? null : kindNamed(providerOfLaunchType(launchType) ?? '') === 'autoScalingGroup',
          ...time,
        },
      ];
    }
    case 'pullFailure':
      return [{ kind: 'pullFailure', share: fault.share, images: fault.images ?? '', afterMs: durationMs(fault.after), ...time }];
    case 'fargateLaunchFailure': {
      const { share, error, failAfter, capacityProvider, cpu = null } = fault;
      const provider = capacityProvider === undefined ? null : PROVIDER_KINDS[kindNamed(capacityProvider)]!.names.indexOf(capacityProvider);
      const failAfterMs = error === 'internal' ? durationMs(failAfter) : null;
      return [{ kind: 'platformLaunchFailure', share, failAfterMs, provider, zone: where.zone, cpuUnits: cpu, ...time }];
    }
    case 'scheduleDelay':
      return [{ kind: 'scheduleDelay', delayMs: durationMs(fault.delay), dropShare: fault.dropShare, ...time }];
    default:
      return [];
  }
}

function dnsOf({ zoneFailover, dnsShift, dnsMinimumHealthyTargetCount: minHealthy }: Extract<IncidentFault, { type: 'healthCheckFault' }>) {
  if (zoneFailover === undefined) return {};
  return { dns: { afterMs: zoneFailover ? durationMs(dnsShift) : null, minHealthy } };
}

function downOf(dependency: string, errorShare: number, time: Known['time']) {
  return { kind: 'dependencyDown', dependency, errorShare, addedMs: 0, zone: null, ...time } as const;
}

/** A DNS fault also cuts off dependencies, registries, and ECS for agents that are not connected yet (I.DP-7). */
function dnsDownOf({ share }: Extract<IncidentFault, { type: 'dnsDown' }>, { services }: Scenario, time: Known['time']): Fault[] {
  const named = services.flatMap(({ dependencies = [] }) => dependencies.flatMap(({ name, dns }) => (dns ? [name] : [])));
  return [
    ...[...new Set(named)].map((name) => downOf(name, share, time)),
    { kind: 'pullFailure', share, images: '', afterMs: DNS_PULL_FAILS_MS, ...time },
    {
      ...{ kind: 'controlPlane', actions: ['register'], mode: 'reject', share, delay: { kind: 'constant', ms: 0 } },
      ...{ retryMs: DNS_RETRY_MS, retryMaxMs: DNS_RETRY_MAX_MS, isOfInstances: null, zone: null, clusterShare: 1, ...time },
    },
  ];
}

/** Returns the target groups of services that the fault covers. */
function groupsOf({ targetGroup, loadBalancerType }: Extract<IncidentFault, { type: 'healthCheckFault' }>, scenario: Scenario) {
  return scenario.services.flatMap(({ loadBalancers }, service) =>
    loadBalancers.flatMap(({ targetGroupArn }) => {
      const name = targetGroupName(targetGroupArn);
      const isMeant = loadBalancerType === 'all' || typeOf(targetGroupAt(targetGroupArn, scenario)) === loadBalancerType;
      return isMeant && (targetGroup ?? name) === name ? [{ service, name }] : [];
    }),
  );
}
