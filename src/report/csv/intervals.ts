import type { Ms } from '../../kernel/event-loop.js';
import { HOUR_DIGITS, percent, rounded, SHARE_DIGITS } from '../../record/digits.js';
import type { ClusterMeter } from '../../record/ledger/cluster.js';
import { type Costs, usdCell } from '../../record/ledger/costs.js';
import { CPU_UNITS_PER_VCPU } from '../../record/ledger/fargate-use.js';
import { CPU, ENI, type Group, MEMORY } from '../../record/ledger/group.js';
import { quotient } from '../../record/ledger/level.js';
import type { Owner } from '../../record/ledger/owner.js';
import { Stage } from '../../record/ledger/owner.js';
import { definitionName } from '../../record/rollouts/words.js';
import type { RevisionLoad } from '../../record/traffic/revision-loads.js';
import type { IntervalLoad } from '../../record/traffic/traffic-log.js';
import type { Setup } from '../../sim/setup.js';
import { LOAD_COLUMNS } from './columns.js';
import { type Cell, nameCell } from './table.js';

/** At this metric value an empty group is when something is needed; else it is at its target (A.CAS-3). */
const EMPTY_BUT_NEEDED_PERCENT = 200;
/** The cell of waiting tasks among those of instances: Fargate has it, too. */
const WAITING = 4;

/** 100 M / N as AWS publishes it; null where managed scaling is off. */
export function reservationPercent(group: Group): number | null {
  if (group.targetPercent === null) return null;
  if (group.running > 0) return rounded((100 * group.needed) / group.running, SHARE_DIGITS);
  return group.needed > 0 ? EMPTY_BUT_NEEDED_PERCENT : group.targetPercent;
}

/** How a capacity provider stands at the end of an interval. */
export function providerCells(group: Group, at: { timeMs: Ms; costs: Costs; index: number }): Cell[] {
  const { capacity, reserved, fargate } = group;
  const ofInstances = [
    group.needed,
    group.running,
    reservationPercent(group),
    group.targetPercent,
    group.waiting,
    group.desired,
    group.booting,
    group.active,
    group.draining,
    percent(reserved[CPU].now, capacity[CPU].now),
    percent(reserved[MEMORY].now, capacity[MEMORY].now),
    percent(reserved[ENI].now, capacity[ENI].now),
  ];
  const ofFargate = ofInstances.map((_, i) => (i === WAITING ? (fargate?.waiting ?? null) : null));
  return [
    at.timeMs,
    nameCell(group.name),
    ...(fargate === null ? ofInstances : ofFargate),
    usdCell(at.costs.of({ group: at.index }).money),
    ...(fargate === null ? [group.instances.now - group.spot.now - group.external, group.spot.now, group.pooled] : [null, null, null]),
    group.runningTasks,
    fargate === null ? null : fargate.cpuUnits.now / CPU_UNITS_PER_VCPU,
  ];
}

/** The cluster's metrics in the minutes of an interval. */
export function clusterCells(timeMs: Ms, { runningTasks, percents }: NonNullable<ReturnType<ClusterMeter['close']>>): Cell[] {
  return [timeMs, runningTasks, ...percents.map((value) => (value === null ? null : rounded(value, SHARE_DIGITS)))];
}

/** What came to a service in the interval; empty for one without a load. */
export function loadCells(load: IntervalLoad | null | undefined): Cell[] {
  if (load === null || load === undefined) return new Array(LOAD_COLUMNS.length).fill(null);
  const { requests, served, shed, backlog, servingTasks, cpuPercent, memoryPercent, waitMeanMs, waitP95Ms, oldestMs } = load;
  return [requests, served, shed, backlog, servingTasks, cpuPercent, memoryPercent, waitMeanMs, waitP95Ms, oldestMs];
}

/** What one revision of a service bore of its load. */
export function revisionCells(setup: Setup, { timeMs, service, load }: { timeMs: Ms; service: number; load: RevisionLoad }): Cell[] {
  const { revision, requests, served, shed, backlog, runningTasks, cpuPercent, responseMeanMs, waitP95Ms } = load;
  const of = [timeMs, nameCell(setup.services[service].name), revision, definitionName(setup, { service, revision })];
  return [...of, requests, served, shed, backlog, runningTasks, cpuPercent, responseMeanMs, waitP95Ms];
}

/** What one service's row says of the interval before it: the counters at its beginning are kept here. */
export class ServiceRow {
  private requested = 0;
  private started = 0;
  private stopped = 0;
  private missing = 0n;

  constructor(private readonly owner: Owner) {}

  cells(timeMs: Ms): Cell[] {
    const { owner } = this;
    const { inStage, requested, started } = owner;
    const stopped = owner.stopped + owner.refused;
    const missing = owner.missingTasks.integralTo(timeMs);
    const cells = [
      timeMs,
      nameCell(owner.name),
      owner.desired,
      inStage[Stage.provisioning],
      inStage[Stage.pending],
      inStage[Stage.running],
      inStage[Stage.stopping],
      requested - this.requested,
      started - this.started,
      stopped - this.stopped,
      quotient(missing - this.missing, 60_000n, HOUR_DIGITS),
      owner.healthy,
      owner.inCondition[2],
    ];
    Object.assign(this, { requested, started, stopped, missing });
    return cells;
  }

  save(): unknown {
    const { requested, started, stopped, missing } = this;
    return { requested, started, stopped, missing: missing.toString() };
  }

  load(saved: unknown): void {
    const { missing, ...counts } = saved as { missing: string };
    Object.assign(this, counts, { missing: BigInt(missing) });
  }
}
