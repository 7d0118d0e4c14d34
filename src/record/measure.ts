import { OnDemand, Spot } from '../autoscaling/group/purchase.js';
import { type Committed, netOf } from '../billing/commitments.js';
import { HOURS_PER_MONTH, type Money, PARTS, sumOf as sumOfMoney, usdOf } from '../billing/money.js';
import { MINUTE_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import { HOUR_DIGITS, percent, rounded, USD_DIGITS } from './digits.js';
import { itemMetrics } from './item-metrics.js';
import { committedOf } from './ledger/committed.js';
import { COMMITMENTS, type Costs, External, OPTIONS, optionName, usdCell } from './ledger/costs.js';
import { CPU, ENI, type GroupAccount, MEMORY } from './ledger/group.js';
import { percentOf, quotient } from './ledger/level.js';
import { CPU_UNITS_PER_VCPU, type PlatformUse } from './ledger/platforms/platform-use.js';
import type { BilledUse } from './ledger/platforms/platforms.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import { type Headline, METRICS } from './metrics.js';
import { ownersMetrics } from './owner-metrics.js';
import type { CommitmentMetrics, FargateMetrics, ProviderMetrics, PurchaseMetrics, RunMetrics } from './run-metrics.js';

import { spotPoolMetrics } from './spot-pools.js';
import { availability, countedOwners, minutesOf, shortfalls, sumOf, taskCounts, total, waits } from './task-figures.js';

const MS_PER_MINUTE = 60_000n;
const MS_PER_HOUR = 3_600_000n;

/**
 * Computes the metrics of a run that ended at `endMs`. Living tasks and instances are billed and counted up to then. `requestsLost`: by
 * services whose load is requests; null if there is none.
 */
export function measure(accounts: RunAccounts, endMs: Ms, requestsLost: number | null = null): RunMetrics {
  const costs = accounts.costsAt(endMs);
  const shares = accounts.sharesAt(endMs);
  const committed = committedOf(accounts.commitmentsByHour(endMs));
  const reservedUsd = accounts.reservedUsdAt(endMs);
  const billed = accounts.billedUseAt(endMs);
  const what = { costs, reservedUsd, billed, requestsLost, committed: netOf(committed.reservedInstances) + netOf(committed.savingsPlan) };
  return {
    headline: inOrder(headlineOf(accounts, what, endMs)),
    purchaseOptions: purchaseOptions(costs),
    providers: accounts.groups.flatMap((group, i) =>
      group.instances.peak > 0 || group.name !== '' ? [providerMetrics(group, what, { i, endMs })] : [],
    ),
    owners: ownersMetrics(accounts, { costs, shares }, endMs),
    tasksStoppedBeforeRunning: sumOf(countedOwners(accounts.owners), ({ stoppedBeforeRunning }) => stoppedBeforeRunning),
    // The headline has the whole time with as many digits: a part must not look longer.
    withoutTaskAtFirstMinutes: rounded(
      sumOf(countedOwners(accounts.owners), ({ withoutAtFirstMs }) => Math.max(0, withoutAtFirstMs)) / MINUTE_MS,
      HOUR_DIGITS,
    ),
    items: itemMetrics(accounts.setup, costs),
    commitments: COMMITMENTS.flatMap((commitment) =>
      committed[commitment].fee > 0n ? [commitmentMetrics(commitment, committed[commitment])] : [],
    ),
    spotPools: spotPoolMetrics(accounts.setup, costs),
    idleUsd: shares && usdCell(costs.of().money - sumOfMoney(shares)),
    hasTasksWithoutCpu: accounts.setup.taskDefinitions.some(({ cpuUnits }) => cpuUnits === 0),
  };
}

function commitmentMetrics(commitment: CommitmentMetrics['commitment'], committed: Committed): CommitmentMetrics {
  return {
    commitment,
    fee_usd: usdCell(committed.fee),
    used_usd: usdCell(committed.used),
    used_percent: percentOf(committed.used, committed.fee),
    covered_usd: usdCell(committed.covered),
    cost_usd: usdCell(netOf(committed)),
  };
}

/** Returns the figures in the order of every table. */
function inOrder(headline: Headline): Headline {
  const ordered: Partial<Record<keyof Headline, number | null>> = {};
  for (const { key } of METRICS) ordered[key] = headline[key];
  return ordered as Headline;
}

/** The totals of a run: its bill, the cost of reservations by group, the bill of Fargate by provider, the effect of commitments, and lost requests. */
interface Amounts {
  readonly costs: Costs;
  readonly reservedUsd: Float64Array;
  readonly billed: readonly BilledUse[];
  readonly committed: Money;
  readonly requestsLost: number | null;
}

function headlineOf(accounts: RunAccounts, amounts: Amounts, endMs: Ms): Headline {
  const { costs, committed } = amounts;
  const { groups } = accounts;
  const owners = countedOwners(accounts.owners);
  const usd = usdOf(costs.list + committed);
  const taskMs = total(owners, (owner) => owner.runningTasks, endMs);
  return {
    cost_per_month_usd: usdPerMonth(usd, endMs),
    cost_usd: rounded(usd, USD_DIGITS),
    ...unreservedOf(groups, amounts),
    cost_on_demand_usd: usdCell(costs.of({ option: OnDemand }).money),
    cost_per_task_hour_usd: taskMs === 0n ? null : rounded((usd * Number(MS_PER_HOUR)) / Number(taskMs), USD_DIGITS),
    instance_hours: hoursOfSeconds(costs.of().seconds),
    task_hours: quotient(taskMs, MS_PER_HOUR, HOUR_DIGITS) ?? 0,
    ...shares(groups, endMs),
    ...taskCounts(owners),
    ...waits(owners),
    ...availability(shortfalls(owners, endMs)),
    scale_outs: sumOf(groups, (group) => group.scaleOuts),
    scale_ins: sumOf(groups, (group) => group.scaleIns),
    peak_instances: accounts.runningInstances.peak,
    ...spotOf(costs),
    interrupted_instances: sumOf(groups, (group) => group.noticed),
    tasks_interrupted_by_spot: sumOf(groups, lostToSpot),
    launch_failures: sumOf(groups, (group) => group.launchFailures),
    below_desired_instance_minutes: minutesOf(groups, (group) => group.missing, endMs),
    ...fargateOf(accounts, amounts),
    cost_items_usd: usdCell(costs.ofItems),
    commitments_usd: usdCell(committed),
    requests_lost: amounts.requestsLost,
  };
}

/** The cost of a month of hours like those of the time measured; null if no time has passed. */
export function usdPerMonth(usd: number, measuredMs: Ms): number | null {
  return measuredMs <= 0 ? null : rounded((usd * HOURS_PER_MONTH * Number(MS_PER_HOUR)) / measuredMs, USD_DIGITS);
}

/** Returns the cost of unreserved capacity of a group with instances. */
function unreservedUsd({ costs, reservedUsd }: Amounts, group: number): number {
  return Math.max(0, usdOf(costs.of({ group }).money) - reservedUsd[group]);
}

function unreservedOf(groups: readonly GroupAccount[], amounts: Amounts) {
  const ofInstances = [...groups.keys()].filter((group) => groups[group].platform === null);
  const usd = sumOf(ofInstances, (group) => unreservedUsd(amounts, group));
  const all = sumOf(ofInstances, (group) => usdOf(amounts.costs.of({ group }).money));
  return { cost_unreserved_usd: rounded(usd, USD_DIGITS), cost_unreserved_percent: percent(usd, all) };
}

function fargateOf({ platformCpuUnits, groups, owners }: RunAccounts, { costs, billed }: Amounts) {
  const refused = ({ platform }: GroupAccount) => (platform === null ? 0 : platform.refusedByQuota + platform.refusedForCapacity);
  const minutes = (ms: number) => ms / Number(MS_PER_MINUTE);
  return {
    cost_fargate_usd: usdCell(sumOfMoney(groups.map(({ platform }, group) => (platform !== null ? costs.of({ group }).money : 0n)))),
    fargate_vcpu_hours: vcpuHours(billed),
    fargate_gb_hours: gbHours(billed),
    peak_fargate_vcpus: platformCpuUnits.peak / CPU_UNITS_PER_VCPU,
    fargate_refused_tasks: sumOf(groups, refused),
    fargate_quota_task_minutes: minutes(sumOf(owners, (owner) => owner.fargateQuotaMs)),
    fargate_capacity_task_minutes: minutes(sumOf(owners, (owner) => owner.fargateCapacityMs)),
  };
}

function vcpuHours(billed: readonly BilledUse[]): number {
  return hoursOfMs(sumOfMoney(billed.map(({ cpuUnitMs }) => cpuUnitMs)), CPU_UNITS_PER_VCPU);
}

function gbHours(billed: readonly BilledUse[]): number {
  return hoursOfMs(sumOfMoney(billed.map(({ mibMs }) => mibMs)), PARTS);
}

function hoursOfMs(amountMs: bigint, parts: number): number {
  return quotient(amountMs, BigInt(parts) * MS_PER_HOUR, HOUR_DIGITS) ?? 0;
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
    free_instance_hours: hoursOfSeconds(spot.freeSeconds),
  };
}

/** The costs by purchase option, of a group or of all. Instances outside AWS appear only if the run has some. */
function purchaseOptions(costs: Costs, group?: number): PurchaseMetrics[] {
  const options = OPTIONS.filter((option) => option !== External || costs.of({ option }).seconds > 0);
  return options.map((option) => {
    const { money, onDemand, seconds, freeSeconds } = costs.of(group === undefined ? { option } : { group, option });
    return {
      purchase_option: optionName(option),
      cost_usd: usdCell(money),
      on_demand_cost_usd: usdCell(onDemand),
      instance_hours: hoursOfSeconds(seconds),
      ...(freeSeconds > 0 ? { free_instance_hours: hoursOfSeconds(freeSeconds) } : {}),
    };
  });
}

function shares(groups: readonly GroupAccount[], endMs: Ms) {
  const area = (kind: 'reserved' | 'stranded' | 'capacity', r: number) =>
    groups.reduce((sum, group) => sum + group[kind].integralTo(r, endMs), 0n);
  return sharesOf((kind, r) => percentOf(area(kind, r), area('capacity', r)));
}

/** The percentage that is reserved of each resource, and the percentages of CPU and memory that are stranded. */
export function sharesOf<Share>(share: (kind: 'reserved' | 'stranded', resource: number) => Share) {
  return {
    cpu_reserved_percent: share('reserved', CPU),
    memory_reserved_percent: share('reserved', MEMORY),
    eni_reserved_percent: share('reserved', ENI),
    cpu_stranded_percent: share('stranded', CPU),
    memory_stranded_percent: share('stranded', MEMORY),
  };
}

function providerMetrics(group: GroupAccount, amounts: Amounts, at: { i: number; endMs: Ms }): ProviderMetrics {
  const share = (r: number) => percentOf(group.reserved.integralTo(r, at.endMs), group.capacity.integralTo(r, at.endMs));
  const { costs, billed } = amounts;
  const { money, seconds } = costs.of({ group: at.i });
  return {
    capacity_provider: group.name,
    cost_usd: usdCell(money),
    cost_unreserved_usd: group.platform === null ? rounded(unreservedUsd(amounts, at.i), USD_DIGITS) : 0,
    instance_hours: hoursOfSeconds(seconds),
    purchase_options: purchaseOptions(costs, at.i),
    peak_instances: group.runningInstances.peak,
    interrupted_instances: group.noticed,
    tasks_interrupted_by_spot: lostToSpot(group),
    launch_failures: group.launchFailures,
    below_desired_instance_minutes: minutesOf([group], ({ missing }) => missing, at.endMs),
    scale_outs: group.scaleOuts,
    scale_ins: group.scaleIns,
    cpu_reserved_percent: share(CPU),
    memory_reserved_percent: share(MEMORY),
    eni_reserved_percent: share(ENI),
    fargate: group.platform === null ? null : fargateMetrics(group.platform, billed[at.i]),
  };
}

function fargateMetrics(use: PlatformUse, billed: BilledUse): FargateMetrics {
  return {
    vcpu_hours: vcpuHours([billed]),
    gb_hours: gbHours([billed]),
    ...(billed.licensedCpuUnitMs > 0n ? { licensed_vcpu_hours: hoursOfMs(billed.licensedCpuUnitMs, CPU_UNITS_PER_VCPU) } : {}),
    ...(billed.storageGibMs > 0n ? { storage_gb_hours: hoursOfMs(billed.storageGibMs, 1) } : {}),
    peak_vcpus: use.cpuUnits.peak / CPU_UNITS_PER_VCPU,
    tasks_launched: use.launched,
    tasks_interrupted: use.interrupted,
    tasks_retired: use.retired,
    tasks_refused_by_quota: use.refusedByQuota,
    tasks_refused_for_capacity: use.refusedForCapacity,
    tasks_waiting: use.waiting,
  };
}

function hoursOfSeconds(seconds: number): number {
  return quotient(BigInt(seconds), 3600n, HOUR_DIGITS) ?? 0;
}
