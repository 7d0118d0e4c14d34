import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import type { Fault } from '../../sim/fault.js';
import { PROVIDER_KINDS } from '../../sim/providers/kinds.js';
import { kindNamed, providerOfLaunchType } from '../cluster/providers.js';
import { distribution, durationMs } from '../units.js';
import type { IncidentFault } from './incident-check.js';

/** What the faults of incidents need to know of the setup: places by name, and their time. */
export interface Known {
  readonly types: readonly string[];
  readonly where: { readonly provider: number | null; readonly zone: number | null };
  readonly time: { readonly fromMs: number; readonly untilMs: number };
}

const PURCHASES = { any: null, 'on-demand': OnDemand, spot: Spot } as const;

/** The engine's faults of a fault of an incident. */
export function incidentFaultsOf(fault: IncidentFault, { types, where, time }: Known): Fault[] {
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
          actions: actions.filter((action) => action !== 'deregisterTarget'),
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
