import { Spot } from '../../autoscaling/group/purchase.js';
import { announceRetirement, type Retirement } from '../../fargate/retirement.js';
import type { BucketRate } from '../../kernel/token-bucket.js';
import type { Overlay } from '../../market/overlays.js';
import { COUNTED_IN_TASKS } from '../../market/pools.js';
import { AlarmState } from '../../metrics/alarm.js';
import type { Fault } from '../../sim/fault.js';
import { PROVIDER_KINDS } from '../../sim/providers/kinds.js';
import type { CapacityProviderSpec, InstanceTypeSpec } from '../../sim/setup.js';
import { kindNamed } from '../cluster/providers.js';
import type { FaultText, Scenario } from '../schema.js';
import { durationMs } from '../units.js';
import { isOfIncident } from './incident-check.js';
import { incidentFaultsOf } from './incident-setup.js';

/** Index lookups by name in a setup. */
export interface Places {
  readonly instanceTypes: readonly InstanceTypeSpec[];
  readonly zones: readonly string[];
  readonly capacityProviders: readonly CapacityProviderSpec[];
}

/** The effects of faults on the market: a zone that fails has no capacity either. */
export function overlaysOf({ faults }: Scenario, places: Places): Overlay[] {
  return faults.flatMap((fault) => {
    const overlay = overlayOf(fault, places);
    return overlay === undefined ? [] : [labelled(overlay, fault)];
  });
}

function overlayOf(fault: FaultText, { instanceTypes, zones }: Places): Overlay | undefined {
  if (!isOfMarket(fault) || (fault.type === 'zoneOutage' && fault.launches === 'possible')) return undefined;
  const { availabilityZone } = fault;
  const where = {
    type: fault.type === 'zoneOutage' ? null : typeOf(fault, instanceTypes),
    zone: availabilityZone === undefined ? null : zones.indexOf(availabilityZone),
  };
  const fromMs = durationMs(fault.at);
  if (fault.type === 'spotInterruption')
    return { kind: 'interruption', where: { ...where, isSpot: true }, atMs: fromMs, share: fault.share };
  const untilMs = fault.for === undefined ? null : fromMs + durationMs(fault.for);
  const isSpot = fault.type === 'spotDrought' ? true : isSpotOf(fault);
  return { kind: 'drought', where: { ...where, isSpot }, fromMs, untilMs };
}

/** Returns whether a provider without instances is Spot or On-Demand. */
function isSpotOf(fault: OfMarket): boolean | null {
  if (fault.type !== 'capacityDrought' || fault.capacityProvider === undefined) return null;
  const { platform, names } = PROVIDER_KINDS[kindNamed(fault.capacityProvider)]!;
  return platform?.purchaseOf(names.indexOf(fault.capacityProvider)) === Spot;
}

/** Instance type of a pool, or none if its capacity counts in tasks. Null: any. */
function typeOf(
  { instanceType, capacityProvider }: { readonly instanceType?: string | undefined; readonly capacityProvider?: string | undefined },
  instanceTypes: Places['instanceTypes'],
): number | null {
  if (capacityProvider !== undefined) return COUNTED_IN_TASKS;
  return instanceType === undefined ? null : instanceTypes.findIndex(({ name }) => name === instanceType);
}

type OfMarket = Extract<FaultText, { type: 'zoneOutage' | 'spotInterruption' | 'spotDrought' | 'capacityDrought' }>;

function isOfMarket(fault: FaultText): fault is OfMarket {
  return ['zoneOutage', 'spotInterruption', 'spotDrought', 'capacityDrought'].includes(fault.type);
}

interface Where {
  readonly capacityProvider?: string | undefined;
  readonly availabilityZone?: string | undefined;
}

interface Chosen {
  readonly share?: number | undefined;
  readonly count?: number | undefined;
  readonly containerInstances?: readonly number[] | undefined;
}

/** The effects of faults on instances, agents, latencies and calls. A fault without an end lasts as long as the run. */
export function faultsOf(scenario: Scenario, places: Places): Fault[] {
  const parts = partsOf(scenario, places);
  return withJoinedWindows(scenario.faults.flatMap((fault) => kindsOf(fault, parts).map((kind) => labelled(kind, fault))));
}

type Parts = ReturnType<typeof partsOf>;

/** The names that faults refer to, with their places and times. */
function partsOf(scenario: Scenario, { zones, capacityProviders, instanceTypes }: Places) {
  const { duration, cluster, services: texts } = scenario;
  const types = instanceTypes.map(({ name }) => name);
  const services = texts.map(({ serviceName }) => serviceName);
  return { types, scenario, zones, services, groups: capacityProviders, retirementOf, whereOf, chosenBy, untilOf };

  function retirementOf({ at, for: lasts }: Extract<FaultText, { type: 'fargateRetirement' }>): Retirement {
    return announceRetirement(durationMs(at), cluster.accountSettings.fargateTaskRetirementWaitPeriod, durationMs(lasts));
  }

  function whereOf({ capacityProvider, availabilityZone }: Where) {
    return {
      provider: capacityProvider === undefined ? null : capacityProviders.findIndex(({ name }) => name === capacityProvider),
      zone: availabilityZone === undefined ? null : zones.indexOf(availabilityZone),
    };
  }

  function chosenBy({ share = 1, count, containerInstances: instances, ...where }: Where & Chosen) {
    return { ...whereOf(where), share, count: count ?? null, ...(instances === undefined ? {} : { instances }) };
  }

  function untilOf(fault: { readonly at: string; readonly for?: string | undefined }): number {
    return fault.for === undefined ? Math.max(durationMs(duration), durationMs(fault.at)) : durationMs(fault.at) + durationMs(fault.for);
  }
}

function outageOf(
  { share, recover, launches }: Extract<FaultText, { type: 'zoneOutage' }>,
  zone: number,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): Fault {
  return {
    ...{ kind: 'zoneOutage', zone, ...given('share', share), fromMs },
    ...(recover === 'rebooted' ? { powerBackMs: untilMs } : {}),
    ...(launches === 'possible' ? {} : { noLaunchUntilMs: untilMs }),
  };
}

function alarmSettingOf({ service: name, policyName, alarm, stateValue, value }: AlarmText, { services }: Scenario) {
  const service = services.findIndex(({ serviceName }) => serviceName === name);
  const policy = services[service]!.scaling!.policies.findIndex((one) => one.policyName === policyName);
  return { service, policy, nth: alarm === 'low' ? 1 : 0, state: AlarmState[stateValue], value: value ?? null };
}

type AlarmText = Extract<FaultText, { type: 'alarmState' }>;

function kindsOf(fault: FaultText, parts: Parts): Fault[] {
  const { types, scenario, zones, services, groups, retirementOf, whereOf, chosenBy, untilOf } = parts;
  const fromMs = durationMs(fault.at);
  if (isOfIncident(fault))
    return incidentFaultsOf(fault, { types, scenario, where: whereOf(fault as Where), time: { fromMs, untilMs: untilOf(fault) } });
  if (isGroupCall(fault)) return [groupCallOf(fault, groups, fromMs)];
  switch (fault.type) {
    case 'zoneOutage':
      return [outageOf(fault, zones.indexOf(fault.availabilityZone), { fromMs, untilMs: untilOf(fault) })];
    case 'agentDisconnect':
      return [{ kind: 'agentDisconnect', ...whereOf(fault), share: fault.share, fromMs, untilMs: untilOf(fault) }];
    case 'registrationFailure': {
      const { share, statusReason } = fault;
      return [{ kind: 'registrationFailure', ...whereOf(fault), share, statusReason, fromMs, untilMs: untilOf(fault) }];
    }
    case 'drain':
      return [{ kind: 'drain', ...chosenBy(fault), fromMs, untilMs: untilOf(fault) }];
    case 'deregister':
      return [{ kind: 'deregister', ...chosenBy(fault), fromMs, isForced: fault.force }];
    case 'terminate':
      return [{ kind: 'terminate', ...chosenBy(fault), fromMs, isOfOutside: fault.status === 'outside' }];
    case 'instanceFailure':
      return [{ kind: 'instanceFailure', ...chosenBy(fault), fromMs }];
    case 'taskFailure':
      return [{ kind: 'taskFailure', service: services.indexOf(fault.service), count: fault.count, by: fault.unhealthyBy, fromMs }];
    case 'stopTask':
      return [{ kind: 'stopTask', ...stoppedBy(fault, services), by: null, fromMs }];
    case 'taskProtection': {
      const { tasks, protectionEnabled, expiresInMinutes } = fault;
      return [{ kind: 'taskProtection', tasks, minutes: protectionEnabled ? expiresInMinutes : null, fromMs }];
    }
    case 'lifecycleAction': {
      const { containerInstances: instances, action, lifecycleHookName } = fault;
      return [{ kind: 'lifecycleAction', instances, action, ...given('hook', lifecycleHookName), fromMs }];
    }
    case 'stopDeployment':
      return [{ kind: 'stopDeployment', service: services.indexOf(fault.service), rollsBack: fault.stopType === 'ROLLBACK', fromMs }];
    case 'alarmState':
      return [{ kind: 'alarmState', ...alarmSettingOf(fault, scenario), fromMs }];
    case 'attributes':
      return [{ kind: 'attributes', instances: fault.containerInstances, attributes: fault.attributes, removed: fault.removed, fromMs }];
    case 'protect':
      return [{ kind: 'protect', ...chosenBy(fault), fromMs, isProtected: fault.protectedFromScaleIn }];
    case 'slowBoot':
    case 'slowPull':
      return [
        {
          kind: fault.type,
          factor: fault.factor,
          ...(fault.type === 'slowPull' ? imagesOf(fault) : {}),
          fromMs,
          untilMs: untilOf(fault),
        },
      ];
    case 'registryDown':
      return [{ kind: 'registryDown', isSilent: fault.mode === 'hang', ...imagesOf(fault), fromMs, untilMs: untilOf(fault) }];
    case 'startFailure':
      return [{ kind: fault.type, share: fault.share, afterMs: durationMs(fault.after), fromMs, untilMs: untilOf(fault) }];
    case 'fargateRetirement':
      return [{ kind: fault.type, ...retirementOf(fault) }];
    case 'apiThrottling':
      return [{ kind: 'apiThrottling', action: fault.action, rate: rateOf(fault.callsPerSecond), fromMs, untilMs: untilOf(fault) }];
    default:
      return [];
  }
}

/** The key, unless it has no value. */
function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function imagesOf(fault: { readonly images?: string | undefined }): { readonly images?: string } {
  return given('images', fault.images);
}

function stoppedBy({ service, count, tasks }: Extract<FaultText, { type: 'stopTask' }>, services: readonly string[]) {
  return service === undefined ? { service: -1, count, tasks: tasks! } : { service: services.indexOf(service), count };
}

function labelled<T extends object>(what: T, { label }: FaultText): T {
  return label === undefined ? what : { ...what, label };
}

/** Rates are in thousandths of a call per second. The bucket holds the calls of one second, and at least one. */
function rateOf(callsPerSecond: number): BucketRate {
  return { capacity: Math.max(1, Math.floor(callsPerSecond)), refill: Math.round(callsPerSecond * 1_000), perMs: 1_000_000 };
}

/** Joins faults that are equal but for their time and label where one begins as the other ends (I.MAP-8). */
function withJoinedWindows(faults: readonly Fault[]): Fault[] {
  const joined: Fault[] = [];
  for (const fault of faults) {
    const before = 'untilMs' in fault && fault.kind !== 'drain' ? joined.findIndex((one) => touches(one, fault)) : -1;
    if (before < 0) joined.push(fault);
    else joined[before] = { ...joined[before]!, untilMs: (fault as Window).untilMs } as Fault;
  }
  return joined;
}

type Window = Extract<Fault, { readonly untilMs: number }>;

function touches(one: Fault, next: Window): boolean {
  return one.kind === next.kind && (one as Window).untilMs === next.fromMs && effectOf(one) === effectOf(next);
}

function effectOf(fault: Fault): string {
  return JSON.stringify({ ...fault, fromMs: 0, untilMs: 0, label: '' });
}

const TYPES = ['groupSize', 'desiredCapacity', 'suspendProcesses', 'resumeProcesses', 'executePolicy'] as const;
type GroupCallText = Extract<FaultText, { type: (typeof TYPES)[number] }>;

function isGroupCall(fault: FaultText): fault is GroupCallText {
  return (TYPES as readonly string[]).includes(fault.type);
}

/** Returns the fault of a valid call on a group. */
function groupCallOf(fault: GroupCallText, capacityProviders: readonly CapacityProviderSpec[], fromMs: number): Fault {
  const provider = capacityProviders.findIndex(({ name }) => name === fault.capacityProvider);
  const on = { provider, fromMs };
  switch (fault.type) {
    case 'groupSize': {
      const { minSize = null, maxSize = null } = fault;
      return { kind: 'groupSize', minSize, maxSize, ...scheduled(fault), ...on };
    }
    case 'desiredCapacity':
      return { kind: 'desiredCapacity', desired: fault.desiredCapacity, ...scheduled(fault), ...on };
    case 'executePolicy': {
      const { policyName, metricValue, breachThreshold, honorCooldown: honorsCooldown } = fault;
      const policies = capacityProviders[provider]?.scaling?.policies ?? [];
      const breach = metricValue === undefined || breachThreshold === undefined ? null : metricValue - breachThreshold;
      return { kind: 'executePolicy', policy: policies.findIndex(({ name }) => name === policyName), breach, honorsCooldown, ...on };
    }
    default:
      return { kind: 'suspendProcesses', processes: fault.scalingProcesses, isSuspended: fault.type === 'suspendProcesses', ...on };
  }
}

function scheduled({ bySchedule }: { readonly bySchedule?: boolean | undefined }) {
  return bySchedule === true ? { isScheduled: true } : {};
}
