import type { QuotaRefusal } from './quota.js';

/** Reasons for which a task cannot be placed on Fargate: a quota; no capacity in its zones; a zone without Fargate, or ARM64 on Spot. */
export type Unplaced = QuotaRefusal | 'noCapacity' | 'internalError';

/** Texts of ECS: `reason` of a RunTask failure, and the end of a service event message (T.MSG-5). */
export const UNPLACED_REASONS: Readonly<Record<Unplaced, string>> = {
  cpuAboveLimit: 'The requested CPU configuration is above your limit',
  vcpusInUse: "You've reached the limit on the number of vCPUs you can run concurrently",
  noCapacity: 'Capacity is unavailable at this time. Please try again later or in a different availability zone',
  internalError: 'Internal error',
};

/** Returns the service event message as in DescribeServices. */
export function unplacedText(service: string, why: Unplaced): string {
  return `(service ${service}) was unable to place a task. Reason: ${UNPLACED_REASONS[why]}.`;
}

/** Event of a service without Fargate capacity: SERVICE_TASK_PLACEMENT_FAILURE (S.FSPOT-2). */
export const PLACEMENT_FAILURE = { eventName: 'SERVICE_TASK_PLACEMENT_FAILURE', reason: 'RESOURCE:FARGATE' } as const;
