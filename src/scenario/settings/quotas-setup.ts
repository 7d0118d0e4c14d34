import type { BucketRate } from '../../kernel/token-bucket.js';
import { API_BUCKETS, apiBucketOf } from '../../services/rates/api-calls.js';
import { LAUNCHES_PER_MINUTE } from '../../services/rates/launches.js';
import { limitOf, QUOTAS, type QuotaName, type QuotaSetting } from '../../services/rates/quotas.js';
import type { Quotas } from '../../sim/setup.js';
import type { Scenario } from '../schema.js';

/** The account's quotas for the rules: null means no limit. */
export function quotaSetting({ quotas }: Pick<Scenario, 'quotas'>): QuotaSetting {
  if (quotas === 'aws' || quotas === 'none') return quotas;
  const given = Object.entries(quotas).flatMap(([name, value]) =>
    name in QUOTAS && value !== undefined && value !== 'aws' ? [[name, nullIfNone(value)]] : [],
  );
  return Object.fromEntries(given) as Partial<Record<QuotaName, number | null>>;
}

/** Returns the quotas that apply during a run. */
export function quotasOf(scenario: Scenario): Quotas {
  const { quotas } = scenario;
  const setting = quotaSetting(scenario);
  return {
    provisioningTasks: limitOf('provisioningTasks', setting),
    containerInstances: limitOf('containerInstances', setting),
    serviceLaunchesPerMinute:
      quotas === 'aws' ? LAUNCHES_PER_MINUTE.instances : quotas === 'none' ? null : nullIfNone(quotas.serviceLaunchesPerMinute),
    ...(typeof quotas === 'object' && quotas.runTaskCalls === 'aws' ? { runTaskCalls: rateOf('RunTask') } : {}),
    ...(typeof quotas === 'object' && quotas.registrationCalls === 'aws' ? { registrationCalls: rateOf('RegisterContainerInstance') } : {}),
  };
}

function rateOf(action: string): BucketRate {
  return API_BUCKETS[apiBucketOf(action)]!.rate;
}

function nullIfNone(value: number | 'none'): number | null {
  return value === 'none' ? null : value;
}
