import type { Ms } from '../../kernel/event-loop.js';
import { loadParts, savedParts } from '../../kernel/parts.js';
import type { TextSink } from '../../kernel/text-sink.js';
import { areDrainingTasksGone } from '../../services/deployments/deployment-settings.js';
import { InstanceState } from '../../services/instance-states.js';
import type { RolloutState } from '../../services/service-states.js';
import { failedStarts } from '../../services/start-throttle.js';
import { type BlockedBy, Caller, FAILED_START_CAUSES, Fact, type FactKind, StopCause, type Subscriber } from '../../sim/facts.js';
import type { ServiceSpec, Setup } from '../../sim/setup.js';
import { EventStream, JsonLines } from './event-stream.js';
import { InstanceEvents } from './instances.js';
import { EcsNames } from './names.js';
import { losesTask, type ServiceState, waitsForRoom } from './service-state.js';
import { ServiceEvents } from './services.js';
import { type ReportedClass, TaskClasses } from './task-classes.js';
import { type KnownTask, NONE } from './task-detail.js';
import { type TaskEnd, TaskEvents } from './tasks.js';
import { Waits } from './waits.js';

/** Sinks for the events and for the messages of services. */
export interface EcsSinks {
  readonly events: TextSink;
  readonly messages: TextSink;
}

/** Stops by a service's scheduler: its messages report them. */
const BY_SCHEDULER: readonly number[] = [
  StopCause.serviceScaledIn,
  StopCause.replaced,
  StopCause.retired,
  StopCause.retiredFirst,
  StopCause.deployment,
  StopCause.unhealthy,
];
/** By Condition. */
const HEALTH = ['UNKNOWN', 'HEALTHY', 'UNHEALTHY'] as const;

/**
 * Makes the events that ECS would send to EventBridge, from facts alone and in their order (T.EVT-1 to T.EVT-9). Memory grows with the
 * living tasks and instances. A new kind of fact needs a new case here and a method of its subject.
 */
export class EcsEvents implements Subscriber {
  private readonly names: EcsNames;
  private readonly lines: { readonly events: JsonLines; readonly messages: JsonLines };
  private readonly classes: TaskClasses;
  private readonly waits = new Waits();
  private readonly tasks: TaskEvents;
  private readonly instances: InstanceEvents;
  private readonly services: ServiceEvents;
  private nowMs: Ms = -1;

  constructor(setup: Setup, sinks: EcsSinks) {
    this.names = new EcsNames(setup);
    this.classes = new TaskClasses(setup);
    this.lines = { events: new JsonLines(sinks.events), messages: new JsonLines(sinks.messages) };
    const { names, classes, waits } = this;
    const stream = new EventStream(names, this.lines.events);
    this.instances = new InstanceEvents(names, stream);
    this.tasks = new TaskEvents({ names, stream, classes, waits });
    this.services = new ServiceEvents({ names, stream, messages: this.lines.messages, classes, waits, instances: this.instances });
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    if (kind === Fact.taskClassDefined) return this.defineClass(a, { service: b, workload: c, cpuUnits: d, memoryMib: e, eni: f });
    this.moveTo(atMs);
    switch (kind) {
      case Fact.serviceDesired:
        this.services.change(a).desired = b;
        return;
      case Fact.deploymentChanged:
        return this.services.deploymentChanged(atMs, a, { revision: b, rollout: c as RolloutState, cause: d });
      case Fact.serviceScaled:
        if (c !== b) this.services.change(a).moment.isScaled = true;
        return;
      case Fact.waitingExplained:
        // Where an instance fits, ECS has only not looked yet.
        return f > 0 ? undefined : this.explained(atMs, [a, c, d], false);
      case Fact.placementFailed:
        return this.explained(atMs, [d, e, f], true);
      case Fact.serviceBlocked:
        return this.services.blocked(a, b as BlockedBy);
      case Fact.callThrottled:
        if (a === Caller.service) this.services.change(b).moment.isThrottled = true;
        return;
      case Fact.daemonRoomHeld:
        return this.services.lacks(b, { instance: a, isHeld: c + d + e > 0, reason: f });
      case Fact.instanceLaunched:
        return this.instances.launched(a, { type: b, zone: c, provider: d, hasTrunk: e === 1 });
      default:
        if (!this.onInstance(kind, atMs, [a, b, c])) this.onTask(kind, atMs, [a, b, c, e, f]);
    }
  }

  /** A deployment defines its task classes when it becomes PRIMARY. */
  private defineClass(taskClass: number, what: ReportedClass): void {
    this.classes.define(taskClass, { ...what, revision: what.service >= 0 ? this.services.revisionOf(what.service) : 0 });
  }

  /** A living task or instance as DescribeTasks or DescribeContainerInstances shows it. */
  taskDetail(task: number, atMs: Ms): object {
    return this.tasks.detail(task, atMs);
  }

  instanceDetail(instance: number, atMs: Ms): object {
    return this.instances.detail(instance, atMs);
  }

  /** Ends the run at `endMs`. */
  finish(endMs: Ms): void {
    this.moveTo(endMs + 1);
    this.flush();
  }

  /** Writes the buffered lines to the sinks. */
  flush(): void {
    this.lines.events.flush();
    this.lines.messages.flush();
  }

  /** Sends the events of the last millisecond before those of a later one. */
  private moveTo(atMs: Ms): void {
    if (atMs <= this.nowMs) return;
    if (this.nowMs < 0) this.services.created(0);
    else {
      this.tasks.settle(this.nowMs);
      this.services.settle(this.nowMs);
      this.services.repeatUntil(atMs);
    }
    this.nowMs = atMs;
  }

  /** Returns false if the fact is not about an instance. */
  private onInstance(kind: FactKind, atMs: Ms, [instance, second, third]: readonly number[]): boolean {
    const { instances } = this;
    switch (kind) {
      case Fact.instanceRegistered:
        instances.registered(atMs, instance);
        return true;
      case Fact.instanceDraining:
        instances.statusChanged(atMs, instance, InstanceState.DRAINING);
        return true;
      case Fact.instanceActivated:
        instances.statusChanged(atMs, instance, InstanceState.ACTIVE);
        return true;
      case Fact.attributesChanged:
        instances.attributesChanged(instance, second);
        return true;
      case Fact.agentChanged:
        instances.agentChanged(atMs, instance, second === 1);
        return true;
      case Fact.instanceLeftCluster:
        instances.leftCluster(atMs, instance, { cause: second, fault: third });
        return true;
      case Fact.instanceTerminated:
        instances.terminated(atMs, instance);
        return true;
      default:
        return false;
    }
  }

  private onTask(kind: FactKind, atMs: Ms, [task, second, third, sigtermMs, exitedMs]: readonly number[]): void {
    const { tasks } = this;
    switch (kind) {
      case Fact.taskRequested:
        tasks.requested(atMs, task, { taskClass: second, provider: third });
        return this.ofService(task, (service) => service.living++);
      case Fact.taskPresent:
        return tasks.present(task);
      case Fact.taskHeld:
        return tasks.held(task);
      case Fact.taskAdmitted:
        return tasks.admitted(atMs, task);
      case Fact.taskRefused:
        this.ofService(task, (service) => service.living--);
        return tasks.refused(atMs, task, second);
      case Fact.taskPlaced:
        tasks.placed(atMs, task, { instance: second, zone: this.instances.zoneOf(second) });
        this.instances.took(atMs, second, this.classes.of(tasks.of(task).taskClass));
        return this.started(task);
      case Fact.taskOnFargate:
        tasks.placed(atMs, task, { instance: NONE, zone: this.names.setup.zones[second] });
        return this.started(task);
      case Fact.taskQueued:
        return tasks.queued(atMs, task);
      case Fact.roomFreed:
        return this.giveBack(atMs, this.tasks.of(task));
      case Fact.taskPending:
        return tasks.pending(atMs, task, second);
      case Fact.taskRunning:
        tasks.running(atMs, task);
        return this.ofService(task, (service, { deploymentSpec }) => {
          service.running++;
          tasks.of(task).isUnwell = deploymentSpec !== null;
          service.unwell += Number(deploymentSpec !== null);
          service.failedStarts = failedStarts(service.failedStarts, 'reachedRunning');
        });
      case Fact.taskHealthChanged:
        return this.healthChanged(atMs, task, second);
      case Fact.taskStopping:
        return this.stopping(atMs, task, second);
      case Fact.targetRegistered:
        return this.ofService(task, ({ moment }) => moment.registered++);
      case Fact.targetDeregistered:
        return this.deregistered(task);
      case Fact.taskStopped:
        return this.stopped(atMs, task, { cause: second, sigtermMs, exitedMs });
    }
  }

  /** The message of the start of a present task came before the run. */
  private started(task: number): void {
    if (!this.tasks.wasPlacedBefore(task)) this.ofService(task, ({ moment }) => moment.started.push(this.names.taskId(task)));
  }

  private stopping(atMs: Ms, task: number, cause: number): void {
    const known = this.tasks.of(task);
    const { startedMs, instance } = known;
    this.tasks.stopping(atMs, task, cause);
    const { stoppingRoom, stoppingRoomFrom } = this.names.setup.placement;
    if (stoppingRoom === 'free' && stoppingRoomFrom === 'desired') this.giveBack(atMs, this.tasks.of(task));
    this.ofService(task, (service) => {
      losesTask(service, known);
      if (cause === StopCause.unhealthy) service.moment.unhealthy.push(this.names.taskId(task));
      if (FAILED_START_CAUSES.includes(cause) && instance === NONE) service.moment.failedOnFargate.push(known.words!.stoppedReason);
      if (!BY_SCHEDULER.includes(cause)) return;
      if (startedMs === NONE) service.moment.stoppedPending++;
      else service.moment.stopped.push(this.names.taskId(task));
    });
  }

  private deregistered(task: number): void {
    this.ofService(task, (service, { deploymentSpec }) => {
      service.moment.deregistered++;
      const isGone = areDrainingTasksGone(this.names.setup.deploymentAndHealth.deployments, deploymentSpec!);
      this.tasks.of(task).isDeregistered = isGone;
      if (isGone) service.stopping--;
    });
  }

  private healthChanged(atMs: Ms, task: number, condition: number): void {
    const health = HEALTH[condition]!;
    const isHealthy = health === 'HEALTHY';
    const known = this.tasks.of(task);
    this.ofService(task, (service) => {
      service.unwell += Number(!isHealthy) - Number(known.isUnwell);
      service.ailing = service.ailing.filter((other) => other !== task);
      if (health === 'UNHEALTHY') service.ailing.push(task);
    });
    known.isUnwell = !isHealthy;
    this.tasks.healthChanged(atMs, task, health);
  }

  private stopped(atMs: Ms, task: number, end: TaskEnd): void {
    const known = this.tasks.of(task);
    this.ofService(task, (service) => {
      service.stopping -= Number(!known.isDeregistered);
      if (!FAILED_START_CAUSES.includes(end.cause)) return;
      service.failedStarts = failedStarts(service.failedStarts, 'stoppedBeforeRunning');
      service.moment.hasFailedStart = true;
    });
    this.tasks.stopped(atMs, task, end);
    this.giveBack(atMs, known);
  }

  /** The container instance changes when the room of a task on it is free, once. */
  private giveBack(atMs: Ms, known: KnownTask): void {
    if (known.instance === NONE || known.isRoomFreed) return;
    known.isRoomFreed = true;
    this.instances.gaveBack(atMs, known.instance, this.classes.of(known.taskClass));
  }

  /** Why tasks wait: at a full minute, or at an attempt to place them. */
  private explained(atMs: Ms, [taskClass, reason, instances]: readonly number[], isAttempt: boolean): void {
    this.waits.explained(atMs, taskClass, reason, instances);
    const { service } = this.classes.of(taskClass);
    if (service >= 0) waitsForRoom(this.services.change(service), taskClass, isAttempt);
  }

  private ofService(task: number, change: (service: ServiceState, spec: ServiceSpec) => void): void {
    const { service } = this.classes.of(this.tasks.of(task).taskClass);
    if (service >= 0) change(this.services.change(service), this.names.setup.services[service]);
  }

  save(): unknown {
    return { ...savedParts(this.parts()), nowMs: this.nowMs };
  }

  /** Restores the state of a subscriber of the same setup. The files are the text of its sinks, followed by the text of this one's. */
  load(saved: unknown): void {
    loadParts(this.parts(), saved);
    this.nowMs = (saved as { nowMs: Ms }).nowMs;
  }

  private parts() {
    const { lines, classes, waits, tasks, instances, services } = this;
    return { events: lines.events, messages: lines.messages, classes, waits, tasks, instances, services };
  }
}
