import type { World } from '../../cluster/world.js';

/** Returns whether an alarm of the service's deployments is in ALARM: by its timeline, or by the metrics of its load. */
export function isInAlarm({ setup, loop, traffic }: World, service: number): boolean {
  if (traffic.isInAlarm(service)) return true;
  return setup.services[service].deploymentSpec!.alarms.some(({ fromMs, untilMs }) => fromMs <= loop.nowMs && loop.nowMs < untilMs);
}
