import type { Ms } from '../kernel/event-loop.js';
import type { FactKind, Subscriber } from '../sim/facts.js';
import { rounded, USD_DIGITS } from './digits.js';
import { CPU, ENI, type GroupAccount, MEMORY } from './ledger/group.js';
import { type Level, percentOf, quotient } from './ledger/level.js';
import { type OwnerAccount, WAIT_CAUSES } from './ledger/owner.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import { nearestRank } from './ledger/samples.js';
import { measure, sharesOf } from './measure.js';
import type { Headline, MetricKey } from './metrics.js';

/** Sums and counts. Their value after the warm-up is the total less the value at the end of the warm-up. */
const ADDITIVE = [
  'cost_usd',
  'cost_on_demand_usd',
  'instance_hours',
  'task_hours',
  'tasks_requested',
  'tasks_started',
  'tasks_completed',
  'tasks_failed',
  'tasks_crashed',
  'tasks_refused',
  'tasks_timed_out',
  'tasks_interrupted',
  'below_desired_task_minutes',
  'scale_outs',
  'scale_ins',
  'cost_spot_usd',
  'spot_savings_usd',
  'on_demand_instance_hours',
  'spot_instance_hours',
  'interrupted_instances',
  'tasks_interrupted_by_spot',
  'launch_failures',
  'below_desired_instance_minutes',
  'cost_fargate_usd',
  'fargate_vcpu_hours',
  'fargate_refused_tasks',
  'fargate_quota_task_minutes',
  'fargate_capacity_task_minutes',
  'cost_items_usd',
  'commitments_usd',
] as const satisfies readonly MetricKey[];

/** Integrals over time from which shares are computed, by resource. */
interface Areas {
  readonly reserved: readonly bigint[];
  readonly stranded: readonly bigint[];
  readonly capacity: readonly bigint[];
}

interface OwnerMark {
  readonly count: number;
  readonly sum: number;
  readonly waitMs: Float64Array;
}

interface Mark {
  readonly headline: Headline;
  readonly areas: Areas;
  readonly owners: readonly OwnerMark[];
}

/**
 * Headline metrics without the first part of a run. It receives each fact before the owner of the accounts does, and so sees the accounts
 * as they were when the warm-up ended. Sums cover the rest of the run, shares are weighted by time over the rest, waits are those of tasks
 * that reached RUNNING in the rest, and peaks are the highest of the rest. Tasks that still wait at the end count whenever they were
 * requested.
 */
export class AfterWarmUp implements Subscriber {
  private mark: Mark | null = null;

  constructor(
    private readonly accounts: RunAccounts,
    private readonly warmUpMs: Ms,
  ) {}

  onFact(_: FactKind, atMs: Ms): void {
    if (this.mark === null && atMs > this.warmUpMs) this.takeMark();
  }

  /** Returns the metrics after the warm-up; `all` are those of the whole run. Call it after the last fact. */
  headline(all: Headline, endMs: Ms): Headline {
    if (this.mark === null) this.takeMark();
    const { headline, areas, owners } = this.mark!;
    const rest = Object.fromEntries(ADDITIVE.map((key) => [key, rounded(all[key]! - headline[key]!, USD_DIGITS)])) as Record<
      (typeof ADDITIVE)[number],
      number
    >;
    return {
      ...all,
      ...rest,
      cost_per_task_hour_usd: rest.task_hours === 0 ? null : rounded(rest.cost_usd / rest.task_hours, USD_DIGITS),
      spot_savings_percent: shareOf(rest.spot_savings_usd, rest.spot_savings_usd + rest.cost_spot_usd),
      ...sharesBetween(areas, areasAt(this.accounts.groups, endMs)),
      ...waitsSince(this.accounts.owners, owners),
    };
  }

  private takeMark(): void {
    const { accounts, warmUpMs } = this;
    this.mark = {
      headline: measure(accounts, warmUpMs).headline,
      areas: areasAt(accounts.groups, warmUpMs),
      owners: accounts.owners.map(({ waits: { count, sum }, waitMs }) => ({ count, sum, waitMs: waitMs.slice() })),
    };
    for (const level of [accounts.fleet, accounts.platformCpuUnits]) level.peak = level.now;
  }
}

function areasAt(groups: readonly GroupAccount[], atMs: Ms): Areas {
  const sums = (levels: (group: GroupAccount) => readonly Level[]) =>
    [CPU, MEMORY, ENI].map((r) => groups.reduce((sum, group) => sum + levels(group)[r].integralTo(atMs), 0n));
  return {
    reserved: sums(({ reserved }) => reserved),
    stranded: sums(({ stranded }) => stranded),
    capacity: sums(({ capacity }) => capacity),
  };
}

function sharesBetween(from: Areas, to: Areas) {
  return sharesOf((of, r) => percentOf(to[of][r] - from[of][r], to.capacity[r] - from.capacity[r]));
}

function waitsSince(everybody: readonly OwnerAccount[], marks: readonly OwnerMark[]) {
  const of = everybody.flatMap((owner, i) => (owner.isDaemon ? [] : [{ owner, mark: marks[i] }]));
  const all = Float64Array.from(of.flatMap(({ owner, mark }) => [...owner.waits.view().subarray(mark.count)])).sort();
  const mean = (ms: number) => quotient(BigInt(ms), BigInt(all.length), 3);
  const total = (amountOf: (one: (typeof of)[number]) => number) => of.reduce((sum, one) => sum + amountOf(one), 0);
  const causes = WAIT_CAUSES.map((name, i) => [`wait_${name}_mean_ms`, mean(total(({ owner, mark }) => owner.waitMs[i] - mark.waitMs[i]))]);
  return {
    wait_p50_ms: nearestRank(all, 50),
    wait_p95_ms: nearestRank(all, 95),
    wait_p99_ms: nearestRank(all, 99),
    wait_max_ms: nearestRank(all, 100),
    wait_mean_ms: mean(total(({ owner, mark }) => owner.waits.sum - mark.sum)),
    ...(Object.fromEntries(causes) as Record<`wait_${(typeof WAIT_CAUSES)[number]}_mean_ms`, number | null>),
  };
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded((100 * part) / whole, 3);
}
