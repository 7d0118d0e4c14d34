import type { Ms } from '../../kernel/event-loop.js';
import { loadParts } from '../../kernel/parts.js';
import { EventLog } from '../../placement/explain/event-log.js';
import { type DeploymentEvent, deploymentText } from '../../services/deployments/messages.js';
import { RolloutState } from '../../services/service-states.js';
import { isImpaired, START_IMPAIRED } from '../../services/start-throttle.js';
import { type ServiceTurns, turnsOf } from '../../sim/cluster/services/service-turns.js';
import { BlockedBy, WAITS_FOR_LAUNCH_RATE } from '../../sim/facts.js';
import type { ServiceSpec } from '../../sim/setup.js';
import type { EventStream, JsonLines } from './event-stream.js';
import type { InstanceEvents } from './instances.js';
import { failedStartEvents, healthEvents, startEvent, targetEvents } from './moment-events.js';
import type { EcsNames } from './names.js';
import { firstState, isSteady, LASTING, nothingNew, resolveFailures, type ServiceState, wasThere } from './service-state.js';
import { detectorOf, whyOf } from './stop-texts.js';
import type { TaskClasses } from './task-classes.js';
import { isOfFargate, messageOf, providersOf, type RefusalWithEvent, type ReportedRefusal, unplacedMessage } from './unplaced.js';
import type { Waits } from './waits.js';

/** A message is repeated after this time if its cause persists (T.MSG-1). */
const REPEAT_MS = 6 * 3_600_000;

interface Parts {
  readonly names: EcsNames;
  readonly stream: EventStream;
  /** The receiver of messages of services. */
  readonly messages: JsonLines;
  readonly classes: TaskClasses;
  readonly waits: Waits;
  readonly instances: InstanceEvents;
}

/** Causes for which a message reports that the service cannot act. */
const BLOCKS = ['blockedByPercents', 'protectedTooMany'] as const;

/**
 * ECS Service Action, ECS Deployment State Change (T.EVT-6 to T.EVT-8) and the messages that DescribeServices lists. Each covers the
 * changes of one millisecond.
 */
export class ServiceEvents {
  private states: ServiceState[];
  private readonly logs: readonly EventLog[];
  private due = new Set<number>();
  /** No steady state is repeated before this time. */
  private nextRepeatMs: Ms = Number.MAX_SAFE_INTEGER;
  private readonly turns: ServiceTurns;

  constructor(private readonly parts: Parts) {
    const { setup } = parts.names;
    this.states = setup.services.map((_, service) => firstState(setup, service));
    this.logs = setup.services.map(() => new EventLog());
    this.turns = turnsOf(setup);
  }

  /** Called when the services are created. The first deployment is reported only for services that have others; that of a service created later with its tasks. */
  created(atMs: Ms): void {
    for (const service of this.states.keys()) {
      if ((this.spec(service).createdAtMs ?? 0) > atMs) continue;
      this.due.add(service);
      if (this.spec(service).deploymentSpec === null && this.states[service].events === 0) this.rolls(atMs, service, null);
    }
  }

  revisionOf(service: number): number {
    return this.states[service].revision;
  }

  deploymentChanged(atMs: Ms, service: number, now: Pick<ServiceState, 'revision' | 'rollout'> & { readonly cause: number }): void {
    const state = this.change(service);
    if (wasThere(state, now)) return;
    // An older revision that replaces one that failed in the same millisecond is a rollback.
    const isRollback = state.failedMs === atMs && now.revision < state.revision;
    state.revision = now.revision;
    state.rollout = now.rollout;
    if (now.rollout === RolloutState.IN_PROGRESS) this.rolls(atMs, service, isRollback ? state.failedBy : null);
    else if (now.rollout === RolloutState.COMPLETED) {
      state.moment.isCompleted = true;
      this.completes(atMs, service);
    } else this.fails(atMs, service, now.cause);
  }

  /** The message is sent again if the service was able to act in between. */
  blocked(service: number, by: BlockedBy): void {
    if (by === BlockedBy.nothing) for (const cause of BLOCKS) this.logs[service].resolve(cause);
    this.change(service).moment.blockedBy = by;
  }

  /** Room on the instance is reserved for its daemon, which does not fit for `reason`; or the reservation has ended. */
  lacks(
    service: number,
    { instance, isHeld, reason }: { readonly instance: number; readonly isHeld: boolean; readonly reason: number },
  ): void {
    const state = this.change(service);
    state.lackingOn = [...state.lackingOn.filter((on) => on !== instance), ...(isHeld ? [instance] : [])];
    state.moment.lacking = isHeld && reason >= 0 ? { instance, reason } : null;
  }

  /** Returns the state of the service, and marks it for the end of the millisecond. */
  change(service: number): ServiceState {
    this.due.add(service);
    return this.states[service];
  }

  /** Ends the millisecond. */
  settle(atMs: Ms): void {
    for (const service of this.due) this.settleOne(atMs, service);
    this.due.clear();
  }

  /** Repeats the messages of steady services that are due before `untilMs`. */
  repeatUntil(untilMs: Ms): void {
    while (this.nextRepeatMs < untilMs) {
      const atMs = this.nextRepeatMs;
      this.nextRepeatMs = Number.MAX_SAFE_INTEGER;
      for (const [service, { repeatsMs }] of this.states.entries()) {
        if (repeatsMs <= atMs) this.sendSteady(atMs, service);
        this.nextRepeatMs = Math.min(this.nextRepeatMs, this.states[service].repeatsMs);
      }
    }
  }

  private settleOne(atMs: Ms, service: number): void {
    const state = this.states[service];
    const { started, stopped, stoppedPending, waitingClass, lacking } = state.moment;
    if (state.events === 0 && this.spec(service).deploymentSpec === null) this.rolls(atMs, service, null);
    for (const event of [...failedStartEvents(state), ...healthEvents(state, this.spec(service))])
      this.sendDeploymentMessage(atMs, service, event);
    if (started.length > 0) resolveFailures(state, this.logs[service], LASTING);
    if (started.length > 0) this.send(atMs, service, messageOf(this.spec(service), startEvent(state)));
    if (stopped.length > 0) this.sendDeploymentMessage(atMs, service, { kind: 'tasksStopped', tasks: stopped });
    if (stoppedPending > 0) this.sendDeploymentMessage(atMs, service, { kind: 'pendingStopped', tasks: stoppedPending });
    for (const event of targetEvents(state, this.spec(service))) this.sendDeploymentMessage(atMs, service, event);
    if (waitingClass >= 0) this.sendWait(atMs, service, waitingClass);
    if (lacking !== null) {
      const why = { refusal: lacking.reason, closest: lacking.instance };
      this.sendOnce(atMs, service, unplacedMessage(this.parts.names, this.spec(service), why));
    }
    if (state.moment.isScaled) this.emit(atMs, service, { eventType: 'INFO', eventName: 'SERVICE_DESIRED_COUNT_UPDATED' });
    this.sendBlock(atMs, service);
    this.sendTrouble(atMs, service);
    const isRolling = this.spec(service).deploymentSpec !== null && state.rollout === RolloutState.IN_PROGRESS;
    const isSettled = isSteady(state) && !isRolling;
    // A millisecond in which tasks started or stopped is no steady state either.
    if (!isSettled || started.length + stopped.length + stoppedPending > 0) this.unsettle(service);
    if (isSettled) this.awaitSteady(atMs, service);
    state.moment = nothingNew();
  }

  private unsettle(service: number): void {
    this.logs[service].resolve('steadyState');
    this.states[service].repeatsMs = Number.MAX_SAFE_INTEGER;
  }

  /**
   * The message of a steady state comes with the end of a deployment (V.1), else at the first turn after the moment in which nothing is
   * left to do (V.8, P.6, P.94, P.95). That of a service at rest when the run begins came before.
   */
  private awaitSteady(atMs: Ms, service: number): void {
    const { isPresent, moment, repeatsMs } = this.states[service];
    if (isPresent && atMs === 0) return this.repeats(service, REPEAT_MS + this.turns.idleMsUntilTurn(service, 0));
    if (!this.turns.hasTurns || moment.isCompleted) return this.sendSteady(atMs, service);
    if (repeatsMs === Number.MAX_SAFE_INTEGER) this.repeats(service, this.turns.after(service, atMs));
  }

  private repeats(service: number, atMs: Ms): void {
    this.states[service].repeatsMs = atMs;
    this.nextRepeatMs = Math.min(this.nextRepeatMs, atMs);
  }

  private sendTrouble(atMs: Ms, service: number): void {
    const { moment, failedStarts } = this.states[service];
    const spec = this.spec(service);
    const throttled = { eventType: 'ERROR', eventName: 'ECS_OPERATION_THROTTLED' };
    if (moment.isThrottled) this.sendOnce(atMs, service, { ...messageOf(spec, { kind: 'throttled' }), event: throttled });
    const message = deploymentText(spec.name, { kind: 'startsImpaired' });
    const impaired = { eventType: 'WARN', eventName: START_IMPAIRED };
    if (!isImpaired(failedStarts, this.parts.names.setup.deploymentAndHealth.throttle)) return;
    const isFirst = this.sendOnce(atMs, service, { message, cause: START_IMPAIRED, event: impaired });
    // The event comes once, the message after each failed attempt (V.14).
    if (!isFirst && moment.hasFailedStart) this.send(atMs, service, { message, cause: `${START_IMPAIRED} ${atMs}` });
  }

  /**
   * A block by percentages is only reported within a deployment, which its message names (T.MSG-4); a block by protection always (T.MSG-6).
   */
  private sendBlock(atMs: Ms, service: number): void {
    const { moment, rollout } = this.states[service];
    const { name } = this.spec(service);
    if (moment.blockedBy === BlockedBy.nothing) return;
    const kind = moment.blockedBy === BlockedBy.protection ? 'protectedTooMany' : 'blockedByPercents';
    if (kind === 'blockedByPercents' && rollout !== RolloutState.IN_PROGRESS) return;
    this.send(atMs, service, { cause: kind, message: deploymentText(name, { kind, taskSet: this.deployment(service) }) });
  }

  private sendSteady(atMs: Ms, service: number): void {
    const state = this.states[service];
    const spec = this.spec(service);
    resolveFailures(state, this.logs[service]);
    if (state.rollout === RolloutState.IN_PROGRESS) {
      state.rollout = RolloutState.COMPLETED;
      this.completes(atMs, service);
    }
    if (!this.send(atMs, service, messageOf(spec, { kind: 'steadyState' }))) return;
    this.repeats(service, atMs + REPEAT_MS + this.turns.idleMsUntilTurn(service, state.messages));
    this.emit(atMs, service, { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' });
    const providers = providersOf(this.parts.names, spec);
    if (providers.length > 0)
      this.emit(atMs, service, { eventType: 'INFO', eventName: 'CAPACITY_PROVIDER_STEADY_STATE', capacityProviderArns: providers });
  }

  /** A deployment begins. `failedBy` is the cause of the failed deployment that this one rolls back; null: no rollback. */
  private rolls(atMs: Ms, service: number, failedBy: number | null): void {
    const id = this.deployment(service);
    const reason = failedBy === null ? `ECS deployment ${id} in progress.` : `${detectorOf(failedBy)}: rolling back to deploymentId ${id}.`;
    this.sendDeployment(atMs, service, { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', reason });
    if (failedBy !== null) this.sendDeploymentMessage(atMs, service, { kind: 'rollingBack', to: id });
  }

  private completes(atMs: Ms, service: number): void {
    const id = this.deployment(service);
    const reason = `ECS deployment ${id} completed.`;
    this.sendDeployment(atMs, service, { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_COMPLETED', reason });
    this.sendDeploymentMessage(atMs, service, { kind: 'deploymentCompleted', deployment: id });
  }

  /** Only services with a circuit breaker get the event (T.EVT-8). */
  private fails(atMs: Ms, service: number, cause: number): void {
    Object.assign(this.states[service], { failedMs: atMs, failedBy: cause });
    const reason = `${detectorOf(cause)}: ${whyOf(cause)}.`;
    if (this.spec(service).deploymentSpec!.watch.circuitBreaker.enable)
      this.sendDeployment(atMs, service, { eventType: 'ERROR', eventName: 'SERVICE_DEPLOYMENT_FAILED', reason });
    this.sendDeploymentMessage(atMs, service, { kind: 'deploymentFailed', deployment: this.deployment(service) });
  }

  private sendWait(atMs: Ms, service: number, waitingClass: number): void {
    const { waits, names, instances, classes } = this.parts;
    const refusal = waits.reasonOf(waitingClass)!;
    if (refusal === WAITS_FOR_LAUNCH_RATE || instances.mayTake(refusal, this.spec(service))) return;
    const closest = isOfFargate(refusal) ? null : instances.closestTo(refusal, classes.of(waitingClass));
    this.sendOnce(atMs, service, unplacedMessage(names, this.spec(service), { refusal, closest }));
  }

  /** Sends a message with its event, unless an equal one was sent lately. A start or a steady state resolves it. */
  private sendOnce(atMs: Ms, service: number, { event, ...message }: RefusalWithEvent): boolean {
    if (!this.send(atMs, service, message)) return false;
    this.states[service].failures.push(message.cause);
    this.emit(atMs, service, event);
    return true;
  }

  /** Sends the message; returns false if an equal one was sent lately. */
  private send(atMs: Ms, service: number, { cause, message }: ReportedRefusal): boolean {
    const { names, messages } = this.parts;
    if (!this.logs[service].add(atMs, message, cause)) return false;
    const serviceArn = names.service(this.spec(service));
    const id = names.event(`${serviceArn}/message`, ++this.states[service].messages);
    messages.add({ serviceArn, id, createdAt: names.time(atMs), message });
    return true;
  }

  private emit(atMs: Ms, service: number, { eventType, eventName, reason, ...places }: Record<string, unknown>): void {
    const { names, stream } = this.parts;
    const subject = { resource: names.service(this.spec(service)), nth: ++this.states[service].events };
    const detail = { eventType, eventName, clusterArn: names.cluster, ...places, reason, createdAt: names.time(atMs) };
    stream.emit('ECS Service Action', atMs, subject, detail);
  }

  private sendDeployment(atMs: Ms, service: number, { eventType, eventName, reason }: Readonly<Record<string, string>>): void {
    const { names, stream } = this.parts;
    const subject = { resource: names.service(this.spec(service)), nth: ++this.states[service].events };
    const deploymentId = this.deployment(service);
    stream.emit('ECS Deployment State Change', atMs, subject, { eventType, eventName, deploymentId, updatedAt: names.time(atMs), reason });
  }

  /** Sends a message about a single occurrence; it is never suppressed. */
  private sendDeploymentMessage(atMs: Ms, service: number, event: DeploymentEvent): void {
    const message = deploymentText(this.spec(service).name, event);
    this.send(atMs, service, { message, cause: `${message} ${atMs}` });
  }

  private deployment(service: number): string {
    return this.parts.names.deployment(this.spec(service), this.states[service].revision);
  }

  private spec(service: number): ServiceSpec {
    return this.parts.names.setup.services[service];
  }

  save(): unknown {
    const { states, logs, due, nextRepeatMs } = this;
    return structuredClone({ states, logs: logs.map((log) => log.save()), due, nextRepeatMs });
  }

  load(saved: unknown): void {
    const { logs, ...rest } = structuredClone(saved) as { logs: unknown[] };
    Object.assign(this, rest);
    loadParts(this.logs, logs);
  }
}
