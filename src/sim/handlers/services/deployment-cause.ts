import type { Verdict } from '../../../services/deployments/watch.js';
import { RolloutState } from '../../../services/service-states.js';
import { DeploymentCause } from '../../facts.js';

/** Returns the cause of a verdict on a deployment, as facts report it. */
export function causeOf({ rollout, failedBy }: Verdict): number {
  if (rollout === RolloutState.COMPLETED) return DeploymentCause.steady;
  if (failedBy === 'user') return DeploymentCause.stopped;
  return failedBy === 'circuitBreaker' ? DeploymentCause.circuitBreaker : DeploymentCause.alarm;
}
