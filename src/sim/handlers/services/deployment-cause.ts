import type { Verdict } from '../../../services/deployments/watch.js';
import { RolloutState } from '../../../services/service-states.js';
import { DeploymentCause } from '../../facts.js';

/** Why a deployment came into the state that it was judged to be in. */
export function causeOf({ rollout, failedBy }: Verdict): number {
  if (rollout === RolloutState.COMPLETED) return DeploymentCause.steady;
  return failedBy === 'circuitBreaker' ? DeploymentCause.circuitBreaker : DeploymentCause.alarm;
}
