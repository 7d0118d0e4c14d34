import type { Fault } from '../../sim/fault.js';
import type { CapacityProviderSpec } from '../../sim/setup.js';
import type { FaultText } from '../schema.js';

const TYPES = ['groupSize', 'desiredCapacity', 'suspendProcesses', 'resumeProcesses', 'executePolicy'] as const;
export type GroupCallText = Extract<FaultText, { type: (typeof TYPES)[number] }>;

export function isGroupCall(fault: FaultText): fault is GroupCallText {
  return (TYPES as readonly string[]).includes(fault.type);
}

/** Returns the fault of a valid call on a group. */
export function groupCallOf(fault: GroupCallText, capacityProviders: readonly CapacityProviderSpec[], fromMs: number): Fault {
  const provider = capacityProviders.findIndex(({ name }) => name === fault.capacityProvider);
  const on = { provider, fromMs };
  switch (fault.type) {
    case 'groupSize': {
      const { minSize = null, maxSize = null } = fault;
      return { kind: 'groupSize', minSize, maxSize, ...scheduled(fault), ...on };
    }
    case 'desiredCapacity':
      return { kind: 'desiredCapacity', desired: fault.desiredCapacity, ...scheduled(fault), ...on };
    case 'executePolicy': {
      const { policyName, metricValue, breachThreshold, honorCooldown: honorsCooldown } = fault;
      const policies = capacityProviders[provider]?.scaling?.policies ?? [];
      const breach = metricValue === undefined || breachThreshold === undefined ? null : metricValue - breachThreshold;
      return { kind: 'executePolicy', policy: policies.findIndex(({ name }) => name === policyName), breach, honorsCooldown, ...on };
    }
    default:
      return { kind: 'suspendProcesses', processes: fault.scalingProcesses, isSuspended: fault.type === 'suspendProcesses', ...on };
  }
}

function scheduled({ bySchedule }: { readonly bySchedule?: boolean | undefined }) {
  return bySchedule === true ? { isScheduled: true } : {};
}
