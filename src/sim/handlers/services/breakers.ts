import { failureThreshold, type TaskOutcome } from '../../../services/circuit-breaker.js';
import { primaryOf } from '../../../services/deployments/deployments.js';
import { watchOutcomes } from '../../../services/deployments/watch.js';
import { RolloutState } from '../../../services/service-states.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NOTHING_PUBLISHED } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import { Fact } from '../../facts.js';
import { desiredTasks } from './daemon-instances.js';

/** The counts of the circuit breakers: outcomes are noted as they come, and counted when the service's scheduler looks. */
export class Breakers {
  constructor(private readonly world: World) {}

  /** Notes the outcome if it is of the deployment in progress. */
  note(slot: number, { service, taskClass }: EquivalenceClass, outcome: TaskOutcome): void {
    const { records, setup, tasks, loop } = this.world;
    const { deployments, outcomes } = records.services[service].deploymentState;
    const { revision, rollout } = primaryOf(deployments);
    if (rollout !== RolloutState.IN_PROGRESS || revision !== taskClass.revision) return;
    if (setup.services[service].deploymentSpec!.taskSets === null) outcomes.push({ atMs: loop.nowMs, task: tasks.task[slot], outcome });
  }

  /** Counts the noted outcomes against the desired count, and tells what the breaker of the primary deployment shows. */
  count(service: number): void {
    const { setup, records } = this.world;
    const { deploymentState } = records.services[service];
    const { list, primary } = deploymentState.deployments;
    const deployment = list[primary];
    if (deployment.rollout !== RolloutState.IN_PROGRESS) return;
    if (deploymentState.outcomes.length > 0) {
      const rules = setup.services[service].deploymentSpec!.watch.circuitBreaker;
      const desiredCount = desiredTasks(this.world, service);
      const watch = watchOutcomes(deployment.watch, deploymentState.outcomes, { rules, desiredCount });
      deploymentState.deployments = { list: list.with(primary, { ...deployment, watch }), primary };
      deploymentState.outcomes = [];
    }
    this.tell(service);
  }

  /** Tells the failures and the threshold of the deployment in progress, where they are new. */
  tell(service: number): void {
    const { setup, records } = this.world;
    const { deploymentSpec } = setup.services[service];
    if (deploymentSpec === null || deploymentSpec.taskSets !== null || !deploymentSpec.watch.circuitBreaker.enable) return;
    const { deploymentState } = records.services[service];
    const { revision, rollout, watch } = primaryOf(deploymentState.deployments);
    if (rollout !== RolloutState.IN_PROGRESS) return;
    const { failures } = watch.breaker;
    const threshold = failureThreshold(desiredTasks(this.world, service), deploymentSpec.watch.circuitBreaker.threshold);
    if (deploymentState.published.failures === failures && deploymentState.published.threshold === threshold) return;
    deploymentState.published = { failures, threshold };
    this.world.emit(Fact.breakerCounted, service, revision, failures, threshold);
  }

  /** Forgets the outcomes of the deployment before. */
  begin(service: number): void {
    Object.assign(this.world.records.services[service].deploymentState, { outcomes: [], published: NOTHING_PUBLISHED });
  }
}
