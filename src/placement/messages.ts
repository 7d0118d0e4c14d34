import { type InstanceVerdict, isRegistered } from './explain/verdict.js';
import { REFUSALS, Refusal } from './fit.js';

/** An event that the service scheduler reports; with the ids of instances and tasks that users see. */
export type ServiceEvent =
  | { readonly kind: 'steadyState' }
  /** `replaced`: the number of them that replace unhealthy ones. */
  | { readonly kind: 'tasksStarted'; readonly tasks: readonly string[]; readonly replaced?: number }
  | { readonly kind: 'placementFailed'; readonly closest: ClosestMatch }
  | { readonly kind: 'noInstances'; readonly where: 'cluster' | 'capacity provider' }
  | { readonly kind: 'throttled' };

/** The instance that came closest to taking the task (null: unknown), and the first check that it failed (a Refusal). */
interface ClosestMatch {
  readonly instance: string | null;
  readonly code: number;
}

const UNABLE = 'was unable to place a task because no container instance met all of its requirements.';
const SEE = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';
const MEMBER_OF = 'MemberOf placement constraint unsatisfied.';
const DISTINCT_INSTANCE = 'DistinctInstance placement constraint unsatisfied.';

/** The message in the answer of DescribeServices (T.MSG-1 to T.MSG-4). */
export function eventText(service: string, event: ServiceEvent): string {
  return `(service ${service}) ${predicate(event)}`;
}

/**
 * Key of the condition that must be resolved before the same kind of message is sent again. The closest instance is left out, because it
 * changes often.
 */
export function causeOf(event: ServiceEvent): string {
  if (event.kind === 'tasksStarted') return `tasksStarted ${event.tasks.join(' ')}`;
  return event.kind === 'placementFailed' ? `placementFailed ${event.closest.code}` : event.kind;
}

/** As in service events of 2025 and 2026 (V.13, P.58). */
function replacedText(replaced = 0): string {
  return replaced === 0 ? '' : ` Amazon ECS replaced ${replaced} tasks due to an unhealthy status.`;
}

function predicate(event: ServiceEvent): string {
  switch (event.kind) {
    case 'steadyState':
      return 'has reached a steady state.'; // T.MSG-2
    case 'tasksStarted':
      return `has started ${event.tasks.length} tasks: ${event.tasks.map((task) => `(task ${task})`).join(' ')}.${replacedText(event.replaced)}`;
    case 'noInstances':
      return `${UNABLE} Reason: No Container Instances were found in your ${event.where}. ${SEE}`;
    case 'placementFailed':
      return `${UNABLE} The closest matching ${closestText(event.closest)} ${shortcoming(event.closest.code)} ${SEE}`;
    case 'throttled':
      return 'operations are being throttled. Will try again later.'; // T.MSG-4
  }
}

function closestText({ instance }: ClosestMatch): string {
  return instance === null ? 'container-instance' : `(container-instance ${instance})`;
}

/** T.MSG-3. A refusal without a sentence of its own is named as an error. */
function shortcoming(code: number): string {
  switch (code) {
    case Refusal.cpu:
      return 'has insufficient CPU units available.';
    case Refusal.memory:
      return 'has insufficient memory available.';
    case Refusal.gpu:
      return 'has insufficient GPU resource available.';
    case Refusal.ports:
      return 'is already using a port required by your task.';
    case Refusal.attribute:
      return 'is missing an attribute required by your task.';
    default:
      return `encountered error "${failureReason(code)}".`;
  }
}

/** An entry of `failures` in the answer of RunTask. */
export interface ApiFailure {
  readonly arn: string;
  readonly reason: string;
  readonly detail: string;
}

/** Text for an instance: its ARN, and the reason in detail. */
export interface FailureNames {
  arnOf(row: number): string;
  detailOf(verdict: InstanceVerdict): string;
}

/**
 * The answer of RunTask if no instance takes the task: one failure for each registered instance, with the first check that it failed
 * (T.FAIL-1).
 */
export function runTaskFailures(verdicts: readonly InstanceVerdict[], names: FailureNames): ApiFailure[] {
  const refusing = verdicts.filter((verdict) => isRegistered(verdict) && verdict.failed.length > 0);
  return refusing.map((verdict) => ({
    arn: names.arnOf(verdict.row),
    reason: failureReason(verdict.failed[0].code),
    detail: names.detailOf(verdict),
  }));
}

/** The reason of an API failure: a sentence for constraints, a name for all others. */
function failureReason(code: number): string {
  if (code === Refusal.memberOf) return MEMBER_OF;
  if (code === Refusal.distinctInstance) return DISTINCT_INSTANCE;
  return REFUSALS[code].name;
}
