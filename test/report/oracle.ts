import { Fact, InstanceCause, StopCause } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import type { RecordedFact } from './history.js';

type Line = { kind: number; at: number; args: number[] };

/** What the state of a moment adds to the headline: shares reserved, of all, and stranded; tasks and services. */
const NOTHING = {
  cpu: 0,
  memory: 0,
  eni: 0,
  cpuAll: 0,
  memoryAll: 0,
  eniAll: 0,
  cpuLost: 0,
  memoryLost: 0,
  running: 0,
  missing: 0,
  without: 0,
  short: 0,
};

/** The headline metrics the slow way: for every stretch between two facts the whole state is found anew from the list of facts. */
export function slowHeadline(facts: readonly RecordedFact[], setup: Setup, endMs: number): Record<string, number | null> {
  const lines = facts.map(([kind, at, ...args]) => ({ kind, at, args }));
  const times = [...new Set([0, ...lines.map((line) => line.at), endMs])].sort((a, b) => a - b);
  const sums = { ...NOTHING };
  for (let i = 1; i < times.length; i++) {
    const state = stateAt(lines, setup, times[i - 1]);
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += state[key] * (times[i] - times[i - 1]);
  }
  // Counts of tasks leave those of daemons out.
  const TASKS: readonly number[] = [Fact.taskRequested, Fact.taskRefused, Fact.taskRunning, Fact.taskStopping, Fact.taskStopped];
  const counted = lines.filter(({ kind, args }) => !TASKS.includes(kind) || !isDaemonTask(lines, setup, args[0]));
  const stops = (cause: number) => counted.filter((line) => line.kind === Fact.taskStopped && line.args[1] === cause).length;
  const refused = count(counted, Fact.taskRefused);
  const all = bills(lines, setup, endMs);
  const spot = all.filter((bill) => bill.isSpot);
  const usd = sumOf(all, 'usd');
  const hours = sumOf(all, 'seconds') / 3600;
  const saved = sumOf(spot, 'onDemandUsd') - sumOf(spot, 'usd');
  return {
    cost_per_month_usd: (usd * 730) / (endMs / 3_600_000),
    cost_usd: usd,
    cost_unreserved_usd: sumOf(all, 'unreservedUsd'),
    cost_unreserved_percent: share(sumOf(all, 'unreservedUsd'), usd),
    cost_on_demand_usd: usd - sumOf(spot, 'usd'),
    cost_per_task_hour_usd: sums.running === 0 ? null : usd / (sums.running / 3_600_000),
    instance_hours: hours,
    task_hours: sums.running / 3_600_000,
    cpu_reserved_percent: share(sums.cpu, sums.cpuAll),
    memory_reserved_percent: share(sums.memory, sums.memoryAll),
    eni_reserved_percent: share(sums.eni, sums.eniAll),
    cpu_stranded_percent: share(sums.cpuLost, sums.cpuAll),
    memory_stranded_percent: share(sums.memoryLost, sums.memoryAll),
    tasks_requested: count(counted, Fact.taskRequested),
    tasks_started: count(counted, Fact.taskRunning),
    tasks_completed: stops(StopCause.runEnded),
    tasks_failed: refused + stops(StopCause.crashed) + stops(StopCause.provisioningTimeout),
    tasks_crashed: stops(StopCause.crashed),
    tasks_refused: refused,
    tasks_timed_out: stops(StopCause.provisioningTimeout),
    tasks_interrupted: stops(StopCause.instanceTerminated),
    tasks_waiting: count(counted, Fact.taskRequested) - refused - tasksLeftOrRun(counted),
    tasks_waited: count(counted, Fact.taskRunning),
    ...waits(counted),
    below_desired_task_minutes: sums.missing / 60_000,
    // The setup has one service that is no daemon.
    worst_service_task_minutes: sums.missing / 60_000,
    without_task_service_minutes: sums.without / 60_000,
    requests_lost: null,
    scale_outs: lines.filter((line) => line.kind === Fact.scalingDecided && line.args[2] > line.args[1]).length,
    scale_ins: lines.filter((line) => line.kind === Fact.scalingDecided && line.args[2] < line.args[1]).length,
    peak_instances: peak(lines),
    cost_spot_usd: sumOf(spot, 'usd'),
    spot_savings_usd: saved,
    spot_savings_percent: share(saved, sumOf(spot, 'onDemandUsd')),
    on_demand_instance_hours: hours - sumOf(spot, 'seconds') / 3600,
    spot_instance_hours: sumOf(spot, 'seconds') / 3600,
    free_instance_hours: sumOf(spot, 'freeSeconds') / 3600,
    interrupted_instances: count(lines, Fact.instanceNoticed),
    tasks_interrupted_by_spot: lines.filter(({ kind, args }) => kind === Fact.taskStopped && isLostToSpot(lines, setup, args)).length,
    launch_failures: count(lines, Fact.launchFailed),
    below_desired_instance_minutes: sums.short / 60_000,
  };
}

function stateAt(equivalenceList: Line[], setup: Setup, atMs: number) {
  const past = equivalenceList.filter((line) => line.at <= atMs);
  const has = (kind: number, id: number) => past.some((line) => line.kind === kind && line.args[0] === id);
  const find = (kind: number, id: number) => past.find((line) => line.kind === kind && line.args[0] === id);
  const classes = past.filter((line) => line.kind === Fact.taskClassDefined);
  const isDaemon = (line: Line) => line.args[1] >= 0 && setup.services[line.args[1]].schedulingStrategy === 'DAEMON';
  const least = (arg: number) =>
    Math.min(...classes.filter((line) => !isDaemon(line)).map((line) => line.args[arg]), Number.POSITIVE_INFINITY);
  const least3 = [3, 4, 5].map((arg) => (classes.every(isDaemon) ? 0 : least(arg)));
  const tasks = past.filter(
    (line) => line.kind === Fact.taskRequested && !has(Fact.taskStopped, line.args[0]) && !has(Fact.taskRefused, line.args[0]),
  );
  const sum = { ...NOTHING };
  for (const { args } of past.filter((line) => line.kind === Fact.instanceLaunched)) {
    if (!has(Fact.instanceRegistered, args[0]) || has(Fact.instanceTerminated, args[0])) continue;
    const type = setup.instanceTypes[args[1]];
    const all = [type.cpuUnits, type.memoryMib, args[4] === 1 ? type.eniTasksTrunk : type.eniTasks];
    const used = [0, 0, 0];
    for (const task of tasks) {
      if (find(Fact.taskPlaced, task.args[0])?.args[1] !== args[0]) continue;
      const size = classes.find((line) => line.args[0] === task.args[1])!.args.slice(3, 6);
      for (const r of [0, 1, 2]) used[r] += size[r];
    }
    sum.cpu += used[0];
    sum.memory += used[1];
    sum.eni += used[2];
    sum.cpuAll += all[0];
    sum.memoryAll += all[1];
    sum.eniAll += all[2];
    const isLost = [0, 1, 2].some((r) => all[r] - used[r] < least3[r]) && !has(Fact.instanceDraining, args[0]);
    if (!isLost) continue;
    sum.cpuLost += all[0] - used[0];
    sum.memoryLost += all[1] - used[1];
  }
  const running = tasks.filter(
    (task) =>
      has(Fact.taskRunning, task.args[0]) &&
      !has(Fact.taskStopping, task.args[0]) &&
      !isDaemon(classes.find((line) => line.args[0] === task.args[1])!),
  );
  sum.running = running.length;
  for (const service of setup.services.keys()) {
    if (setup.services[service].schedulingStrategy === 'DAEMON') continue;
    const desired = past.findLast((line) => line.kind === Fact.serviceDesired && line.args[0] === service)?.args[1] ?? 0;
    const own = running.filter((task) => classes.find((line) => line.args[0] === task.args[1])!.args[1] === service).length;
    sum.missing += Math.max(0, desired - own);
    sum.without += Number(desired > 0 && own === 0);
  }
  for (const provider of setup.capacityProviders.keys()) {
    const desired = past.findLast((line) => line.kind === Fact.scalingDecided && line.args[0] === provider)?.args[2] ?? 0;
    const isLeaving = ({ args }: Line) => {
      const drained = find(Fact.instanceDraining, args[0]);
      return drained !== undefined && drained.args[1] !== InstanceCause.interrupted;
    };
    const own = past.filter((line) => line.kind === Fact.instanceLaunched && line.args[3] === provider);
    const staying = own.filter((line) => !has(Fact.instanceTerminated, line.args[0]) && !isLeaving(line));
    sum.short += Math.max(0, desired - staying.length);
  }
  return sum;
}

interface Bill {
  readonly seconds: number;
  readonly usd: number;
  readonly onDemandUsd: number;
  readonly isSpot: boolean;
  readonly freeSeconds: number;
  /** For what no task reserves. */
  readonly unreservedUsd: number;
}

/** Price by price. */
function bills(equivalenceList: Line[], setup: Setup, endMs: number): Bill[] {
  return equivalenceList
    .filter((line) => line.kind === Fact.instanceLaunched)
    .map(({ at, args: [instance, type, zone, , , purchase] }) => {
      const end = equivalenceList.find((line) => line.kind === Fact.instanceTerminated && line.args[0] === instance);
      const toMs = end?.at ?? endMs;
      const isSpot = purchase === 1;
      const isFree = isSpot && end?.args[1] === InstanceCause.interrupted && toMs - at < 3_600_000;
      const seconds = Math.max(60, Math.ceil((toMs - at) / 1000));
      const onDemandUsd = (seconds * setup.instanceTypes[type].usdPerHour) / 3600;
      if (isFree) return { seconds, usd: 0, onDemandUsd, isSpot, freeSeconds: seconds, unreservedUsd: 0 };
      const { price } = setup.market.pools.find((pool) => pool.isSpot && pool.type === type && pool.zone === zone)!;
      const costOf = (fromMs: number, untilMs: number) => {
        if (!isSpot) return ((untilMs - fromMs) * setup.instanceTypes[type].usdPerHour) / 3_600_000;
        return price.usdPerHour.reduce((usd, hourly, step) => {
          const from = step === 0 ? fromMs : Math.max(fromMs, price.atMs[step]);
          const until = Math.min(untilMs, price.atMs[step + 1] ?? untilMs);
          return usd + (Math.max(0, until - from) * hourly) / 3_600_000;
        }, 0);
      };
      const usd = costOf(at, at + 1000 * seconds);
      const reserved = tenants(equivalenceList, instance, endMs).reduce((sum, { fromMs, untilMs, cpuUnits, memoryMib }) => {
        const { cpuUnits: cpu, memoryMib: memory } = setup.instanceTypes[type];
        return sum + (costOf(fromMs, untilMs) * (9 * cpuUnits + memoryMib)) / (9 * cpu + memory);
      }, 0);
      return { seconds, usd, onDemandUsd, isSpot, freeSeconds: 0, unreservedUsd: usd - reserved };
    });
}

/** The tasks that were placed on an instance, and how long each held its room. */
function tenants(equivalenceList: Line[], instance: number, endMs: number) {
  return equivalenceList
    .filter((line) => line.kind === Fact.taskPlaced && line.args[1] === instance)
    .map(({ at: fromMs, args: [task] }) => {
      const untilMs = equivalenceList.find((line) => line.kind === Fact.taskStopped && line.args[0] === task)?.at ?? endMs;
      const taskClass = equivalenceList.find(({ kind, args }) => kind === Fact.taskRequested && args[0] === task)!.args[1];
      const [, , , cpuUnits, memoryMib] = equivalenceList.find(
        ({ kind, args }) => kind === Fact.taskClassDefined && args[0] === taskClass,
      )!.args;
      return { fromMs, untilMs, cpuUnits, memoryMib };
    });
}

function sumOf(all: readonly Bill[], of: 'seconds' | 'usd' | 'onDemandUsd' | 'freeSeconds' | 'unreservedUsd'): number {
  return all.reduce((sum, bill) => sum + bill[of], 0);
}

/** A task but a daemon's that was on an instance when EC2 took it. */
function isLostToSpot(equivalenceList: Line[], setup: Setup, [task, cause]: number[]): boolean {
  const instance = equivalenceList.find((line) => line.kind === Fact.taskPlaced && line.args[0] === task)?.args[1];
  const end = equivalenceList.find((line) => line.kind === Fact.instanceTerminated && line.args[0] === instance);
  return (
    cause === StopCause.instanceTerminated && end?.args[1] === InstanceCause.interrupted && !isDaemonTask(equivalenceList, setup, task)
  );
}

function isDaemonTask(equivalenceList: Line[], setup: Setup, task: number): boolean {
  const taskClass = equivalenceList.find(({ kind, args }) => kind === Fact.taskRequested && args[0] === task)!.args[1];
  const service = equivalenceList.find(({ kind, args }) => kind === Fact.taskClassDefined && args[0] === taskClass)!.args[1];
  return service >= 0 && setup.services[service].schedulingStrategy === 'DAEMON';
}

function waits(equivalenceList: Line[]): Record<string, number | null> {
  const all: number[] = [];
  const causes = { quota: 0, capacity: 0, boot: 0, eni: 0, pull: 0, start: 0 };
  for (const { at, args } of equivalenceList.filter((line) => line.kind === Fact.taskRunning)) {
    const when = (kind: number) => equivalenceList.find((line) => line.kind === kind && line.args[0] === args[0]);
    const requested = when(Fact.taskRequested)!.at;
    const placed = when(Fact.taskPlaced)!;
    const pending = when(Fact.taskPending)!;
    const held = (when(Fact.taskAdmitted)?.at ?? 0) - (when(Fact.taskHeld)?.at ?? 0);
    const boot = Math.min(placed.args[2], placed.at - requested - held);
    all.push(at - requested);
    causes.quota += held;
    causes.boot += boot;
    causes.capacity += placed.at - requested - held - boot;
    causes.eni += pending.at - placed.at;
    causes.pull += pending.args[1];
    causes.start += at - pending.at - pending.args[1];
  }
  all.sort((a, b) => a - b);
  const mean = (ms: number) => (all.length === 0 ? null : ms / all.length);
  const rank = (percent: number) => all.find((wait) => 100 * all.filter((other) => other <= wait).length >= percent * all.length) ?? null;
  return {
    wait_p50_ms: rank(50),
    wait_p95_ms: rank(95),
    wait_p99_ms: rank(99),
    wait_max_ms: all.at(-1) ?? null,
    wait_mean_ms: mean(all.reduce((sum, wait) => sum + wait, 0)),
    ...Object.fromEntries(Object.entries(causes).map(([cause, ms]) => [`wait_${cause}_mean_ms`, mean(ms)])),
  };
}

function tasksLeftOrRun(equivalenceList: Line[]): number {
  const ids = (kind: number) => equivalenceList.filter((line) => line.kind === kind).map((line) => line.args[0]);
  return new Set([...ids(Fact.taskRunning), ...ids(Fact.taskStopping)]).size;
}

/** The most instances that were there for any time: within a millisecond, one may go while another comes. */
function peak(lines: Line[]): number {
  let [now, most] = [0, 0];
  lines.forEach(({ kind, at }, i) => {
    if (kind === Fact.instanceLaunched) now++;
    if (kind === Fact.instanceTerminated) now--;
    if (lines[i + 1]?.at !== at) most = Math.max(most, now);
  });
  return most;
}

function count(equivalenceList: Line[], kind: number): number {
  return equivalenceList.filter((line) => line.kind === kind).length;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}
