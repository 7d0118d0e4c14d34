import type { UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { durationMs } from '../../../scenario/units.js';
import type { ServiceDraft } from '../../cluster/draft.js';
import type { Edit } from '../../cluster/live-cluster.js';

/** Returns what UpdateService changes of a service. */
export function updateOf(service: number, { desiredCount, taskDefinition, forceNewDeployment = false }: UpdateServiceRequest): Edit {
  return {
    ahead: (draft, atMs) => {
      const own = draft.services[service]!;
      if (desiredCount !== undefined) resize(own, atMs, desiredCount);
      if (taskDefinition !== undefined || forceNewDeployment) deploy(own, atMs, taskDefinition);
    },
  };
}

/** Sets the desired count at a time. Counts that the scenario has planned for later still come. */
export function resize(service: ServiceDraft, atMs: number, desiredCount: number): void {
  const before = service.desiredCountSchedule?.entries ?? [];
  const entries = [...before.filter(({ at }) => durationMs(at) !== atMs), { at: `${atMs}ms`, desiredCount }];
  service.desiredCountSchedule = { ...service.desiredCountSchedule, entries: entries.sort((a, b) => durationMs(a.at) - durationMs(b.at)) };
}

/** Begins a deployment at a time; without a task definition one of the same. */
export function deploy(service: ServiceDraft, atMs: number, taskDefinition: string | undefined): void {
  service.deployments.push({ at: `${atMs}ms`, ...(taskDefinition === undefined ? {} : { taskDefinition }) });
  service.deployments.sort((a, b) => durationMs(a.at) - durationMs(b.at));
}
