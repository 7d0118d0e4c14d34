import type { GroupText, Scenario } from '../schema.js';
import { durationMs } from '../units.js';

/**
 * Time from which new instances get a trunk: by the setting of their own role, else of the account (C.ENI-04). 0 if the opt-in holds from
 * the start, null if there is none.
 */
export function trunkFromMs(
  { accountSettings }: Pick<GroupText, 'accountSettings'>,
  ofAccount: Scenario['cluster']['accountSettings'],
): number | null {
  const { awsvpcTrunking, awsvpcTrunkingFrom = '0s' } = accountSettings ?? ofAccount;
  return awsvpcTrunking === 'enabled' ? durationMs(awsvpcTrunkingFrom) : null;
}
