import type { Ms } from '../../kernel/event-loop.js';
import { ownersOf } from '../../record/ledger/owner.js';
import type { World } from '../../sim/cluster/world.js';
import { Fact, type FactKind, PoolState } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import type { RunTracer } from '../../sim/simulation.js';
import type { ScalerEvaluation } from '../../sim/tracer.js';
import { addRow, bytes, floats, ints, NEVER, wholeColumns } from './growing.js';
import { type FleetRecording, Has, HOLDS_ROOM, isOfInstance, type Lane, TaskPhase } from './recording.js';
import { ScalerMinuteLog } from './scaler-minute-log.js';

const { launched, registered, draining, pooled, left, ended } = Has;
/** The bits that a fact sets. */
const SETS: Readonly<Partial<Record<FactKind, number>>> = {
  [Fact.instanceLaunched]: launched,
  [Fact.instanceRegistered]: registered,
  [Fact.instanceDraining]: draining,
  [Fact.instanceLeftCluster]: left,
  [Fact.instanceTerminated]: ended,
};
const PHASES: Readonly<Partial<Record<FactKind, TaskPhase>>> = {
  [Fact.taskRequested]: TaskPhase.waiting,
  [Fact.taskHeld]: TaskPhase.held,
  [Fact.taskAdmitted]: TaskPhase.waiting,
  [Fact.taskPlaced]: TaskPhase.starting,
  [Fact.taskOnFargate]: TaskPhase.starting,
  [Fact.taskPending]: TaskPhase.starting,
  [Fact.taskRunning]: TaskPhase.running,
  [Fact.taskStopping]: TaskPhase.stopping,
  [Fact.taskStopped]: TaskPhase.ended,
  [Fact.taskRefused]: TaskPhase.ended,
};

/** The slots of a lane: an instance keeps the lowest that was free at its launch. */
class Slots {
  private readonly isTaken: boolean[] = [];
  private lowestFree = 0;

  get count(): number {
    return this.isTaken.length;
  }

  take(): number {
    const slot = this.lowestFree;
    this.isTaken[slot] = true;
    while (this.isTaken[this.lowestFree]) this.lowestFree++;
    return slot;
  }

  give(slot: number): void {
    this.isTaken[slot] = false;
    this.lowestFree = Math.min(this.lowestFree, slot);
  }
}

/** Records what the picture of the fleet shows. As subscriber and tracer it changes nothing of the run. */
export class FleetRecorder implements RunTracer {
  private world: World | null = null;
  private readonly minutes: ScalerMinuteLog;
  private readonly outside: number;
  private readonly slots: Slots[];
  private readonly classes = { owner: ints(), cpuUnits: floats(), memoryMib: floats() };
  private readonly instances = {
    ...{ type: ints(), zone: ints(), lane: ints(), slot: ints(), isSpot: bytes(), cause: bytes() },
    ...{ launchedMs: floats(), registeredMs: floats(), drainingMs: floats(), noticedMs: floats(), endedMs: floats() },
  };
  private readonly flags = bytes();
  private readonly tasks = {
    ...{ class: ints(), lane: ints(), instance: ints(), cause: bytes() },
    ...{ requestedMs: floats(), placedMs: floats(), runningMs: floats(), stoppingMs: floats(), stoppedMs: floats() },
  };
  private readonly phases = bytes();
  private readonly changes = { atMs: floats(), kind: bytes(), subject: ints(), was: bytes(), now: bytes() };
  private readonly reasons = { atMs: floats(), class: ints(), lane: ints(), waiting: ints(), reason: ints(), instances: ints() };
  private readonly freesRoomAtOnce: boolean;

  constructor(private readonly setup: Setup) {
    this.minutes = new ScalerMinuteLog(setup);
    this.outside = setup.providers.length;
    this.slots = Array.from({ length: this.outside + 1 }, () => new Slots());
    const { stoppingRoom, stoppingRoomFrom } = setup.placement;
    this.freesRoomAtOnce = stoppingRoom === 'free' && stoppingRoomFrom === 'desired';
  }

  begin(world: World): void {
    this.world = world;
  }

  evaluated(provider: number, evaluation: ScalerEvaluation): void {
    this.minutes.evaluated(this.world!, provider, evaluation);
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    if (isOfInstance(kind)) this.instance(kind, atMs, [a, b, c, d, e, f]);
    else if (kind in PHASES || kind === Fact.roomFreed) this.task(kind, atMs, [a, b, c]);
    else if (kind === Fact.taskClassDefined)
      addRow(this.classes, { owner: b >= 0 ? b : this.setup.services.length + c, cpuUnits: d, memoryMib: e });
    else if (kind === Fact.waitingExplained)
      addRow(this.reasons, { atMs, class: a, waiting: b, reason: c, instances: d, lane: this.laneOf(e) });
  }

  private laneOf(provider: number): number {
    return provider < 0 ? this.outside : provider;
  }

  private instance(kind: FactKind, atMs: Ms, [instance, b, c, provider, , purchase]: readonly number[]): void {
    const { instances, flags } = this;
    if (kind === Fact.instanceLaunched) {
      const lane = this.laneOf(provider);
      addRow(instances, { type: b, zone: c, lane, slot: this.slots[lane].take(), isSpot: purchase, cause: 0, launchedMs: atMs });
      flags.push(0);
    }
    const was = flags.at(instance);
    let now = was | (SETS[kind] ?? 0);
    if (kind === Fact.instanceRegistered) instances.registeredMs.set(instance, atMs);
    if (kind === Fact.instanceDraining) instances.drainingMs.set(instance, atMs);
    if (kind === Fact.instanceNoticed) instances.noticedMs.set(instance, atMs);
    if (kind === Fact.instanceActivated) {
      now &= ~draining;
      instances.drainingMs.set(instance, NEVER);
    }
    if (kind === Fact.instanceWarmed) now = b === PoolState.left ? now & ~pooled : now | pooled;
    if (kind === Fact.instanceTerminated) {
      instances.endedMs.set(instance, atMs);
      instances.cause.set(instance, b);
      this.slots[instances.lane.at(instance)].give(instances.slot.at(instance));
    }
    flags.set(instance, now);
    addRow(this.changes, { atMs, kind, subject: instance, was, now });
  }

  private task(kind: FactKind, atMs: Ms, [task, b, c]: readonly number[]): void {
    const { tasks, phases } = this;
    if (kind === Fact.taskRequested) {
      addRow(tasks, { class: b, lane: this.laneOf(c), requestedMs: atMs, cause: 0 });
      phases.push(0);
    }
    const was = phases.at(task);
    const now = (PHASES[kind] ?? was & ~HOLDS_ROOM) | this.roomAfter(kind, was);
    phases.set(task, now);
    if (kind === Fact.taskPlaced || kind === Fact.taskOnFargate) tasks.placedMs.set(task, atMs);
    if (kind === Fact.taskPlaced) tasks.instance.set(task, b);
    if (kind === Fact.taskRunning) tasks.runningMs.set(task, atMs);
    if (kind === Fact.taskStopping) tasks.stoppingMs.set(task, atMs);
    if (kind === Fact.taskStopped) tasks.cause.set(task, b);
    if (kind === Fact.taskStopped || kind === Fact.taskRefused) tasks.stoppedMs.set(task, atMs);
    addRow(this.changes, { atMs, kind, subject: task, was, now });
  }

  private roomAfter(kind: FactKind, was: number): number {
    if (kind === Fact.taskPlaced) return HOLDS_ROOM;
    if (kind === Fact.roomFreed || kind === Fact.taskStopped || (kind === Fact.taskStopping && this.freesRoomAtOnce)) return 0;
    return was & HOLDS_ROOM;
  }

  finish(endMs: Ms): FleetRecording {
    const { setup } = this;
    const lane = (name: string, place: number): Lane => ({ name, slots: this.slots[place].count });
    return {
      endMs,
      types: setup.instanceTypes.map(({ name, cpuUnits, memoryMib }) => ({ name, cpuUnits, memoryMib })),
      zones: setup.zones,
      lanes: [...setup.providers.map(({ name }, i) => lane(name, i)), lane('', this.outside)],
      owners: ownersOf(setup).map(({ name, kind, isDaemon }) => ({ name, kind: isDaemon ? 'daemon' : kind })),
      classes: wholeColumns(this.classes),
      instances: wholeColumns(this.instances),
      tasks: wholeColumns(this.tasks),
      changes: wholeColumns(this.changes),
      reasons: wholeColumns(this.reasons),
      minutes: this.minutes.finish(),
    };
  }
}
