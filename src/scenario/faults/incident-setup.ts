import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import type { Fault } from '../../sim/fault.js';
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
    default:
      return [];
  }
}
