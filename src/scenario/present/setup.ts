import { initialScalerState, type ScalerState } from '../../autoscaling/cluster-scaler.js';
import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import { RolloutState } from '../../services/service-states.js';
import { TaskState } from '../../services/task-states.js';
import { NONE } from '../../sim/cluster/fleet-columns.js';
import { StopCause } from '../../sim/facts.js';
import type { PresentInstance, PresentSpec, PresentTask } from '../../sim/present.js';
import { ON_PLATFORM } from '../../sim/providers/platform.js';
import type { CapacityProviderSpec, InstanceTypeSpec, ServiceSpec, WorkloadSpec } from '../../sim/setup.js';
import { AGENT_VERSION, originOfAttribute } from '../cluster/attributes.js';
import { providerOfLaunchType } from '../cluster/providers.js';
import { presentAtMsOf } from '../complete.js';
import { momentMsOf } from '../moment.js';
import type { PresentText, Scenario } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import { durationMs } from '../units.js';
import { serviceOfGroup, workloadOf } from './owner.js';

type InstanceText = PresentText['containerInstances'][number];
type TaskText = PresentText['tasks'][number];

/** Lookups by name. */
interface Parts {
  readonly indexes: {
    readonly zones: readonly string[];
    readonly types: readonly InstanceTypeSpec[];
    readonly definitions: readonly TaskDefinition[];
    type(name: string): number;
    provider(name: string): number;
  };
  readonly capacityProviders: readonly CapacityProviderSpec[];
  readonly services: readonly ServiceSpec[];
  readonly workloads: readonly WorkloadSpec[];
}

/** Converts the present state for the simulation: ordered by Drydock's own numbers, else by time, oldest first. */
export function presentOf(scenario: Scenario, parts: Parts): PresentSpec | undefined {
  const { present } = scenario;
  return present === undefined ? undefined : new Reader(scenario, present, parts).read();
}

class Reader {
  private readonly atMs: number;
  private readonly services: ReadonlyMap<string, number>;
  private readonly workloads: ReadonlyMap<string, number>;
  private readonly deployments: ReadonlyMap<string, PresentText['services'][number]['deployments']>;

  constructor(
    private readonly scenario: Scenario,
    private readonly present: PresentText,
    private readonly parts: Parts,
  ) {
    this.atMs = presentAtMsOf(scenario);
    this.services = indexes(parts.services);
    this.workloads = indexes(parts.workloads);
    this.deployments = new Map(present.services.map(({ serviceName, deployments }) => [serviceName, deployments]));
  }

  read(): PresentSpec {
    const { counters, cachedImages, metrics } = this.present;
    const instances = this.instances();
    const tasks = this.tasks(new Map(instances.map(({ ec2InstanceId, ordinal }) => [ec2InstanceId, ordinal])));
    const { services, workloads, capacityProviders } = this.parts;
    const ofServices = groupBy(tasks, services.length, ({ service }) => service);
    const ofWorkloads = groupBy(tasks, workloads.length, ({ workload }) => workload);
    return {
      instances,
      tasks,
      services: services.map((service, index) => ({
        requested: counters.services[service.name] ?? after(ofServices[index]!.map(({ nth }) => nth)),
        deployments: this.deploymentsOf(service, ofServices[index]!.length > 0),
      })),
      groups: capacityProviders.map((provider, index) => ({
        launched: counters.autoScalingGroups[provider.name] ?? instances.filter((instance) => instance.provider === index).length,
        scaler: this.scalerOf(provider),
        isMeasured: (metrics.CapacityProviderReservation[provider.name] ?? []).length > 0,
      })),
      workloads: workloads.map(({ name }, index) => counters.workloads[name] ?? after(ofWorkloads[index]!.map(({ nth }) => nth))),
      nextInstance: counters.containerInstances ?? after(instances.map(({ ordinal }) => ordinal)),
      nextTask: counters.tasks ?? after(tasks.map(({ ordinal }) => ordinal)),
      cachedImages,
    };
  }

  private instances(): PresentInstance[] {
    const launched = new Map<number, number>();
    return inOrder(this.present.containerInstances, ({ launchTime }) => this.ms(launchTime)).map((text, at) => {
      const provider = text.capacityProvider === undefined ? NONE : this.parts.indexes.provider(text.capacityProvider);
      const nth = launched.get(provider) ?? 0;
      launched.set(provider, nth + 1);
      return this.instance(text, { provider, at, nth });
    });
  }

  private instance(
    text: InstanceText,
    { provider, at, nth }: { readonly provider: number; readonly at: number; readonly nth: number },
  ): PresentInstance {
    const { indexes, capacityProviders } = this.parts;
    const type = indexes.type(text.instanceType);
    const launchedMs = this.ms(text.launchTime) ?? null;
    const status = statusOf(text);
    const group = capacityProviders[provider];
    const isTrunked = group === undefined ? this.scenario.cluster.accountSettings.awsvpcTrunking === 'enabled' : group.trunkFromMs === 0;
    return {
      ordinal: text.ordinal ?? at,
      ec2InstanceId: text.ec2InstanceId,
      type,
      zone: indexes.zones.indexOf(text.availabilityZone),
      provider,
      purchase: text.lifecycle === 'spot' && group !== undefined ? Spot : OnDemand,
      hasTrunk: (text.trunk ?? isTrunked) && indexes.types[type]!.trunkSource !== 'none',
      traits: {
        attributes: { ...(group?.traits.attributes ?? {}), ...customAttributes(text.attributes) },
        agentVersion: text.agentVersion ?? group?.traits.agentVersion ?? AGENT_VERSION,
      },
      nth: text.nth ?? nth,
      launchedMs,
      registeredMs: status === 'booting' ? null : (this.ms(text.registeredAt) ?? launchedMs ?? 0),
      status,
      drainingMs: this.ms(text.drainingSince) ?? 0,
      isAgentConnected: text.agentConnected,
      isProtected: text.protectedFromScaleIn && group?.isProtected !== true,
    };
  }

  private tasks(instances: ReadonlyMap<string, number>): PresentTask[] {
    const counts = new Map<string, number>();
    return inOrder(this.present.tasks, ({ createdAt }) => this.ms(createdAt)).map((text, at) => {
      const owner = serviceOfGroup(text.group) ?? workloadOf(text, this.scenario, this.parts.indexes.definitions)!.name;
      const key = JSON.stringify([text.group.startsWith('service:'), owner]);
      const nth = counts.get(key) ?? 0;
      counts.set(key, nth + 1);
      return this.task(text, { ordinal: text.ordinal ?? at, nth: text.nth ?? nth, instances });
    });
  }

  private task(
    text: TaskText,
    { ordinal, nth, instances }: { readonly ordinal: number; readonly nth: number; readonly instances: ReadonlyMap<string, number> },
  ): PresentTask {
    const { indexes, services } = this.parts;
    const name = serviceOfGroup(text.group);
    const service = name === undefined ? NONE : this.services.get(name)!;
    const workload = name === undefined ? this.workloads.get(workloadOf(text, this.scenario, indexes.definitions)!.name)! : NONE;
    const isOnPlatform = providerOfLaunchType(text.launchType) !== undefined && text.availabilityZone !== undefined;
    const state = stateOf(text);
    const createdMs = this.ms(text.createdAt) ?? 0;
    return {
      ...{ ordinal, nth, service, workload, state },
      revision: service === NONE ? 0 : this.revisionOf(services[service]!, text),
      cpuUnits: text.cpu ?? NONE,
      memoryMib: text.memory ?? NONE,
      provider: this.providerOf(text),
      instance: text.containerInstance !== undefined ? instances.get(text.containerInstance)! : isOnPlatform ? ON_PLATFORM : NONE,
      zone: isOnPlatform ? indexes.zones.indexOf(text.availabilityZone!) : 0,
      stoppingMs: isStopping(text) ? (this.ms(text.stoppingAt) ?? 0) : null,
      stopCause: text.stopCause === undefined ? null : StopCause[text.stopCause],
      requestedMs: createdMs,
      sinceMs: this.sinceOf(text, state, createdMs),
      pulledMs: this.ms(text.pullStoppedAt) ?? null,
      isPulling: text.pullStartedAt !== undefined || text.pullStoppedAt !== undefined,
      isUnhealthy: text.healthStatus === 'UNHEALTHY',
      protectedUntilMs: this.ms(text.protectedUntil) ?? null,
      runMs: text.runTime === undefined ? null : durationMs(text.runTime),
    };
  }

  private sinceOf({ startedAt, pullStartedAt }: TaskText, state: number, createdMs: number): number {
    if (state === TaskState.RUNNING) return this.ms(startedAt) ?? 0;
    return state === TaskState.PENDING ? (this.ms(pullStartedAt) ?? createdMs) : createdMs;
  }

  /** Tasks of a service's daemons, and tasks with a launch type, have no provider. */
  private providerOf({ capacityProvider, launchType }: TaskText): number {
    const name = capacityProvider ?? providerOfLaunchType(launchType);
    return name === undefined ? NONE : this.parts.indexes.provider(name);
  }

  private revisionOf({ deploymentSpec }: ServiceSpec, { taskDefinition }: TaskText): number {
    const definition = findDefinition(taskDefinition, this.parts.indexes.definitions);
    const found = deploymentSpec?.revisions.findLastIndex((one) => one.taskDefinition === definition && one.atMs <= 0) ?? 0;
    return Math.max(0, found);
  }

  /** A service that has present tasks, or an entry of its own, has been deployed before. */
  private deploymentsOf({ name, deploymentSpec }: ServiceSpec, hasTasks: boolean): PresentSpec['services'][number]['deployments'] {
    const stated = this.deployments.get(name);
    if (deploymentSpec === null || (stated === undefined && !hasTasks)) return [];
    const revisions = deploymentSpec.revisions.flatMap(({ atMs, taskDefinition }, revision) =>
      atMs <= 0 ? [{ revision, taskDefinition }] : [],
    );
    const primary = revisions.length - 1;
    return revisions.map(({ revision, taskDefinition }, i) => {
      const statedDeployment = stated?.find((one) => findDefinition(one.taskDefinition, this.parts.indexes.definitions) === taskDefinition);
      const usual = i === primary && primary > 0 ? 'IN_PROGRESS' : 'COMPLETED';
      const rollout = RolloutState[statedDeployment?.rolloutState ?? usual];
      return {
        revision,
        rollout,
        failedTasks: statedDeployment?.failedTasks ?? 0,
        createdMs: this.ms(statedDeployment?.createdAt) ?? null,
      };
    });
  }

  private scalerOf({ name, managedScaling: { isEnabled, targetPercent } }: CapacityProviderSpec): ScalerState {
    if (!isEnabled) return initialScalerState();
    const group = this.present.autoScalingGroups.find(({ capacityProvider }) => capacityProvider === name);
    const points = this.present.metrics.CapacityProviderReservation[name] ?? [];
    const inARow = (is: (value: number) => boolean) => points.length - 1 - points.findLastIndex((value) => !is(value));
    return {
      ...initialScalerState(),
      lowPoints: inARow((value) => value < targetPercent),
      highPoints: inARow((value) => value > targetPercent),
      lastRaiseMs: this.ms(group?.lastScaleOutAt) ?? null,
      lastScaleInMs: this.ms(group?.lastScaleInAt) ?? null,
    };
  }

  /** Returns milliseconds from the start of the run. */
  private ms(text: string | undefined): number | undefined {
    return text === undefined ? undefined : momentMsOf(text)! - this.atMs;
  }
}

/** Types of a provider's present instances that its group no longer launches. */
export function presentTypesOf({ present }: Scenario, provider: string | undefined): string[] {
  const all = present?.containerInstances ?? [];
  return [...new Set(all.flatMap((one) => (one.capacityProvider === provider ? [one.instanceType] : [])))];
}

/** DesiredCapacity of a group at the start; undefined without a present state. */
export function presentDesired({ present }: Scenario, provider: string): number | undefined {
  if (present === undefined) return undefined;
  const stated = present.autoScalingGroups.find(({ capacityProvider }) => capacityProvider === provider);
  const isLiving = (one: InstanceText) => one.capacityProvider === provider && statusOf(one) !== 'terminating';
  return stated?.desiredCapacity ?? present.containerInstances.filter(isLiving).length;
}

function statusOf({ status, lifecycleState, registeredAt }: InstanceText): PresentInstance['status'] {
  if (lifecycleState?.startsWith('Terminating')) return 'terminating';
  if (status === 'REGISTERING' || (lifecycleState === 'Pending' && registeredAt === undefined)) return 'booting';
  return status === 'DRAINING' ? 'draining' : 'active';
}

/** The state that a task had reached before it was stopped, if it was. */
function stateOf({ lastStatus, startedAt, pullStartedAt }: TaskText): TaskState {
  if (lastStatus === 'PROVISIONING') return TaskState.PROVISIONING;
  if (lastStatus === 'PENDING' || lastStatus === 'ACTIVATING') return TaskState.PENDING;
  if (lastStatus === 'RUNNING' || startedAt !== undefined) return TaskState.RUNNING;
  return pullStartedAt === undefined ? TaskState.PROVISIONING : TaskState.PENDING;
}

/** Returns whether the task is to stop. */
export function isStopping({ lastStatus, desiredStatus }: Pick<TaskText, 'lastStatus' | 'desiredStatus'>): boolean {
  return desiredStatus === 'STOPPED' || ['DEACTIVATING', 'STOPPING', 'DEPROVISIONING'].includes(lastStatus);
}

/** Attributes without those that follow from the instance itself. */
function customAttributes(attributes: InstanceText['attributes']): InstanceText['attributes'] {
  const kept = Object.entries(attributes).filter(([name]) => originOfAttribute(name) === undefined || name.includes('capability'));
  return Object.fromEntries(kept);
}

/** Orders by Drydock's numbers, else by time; entries without a time come first. */
function inOrder<T extends { readonly ordinal?: number | undefined }>(list: readonly T[], msOf: (one: T) => number | undefined): T[] {
  if (list.every(({ ordinal }) => ordinal !== undefined)) return [...list];
  const timed = list.map((one) => ({ one, ms: msOf(one) ?? Number.NEGATIVE_INFINITY }));
  return timed.sort((a, b) => (a.ms === b.ms ? 0 : a.ms - b.ms)).map(({ one }) => one);
}

function after(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number + 1), 0);
}

function indexes(list: readonly { readonly name: string }[]): ReadonlyMap<string, number> {
  return new Map(list.map(({ name }, index) => [name, index]));
}

/** Returns a list for each of the first `length` indexes. */
function groupBy<T>(list: readonly T[], length: number, indexOf: (one: T) => number): T[][] {
  const groups: T[][] = Array.from({ length }, () => []);
  for (const one of list) groups[indexOf(one)]?.push(one);
  return groups;
}
