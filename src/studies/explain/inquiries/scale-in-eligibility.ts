import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import { Booting, Draining, Outside } from '../../../sim/cluster/fleet.js';
import type { World } from '../../../sim/cluster/world.js';

/**
 * Whether a group may scale an instance in, and if not, why. `empty` and `unprotected` (it has tasks, and nothing protects it) may go.
 * `busy`: managed termination protection keeps it for its tasks. `protected`: a user has protected it. `booting` and `outside`: ECS cannot
 * unprotect it.
 */
export type ScaleInEligibility = 'empty' | 'unprotected' | 'busy' | 'protected' | 'booting' | 'outside' | 'leaving' | 'draining' | 'pooled';

export const ELIGIBILITY_RULES: Readonly<Record<ScaleInEligibility, string>> = {
  empty: 'C.SIN-01',
  unprotected: 'C.SIN-06',
  busy: 'C.MTP-02',
  protected: 'C.MTP-01',
  booting: 'C.MTP-02',
  outside: 'C.CI-07',
  leaving: 'C.MID-03',
  draining: 'C.DRN-01',
  pooled: 'A.ASG-15',
};

/** Returns the standing by the rules of Groups; a test compares the two. */
export function eligibilityOf({ fleet, setup }: World, row: number): ScaleInEligibility {
  if (isPooled(fleet.lifecycle[row])) return 'pooled';
  if (fleet.leavesFor[row] !== 0) return 'leaving';
  const state = fleet.state[row];
  if (state === Draining && fleet.drainedBy[row] === 0) return 'draining';
  if (fleet.isProtected[row] === 1) return 'protected';
  const isKept = setup.capacityProviders[fleet.provider[row]].isProtected;
  if (isKept && state === Booting) return 'booting';
  if (isKept && state === Outside) return 'outside';
  if (fleet.nonDaemonTasks[row] === 0) return 'empty';
  return isKept ? 'busy' : 'unprotected';
}

export interface InstanceEligibility {
  readonly instance: number;
  readonly standing: ScaleInEligibility;
  readonly rule: string;
  /** Tasks but daemons that reserve resources there. */
  readonly tasks: number;
}

/** Returns the standings of the instances of a group, oldest first. */
export function standings(world: World, provider: number): InstanceEligibility[] {
  const { fleet } = world;
  return Array.from({ length: fleet.count }, (_, row) => row)
    .filter((row) => fleet.provider[row] === provider)
    .map((row) => {
      const standing = eligibilityOf(world, row);
      return { instance: fleet.instance[row], standing, rule: ELIGIBILITY_RULES[standing], tasks: fleet.nonDaemonTasks[row] };
    });
}
