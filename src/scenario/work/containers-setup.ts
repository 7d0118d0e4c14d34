import type { ContainerBehaviors } from '../../services/containers/container-behavior.js';
import type { ServiceText, WorkloadText } from '../schema.js';
import { distribution, durationMs } from '../units.js';

/** The behaviour of the containers that a service or workload describes. */
export function behaviorsOf({ containers }: ServiceText | WorkloadText): { containers?: ContainerBehaviors } {
  if (containers === undefined) return {};
  const entries = Object.entries(containers).map(([name, { runTime, exitCode, stopTime, healthyAfter }]) => {
    const runTimes = runTime === undefined ? null : Array.isArray(runTime) ? runTime.map(distribution) : [distribution(runTime)];
    const healthyFromMs = healthyAfter === 'never' ? null : durationMs(healthyAfter);
    return [name, { runTimes, exitCode, stopTime: stopTime === undefined ? null : distribution(stopTime), healthyFromMs }] as const;
  });
  return { containers: Object.fromEntries(entries) };
}
