import type { Ms } from '../../kernel/event-loop.js';
import { Condition, FAILED_START_CAUSES, Fact, type FactKind, HUNG_BY, StopCause, type Subscriber } from '../../sim/facts.js';
import { type OwnerAccount, TaskStage } from '../ledger/owner.js';
import type { RunAccounts } from '../ledger/run-accounts.js';
import { measure } from '../measure.js';

/** The counts of a service from a time on. */
export interface ServiceStep {
  readonly atMs: Ms;
  readonly desired: number;
  /** RUNNING, on an instance with power. */
  readonly running: number;
  /** RUNNING and healthy: those that serve. */
  readonly healthy: number;
  readonly provisioning: number;
  readonly pending: number;
}

/**
 * The load of a service in the minute that ended, in thousandths; `lost`: shed, or sent to a task that did not answer, or answered with an
 * error.
 */
export interface ServiceMinute {
  readonly atMs: Ms;
  readonly arrived: number;
  readonly lost: number;
  readonly backlog: number;
}

/** The instances of the cluster from a time on. */
export interface FleetStep {
  readonly atMs: Ms;
  readonly registered: number;
  /** Launched and billed, and not registered yet. */
  readonly booting: number;
}

export interface ServiceTrack {
  readonly name: string;
  readonly isDaemon: boolean;
  readonly steps: readonly ServiceStep[];
  readonly minutes: readonly ServiceMinute[];
}

/** Counts within the window. */
export interface TrackCounts {
  launches: number;
  launchFailures: number;
  failedStarts: number;
  /** Tasks that ECS stopped because their health checks failed. */
  stoppedAsUnhealthy: number;
  /** Of instances that had not registered. */
  deadInstanceMs: number;
}

/** Data for a comparison of two runs of one scenario, within a window of time. */
export interface RunTrack {
  readonly services: readonly ServiceTrack[];
  readonly fleet: readonly FleetStep[];
  readonly counts: Readonly<TrackCounts>;
  /** The bill at each of the marks, in USD. */
  readonly usdAt: readonly number[];
}

export interface TrackWindow {
  readonly fromMs: Ms;
  readonly untilMs: Ms;
  /** Times at which the bill is read, ascending. */
  readonly marksMs: readonly Ms[];
}

/** Receives each fact before the owner of the accounts does, and so sees the accounts at the end of the millisecond before. */
export class SurvivalLog implements Subscriber {
  private nowMs: Ms = 0;
  private readonly touched = new Set<number>();
  private readonly serviceOfTask = new Map<number, number>();
  private readonly healthyTasks = new Set<number>();
  /** RUNNING tasks for ECS on instances without power. */
  private readonly dark = new Set<number>();
  private readonly unregistered = new Map<number, Ms>();
  private readonly registered = new Set<number>();
  private isFleetTouched = false;
  private readonly tracks: { name: string; isDaemon: boolean; steps: ServiceStep[]; minutes: ServiceMinute[] }[];
  private readonly fleet: FleetStep[] = [{ atMs: 0, registered: 0, booting: 0 }];
  private readonly counts: TrackCounts = { launches: 0, launchFailures: 0, failedStarts: 0, stoppedAsUnhealthy: 0, deadInstanceMs: 0 };
  private readonly usdAt: number[] = [];
  private readonly services: readonly OwnerAccount[];

  constructor(
    private readonly accounts: RunAccounts,
    private readonly window: TrackWindow,
  ) {
    this.services = accounts.owners.filter(({ kind }) => kind === 'service');
    this.tracks = this.services.map(({ name, isDaemon }) => ({ name, isDaemon, steps: [], minutes: [] }));
    this.services.forEach((_, service) => void this.touched.add(service));
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, _: number, d: number, e: number): void {
    if (atMs > this.nowMs) this.pass(atMs);
    switch (kind) {
      case Fact.taskRequested:
        this.serviceOfTask.set(a, this.accounts.classes.owner[b]!);
        this.touch(a);
        break;
      case Fact.taskRunning:
      case Fact.taskPending:
      case Fact.taskQueued:
        this.touch(a);
        break;
      case Fact.taskHealthChanged:
        this.touch(a);
        if (b === Condition.healthy) this.healthyTasks.add(a);
        else this.healthyTasks.delete(a);
        break;
      case Fact.taskHung:
        this.touch(a);
        if (b === HUNG_BY.power) this.dark.add(a);
        break;
      case Fact.taskStopping:
        this.touch(a);
        this.leave(a);
        if (b === StopCause.unhealthy && this.isWithin(atMs)) this.counts.stoppedAsUnhealthy++;
        break;
      case Fact.taskStopped:
        if (FAILED_START_CAUSES.includes(b) && this.isWithin(atMs)) this.counts.failedStarts++;
        this.forget(a);
        break;
      case Fact.taskRefused:
        this.forget(a);
        break;
      case Fact.serviceDesired:
        this.touched.add(a);
        break;
      case Fact.serviceLoaded:
        if (this.isWithin(atMs)) this.tracks[a]!.minutes.push({ atMs, arrived: b, lost: d, backlog: e });
        break;
      case Fact.requestsLost:
        this.addLost(a, b, atMs);
        break;
      case Fact.launchFailed:
        if (this.isWithin(atMs)) this.counts.launchFailures++;
        break;
      default:
        this.onInstance(kind, a, atMs);
    }
  }

  /** Call it after the last fact. */
  finish(endMs: Ms): RunTrack {
    this.pass(endMs + 1);
    for (const launchedMs of this.unregistered.values()) this.died(launchedMs, endMs);
    while (this.usdAt.length < this.window.marksMs.length) this.mark(Math.min(endMs, this.window.marksMs[this.usdAt.length]!));
    return { services: this.tracks, fleet: this.fleet, counts: this.counts, usdAt: this.usdAt };
  }

  private onInstance(kind: FactKind, instance: number, atMs: Ms): void {
    if (kind === Fact.instanceLaunched) {
      this.unregistered.set(instance, atMs);
      if (this.isWithin(atMs)) this.counts.launches++;
    } else if (kind === Fact.instanceRegistered) {
      this.leaveBoot(instance, atMs);
      this.registered.add(instance);
    } else if (kind === Fact.instanceTerminated || kind === Fact.instanceLeftCluster) {
      this.leaveBoot(instance, atMs);
      this.registered.delete(instance);
    } else return;
    this.isFleetTouched = true;
  }

  private leaveBoot(instance: number, atMs: Ms): void {
    const launchedMs = this.unregistered.get(instance);
    if (launchedMs === undefined) return;
    this.died(launchedMs, atMs);
    this.unregistered.delete(instance);
  }

  private died(launchedMs: Ms, atMs: Ms): void {
    const { fromMs, untilMs } = this.window;
    this.counts.deadInstanceMs += Math.max(0, Math.min(atMs, untilMs) - Math.max(launchedMs, fromMs));
  }

  private isWithin(atMs: Ms): boolean {
    return atMs >= this.window.fromMs && atMs <= this.window.untilMs;
  }

  private touch(task: number): void {
    const service = this.serviceOfTask.get(task);
    if (service !== undefined && service < this.services.length) this.touched.add(service);
  }

  private leave(task: number): void {
    this.healthyTasks.delete(task);
    this.dark.delete(task);
  }

  private forget(task: number): void {
    this.touch(task);
    this.leave(task);
    this.serviceOfTask.delete(task);
  }

  /** Follows serviceLoaded of the same minute. */
  private addLost(service: number, milli: number, atMs: Ms): void {
    const { minutes } = this.tracks[service]!;
    const last = minutes.at(-1);
    if (last?.atMs === atMs) minutes[minutes.length - 1] = { ...last, lost: last.lost + milli };
  }

  /** Moves the time forward: all facts up to and including `nowMs` have come. */
  private pass(toMs: Ms): void {
    const { marksMs } = this.window;
    for (const service of this.touched) this.note(service);
    this.touched.clear();
    if (this.isFleetTouched) this.noteFleet();
    this.isFleetTouched = false;
    while (this.usdAt.length < marksMs.length && marksMs[this.usdAt.length]! <= toMs) this.mark(marksMs[this.usdAt.length]!);
    this.nowMs = toMs;
  }

  private mark(atMs: Ms): void {
    this.usdAt.push(measure(this.accounts, atMs).headline.cost_usd!);
  }

  /** Before the window only the last values count. */
  private note(service: number): void {
    if (this.nowMs > this.window.untilMs) return;
    const { desired, inStage, healthy } = this.services[service]!;
    const dark = [...this.dark].filter((task) => this.serviceOfTask.get(task) === service);
    const running = inStage[TaskStage.running]! - dark.length;
    const step: ServiceStep = {
      atMs: this.nowMs,
      desired,
      running,
      healthy: Math.min(running, healthy - dark.filter((task) => this.healthyTasks.has(task)).length),
      provisioning: inStage[TaskStage.provisioning]!,
      pending: inStage[TaskStage.pending]!,
    };
    keep(this.tracks[service]!.steps, step, this.window.fromMs);
  }

  private noteFleet(): void {
    if (this.nowMs > this.window.untilMs) return;
    const step = { atMs: this.nowMs, registered: this.registered.size, booting: this.unregistered.size };
    keep(this.fleet, step, this.window.fromMs);
  }
}

function keep<T extends { readonly atMs: Ms }>(steps: T[], step: T, fromMs: Ms): void {
  if (step.atMs <= fromMs && steps.length > 0) steps[0] = step;
  else steps.push(step);
}
