import { PROVISIONING_QUOTA } from '../services/admission.js';
import { LAUNCHES_PER_MINUTE } from '../services/rates/launches.js';
import type { Quotas } from '../sim/setup.js';
import type { Scenario } from './schema/scenario.js';

/** Quotas of a new account (T.QUOTA-1). */
const AWS_QUOTAS: Quotas = {
  provisioningTasks: PROVISIONING_QUOTA.current,
  containerInstances: 5_000,
  serviceLaunchesPerMinute: LAUNCHES_PER_MINUTE.instances,
};

export function quotasOf({ quotas }: Scenario): Quotas {
  if (quotas === 'aws') return AWS_QUOTAS;
  if (quotas === 'none') return { provisioningTasks: null, containerInstances: null, serviceLaunchesPerMinute: null };
  const limit = (value: number | 'none') => (value === 'none' ? null : value);
  return {
    provisioningTasks: limit(quotas.provisioningTasks),
    containerInstances: limit(quotas.containerInstances),
    serviceLaunchesPerMinute: limit(quotas.serviceLaunchesPerMinute),
  };
}
