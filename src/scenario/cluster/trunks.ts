import type { GroupText, Scenario } from '../schema.js';
import { durationMs } from '../units.js';

/**
 * From when on new instances get a trunk: the setting of their own role, else that of the account (C.ENI-04). 0 when the opt-in stands from
 * the start, null when there is none.
 */
export function trunkFromMs(
  { accountSettings }: Pick<GroupText, 'accountSettings'>,
  ofAccount: Scenario['cluster']['accountSettings'],
): number | null {
  const { awsvpcTrunking, awsvpcTrunkingFrom = '0s' } = accountSettings ?? ofAccount;
  return awsvpcTrunking === 'enabled' ? durationMs(awsvpcTrunkingFrom) : null;
}
