import { OnDemand, Spot } from '../autoscaling/group/purchase.js';
import { type Committed, netOf } from '../billing/commitments.js';
import { ITEMS } from '../billing/line-items.js';
import { type Money, sumOf as sumOfMoney, usdOf } from '../billing/money.js';
import type { Ms } from '../kernel/event-loop.js';
import { FAILED_START_CAUSES, StopCause } from '../sim/facts.js';
import { HOUR_DIGITS, rounded, USD_DIGITS } from './digits.js';
import { committedOf } from './ledger/committed.js';
import { COMMITMENTS, type Costs, External, OPTIONS, optionName, TASK_VOLUMES, usdCell } from './ledger/costs.js';
import { CPU, ENI, type GroupAccount, MEMORY } from './ledger/group.js';
import { type Level, percentOf, quotient } from './ledger/level.js';
import { type OwnerAccount, TaskStage, WAIT_CAUSES } from './ledger/owner.js';
import { CPU_UNITS_PER_VCPU, type PlatformUse } from './ledger/platform-use.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import { nearestRank, sorted } from './ledger/samples.js';
import { volumeOwners } from './ledger/volumes.js';
import type { CommitmentMetrics, FargateMetrics, Headline, OwnerMetrics, ProviderMetrics, PurchaseMetrics, RunMetrics } from './metrics.js';

const MS_PER_MINUTE = 60_000n;
const MS_PER_HOUR = 3_600_000n;

import { spotPoolMetrics } from './spot-pools.js';

/** Computes the metrics of a run that ended at `endMs`. Living tasks and instances are billed and counted up to then. */
export function measure(accounts: RunAccounts, endMs: Ms): RunMetrics {
  const costs = accounts.costsAt(endMs);
  const shares = accounts.sharesAt(endMs);
  const volumes = new Map(volumeOwners(accounts.setup).map(({ owner }, nth) => [owner, { volumes_usd: usdCell(costs.ofVolumes[nth]) }]));
  const committed = committedOf(accounts.commitmentsByHour(endMs));
  return {
    headline: headlineOf(accounts, { costs, committed: netOf(committed.reservedInstances) + netOf(committed.savingsPlan) }, endMs),
    purchaseOptions: purchaseOptions(costs),
    providers: accounts.groups.flatMap((group, i) =>
      group.instances.peak > 0 || group.name !== '' ? [providerMetrics(group, costs, { i, endMs })] : [],
    ),
    owners: accounts.owners.map((owner, i) => ({
      ...ownerMetrics(owner, shares?.[i] ?? null, endMs),
      ...creditOf(accounts.creditedTo(i)),
      ...volumes.get(i),
    })),
    items: [
      ...ITEMS.flatMap((item) => (item in accounts.setup.billing.items ? [{ item, cost_usd: usdCell(costs.ofItem(item)) }] : [])),
      ...(volumes.size > 0 ? [{ item: TASK_VOLUMES, cost_usd: usdCell(sumOfMoney(costs.ofVolumes)) }] : []),
    ],
    commitments: COMMITMENTS.flatMap((commitment) =>
      committed[commitment].fee > 0n ? [commitmentMetrics(commitment, committed[commitment])] : [],
    ),
    spotPools: spotPoolMetrics(accounts.setup, costs),
    idleUsd: shares && usdCell(costs.of().money - sumOfMoney(shares)),
  };
}

function commitmentMetrics(commitment: CommitmentMetrics['commitment'], of: Committed): CommitmentMetrics {
  return {
    commitment,
    fee_usd: usdCell(of.fee),
    used_usd: usdCell(of.used),
    used_percent: percentOf(of.used, of.fee),
    covered_usd: usdCell(of.covered),
    cost_usd: usdCell(netOf(of)),
  };
}

function headlineOf(accounts: RunAccounts, { costs, committed }: { costs: Costs; committed: Money }, endMs: Ms): Headline {
  const { owners, groups } = accounts;
  const usd = usdOf(costs.list + committed);
  const taskMs = total(owners, (owner) => owner.runningTasks, endMs);
  return {
    cost_usd: rounded(usd, USD_DIGITS),
    cost_on_demand_usd: usdCell(costs.of({ option: OnDemand }).money),
    cost_per_task_hour_usd: taskMs === 0n ? null : rounded((usd * Number(MS_PER_HOUR)) / Number(taskMs), USD_DIGITS),
    instance_hours: hoursOfSeconds(costs.of().seconds),
    task_hours: quotient(taskMs, MS_PER_HOUR, HOUR_DIGITS) ?? 0,
    ...shares(groups, endMs),
    ...taskCounts(owners),
    ...waits(owners),
    below_desired_task_minutes: minutesOf(owners, (owner) => owner.missingTasks, endMs),
    scale_outs: sumOf(groups, (group) => group.scaleOuts),
    scale_ins: sumOf(groups, (group) => group.scaleIns),
    peak_instances: accounts.fleet.peak,
    ...spotOf(costs),
    interrupted_instances: sumOf(groups, (group) => group.noticed),
    tasks_interrupted_by_spot: sumOf(groups, lostToSpot),
    launch_failures: sumOf(groups, (group) => group.launchFailures),
    below_desired_instance_minutes: minutesOf(groups, (group) => group.missing, endMs),
    cost_fargate_usd: usdCell(sumOfMoney(groups.map(({ platform }, group) => (platform !== null ? costs.of({ group }).money : 0n)))),
    ...fargateOf(accounts, endMs),
    cost_items_usd: usdCell(costs.ofItems),
    commitments_usd: usdCell(committed),
  };
}

function fargateOf({ platformCpuUnits, groups, owners }: RunAccounts, endMs: Ms) {
  const refused = ({ platform }: GroupAccount) => (platform === null ? 0 : platform.refusedByQuota + platform.refusedForCapacity);
  const minutes = (ms: number) => ms / Number(MS_PER_MINUTE);
  return {
    fargate_vcpu_hours: vcpuHours(platformCpuUnits, endMs),
    peak_fargate_vcpus: platformCpuUnits.peak / CPU_UNITS_PER_VCPU,
    fargate_refused_tasks: sumOf(groups, refused),
    fargate_quota_task_minutes: minutes(sumOf(owners, (owner) => owner.fargateQuotaMs)),
    fargate_capacity_task_minutes: minutes(sumOf(owners, (owner) => owner.fargateCapacityMs)),
  };
}

function vcpuHours(cpuUnits: Level, endMs: Ms): number {
  return quotient(cpuUnits.integralTo(endMs), BigInt(CPU_UNITS_PER_VCPU) * MS_PER_HOUR, HOUR_DIGITS) ?? 0;
}

/** Tasks that ended with a reclaimed instance, or were reclaimed by FARGATE_SPOT. */
function lostToSpot({ tasksLost, platform }: GroupAccount): number {
  return tasksLost + (platform?.interrupted ?? 0);
}

function spotOf(costs: Costs) {
  const spot = costs.of({ option: Spot });
  const saved = spot.onDemand - spot.money;
  return {
    cost_spot_usd: usdCell(spot.money),
    spot_savings_usd: usdCell(saved),
    spot_savings_percent: percentOf(saved, spot.onDemand),
    on_demand_instance_hours: hoursOfSeconds(costs.of({ option: OnDemand }).seconds),
    spot_instance_hours: hoursOfSeconds(spot.seconds),
  };
}

/** The costs by purchase option, of a group or of all. Instances outside AWS appear only if the run has some. */
function purchaseOptions(costs: Costs, group?: number): PurchaseMetrics[] {
  const options = OPTIONS.filter((option) => option !== External || costs.of({ option }).seconds > 0);
  return options.map((option) => {
    const { money, onDemand, seconds } = costs.of(group === undefined ? { option } : { group, option });
    return {
      purchase_option: optionName(option),
      cost_usd: usdCell(money),
      on_demand_cost_usd: usdCell(onDemand),
      instance_hours: hoursOfSeconds(seconds),
    };
  });
}

function shares(groups: readonly GroupAccount[], endMs: Ms) {
  return sharesOf((of, r) =>
    percentOf(
      total(groups, (group) => group[of][r], endMs),
      total(groups, (group) => group.capacity[r], endMs),
    ),
  );
}

/** The percentage that is reserved of each resource, and the percentages of CPU and memory that are stranded. */
export function sharesOf<Share>(share: (of: 'reserved' | 'stranded', resource: number) => Share) {
  return {
    cpu_reserved_percent: share('reserved', CPU),
    memory_reserved_percent: share('reserved', MEMORY),
    eni_reserved_percent: share('reserved', ENI),
    cpu_stranded_percent: share('stranded', CPU),
    memory_stranded_percent: share('stranded', MEMORY),
  };
}

function taskCounts(owners: readonly OwnerAccount[]) {
  const by = (cause: number) => sumOf(owners, (owner) => owner.stoppedBy[cause]);
  return {
    tasks_requested: sumOf(owners, (owner) => owner.requested),
    tasks_started: sumOf(owners, (owner) => owner.started),
    tasks_completed: by(StopCause.runEnded),
    tasks_failed: sumOf(owners, failed),
    tasks_crashed: by(StopCause.crashed),
    tasks_refused: sumOf(owners, (owner) => owner.refused),
    tasks_timed_out: by(StopCause.provisioningTimeout),
    // A daemon task ends with its instance, so it does not count as interrupted.
    tasks_interrupted: sumOf(owners, (owner) => (owner.isDaemon ? 0 : lost(owner))),
    tasks_waiting: sumOf(owners, stillWaiting),
  };
}

/** The waits of all tasks but daemons', which arrive with their instance. */
function waits(everybody: readonly OwnerAccount[]) {
  const owners = everybody.filter((owner) => !owner.isDaemon);
  const all = sorted(owners.map((owner) => owner.waits));
  const mean = (ms: number) => quotient(BigInt(ms), BigInt(all.length), 3);
  const cause = (name: (typeof WAIT_CAUSES)[number]) => mean(sumOf(owners, (owner) => owner.waitMs[WAIT_CAUSES.indexOf(name)]));
  return {
    wait_p50_ms: nearestRank(all, 50),
    wait_p95_ms: nearestRank(all, 95),
    wait_p99_ms: nearestRank(all, 99),
    wait_max_ms: nearestRank(all, 100),
    wait_mean_ms: mean(sumOf(owners, (owner) => owner.waits.sum)),
    wait_quota_mean_ms: cause('quota'),
    wait_capacity_mean_ms: cause('capacity'),
    wait_boot_mean_ms: cause('boot'),
    wait_eni_mean_ms: cause('eni'),
    wait_pull_mean_ms: cause('pull'),
    wait_start_mean_ms: cause('start'),
  };
}

function providerMetrics(group: GroupAccount, costs: Costs, at: { i: number; endMs: Ms }): ProviderMetrics {
  const share = (r: number) => percentOf(group.reserved[r].integralTo(at.endMs), group.capacity[r].integralTo(at.endMs));
  const { money, seconds } = costs.of({ group: at.i });
  return {
    capacity_provider: group.name,
    cost_usd: usdCell(money),
    instance_hours: hoursOfSeconds(seconds),
    purchase_options: purchaseOptions(costs, at.i),
    peak_instances: group.instances.peak,
    interrupted_instances: group.noticed,
    tasks_interrupted_by_spot: lostToSpot(group),
    launch_failures: group.launchFailures,
    below_desired_instance_minutes: minutesOf([group], ({ missing }) => missing, at.endMs),
    scale_outs: group.scaleOuts,
    scale_ins: group.scaleIns,
    cpu_reserved_percent: share(CPU),
    memory_reserved_percent: share(MEMORY),
    eni_reserved_percent: share(ENI),
    fargate: group.platform === null ? null : fargateMetrics(group.platform, at.endMs),
  };
}

function fargateMetrics(use: PlatformUse, endMs: Ms): FargateMetrics {
  return {
    vcpu_hours: vcpuHours(use.cpuUnits, endMs),
    peak_vcpus: use.cpuUnits.peak / CPU_UNITS_PER_VCPU,
    tasks_launched: use.launched,
    tasks_interrupted: use.interrupted,
    tasks_retired: use.retired,
    tasks_refused_by_quota: use.refusedByQuota,
    tasks_refused_for_capacity: use.refusedForCapacity,
    tasks_waiting: use.waiting,
  };
}

function ownerMetrics(owner: OwnerAccount, share: Money | null, endMs: Ms): OwnerMetrics {
  const ascending = sorted([owner.waits]);
  return {
    name: owner.name,
    kind: owner.kind,
    tasks_requested: owner.requested,
    tasks_started: owner.started,
    tasks_completed: owner.stoppedBy[StopCause.runEnded],
    tasks_failed: failed(owner),
    tasks_interrupted: lost(owner),
    tasks_waiting: stillWaiting(owner),
    task_hours: quotient(owner.runningTasks.integralTo(endMs), MS_PER_HOUR, HOUR_DIGITS) ?? 0,
    wait_p50_ms: nearestRank(ascending, 50),
    wait_p95_ms: nearestRank(ascending, 95),
    wait_max_ms: nearestRank(ascending, 100),
    cost_usd: share === null ? null : usdCell(share),
    below_desired_task_minutes: minutesOf([owner], ({ missingTasks }) => missingTasks, endMs),
  };
}

/** The credit for tasks that cost less in the end than tasks.csv says; no key if there is none. */
function creditOf(money: Money): Pick<OwnerMetrics, 'credited_usd'> {
  return money === 0n ? {} : { credited_usd: usdCell(money) };
}

/**
 * Tasks lost with their instance (terminated or deregistered), a stop that its end cut short included, reclaimed on Fargate, or lost with their zone. A retirement replaces the
 * tasks of services, but standalone tasks are lost.
 */
function lost({ kind, stoppedBy, cutShort }: OwnerAccount): number {
  const onInstances = stoppedBy[StopCause.instanceTerminated] + stoppedBy[StopCause.orphaned];
  const onFargate = stoppedBy[StopCause.spotInterruption] + stoppedBy[StopCause.zoneOutage];
  return onInstances + onFargate + cutShort + (kind === 'workload' ? stoppedBy[StopCause.retired] : 0);
}

function failed(owner: OwnerAccount): number {
  return (
    owner.refused +
    owner.stoppedBy[StopCause.crashed] +
    owner.stoppedBy[StopCause.provisioningTimeout] +
    FAILED_START_CAUSES.reduce((sum, cause) => sum + owner.stoppedBy[cause], 0)
  );
}

function stillWaiting(owner: OwnerAccount): number {
  return owner.inStage[TaskStage.provisioning] + owner.inStage[TaskStage.pending];
}

function minutesOf<T>(things: readonly T[], levelOf: (thing: T) => Level, endMs: Ms): number {
  return quotient(total(things, levelOf, endMs), MS_PER_MINUTE, HOUR_DIGITS) ?? 0;
}

function hoursOfSeconds(seconds: number): number {
  return quotient(BigInt(seconds), 3600n, HOUR_DIGITS) ?? 0;
}

function total<T>(things: readonly T[], levelOf: (thing: T) => Level, endMs: Ms): bigint {
  return things.reduce((sum, thing) => sum + levelOf(thing).integralTo(endMs), 0n);
}

function sumOf<T>(things: readonly T[], amountOf: (thing: T) => number): number {
  return things.reduce((sum, thing) => sum + amountOf(thing), 0);
}
