import type { ServiceEvent } from '../../placement/messages.js';
import type { DeploymentEvent } from '../../services/deployments/messages.js';
import type { ServiceSpec } from '../../sim/setup.js';
import type { ServiceState } from './service-state.js';

/** The message of a task's bad health comes with that of its stop, and precedes it (V.8, V.13). */
export function healthEvents({ moment, revision }: ServiceState, { name, deploymentSpec }: ServiceSpec): DeploymentEvent[] {
  const isChecked = (deploymentSpec?.checks[revision]?.length ?? 0) > 0;
  return moment.unhealthy.map((task) =>
    isChecked ? { kind: 'unhealthyContainer', task } : { kind: 'unhealthyTarget', task, targetGroup: name },
  );
}

/**
 * Tasks that were started: those beyond the desired count take the place of unhealthy ones, which live on or stop in the same turn (V.8,
 * V.13).
 */
export function startEvent({ moment, ailing, living, desired }: ServiceState): ServiceEvent {
  const { started, unhealthy } = moment;
  const surplus = living + unhealthy.length - (desired ?? living);
  return {
    kind: 'tasksStarted',
    tasks: started,
    replaced: Math.min(started.length, ailing.length + unhealthy.length, Math.max(0, surplus)),
  };
}

/** A failed start on Fargate gives the event of a failed placement. */
export function failedStartEvents({ moment }: ServiceState): DeploymentEvent[] {
  return moment.failedOnFargate.map((reason) => ({ kind: 'startFailed', reason }));
}

/** Targets that are registered or deregistered. */
export function targetEvents({ moment }: ServiceState, { name: targetGroup }: ServiceSpec): DeploymentEvent[] {
  const { registered, deregistered } = moment;
  return [
    ...(registered > 0 ? [{ kind: 'registered', targets: registered, targetGroup } as const] : []),
    ...(deregistered > 0
      ? [
          { kind: 'deregistered', targets: deregistered, targetGroup } as const,
          { kind: 'drainingConnections', tasks: deregistered } as const,
        ]
      : []),
  ];
}
