import { SERVICE_DEFAULTS, type ServiceUse, WORKER_DEFAULTS, type WorkerUse } from '../../src/load/resource-use.js';
import type { LoadShape } from '../../src/load/shape.js';
import { ServiceMetric } from '../../src/metrics/names.js';
import type { ScalableTarget, ScalingPolicy, TargetTracking } from '../../src/services/scaling/policies.js';
import type { LoadSpec, ScalingSpec } from '../../src/sim/load-spec.js';
import { MINUTE } from './setups.js';

/** Loads and scalers in small. A task serves four at once for 200 ms each, of which 50 ms are CPU: 20 requests a second are all of its vCPU. */
const TASK = { concurrency: 4, meanMs: 200, cpuMs: 50, cpuUnits: 1_024, memoryMib: 1_024, memoryMibIdle: 256, memoryMibEach: 8 } as const;

export const constantly = (perSecond: number): LoadShape => ({ kind: 'constant', perSecond });

/** So many a second from each minute on. */
export function inSteps(...steps: [minute: number, perSecond: number][]): LoadShape {
  const values = steps.map(([, perSecond]) => perSecond);
  return { kind: 'steps', perMs: 1_000, atMs: steps.map(([minute]) => minute * MINUTE), values, everyMs: null };
}

/** By revision. */
export function requests(shape: LoadShape, ...uses: Partial<ServiceUse>[]): LoadSpec {
  return { kind: 'requests', shape, uses: (uses.length === 0 ? [{}] : uses).map((use) => ({ ...SERVICE_DEFAULTS, ...TASK, ...use })) };
}

/** A task takes a message at a time, for a second. */
export function messages(shape: LoadShape, ...uses: Partial<WorkerUse>[]): LoadSpec {
  const worker = { ...WORKER_DEFAULTS, ...TASK, concurrency: 1, meanMs: 1_000 };
  return { kind: 'queue', shape, uses: (uses.length === 0 ? [{}] : uses).map((use) => ({ ...worker, ...use })) };
}

/** Average CPU at a target; cooldowns of a minute and five. */
export function tracking(targetValue: number, over: Partial<TargetTracking> = {}): TargetTracking {
  return {
    policyType: 'TargetTrackingScaling',
    metric: ServiceMetric.CPUUtilization,
    isHighResolution: false,
    targetValue,
    scaleOutCooldownMs: MINUTE,
    scaleInCooldownMs: 5 * MINUTE,
    disableScaleIn: false,
    ...over,
  };
}

/** From one task to a hundred. */
export function scaling(
  policies: readonly ScalingPolicy[],
  over: Partial<ScalableTarget> = {},
  actions: ScalingSpec['actions'] = [],
): ScalingSpec {
  const suspended = { dynamicScalingInSuspended: false, dynamicScalingOutSuspended: false, scheduledScalingSuspended: false };
  const policyNames = policies.map((_, i) => `policy-${i}`);
  return { target: { minCapacity: 1, maxCapacity: 100, ...suspended, ...over }, policies, policyNames, actions };
}
