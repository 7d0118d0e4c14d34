import type { Direction, DynamicPolicy } from './policy.js';

/** No single policy: a schedule, or nothing at all. */
export const NO_POLICY = -1;

/**
 * Returns the place of the due policy with the largest capacity in one direction (A.SAS-8, A.ASG-3). Target tracking policies scale in only
 * together, each with its request, even if one alone is due; step scaling does not wait for them (S.TT-6).
 */
export function mostWanted(
  policies: readonly DynamicPolicy[],
  due: ReadonlySet<DynamicPolicy>,
  direction: Direction,
  among: 'all' | 'acting alone' = 'all',
): number {
  let most = NO_POLICY;
  const isTogether = direction < 0 && policies.some((policy) => policy.mustAgreeToScaleIn && due.has(policy));
  for (let i = 0; i < policies.length; i++) {
    const { direction: moves, wanted, mustAgreeToScaleIn } = policies[i]!;
    const isDue = (isTogether && mustAgreeToScaleIn) || due.has(policies[i]!);
    if (moves !== direction || !isDue || (mustAgreeToScaleIn && among === 'acting alone')) continue;
    if (most === NO_POLICY || wanted > policies[most]!.wanted) most = i;
  }
  return most;
}

/** Returns the policies that may scale in now: all, unless one of those that remove only together would not remove. */
export function mayScaleIn(policies: readonly DynamicPolicy[]): 'all' | 'acting alone' {
  for (const policy of policies) if (policy.mustAgreeToScaleIn && policy.direction >= 0) return 'acting alone';
  return 'all';
}
