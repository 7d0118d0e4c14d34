import { QUOTA_KEYS, vcpusAtMost } from '../../scenario/fargate/vcpus-check.js';
import type { Building } from './context.js';

/**
 * Writes a vCPU quota of Fargate that holds what the input states, where that is above the quota of a new account: an account that runs
 * these tasks has a higher one, and no input says how high. Returns whether the scenario has changed.
 */
export function assumeQuotas({ scenario, findings, draft }: Building, setup: Parameters<typeof vcpusAtMost>[0], file: string): boolean {
  const vcpus = vcpusAtMost(setup);
  if (!vcpus.some(({ stated, ofNewAccount }) => stated > ofNewAccount)) return false;
  // The account is no new one, so a deployment does not meet the other quota either.
  const above = vcpus.filter(({ deploying, ofNewAccount }) => deploying > ofNewAccount);
  const quotas: Record<string, unknown> = {};
  for (const { name, nth, deploying, ofNewAccount } of above) {
    quotas[QUOTA_KEYS[nth]!] = deploying;
    const message = `the account may run ${deploying} vCPUs of ${name} at once, enough for all services at their largest and while they deploy: a new account may run ${ofNewAccount}, and the input has no quotas`;
    draft.remark(quotas, QUOTA_KEYS[nth]!, `assumed: ${message}`);
    findings.assumed({ file, field: '' }, message, `quotas.${QUOTA_KEYS[nth]}`);
  }
  scenario.quotas = quotas;
  return true;
}
