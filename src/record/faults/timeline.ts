import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import type { Ms } from '../../kernel/event-loop.js';
import { ALARM_STATE_NAMES } from '../../metrics/alarm.js';
import type { Fault, Operation } from '../../sim/fault.js';
import { kindOf } from '../../sim/providers/of-setup.js';
import type { Setup } from '../../sim/setup.js';
import { platformProviders } from '../ledger/platforms/platforms.js';

type Action = Extract<Fault, { readonly kind: 'apiThrottling' }>['action'];

/** A fault in terms of the scenario: `type` is its keyword there; a place that the scenario leaves open is null. */
export interface TimelineFault {
  readonly type: string;
  readonly fromMs: Ms;
  /** End of the fault or of the run, whichever is first; equal to `fromMs` for an event without duration. */
  readonly untilMs: Ms;
  readonly instanceType: number | null;
  readonly zone: number | null;
  readonly action: Action | null;
  /** Whether the fault can affect instances, and Fargate tasks, if the run has any. */
  readonly isOfInstances: boolean;
  readonly isOfFargate: boolean;
  /** True if the fault removes protection. */
  readonly isLifted: boolean;
  readonly label?: string;
  /** Keyword, place and request in words, for example "zoneOutage us-east-1a". */
  readonly what: string;
}

/** The faults of a run by time, those of the market included. A zone outage is one fault, though the market lacks capacity there, too. */
export function timelineOf(setup: Setup): TimelineFault[] {
  const stated = setup.faults.map((fault) => labelled(ofFault(fault, setup), fault));
  const market = setup.market.overlays.flatMap((overlay) =>
    isOfOutage(overlay, setup) ? [] : [labelled(ofOverlay(overlay, setup), overlay)],
  );
  return [...stated, ...market].sort((a, b) => a.fromMs - b.fromMs);
}

function labelled(fault: TimelineFault, { label }: { readonly label?: string }): TimelineFault {
  return label === undefined ? fault : { ...fault, label };
}

type Overlay = Setup['market']['overlays'][number];

function isOfOutage(overlay: Overlay, { faults }: Setup): boolean {
  if (overlay.kind !== 'drought' || overlay.where.isSpot !== null || overlay.where.type !== null) return false;
  return faults.some((fault) => fault.kind === 'zoneOutage' && fault.zone === overlay.where.zone && fault.fromMs === overlay.fromMs);
}

function ofOverlay(overlay: Overlay, setup: Setup): TimelineFault {
  const { isSpot, type: instanceType, zone } = overlay.where;
  const place = { instanceType, zone, action: null, isLifted: false, ...hitBy(instanceType, setup) };
  const words = [...named(poolName(overlay, setup)), ...named(setup.zones[zone ?? -1])];
  if (overlay.kind === 'interruption') {
    const { atMs, share } = overlay;
    const what = ['spotInterruption', percent(share), ...words].join(' ');
    return { type: 'spotInterruption', fromMs: atMs, untilMs: atMs, ...place, what };
  }
  const type = isSpot === true ? 'spotDrought' : 'capacityDrought';
  return { type, fromMs: overlay.fromMs, untilMs: overlay.untilMs ?? setup.durationMs, ...place, what: [type, ...words].join(' ') };
}

/** `type`: null for any type, below 0 for Fargate. */
function hitBy(type: number | null, setup: Setup) {
  const hasInstances = setup.capacityProviders.length + setup.staticInstances.length > 0;
  return {
    isOfInstances: hasInstances && (type === null || type >= 0),
    isOfFargate: platformProviders(setup).length > 0 && (type === null || type < 0),
  };
}

/** Name of an instance type or of a Fargate provider; undefined for any. */
function poolName({ where: { type, isSpot } }: Overlay, setup: Setup): string | undefined {
  if (type === null) return undefined;
  if (type >= 0) return setup.instanceTypes[type]?.name;
  const purchase = isSpot ? Spot : OnDemand;
  return setup.providers.find(({ nth }, provider) => kindOf(setup, provider).platform?.purchaseOf(nth) === purchase)?.name;
}

function ofFault(fault: Fault, setup: Setup): TimelineFault {
  const zone = 'zone' in fault ? fault.zone : null;
  return {
    type: keywordOf(fault),
    fromMs: fault.kind === 'fargateRetirement' ? fault.startMs : fault.fromMs,
    untilMs: Math.min(setup.durationMs, untilOf(fault, setup)),
    instanceType: null,
    zone,
    action: fault.kind === 'apiThrottling' ? fault.action : null,
    isLifted:
      (fault.kind === 'protect' && !fault.isProtected) ||
      (fault.kind === 'suspendProcesses' && !fault.isSuspended) ||
      (fault.kind === 'taskProtection' && fault.minutes === null),
    ...hitBy(null, setup),
    what: [keywordOf(fault), ...detailsOf(fault, setup), ...named(setup.zones[zone ?? -1])].join(' '),
  };
}

/** Returns the keyword of the fault in a scenario. */
function keywordOf(fault: Fault): string {
  const { kind } = fault;
  if (kind === 'suspendProcesses' && !fault.isSuspended) return 'resumeProcesses';
  return kind === 'platformLaunchFailure' ? 'fargateLaunchFailure' : kind;
}

function untilOf(fault: Fault, { market, durationMs }: Setup): Ms {
  if (fault.kind === 'fargateRetirement') return fault.startMs;
  if (fault.kind !== 'zoneOutage') return 'untilMs' in fault ? fault.untilMs : fault.fromMs;
  const drought = market.overlays.find(
    (overlay) => overlay.kind === 'drought' && overlay.where.zone === fault.zone && overlay.fromMs === fault.fromMs,
  );
  return drought?.kind === 'drought' ? (drought.untilMs ?? durationMs) : fault.fromMs;
}

function detailsOf(fault: Fault, { capacityProviders, services }: Setup): string[] {
  switch (fault.kind) {
    case 'launchFailure':
    case 'noNetwork':
    case 'agentDisconnect':
    case 'registrationFailure':
      return [percent(fault.share), ...named(capacityProviders[fault.provider ?? -1]?.name)];
    case 'slowBoot':
    case 'slowPull':
      return [`× ${fault.factor}`];
    case 'dependencyDown':
      return [fault.dependency, percent(fault.errorShare)];
    case 'healthCheckFault':
      return [fault.alternates === null ? percent(fault.failShare) : 'alternating'];
    case 'metricGap':
      return [percent(fault.share), fault.metrics.join('+')];
    case 'controlPlane':
      return [fault.mode, fault.actions.join('+'), ...(fault.mode === 'reject' ? [percent(fault.share)] : [])];
    case 'pullFailure':
    case 'platformLaunchFailure':
      return [percent(fault.share)];
    case 'apiThrottling':
      return [fault.action];
    case 'taskFailure':
    case 'stopTask':
      return fault.tasks === undefined ? [`${fault.count}`, services[fault.service]!.name] : [`tasks ${fault.tasks.join(', ')}`];
    case 'taskProtection':
      return [`tasks ${fault.tasks.join(', ')}`];
    case 'lifecycleAction':
      return [fault.action, `instances ${fault.instances.join(', ')}`];
    case 'stopDeployment':
      return [services[fault.service]!.name, fault.rollsBack ? 'ROLLBACK' : 'ABORT'];
    case 'alarmState':
      return [services[fault.service]!.name, services[fault.service]!.scaling!.policyNames[fault.policy]!, ALARM_STATE_NAMES[fault.state]!];
    case 'attributes':
      return [
        ...Object.keys(fault.attributes),
        ...fault.removed.map((name) => `without ${name}`),
        `instances ${fault.instances.join(', ')}`,
      ];
    case 'suspendProcesses':
      return [...fault.processes, ...named(capacityProviders[fault.provider]?.name)];
    case 'executePolicy':
      return [
        ...named(capacityProviders[fault.provider]?.scaling?.policies[fault.policy]?.name),
        ...named(capacityProviders[fault.provider]?.name),
      ];
    case 'groupSize':
      return [`${fault.minSize ?? 'as before'} to ${fault.maxSize ?? 'as before'}`, ...named(capacityProviders[fault.provider]?.name)];
    case 'desiredCapacity':
      return [`${fault.desired}`, ...named(capacityProviders[fault.provider]?.name)];
    case 'drain':
    case 'deregister':
    case 'terminate':
    case 'instanceFailure':
    case 'protect':
      return [chosenText(fault), ...named(capacityProviders[fault.provider ?? -1]?.name)];
    default:
      return [];
  }
}

function chosenText({ instances, count, share }: Operation): string {
  if (instances !== undefined) return `instances ${instances.join(', ')}`;
  return count === null ? percent(share) : `${count}`;
}

function named(name: string | undefined): string[] {
  return name === undefined ? [] : [name];
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
