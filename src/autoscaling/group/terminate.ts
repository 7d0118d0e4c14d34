import { HOUR_MS } from '../../kernel/durations.js';
import { NO_VICTIM } from '../auto-scaling-group.js';
import type { GroupSettings } from './group-settings.js';
import { type AllocationView, preferredTypes } from './pools.js';
import { type LivingByPurchase, OnDemand, optionToTerminate, type Purchase, type PurchaseSplit, Spot } from './purchase.js';

/** Termination policies of a group, by their names in EC2 Auto Scaling; `STEPS` has the rule of each. */
export type TerminationPolicy =
  | 'Default'
  | 'AllocationStrategy'
  | 'OldestLaunchTemplate'
  | 'ClosestToNextInstanceHour'
  | 'NewestInstance'
  | 'OldestInstance';

/** A group and the fleet's columns, with rows in order of launch; rows of other groups are not candidates. */
export interface TerminationView extends AllocationView {
  readonly atMs: number;
  readonly desired: number;
  readonly living: LivingByPurchase;
  readonly zones: readonly number[];
  readonly livingByZone: ArrayLike<number>;
  /** Null for a group without a mixed instances policy. */
  readonly split: PurchaseSplit | null;
  readonly policies: readonly TerminationPolicy[];
  readonly tie: Pick<GroupSettings, 'terminationZones' | 'terminationTie' | 'purchaseProtected'>;
  /** Random number of a row, for `terminationTie: drawn`. */
  draw(row: number): number;
  /** Rows in use. */
  readonly count: number;
  /** 1 for an instance of the group that may be terminated: neither protected from scale-in nor terminating. */
  readonly isCandidate: ArrayLike<number>;
  readonly zone: ArrayLike<number>;
  readonly type: ArrayLike<number>;
  readonly purchase: ArrayLike<number>;
  readonly launchedMs: ArrayLike<number>;
  /** Rank of the launch template, lower for older ones: launch configurations, other templates, then versions of the current one. */
  readonly template: ArrayLike<number>;
}

/** One step of a policy as a key per row: the lowest is terminated, ties go to the next step. */
type Step = (row: number) => number;

/** Keys of each policy, in order (A.ASG-10). */
const STEPS: Readonly<Record<TerminationPolicy, readonly ((view: TerminationView) => Step)[]>> = {
  Default: [leastAligned, oldestTemplate, closestToHour],
  AllocationStrategy: [leastAligned],
  OldestLaunchTemplate: [oldestTemplate],
  ClosestToNextInstanceHour: [closestToHour],
  NewestInstance: [
    ({ launchedMs }) =>
      (row) =>
        -launchedMs[row],
  ],
  OldestInstance: [
    ({ launchedMs }) =>
      (row) =>
        launchedMs[row],
  ],
};

/**
 * Returns the row to terminate on scale-in, or NO_VICTIM. In a mixed group the purchase option above its share comes first, then the zone
 * with the most instances that has a candidate, then the group's policies in sequence. One pass over the rows.
 */
export function chooseVictim(view: TerminationView): number {
  const steps = [...zoneSteps(view), ...view.policies.flatMap((policy) => STEPS[policy].map((step) => step(view))), ...tieSteps(view)];
  if (view.split === null) return lowest(view, steps, null);
  const purchase = optionToTerminate(view.living, view.desired, view.split);
  const victim = lowest(view, steps, purchase);
  if (victim !== NO_VICTIM || view.tie.purchaseProtected === 'wait') return victim;
  return lowest(view, steps, purchase === Spot ? OnDemand : Spot);
}

/** Returns the candidate with the lowest keys, compared in sequence; the first on a tie. */
function lowest(view: TerminationView, steps: readonly Step[], purchase: Purchase | null): number {
  const keys = new Float64Array(steps.length);
  let victim = NO_VICTIM;
  for (let row = 0; row < view.count; row++) {
    if (view.isCandidate[row] === 0 || (purchase !== null && view.purchase[row] !== purchase)) continue;
    let step = 0;
    let key = 0;
    if (victim !== NO_VICTIM) {
      while (step < steps.length) {
        key = steps[step](row);
        if (key !== keys[step]) break;
        step++;
      }
      if (step === steps.length || key > keys[step]) continue;
    }
    victim = row;
    for (; step < steps.length; step++) keys[step] = steps[step](row);
  }
  return victim;
}

/** Balance between zones precedes all policies. */
function zoneSteps({ zones, zone, livingByZone, tie }: TerminationView): Step[] {
  const fullest: Step = (row) => -livingByZone[zone[row]];
  return tie.terminationZones === 'all' ? [fullest] : [fullest, (row) => zones.indexOf(zone[row])];
}

function tieSteps({ tie, draw }: TerminationView): Step[] {
  if (tie.terminationTie === 'oldest') return [];
  return [tie.terminationTie === 'newest' ? (row) => -row : draw];
}

/** Selects the instance whose type a launch in that zone would choose last, to align the rest with the allocation strategy. */
function leastAligned(view: TerminationView): Step {
  const { types, type, zone, purchase } = view;
  if (types.length === 1) return (row) => -Number(type[row] !== types[0]);
  const ranks: number[][] = [];
  const ranksIn = (option: number, z: number) => {
    const order = preferredTypes(view, { purchase: option as Purchase, zone: z, types });
    const rankOf: number[] = [];
    for (const [rank, ofRank] of order.entries()) rankOf[ofRank] = rank;
    return rankOf;
  };
  return (row) => {
    const pool = 2 * zone[row] + purchase[row];
    ranks[pool] ??= ranksIn(purchase[row], zone[row]);
    // A type that is no longer among the overrides ranks last.
    return -(ranks[pool][type[row]] ?? types.length);
  };
}

function oldestTemplate({ template }: TerminationView): Step {
  return (row) => template[row];
}

/** Selects the instance closest to its next billing hour. */
function closestToHour({ atMs, launchedMs }: TerminationView): Step {
  return (row) => HOUR_MS - ((atMs - launchedMs[row]) % HOUR_MS);
}
