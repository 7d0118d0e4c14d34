import { VCPU_QUOTAS_NEW_ACCOUNT } from '../../fargate/quota.js';
import { QUOTA_KEYS, vcpusAtMost } from '../../scenario/fargate/vcpus-check.js';
import type { Setup } from '../../sim/setup.js';
import type { Building } from './context.js';

/**
 * Writes a vCPU quota of Fargate that holds what the input states, where that is above the quota of a new account: an account that runs
 * these tasks has a higher one, and no input says how high. Returns whether the scenario has changed.
 */
export function assumeQuotas({ scenario, findings, draft }: Building, setup: Setup, file: string): boolean {
  const vcpus = vcpusAtMost(setup);
  if (!vcpus.some(({ nth, stated }) => stated > VCPU_QUOTAS_NEW_ACCOUNT[nth]!)) return false;
  // The account is no new one, so a deployment does not meet the other quota either.
  const above = vcpus.filter(({ nth, deploying }) => deploying > VCPU_QUOTAS_NEW_ACCOUNT[nth]!);
  const quotas: Record<string, unknown> = {};
  for (const { name, nth, deploying } of above) {
    quotas[QUOTA_KEYS[nth]!] = deploying;
    const message = `the account may run ${deploying} vCPUs of ${name} at once, enough for all services at their largest and while they deploy: a new account may run ${VCPU_QUOTAS_NEW_ACCOUNT[nth]}, and the input has no quotas`;
    draft.remark(quotas, QUOTA_KEYS[nth]!, `assumed: ${message}`);
    findings.assumed({ file, field: '' }, message, `quotas.${QUOTA_KEYS[nth]}`);
  }
  scenario.quotas = quotas;
  return true;
}
