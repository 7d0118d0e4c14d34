import { PLACEMENT_FAILURE, type Unplaced, unplacedText } from '../../fargate/messages.js';
import { Refusal } from '../../placement/fit.js';
import { causeOf, eventText, type ServiceEvent } from '../../placement/messages.js';
import { REFUSED_BY_FARGATE } from '../../sim/facts.js';
import type { ServiceSpec } from '../../sim/setup.js';
import type { EcsNames } from './names.js';
import { placementReason } from './stop-texts.js';

/** A message, and the condition that must be resolved before it is sent again. */
export interface ReportedRefusal {
  readonly cause: string;
  readonly message: string;
}

/** With the event that goes with the message. */
export interface RefusalWithEvent extends ReportedRefusal {
  readonly event: Record<string, unknown>;
}

/** Why a task cannot be placed, and the closest instance. */
interface Why {
  readonly refusal: number;
  readonly closest: number | null;
}

export function isOfFargate(refusal: number): boolean {
  return Object.values<number>(REFUSED_BY_FARGATE).includes(refusal);
}

/** SERVICE_TASK_PLACEMENT_FAILURE and its message (T.EVT-7). */
export function unplacedMessage(names: EcsNames, spec: ServiceSpec, { refusal, closest }: Why): RefusalWithEvent {
  const providers = providersOf(names, spec);
  const capacityProviderArns = providers.length > 0 ? providers : undefined;
  const failure = { eventType: 'ERROR', eventName: PLACEMENT_FAILURE.eventName };
  const onFargate = Object.entries(REFUSED_BY_FARGATE).find(([, code]) => code === refusal)?.[0];
  if (onFargate !== undefined) {
    const event = { ...failure, capacityProviderArns, reason: PLACEMENT_FAILURE.reason };
    return { cause: onFargate, message: unplacedText(spec.name, onFargate as Unplaced), event };
  }
  const event: ServiceEvent =
    refusal === Refusal.otherProvider || refusal === Refusal.inactive
      ? { kind: 'noInstances', where: capacityProviderArns === undefined ? 'cluster' : 'capacity provider' }
      : { kind: 'placementFailed', closest: { code: refusal, instance: closest === null ? null : names.instanceId(closest) } };
  const where = closest === null ? { capacityProviderArns } : { containerInstanceArns: [names.instance(closest)] };
  return { ...messageOf(spec, event), event: { ...failure, ...where, reason: placementReason(refusal) } };
}

export function providersOf(names: EcsNames, { capacity }: ServiceSpec): string[] {
  return capacity.kind === 'launchType' ? [] : capacity.items.map(({ provider }) => names.capacityProvider(provider));
}

export function messageOf({ name }: ServiceSpec, event: ServiceEvent): ReportedRefusal {
  return { cause: causeOf(event), message: eventText(name, event) };
}
