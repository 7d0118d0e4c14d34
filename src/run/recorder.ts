import { MINUTE_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import { loadParts, savedParts } from '../kernel/parts.js';
import { ActivityLog } from '../record/activity-log.js';
import { byKind } from '../record/by-kind.js';
import { capacityNotes } from '../record/capacity/activity-texts.js';
import { CapacityLog, isOfCapacity } from '../record/capacity/capacity-log.js';
import { SpotTraceLog } from '../record/capacity/spot-traces.js';
import { FaultLog } from '../record/faults/fault-log.js';
import { FiguresRecorder } from '../record/figures-recorder.js';
import { FleetLog } from '../record/fleet/fleet-log.js';
import { waitHistogram } from '../record/histogram.js';
import type { RunAccounts, RunAccountsOptions } from '../record/ledger/run-accounts.js';
import { sorted } from '../record/ledger/samples.js';
import { CpuUseLog } from '../record/left-out/cpu-use.js';
import { leftOutOf } from '../record/left-out/left-out.js';
import { LongestWaits, type LongWait, lengthOf } from '../record/longest-waits.js';
import { RefreshLog } from '../record/refreshes.js';
import { troubleSentences } from '../record/rollouts/deployment-texts.js';
import { RolloutSeries } from '../record/rollouts/rollout-series.js';
import type { LongestWait, RunRecord } from '../record/run-record.js';
import { intervalMs, SeriesRecorder } from '../record/series.js';
import type { NameOfTraced } from '../record/tables/names.js';
import type { TrafficLog } from '../record/traffic/traffic-log.js';
import { CsvFiles, type CsvSinks } from '../report/csv/files.js';
import { Fact, type FactKind, type Subscriber, sendEnd, sendStart, type TaskStart } from '../sim/facts.js';
import type { Setup } from '../sim/setup.js';

interface RecorderOptions extends RunAccountsOptions {
  /** True if a fork may continue this run: it may have faults and deployments that this run lacks, so their state is kept as well. */
  readonly isForkable?: boolean;
  /** Names the task of a row of a workload's trace; null: it has no name. */
  readonly nameOfTraced?: NameOfTraced;
}

/**
 * The subscriber that makes the report of a run: it keeps the accounts, reads them once per interval and at the end, and streams CSV files.
 */
export class RunRecorder implements Subscriber {
  readonly accounts: RunAccounts;
  readonly traffic: TrafficLog;
  private readonly figures: FiguresRecorder;
  private readonly recorded: SeriesRecorder;
  private readonly csv: CsvFiles;
  private readonly faults: FaultLog;
  private readonly refreshes: RefreshLog;
  private readonly rolloutSeries: RolloutSeries;
  private readonly capacity: CapacityLog;
  private readonly activities: ActivityLog;
  private readonly fleet: FleetLog;
  private readonly longestWaits: LongestWaits;
  private readonly cpuUse: CpuUseLog;
  private readonly spotTraces: SpotTraceLog;
  /** By kind of fact: 1 if others than the figures receive it. Most facts of a long run are of tasks, which the accounts alone receive. */
  private readonly isForOthers: Uint8Array;
  /** By kind of fact: 1 if any log receives it. */
  private readonly isForLogs: Uint8Array;
  private readonly everyMs: Ms;
  private nextMs: Ms;
  private nextMinuteMs: Ms = MINUTE_MS;
  /** The first of the ends of an interval, a minute and a column of the map of the fleet. */
  private dueMs: Ms;

  constructor(setup: Setup, sinks: CsvSinks = {}, { isForkable = false, nameOfTraced = () => null, ...options }: RecorderOptions = {}) {
    // A fork may write the costs of the tasks that live at its beginning.
    this.figures = new FiguresRecorder(setup, { hasTaskCosts: sinks['tasks.csv'] !== undefined || isForkable, ...options });
    const { accounts, traffic, rollouts } = this.figures;
    this.accounts = accounts;
    this.traffic = traffic;
    this.refreshes = new RefreshLog(setup, { isForkable });
    this.rolloutSeries = new RolloutSeries(setup, { isForkable });
    this.capacity = new CapacityLog(accounts, rollouts);
    this.csv = new CsvFiles(accounts, sinks, { traffic, rollouts, refreshes: this.refreshes, nameOfTraced });
    this.recorded = new SeriesRecorder(setup, traffic);
    this.faults = new FaultLog(setup, { isForkable });
    this.activities = new ActivityLog(accounts, { rollouts, refreshes: this.refreshes });
    this.fleet = new FleetLog(accounts);
    this.longestWaits = new LongestWaits(accounts);
    this.cpuUse = new CpuUseLog(accounts);
    this.spotTraces = new SpotTraceLog(setup);
    this.everyMs = setup.metrics.everyMs ?? intervalMs(setup.durationMs);
    this.nextMs = this.everyMs;
    this.dueMs = this.firstDueMs();
    this.isForLogs = byKind((kind) => this.hasLogFor(kind));
    this.isForOthers = byKind((kind) => this.cpuUse.receives(kind) || this.hasLogFor(kind));
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    // An interval's rows show the state after every fact of its last millisecond.
    if (atMs > this.dueMs) this.passTo(atMs);
    this.figures.onFact(kind, atMs, a, b, c, d, e, f);
    if (this.isForOthers[kind] === 1) this.onOther(kind, atMs, a, b, c, d, e, f);
  }

  onTaskStarts(start: TaskStart): void {
    if (this.isForOthers[Fact.taskRequested] === 1) return sendStart(this, start);
    if (start.atMs > this.dueMs) this.passTo(start.atMs);
    this.accounts.onTaskStarts(start);
  }

  onTaskEnds(task: number, cause: number, atMs: Ms): void {
    if (this.isForOthers[Fact.taskStopped] === 1) return sendEnd(this, task, cause, atMs);
    if (atMs > this.dueMs) this.passTo(atMs);
    this.accounts.onTaskEnds(task, cause, atMs);
  }

  private onOther(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    if (this.cpuUse.receives(kind)) this.cpuUse.onFact(kind, a, b, c, f);
    if (this.isForLogs[kind] === 1) this.passToLogs(kind, atMs, [a, b, c, d, e, f]);
  }

  /** Whether any log receives facts of a kind. */
  private hasLogFor(kind: FactKind): boolean {
    const { faults, refreshes, spotTraces, figures, fleet, activities, csv } = this;
    if (faults.isOn || refreshes.isOn || spotTraces.isOn || isOfCapacity(kind) || figures.rollouts.receives(kind)) return true;
    return [fleet, activities, csv].some((log) => log.receives(kind));
  }

  private passToLogs(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    const [a, b, c, d, e, f] = args;
    if (this.faults.isOn) this.faults.onFact(kind, atMs, a, b, c, d, e, f);
    if (this.refreshes.isOn) this.refreshes.onFact(kind, atMs, args);
    if (this.figures.rollouts.receives(kind)) this.rolloutSeries.onFact(kind, args);
    if (isOfCapacity(kind)) this.capacity.onFact(kind, atMs, args);
    if (this.fleet.receives(kind)) this.fleet.onFact(kind, a);
    if (this.activities.receives(kind)) this.activities.onFact(kind, atMs, args);
    if (this.spotTraces.isOn) this.spotTraces.onFact(kind, atMs, args);
    if (this.csv.receives(kind)) this.csv.onFact(kind, atMs, args);
  }

  onTraceRow(row: number): void {
    this.accounts.onTraceRow(row);
  }

  /** Ends the run at `endMs`. A last, shorter interval has rows of its own. No fact may follow. */
  finish(endMs: Ms): RunRecord {
    this.passTo(endMs + 1);
    if (this.nextMs - this.everyMs < endMs) this.endInterval(endMs);
    const figures = this.figures.finish(endMs);
    const longestWaits = this.longestWaits.finish(endMs);
    this.csv.finish(endMs);
    this.recorded.addCommitments(this.accounts.commitmentsByHour(endMs));
    return {
      endMs,
      startsAtMs: this.accounts.setup.startsAtMs,
      ...figures,
      series: this.recorded.series,
      waitHistogram: waitHistogram(sorted(this.accounts.owners.filter((owner) => !owner.isDaemon).map((owner) => owner.waits))),
      longestWait: stillWaitingOf(longestWaits, this.accounts) ?? longestOf(this.accounts),
      stillWaiting: this.figures.whyWaiting.at(endMs, this.accounts, figures.metrics),
      faults: this.faults.rows(endMs),
      refreshes: this.refreshes.rows(endMs),
      troubles: troubleSentences(this.figures.rollouts, endMs),
      capacityNotes: [...capacityNotes(this.capacity, endMs), ...this.spotTraces.sentences(endMs)],
      spotTraces: this.spotTraces.rows(endMs),
      leftOut: leftOutOf({
        setup: this.accounts.setup,
        metrics: figures.metrics,
        cpuUse: this.cpuUse.use,
        launchedTypes: new Set(this.accounts.instanceKinds.flatMap(({ type, isExternal }) => (isExternal ? [] : [type]))),
      }),
      services: this.rolloutSeries.services,
      activities: this.activities.activities,
      activitiesLeftOut: this.activities.leftOut,
      fleet: this.fleet.finish(endMs),
      longestWaits,
    };
  }

  save(): unknown {
    return { nextMs: this.nextMs, nextMinuteMs: this.nextMinuteMs, ...savedParts(this.parts()) };
  }

  /** Restores the state of a recorder of the same setup. The files are the text of its sinks, followed by the text of this recorder's. */
  load(saved: unknown): void {
    const { nextMs, nextMinuteMs } = saved as { nextMs: Ms; nextMinuteMs: Ms };
    this.nextMs = nextMs;
    this.nextMinuteMs = nextMinuteMs;
    loadParts(this.parts(), saved);
    this.dueMs = this.firstDueMs();
  }

  private parts() {
    const { whyWaiting, rollouts, limits } = this.figures;
    const { accounts: ledger, recorded: series, csv, faults, refreshes, traffic, rolloutSeries, capacity, activities } = this;
    return {
      ...{ ledger, series, csv, whyWaiting, faults, refreshes, traffic, rollouts, rolloutSeries, capacity, activities },
      ...{ fleet: this.fleet, longestWaits: this.longestWaits, limits, cpuUse: this.cpuUse, spotTraces: this.spotTraces },
    };
  }

  private firstDueMs(): Ms {
    return Math.min(this.nextMs, this.nextMinuteMs, this.fleet.nextMs);
  }

  /** Closes the intervals, minutes and columns of the map that end before `atMs`, in order of time. */
  private passTo(atMs: Ms): void {
    while (atMs > this.fleet.nextMs) this.fleet.endColumn();
    while (atMs > this.nextMs || atMs > this.nextMinuteMs) {
      if (this.nextMinuteMs > this.nextMs) this.endInterval(this.nextMs);
      else {
        this.accounts.cluster.minuteEnded();
        if (this.cpuUse.isOn) this.cpuUse.minuteEnded();
        this.nextMinuteMs += MINUTE_MS;
      }
    }
    this.dueMs = this.firstDueMs();
  }

  private endInterval(timeMs: Ms): void {
    const costs = this.accounts.costsAt(timeMs);
    this.recorded.intervalEnded(timeMs, this.accounts, costs);
    this.rolloutSeries.intervalEnded(this.accounts);
    this.csv.intervalEnded(timeMs, costs);
    if (this.traffic.isOn) this.traffic.beginInterval();
    this.nextMs = timeMs + this.everyMs;
  }
}

function longestOf({ owners }: RunAccounts): LongestWait | null {
  const waited = owners.filter(({ isDaemon, longestTask }) => !isDaemon && longestTask >= 0);
  const [longest] = waited.sort((a, b) => b.longestWaitMs - a.longestWaitMs || a.longestTask - b.longestTask);
  return longest === undefined ? null : { task: longest.longestTask, waitMs: longest.longestWaitMs, isOver: true };
}

/** The longest wait of a task that has not started: what to ask about before any that is over. */
function stillWaitingOf(waits: readonly LongWait[], { owners }: RunAccounts): LongestWait | null {
  const isDaemon = (name: string) => owners.some((owner) => owner.name === name && owner.isDaemon);
  const longest = waits.find(({ owner, runningMs }) => runningMs === null && !isDaemon(owner));
  return longest === undefined ? null : { task: longest.task, waitMs: lengthOf(longest), isOver: false };
}
