import { PLACEMENT_FAILURE, type Unplaced, unplacedText } from '../../fargate/messages.js';
import { EventLog } from '../../placement/explain/event-log.js';
import { Refusal } from '../../placement/fit.js';
import { causeOf, eventText, type ServiceEvent } from '../../placement/messages.js';
import { deploymentText } from '../../services/deployments/messages.js';
import { isImpaired, START_IMPAIRED, THROTTLE_DEFAULTS } from '../../services/start-throttle.js';
import { REFUSED_BY_FARGATE, WAITS_FOR_LAUNCH_RATE } from '../../sim/facts.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { ServiceSpec } from '../../sim/setup.js';
import type { EventStream, JsonLines } from './event-stream.js';
import type { InstanceEvents } from './instances.js';
import type { EcsNames } from './names.js';
import { isSteady, newService, type ServiceState } from './service-state.js';
import { placementReason } from './stop-words.js';
import type { TaskClasses } from './task-classes.js';
import type { Waits } from './waits.js';

/** A message is repeated after this time when its cause is still there (T.MSG-1). */
const REPEAT_MS = 6 * 3_600_000;

interface Parts {
  readonly names: EcsNames;
  readonly stream: EventStream;
  /** Where messages of services go. */
  readonly messages: JsonLines;
  readonly classes: TaskClasses;
  readonly waits: Waits;
  readonly instances: InstanceEvents;
}

/** A message, and what must be resolved before it is told anew. */
interface Told {
  readonly cause: string;
  readonly message: string;
}

/** ECS Service Action and ECS Deployment State Change (T.EVT-6 to T.EVT-8), and the messages that DescribeServices lists: what each millisecond came to. */
export class ServiceEvents {
  private states: ServiceState[];
  private readonly logs: readonly EventLog[];
  private due = new Set<number>();
  /** No steady state is told again before. */
  private nextRepeatMs: Ms = Number.MAX_SAFE_INTEGER;

  constructor(private readonly parts: Parts) {
    const { services } = parts.names.setup;
    this.states = services.map(({ schedulingStrategy }) => newService(schedulingStrategy === 'DAEMON'));
    this.logs = services.map(() => new EventLog());
  }

  /** The services are made, each with its first deployment. */
  created(atMs: Ms): void {
    for (const service of this.states.keys()) {
      this.due.add(service);
      this.tellDeployment(atMs, service, { name: 'SERVICE_DEPLOYMENT_IN_PROGRESS', is: 'in progress' });
    }
  }

  /** The service, which is then looked at when the millisecond is over. */
  change(service: number): ServiceState {
    this.due.add(service);
    return this.states[service];
  }

  /** The millisecond is over. */
  settle(atMs: Ms): void {
    for (const service of this.due) this.settleOne(atMs, service);
    this.due.clear();
  }

  /** What steady services repeat before that time. */
  repeatUntil(untilMs: Ms): void {
    while (this.nextRepeatMs < untilMs) {
      const atMs = this.nextRepeatMs;
      this.nextRepeatMs = Number.MAX_SAFE_INTEGER;
      for (const [service, { repeatsMs }] of this.states.entries()) {
        if (repeatsMs <= atMs) this.tellSteady(atMs, service);
        this.nextRepeatMs = Math.min(this.nextRepeatMs, this.states[service].repeatsMs);
      }
    }
  }

  private settleOne(atMs: Ms, service: number): void {
    const state = this.states[service];
    const { started, stopped, waitingClass } = state;
    const tell = (event: ServiceEvent) => this.tell(atMs, service, toldOf(this.spec(service), event));
    if (started.length > 0) tell({ kind: 'tasksStarted', tasks: started });
    if (stopped.length > 0) {
      const message = deploymentText(this.spec(service).name, { kind: 'tasksStopped', tasks: stopped });
      this.tell(atMs, service, { message, cause: message });
    }
    if (waitingClass >= 0) this.tellWait(atMs, service, waitingClass);
    if (state.isScaled) this.emit(atMs, service, { eventType: 'INFO', eventName: 'SERVICE_DESIRED_COUNT_UPDATED' });
    this.tellTrouble(atMs, service);
    Object.assign(state, { started: [], stopped: [], waitingClass: -1, isThrottled: false, isScaled: false });
    // What was started or stopped in a moment was no steady state either.
    if (!isSteady(state) || started.length + stopped.length > 0) this.logs[service].resolve('steadyState');
    if (isSteady(state)) this.tellSteady(atMs, service);
    else state.repeatsMs = Number.MAX_SAFE_INTEGER;
  }

  private tellTrouble(atMs: Ms, service: number): void {
    const { isThrottled, failedStarts } = this.states[service];
    const spec = this.spec(service);
    const throttled = { eventType: 'ERROR', eventName: 'ECS_OPERATION_THROTTLED' };
    if (isThrottled) this.tellOnce(atMs, service, { ...toldOf(spec, { kind: 'throttled' }), event: throttled });
    const message = deploymentText(spec.name, { kind: 'startsImpaired' });
    const impaired = { eventType: 'WARN', eventName: START_IMPAIRED };
    if (isImpaired(failedStarts, THROTTLE_DEFAULTS.current))
      this.tellOnce(atMs, service, { message, cause: START_IMPAIRED, event: impaired });
  }

  private tellSteady(atMs: Ms, service: number): void {
    const state = this.states[service];
    const spec = this.spec(service);
    for (const cause of state.failures) this.logs[service].resolve(cause);
    state.failures = [];
    if (!this.tell(atMs, service, toldOf(spec, { kind: 'steadyState' }))) return;
    state.repeatsMs = atMs + REPEAT_MS;
    this.nextRepeatMs = Math.min(this.nextRepeatMs, state.repeatsMs);
    this.emit(atMs, service, { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' });
    const providers = this.providersOf(spec);
    if (providers.length > 0)
      this.emit(atMs, service, { eventType: 'INFO', eventName: 'CAPACITY_PROVIDER_STEADY_STATE', capacityProviderArns: providers });
    if (state.isDeployed) return;
    state.isDeployed = true;
    this.tellDeployment(atMs, service, { name: 'SERVICE_DEPLOYMENT_COMPLETED', is: 'completed' });
    const message = deploymentText(spec.name, { kind: 'deploymentCompleted', deployment: this.deployment(service) });
    this.tell(atMs, service, { message, cause: message });
  }

  private tellWait(atMs: Ms, service: number, waitingClass: number): void {
    const { waits, names, instances, classes } = this.parts;
    const spec = this.spec(service);
    const refusal = waits.reasonOf(waitingClass)!;
    const capacityProviderArns = this.providersOf(spec);
    const failure = { eventType: 'ERROR', eventName: PLACEMENT_FAILURE.eventName };
    if (refusal === WAITS_FOR_LAUNCH_RATE) return;
    const onFargate = Object.entries(REFUSED_BY_FARGATE).find(([, code]) => code === refusal)?.[0];
    if (onFargate !== undefined) {
      const told = { cause: onFargate, message: unplacedText(spec.name, onFargate as Unplaced) };
      return this.tellOnce(atMs, service, { ...told, event: { ...failure, capacityProviderArns, reason: PLACEMENT_FAILURE.reason } });
    }
    const closest = instances.closestTo(refusal, classes.of(waitingClass));
    const event: ServiceEvent =
      refusal === Refusal.otherProvider || refusal === Refusal.inactive
        ? { kind: 'noInstances', where: capacityProviderArns.length > 0 ? 'capacity provider' : 'cluster' }
        : { kind: 'placementFailed', closest: { code: refusal, instance: closest === null ? null : names.instanceId(closest) } };
    const where =
      closest !== null
        ? { containerInstanceArns: [names.instance(closest)] }
        : capacityProviderArns.length > 0
          ? { capacityProviderArns }
          : {};
    this.tellOnce(atMs, service, { ...toldOf(spec, event), event: { ...failure, ...where, reason: placementReason(refusal) } });
  }

  /** A message with its event, unless it was told lately. A steady state resolves it. */
  private tellOnce(atMs: Ms, service: number, { event, ...told }: Told & { readonly event: Record<string, unknown> }): void {
    if (!this.tell(atMs, service, told)) return;
    this.states[service].failures.push(told.cause);
    this.emit(atMs, service, event);
  }

  /** The message; false when it was told lately. */
  private tell(atMs: Ms, service: number, { cause, message }: Told): boolean {
    const { names, messages } = this.parts;
    if (!this.logs[service].add(atMs, message, cause)) return false;
    const serviceArn = names.service(this.spec(service));
    const id = names.event(`${serviceArn}/message`, ++this.states[service].messages);
    messages.add({ serviceArn, id, createdAt: names.time(atMs), message });
    return true;
  }

  private emit(atMs: Ms, service: number, { eventType, eventName, reason, ...places }: Record<string, unknown>): void {
    const { names, stream } = this.parts;
    const of = { resource: names.service(this.spec(service)), nth: ++this.states[service].events };
    const detail = { eventType, eventName, clusterArn: names.cluster, ...places, reason, createdAt: names.time(atMs) };
    stream.emit('ECS Service Action', atMs, of, detail);
  }

  private tellDeployment(atMs: Ms, service: number, { name, is }: { readonly name: string; readonly is: string }): void {
    const { names, stream } = this.parts;
    const of = { resource: names.service(this.spec(service)), nth: ++this.states[service].events };
    const deploymentId = this.deployment(service);
    const reason = `ECS deployment ${deploymentId} ${is}.`;
    stream.emit('ECS Deployment State Change', atMs, of, {
      ...{ eventType: 'INFO', eventName: name, deploymentId, updatedAt: names.time(atMs), reason },
    });
  }

  private deployment(service: number): string {
    return this.parts.names.deployment(this.spec(service), 0);
  }

  private spec(service: number): ServiceSpec {
    return this.parts.names.setup.services[service];
  }

  private providersOf({ capacity }: ServiceSpec): string[] {
    return capacity.kind === 'launchType' ? [] : capacity.items.map(({ provider }) => this.parts.names.capacityProvider(provider));
  }

  save(): unknown {
    const { states, logs, due, nextRepeatMs } = this;
    return structuredClone({ states, logs: logs.map((log) => log.save()), due: [...due], nextRepeatMs });
  }

  load(saved: unknown): void {
    const from = structuredClone(saved) as { states: ServiceState[]; logs: unknown[]; due: number[]; nextRepeatMs: Ms };
    this.states = from.states;
    this.logs.forEach((log, service) => {
      log.load(from.logs[service]);
    });
    this.due = new Set(from.due);
    this.nextRepeatMs = from.nextRepeatMs;
  }
}

function toldOf({ name }: ServiceSpec, event: ServiceEvent): Told {
  return { cause: causeOf(event), message: eventText(name, event) };
}
