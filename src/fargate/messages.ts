import type { QuotaRefusal } from './quota.js';

/** Why a task cannot be placed on Fargate: a quota; no capacity in the zones that it may use; a zone without Fargate, or ARM64 on Spot. */
export type Unplaced = QuotaRefusal | 'noCapacity' | 'internalError';

/** ECS's words: `reason` of a failure of RunTask, and the end of a service's message (T.MSG-5). */
export const UNPLACED_REASONS: Readonly<Record<Unplaced, string>> = {
  cpuAboveLimit: 'The requested CPU configuration is above your limit',
  vcpusInUse: "You've reached the limit on the number of vCPUs you can run concurrently",
  noCapacity: 'Capacity is unavailable at this time. Please try again later or in a different availability zone',
  internalError: 'Internal error',
};

/** The message of a service, as DescribeServices returns it. */
export function unplacedText(service: string, why: Unplaced): string {
  return `(service ${service}) was unable to place a task. Reason: ${UNPLACED_REASONS[why]}.`;
}

/** The event that a service without Fargate capacity sends: SERVICE_TASK_PLACEMENT_FAILURE (S.FSPOT-2). */
export const PLACEMENT_FAILURE = { eventName: 'SERVICE_TASK_PLACEMENT_FAILURE', reason: 'RESOURCE:FARGATE' } as const;
