import { NO_VICTIM } from '../auto-scaling-group.js';
import { type AllocationView, preferredTypes } from './pools.js';
import { type LivingByPurchase, OnDemand, optionToTerminate, type Purchase, type PurchaseSplit, Spot } from './purchase.js';
import type { GroupSettings } from './settings.js';

export type TerminationPolicy =
  | 'Default'
  | 'AllocationStrategy'
  | 'OldestLaunchTemplate'
  | 'ClosestToNextInstanceHour'
  | 'NewestInstance'
  | 'OldestInstance';

/** A group and the fleet's columns, rows in order of launch; rows of other groups are no candidates. */
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
  /** Chance of a row, for `terminationTie: drawn`. */
  draw(row: number): number;
  /** Rows in use. */
  readonly count: number;
  /** 1 for an instance of the group that may be terminated: not protected from scale-in, not on its way out already. */
  readonly isCandidate: ArrayLike<number>;
  readonly zone: ArrayLike<number>;
  readonly type: ArrayLike<number>;
  readonly purchase: ArrayLike<number>;
  readonly launchedMs: ArrayLike<number>;
  /** Rank of what the instance was launched from, older ones lower: launch configurations, other templates, then versions of the current one. */
  readonly template: ArrayLike<number>;
}

/** One step of a policy as a number for each row: the lowest goes, equals go on to the next step. */
type Step = (row: number) => number;

const HOUR_MS = 3_600_000;

/** What a policy looks at, in order (A.ASG-10). */
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
 * The row to terminate on scale-in, or NO_VICTIM. In a mixed group the purchase option that is above its share, then the fullest of the
 * zones that have a candidate of it, then the group's policies one after the other. One pass over the rows.
 */
export function chooseVictim(view: TerminationView): number {
  const steps = [...zoneSteps(view), ...view.policies.flatMap((policy) => STEPS[policy].map((step) => step(view))), ...tieSteps(view)];
  if (view.split === null) return lowest(view, steps, null);
  const purchase = optionToTerminate(view.living, view.desired, view.split);
  const victim = lowest(view, steps, purchase);
  if (victim !== NO_VICTIM || view.tie.purchaseProtected === 'wait') return victim;
  return lowest(view, steps, purchase === Spot ? OnDemand : Spot);
}

/** The candidate whose keys come first, compared key by key; the first of equals. */
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

/** Balance between zones comes before any policy. */
function zoneSteps({ zones, zone, livingByZone, tie }: TerminationView): Step[] {
  const fullest: Step = (row) => -livingByZone[zone[row]];
  return tie.terminationZones === 'all' ? [fullest] : [fullest, (row) => zones.indexOf(zone[row])];
}

function tieSteps({ tie, draw }: TerminationView): Step[] {
  if (tie.terminationTie === 'oldest') return [];
  return [tie.terminationTie === 'newest' ? (row) => -row : draw];
}

/** Who goes to bring the rest in line with the allocation strategy: the type that a launch in that zone would take last. */
function leastAligned(view: TerminationView): Step {
  const { types, type, zone, purchase } = view;
  if (types.length === 1) return (row) => -Number(type[row] !== types[0]);
  const ranks: number[][] = [];
  const ranksIn = (option: number, z: number) => {
    const order = preferredTypes(view, { purchase: option as Purchase, zone: z, types });
    const rankOf: number[] = [];
    for (let rank = 0; rank < order.length; rank++) rankOf[order[rank]] = rank;
    return rankOf;
  };
  return (row) => {
    const pool = 2 * zone[row] + purchase[row];
    ranks[pool] ??= ranksIn(purchase[row], zone[row]);
    // A type that is no longer among the overrides is behind them all.
    return -(ranks[pool][type[row]] ?? types.length);
  };
}

function oldestTemplate({ template }: TerminationView): Step {
  return (row) => template[row];
}

/** An instance whose hour has just begun is the furthest from the next. */
function closestToHour({ atMs, launchedMs }: TerminationView): Step {
  return (row) => HOUR_MS - ((atMs - launchedMs[row]) % HOUR_MS);
}
