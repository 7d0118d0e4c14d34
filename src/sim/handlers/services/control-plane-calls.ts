import type { Ms } from '../../../kernel/event-loop.js';
import type { ControlAction, ControlCall } from '../../cluster/faults/control-plane.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';

/** Limits of the control plane of ECS on services while faults hold it up. */

/** An action of the service's scheduler or of a call about the service; `part` distinguishes several of them. */
export function controlCallOf({ setup, platforms }: World, action: ControlAction, service: number, part = ''): ControlCall {
  const { name, capacity } = setup.services[service];
  const provider = capacity.kind === 'launchType' ? NONE : capacity.items[0].provider;
  return { action, caller: `${name}${part}`, isOnInstances: platforms.of(provider) === NONE };
}

/** Returns how many of the requested actions go through now; the service is due again when others may. */
export function allowed(world: World, call: ControlCall, service: number, wanted: number): number {
  const { controlPlane } = world.conditions;
  if (!controlPlane.isAny) return wanted;
  return controlPlane.request(call, wanted, world.loop.nowMs, (atMs) => world.serviceDueAt(service, atMs));
}

/** Returns 1 if a single action goes through now; else `again` is called when it may be tried again. */
export function passes({ conditions: { controlPlane }, loop, setup }: World, call: ControlCall, again: (atMs: Ms) => void): number {
  if (!controlPlane.isAny) return 1;
  return controlPlane.request(call, 1, loop.nowMs, (atMs) => {
    if (atMs < setup.durationMs) again(atMs);
  });
}
