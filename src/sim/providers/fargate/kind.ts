import { OnDemand, Spot } from '../../../autoscaling/group/purchase.js';
import { fargateBilledUntil, fargateTariffs, platformOf } from '../../../billing/fargate.js';
import { isMissingPrice } from '../../../billing/missing.js';
import type { BillingTerms } from '../../../billing/terms.js';
import { FARGATE_PROVIDER_NAMES, FargateProvider } from '../../../fargate/providers.js';
import type { ProviderKind, TaskShape } from '../kind.js';
import { FargateState } from './state.js';
import { FargateTasks } from './tasks.js';

/** FARGATE and FARGATE_SPOT, which every account has: `nth` is a FargateProvider. */
export const FARGATE: ProviderKind = {
  label: 'Fargate',
  launchType: 'FARGATE',
  names: FARGATE_PROVIDER_NAMES,
  bringsCapacity: () => true,
  serviceLaunchesPerMinute: ({ fargate }) => fargate.serviceLaunchesPerMinute,
  startThrottle: ({ fargate, deploymentAndHealth }) => fargate.startThrottle ?? deploymentAndHealth.throttle,
  settingsOf: ({ fargate }) => fargate,
  platform: {
    makeState: (parts) => new FargateState(parts),
    makeTasks: (ports, state) => new FargateTasks(ports, state as FargateState),
    purchaseOf: (nth) => (nth === FargateProvider.FARGATE_SPOT ? Spot : OnDemand),
    vcpusMax: ({ fargate }, nth) => fargate.vcpus[nth] ?? null,
    hasVersions: true,
    hasSavingsPlans: true,
    pricesOf,
    billedUntil: (run, os, { settings }) => fargateBilledUntil(run, os, settings),
  },
};

function pricesOf(task: TaskShape, nth: number, terms: BillingTerms) {
  const at = (capacity: 'on-demand' | 'spot') => {
    const shape = { ...task, capacity };
    return fargateTariffs(shape, terms.fargate[platformOf(shape)] ?? {}, terms.settings);
  };
  const billed = at(nth === FargateProvider.FARGATE_SPOT ? 'spot' : 'on-demand');
  if (isMissingPrice(billed)) return billed;
  const onDemand = at('on-demand');
  // Without an On-Demand price there is no saving to report.
  return { billed, onDemand: isMissingPrice(onDemand) ? billed : onDemand };
}
