import type { Ms } from '../../../kernel/event-loop.js';
import { NOWHERE } from '../../../placement/view.js';
import { Names, refusalName } from '../../../record/tables/names.js';
import type { FinishedRun } from '../../../report/summary.js';
import type { EquivalenceClass } from '../../../sim/cluster/equivalence-class.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import { strategyOfClass } from '../../../sim/cluster/services/strategies.js';
import type { World } from '../../../sim/cluster/world.js';
import { Fact, type FactKind, REFUSED_BY_FARGATE, WAITS_FOR_LAUNCH_RATE } from '../../../sim/facts.js';
import type { Setup } from '../../../sim/setup.js';
import { GroupWatch, type LaunchFailureSpan, type NewInstance, type ScalerMove } from './group-watch.js';
import type { Inquiry } from './inquiry.js';
import { neverFits, type PlacementRecord, recordNamed, recordPlacement } from './placement-record.js';
import { RefusalLog, type RefusalSpan, type WaitsFor, waitsFor } from './refusal-log.js';
import { ruleOf } from './rules.js';
import { type StopRecord, StopWatch } from './task-stop.js';

/** The wait from its request to RUNNING, in the parts that tasks.csv has. */
interface WaitRecord {
  readonly waitMs: Ms;
  readonly quotaMs: Ms;
  readonly capacityMs: Ms;
  readonly bootMs: Ms;
  readonly eniMs: Ms;
  /** On its instance, for room of tasks that still stopped there; tasks.csv has it with `eniMs`. */
  readonly roomMs: Ms;
  readonly pullMs: Ms;
  readonly startMs: Ms;
}

/** A capacity provider of the task's strategy, with the tasks of its service or workload that it had before this one (S.CPS-5). */
interface ProviderShare {
  readonly capacityProvider: string;
  readonly base: number;
  readonly weight: number;
  readonly tasks: number;
}

/** The full explanation of one task. */
export interface TaskAnswer {
  readonly question: 'task';
  readonly task: number;
  readonly kind: 'service' | 'daemon' | 'workload';
  readonly name: string;
  readonly taskDefinition: string;
  /** Null: launch type. */
  readonly capacityProvider: string | null;
  readonly isOnFargate: boolean;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly eni: number;
  readonly providers: readonly ProviderShare[];
  readonly requestedMs: Ms;
  /** It existed before the run, and the run does not contain its earlier life. */
  readonly isPresent: boolean;
  readonly heldMs: Ms;
  readonly placedMs: Ms | null;
  readonly runningMs: Ms | null;
  readonly stoppingMs: Ms | null;
  readonly stoppedMs: Ms | null;
  readonly endMs: Ms;
  /** Null: it has not reached RUNNING. */
  readonly wait: WaitRecord | null;
  readonly refusals: readonly RefusalSpan[];
  /** Why no empty instance of its capacity can take it; empty if one can, or if it had an instance. */
  readonly neverFits: string;
  readonly waitsFor: WaitsFor;
  /** Decisions of its group while it waited. */
  readonly moves: readonly ScalerMove[];
  readonly registered: readonly NewInstance[];
  readonly launchFailures: readonly LaunchFailureSpan[];
  readonly placement: PlacementRecord | null;
  /** RunTask failed. */
  readonly refused: { readonly atMs: Ms; readonly reason: string; readonly rule: string } | null;
  readonly stop: StopRecord | null;
}

const FARGATE_REASONS: readonly number[] = [...Object.values(REFUSED_BY_FARGATE), WAITS_FOR_LAUNCH_RATE];

const OF_SERVICES: ReadonlySet<FactKind> = new Set([Fact.serviceDesired, Fact.serviceScaled, Fact.deploymentChanged]);
/** Facts that GroupWatch needs, and the minute's explanations. */
const OF_GROUPS: ReadonlySet<FactKind> = new Set([
  Fact.scalingDecided,
  Fact.groupScaled,
  Fact.launchFailed,
  Fact.instanceRegistered,
  Fact.waitingExplained,
]);

/** Explains why a task waited, where it could not go, where it went and why, and why it stopped. */
export class TaskInquiry implements Inquiry<TaskAnswer> {
  private world!: World;
  private equivalence: EquivalenceClass | null = null;
  private slot = NONE;
  private readonly refusals = new RefusalLog();
  private group!: GroupWatch;
  private stops!: StopWatch;
  private providers: ProviderShare[] = [];
  private readonly times = {
    requested: NONE,
    heldSince: NONE,
    held: 0,
    boot: 0,
    placed: NONE,
    queued: NONE,
    pending: NONE,
    pull: 0,
    running: NONE,
    stopping: NONE,
    stopped: NONE,
  };
  private instance = NONE;
  private isPresent = false;
  /** The last minute with an explanation of its wait. */
  private explainedMs: Ms = NONE;
  private placement: PlacementRecord | null = null;
  private refused: TaskAnswer['refused'] = null;
  private stop: StopRecord | null = null;
  private cause = 0;
  private readonly services: StopWatch[] = [];

  constructor(
    private readonly task: number,
    readonly sinceMs: Ms,
  ) {}

  begin(world: World): void {
    this.world = world;
  }

  searched(equivalence: EquivalenceClass, slot: number, row: number): void {
    if (this.equivalence !== equivalence || !this.isWaiting) return;
    if (row === NOWHERE) this.refusals.record(this.world, equivalence.request, 1);
    else if (slot === this.slot) this.placement = recordPlacement(this.world, equivalence, { slot, row });
  }

  /** The task waits for an instance: not while a quota delays it, and not after its end, when another task has its slot. */
  private get isWaiting(): boolean {
    const { placed, stopping, stopped } = this.times;
    return placed === NONE && stopping === NONE && stopped === NONE && this.world.tasks.isHeld[this.slot] === 0;
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    const { times } = this;
    // One replay may answer many questions, and most facts concern none of them.
    if (times.stopped !== NONE) return atMs === times.stopped ? this.after(kind, atMs, a, b) : undefined;
    if (this.equivalence === null) {
      if (OF_SERVICES.has(kind)) this.watchServices(kind, atMs, [a, b, c, d]);
      if (kind === Fact.taskRequested && a === this.task) this.requested(atMs, c);
      return;
    }
    if (OF_GROUPS.has(kind) && this.isWaiting) this.waiting(kind, atMs, [a, b, c, d, e, f]);
    if (OF_SERVICES.has(kind) || a === this.instance) this.stops.onFact(kind, atMs, [a, b, c, d], this.instance);
    if (a === this.task) this.onTaskFact(kind, atMs, b, c);
  }

  /** The service's changes before its request count as well. */
  private watchServices(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    const [service] = args;
    this.services[service] ??= new StopWatch(this.world, service);
    this.services[service].onFact(kind, atMs, args, NONE);
  }

  private requested(atMs: Ms, provider: number): void {
    const { world } = this;
    const { tasks, equivalences, setup } = world;
    this.times.requested = atMs;
    this.slot = tasks.living().find((slot) => tasks.task[slot] === this.task)!;
    const equivalence = equivalences.all[tasks.equivalence[this.slot]];
    this.equivalence = equivalence;
    this.group = new GroupWatch(provider);
    this.stops = this.services[equivalence.service] ?? new StopWatch(world, equivalence.service);
    const strategy = strategyOfClass(world, equivalence);
    const names = new Names(setup);
    // The count of a service's task follows its fact; the count of a workload's task comes with the choice of its provider.
    const counted = (one: number) => Number(equivalence.service === NONE && one === provider);
    if (strategy !== null)
      this.providers = strategy.items.map((item) => ({
        capacityProvider: names.provider(item.provider),
        base: item.base,
        weight: item.weight,
        tasks: strategy.counts[item.provider] - counted(item.provider),
      }));
  }

  /** Handles facts while it has no instance. */
  private waiting(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    this.group.onFact(this.world, kind, atMs, args);
    const [taskClass, , reason, , provider] = args;
    if (kind !== Fact.waitingExplained || taskClass !== this.equivalence!.classOrdinal || provider !== this.equivalence!.provider) return;
    if (FARGATE_REASONS.includes(reason)) this.refusals.recordReason(atMs, reason);
    else if (this.explainedMs !== atMs) this.refusals.record(this.world, this.equivalence!.request, 0);
    // Each reason is one fact: the first marks the minute.
    this.explainedMs = atMs;
  }

  private onTaskFact(kind: FactKind, atMs: Ms, b: number, c: number): void {
    const { times, world } = this;
    if (kind === Fact.taskPresent) this.isPresent = true;
    if (kind === Fact.taskHeld) times.heldSince = atMs;
    if (kind === Fact.taskAdmitted) times.held = atMs - times.heldSince;
    if (kind === Fact.taskOnFargate) times.placed = atMs;
    if (kind === Fact.taskPlaced) {
      times.placed = atMs;
      times.boot = Math.min(c, atMs - times.requested - times.held);
      this.instance = b;
      this.placement ??= recordNamed(world, world.fleet.rowOf[b], this.equivalence!);
    }
    if (kind === Fact.taskQueued) times.queued = atMs;
    if (kind === Fact.taskPending) Object.assign(times, { pending: atMs, pull: b });
    if (kind === Fact.taskRunning) times.running = atMs;
    if (kind === Fact.taskStopping) {
      times.stopping = atMs;
      this.cause = b;
      this.stop = this.stops.stop(atMs, b);
    }
    if (kind === Fact.taskRefused) {
      this.refused = { atMs, reason: refusalName(b), rule: ruleOf('refusal', b) };
      times.stopped = atMs;
    }
    if (kind === Fact.taskStopped) times.stopped = atMs;
  }

  /** Handles facts after the stop: the end of an instance follows that of its tasks. */
  private after(kind: FactKind, atMs: Ms, a: number, b: number): void {
    if (atMs !== this.times.stopped || a !== this.instance || this.stop === null || this.stop.instance !== null) return;
    if (kind !== Fact.instanceTerminated && kind !== Fact.instanceLeftCluster) return;
    this.stops.onFact(kind, atMs, [a, b, 0, 0], this.instance);
    this.stop = this.stops.stop(this.stop.atMs, this.cause);
  }

  answer({ setup, record }: FinishedRun): TaskAnswer {
    const { times, placement, refused, stop } = this;
    const equivalence = this.equivalence!;
    const at = (ms: Ms) => (ms === NONE ? null : ms);
    return {
      question: 'task',
      task: this.task,
      ...namesOf(setup, equivalence),
      cpuUnits: equivalence.cpuUnits,
      memoryMib: equivalence.memoryMib,
      eni: equivalence.eni,
      providers: this.isPresent ? [] : this.providers,
      requestedMs: times.requested,
      isPresent: this.isPresent,
      heldMs:
        times.heldSince === NONE || times.held > 0
          ? times.held
          : (at(times.stopping) ?? at(times.placed) ?? record.endMs) - times.heldSince,
      placedMs: at(times.placed),
      runningMs: at(times.running),
      stoppingMs: at(times.stopping),
      stoppedMs: at(times.stopped),
      endMs: record.endMs,
      wait: this.waited(),
      refusals: this.refusals.spans,
      neverFits: times.placed === NONE && equivalence.isOnInstances ? neverFits(setup, equivalence) : '',
      waitsFor: waitsFor(setup, equivalence.backsOff),
      moves: this.group.moves,
      registered: this.group.registered,
      launchFailures: this.group.launchFailures,
      ...{ placement, refused, stop },
    };
  }

  private waited(): WaitRecord | null {
    const { requested, held, boot, placed, queued, pending, pull, running } = this.times;
    const roomMs = queued === NONE ? 0 : pending - queued;
    // tasks.csv has no wait either for a task that existed before the run.
    if (running === NONE || this.isPresent) return null;
    return {
      waitMs: running - requested,
      quotaMs: held,
      capacityMs: placed - requested - held - boot,
      bootMs: boot,
      eniMs: pending - placed - roomMs,
      roomMs,
      pullMs: pull,
      startMs: running - pending - pull,
    };
  }
}

function namesOf(
  setup: Setup,
  equivalence: EquivalenceClass,
): Pick<TaskAnswer, 'kind' | 'name' | 'taskDefinition' | 'capacityProvider' | 'isOnFargate'> {
  const { family, revision } = setup.taskDefinitions[equivalence.taskClass.definition];
  const provider = new Names(setup).provider(equivalence.provider);
  return {
    kind: equivalence.isDaemon ? 'daemon' : equivalence.service === NONE ? 'workload' : 'service',
    name: equivalence.service === NONE ? setup.workloads[equivalence.workload].name : setup.services[equivalence.service].name,
    taskDefinition: `${family}:${revision}`,
    capacityProvider: provider === '' ? null : provider,
    isOnFargate: !equivalence.isOnInstances,
  };
}
