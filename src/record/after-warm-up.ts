import type { Ms } from '../kernel/event-loop.js';
import type { FactKind, Subscriber, TaskStart } from '../sim/facts.js';
import { percent, rounded, USD_DIGITS } from './digits.js';
import { CPU, ENI, type GroupAccount, MEMORY } from './ledger/group.js';
import { percentOf, type ResourceLevels } from './ledger/level.js';
import { type OwnerAccount, WAIT_CAUSES } from './ledger/owner.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import { type Ascending, merged } from './ledger/samples.js';
import { measure, sharesOf, usdPerMonth } from './measure.js';
import type { Headline, MetricKey } from './metrics.js';
import { availability, countedOwners, type Shortfall, shortfalls, waitFigures } from './task-figures.js';
import type { TrafficLog } from './traffic/traffic-log.js';

/** Sums and counts. Their value after the warm-up is the total less the value at the end of the warm-up. */
const ADDITIVE = [
  'cost_usd',
  'cost_unreserved_usd',
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
  'scale_outs',
  'scale_ins',
  'cost_spot_usd',
  'spot_savings_usd',
  'on_demand_instance_hours',
  'spot_instance_hours',
  'free_instance_hours',
  'interrupted_instances',
  'tasks_interrupted_by_spot',
  'launch_failures',
  'below_desired_instance_minutes',
  'cost_fargate_usd',
  'fargate_vcpu_hours',
  'fargate_gb_hours',
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
  readonly waits: Ascending;
  readonly sum: number;
  readonly waitMs: Float64Array;
}

interface Mark {
  readonly headline: Headline;
  readonly areas: Areas;
  readonly owners: readonly OwnerMark[];
  readonly shortfalls: readonly Shortfall[];
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
    private readonly recorder: { readonly accounts: RunAccounts; readonly traffic: TrafficLog },
    private readonly warmUpMs: Ms,
  ) {}

  onFact(_: FactKind, atMs: Ms): void {
    this.passTo(atMs);
  }

  onTaskStarts({ atMs }: TaskStart): void {
    this.passTo(atMs);
  }

  onTaskEnds(_task: number, _cause: number, atMs: Ms): void {
    this.passTo(atMs);
  }

  /** Returns the metrics after the warm-up; `all` are those of the whole run. Call it after the last fact. */
  headline(all: Headline, endMs: Ms): Headline {
    if (this.mark === null) this.takeMark();
    const { accounts } = this.recorder;
    const { headline, areas, owners, shortfalls: before } = this.mark!;
    const rest = Object.fromEntries(ADDITIVE.map((key) => [key, rounded(all[key]! - headline[key]!, USD_DIGITS)])) as Record<
      (typeof ADDITIVE)[number],
      number
    >;
    return {
      ...all,
      ...rest,
      cost_per_month_usd: usdPerMonth(rest.cost_usd, endMs - this.warmUpMs),
      cost_unreserved_percent: percent(rest.cost_unreserved_usd, instancesUsd(all) - instancesUsd(headline)),
      requests_lost: all.requests_lost === null ? null : rounded(all.requests_lost - headline.requests_lost!, USD_DIGITS),
      cost_per_task_hour_usd: rest.task_hours === 0 ? null : rounded(rest.cost_usd / rest.task_hours, USD_DIGITS),
      spot_savings_percent: percent(rest.spot_savings_usd, rest.spot_savings_usd + rest.cost_spot_usd),
      ...sharesBetween(areas, areasAt(accounts.groups, endMs)),
      ...waitsSince(countedOwners(accounts.owners), owners),
      ...availability(shortfallsSince(before, shortfalls(countedOwners(accounts.owners), endMs))),
    };
  }

  private passTo(atMs: Ms): void {
    if (this.mark === null && atMs > this.warmUpMs) this.takeMark();
  }

  private takeMark(): void {
    const { recorder, warmUpMs } = this;
    const { accounts, traffic } = recorder;
    const owners = countedOwners(accounts.owners);
    this.mark = {
      headline: measure(accounts, warmUpMs, traffic.requestsLost).headline,
      areas: areasAt(accounts.groups, warmUpMs),
      shortfalls: shortfalls(owners, warmUpMs),
      owners: owners.map(({ waits, waitMs }) => ({ waits: waits.ascending(), sum: waits.sum, waitMs: waitMs.slice() })),
    };
    for (const level of [accounts.runningInstances, accounts.platformCpuUnits]) level.peak = level.now;
  }
}

function areasAt(groups: readonly GroupAccount[], atMs: Ms): Areas {
  const sums = (levels: (group: GroupAccount) => Pick<ResourceLevels, 'integralTo'>) =>
    [CPU, MEMORY, ENI].map((r) => groups.reduce((sum, group) => sum + levels(group).integralTo(r, atMs), 0n));
  return {
    reserved: sums(({ reserved }) => reserved),
    stranded: sums(({ stranded }) => stranded),
    capacity: sums(({ capacity }) => capacity),
  };
}

function sharesBetween(from: Areas, to: Areas) {
  return sharesOf((kind, r) => percentOf(to[kind][r] - from[kind][r], to.capacity[r] - from.capacity[r]));
}

/** `marks` are of the same owners. */
function waitsSince(owners: readonly OwnerAccount[], marks: readonly OwnerMark[]) {
  const sumOf = (amountOf: (owner: OwnerAccount, mark: OwnerMark) => number) =>
    owners.reduce((sum, owner, i) => sum + amountOf(owner, marks[i]), 0);
  return waitFigures(
    merged(owners.map(({ waits }, i) => waits.ascending().without(marks[i].waits))),
    sumOf((owner, mark) => owner.waits.sum - mark.sum),
    WAIT_CAUSES.map((_, cause) => sumOf((owner, mark) => owner.waitMs[cause] - mark.waitMs[cause])),
  );
}

function shortfallsSince(before: readonly Shortfall[], now: readonly Shortfall[]): Shortfall[] {
  return now.map(({ missingMs, withoutMs }, i) => ({
    missingMs: missingMs - before[i].missingMs,
    withoutMs: withoutMs - before[i].withoutMs,
  }));
}

/** Returns the cost of instances at list price. */
function instancesUsd({ cost_usd: all, cost_fargate_usd: fargate, cost_items_usd: items, commitments_usd: committed }: Headline): number {
  return all! - fargate! - items! - committed!;
}
