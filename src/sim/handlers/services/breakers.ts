import type { Ms } from '../../../kernel/event-loop.js';
import { type BreakerTiming, COUNTS_AT_ONCE, failureThreshold, type TaskOutcome } from '../../../services/circuit-breaker.js';
import { primaryOf } from '../../../services/deployments/deployments.js';
import { countableAt, type SeenOutcome, watchOutcomes } from '../../../services/deployments/watch.js';
import { RolloutState } from '../../../services/service-states.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NOTHING_PUBLISHED } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import { Fact } from '../../facts.js';
import { kindFor } from '../../providers/of-setup.js';
import { desiredTasks } from './daemon-instances.js';

/** Outcomes of tasks that count once the task has been replaced. */
const FAILED_STARTS: ReadonlySet<TaskOutcome> = new Set(['failedToStart', 'imageNotFound', 'exitedEarly']);

/** Failures of a task that has been RUNNING. */
const ENDS: ReadonlySet<TaskOutcome> = new Set(['failedHealthCheck', 'exitedEarly']);

/** Failed checks that the scheduler has seen and that cannot fail the deployment yet: `failedTasks` has them already (P.130). */
function seenChecks(outcomes: readonly SeenOutcome[]): number {
  return outcomes.filter(({ outcome, countsMs }) => outcome === 'failedHealthCheck' && countsMs !== null).length;
}

/** The counts of the circuit breakers: outcomes are noted as they come, and counted when the service is reconciled. */
export class Breakers {
  private readonly timing: BreakerTiming;

  constructor(private readonly world: World) {
    this.timing = world.setup.deploymentAndHealth.breaker ?? COUNTS_AT_ONCE;
  }

  /**
   * Notes the outcome of a task if it is of the deployment in progress. A daemon is tried again on its instance, and not replaced. A task
   * that fails its checks and exits is one failure: by its exit, unless the scheduler has seen the failed check before.
   */
  note(slot: number, equivalence: EquivalenceClass, outcome: TaskOutcome): void {
    if (ENDS.has(outcome) && this.isKnownFailure(this.world.tasks.task[slot], equivalence.service, outcome)) return;
    const isLate = outcome === 'failedHealthCheck' || (FAILED_STARTS.has(outcome) && this.countsReplaced(equivalence.service));
    this.noteFor(slot, equivalence, outcome, isLate ? null : this.world.loop.nowMs);
  }

  private isKnownFailure(task: number, service: number, outcome: TaskOutcome): boolean {
    const { deploymentState } = this.world.records.services[service];
    const known = deploymentState.outcomes.find((seen) => seen.task === task && ENDS.has(seen.outcome));
    if (known === undefined) return false;
    const isUnseen = known.outcome === 'failedHealthCheck' && known.countsMs === null;
    if (outcome !== 'exitedEarly' || !isUnseen) return true;
    deploymentState.outcomes = deploymentState.outcomes.filter((seen) => seen !== known);
    return false;
  }

  private countsReplaced(service: number): boolean {
    const { setup } = this.world;
    const spec = setup.services[service];
    if (spec.schedulingStrategy !== 'REPLICA' || this.timing.countsStarts === 'atOnce') return false;
    return this.timing.countsStarts === 'replaced' || kindFor(spec, setup).platform !== null;
  }

  /** Notes that a platform has refused the task, which is requested again at `againMs`: like a replacement, this makes the failure count. */
  noteRefusal(slot: number, equivalence: EquivalenceClass, againMs: Ms): void {
    const isLate = this.countsReplaced(equivalence.service);
    this.noteFor(slot, equivalence, 'failedToStart', isLate ? againMs : this.world.loop.nowMs);
    if (isLate) this.world.serviceDueAt(equivalence.service, againMs);
    else this.world.serviceDue(equivalence.service);
  }

  private noteFor(slot: number, { service, taskClass }: EquivalenceClass, outcome: TaskOutcome, countsMs: Ms | null): void {
    const { records, setup, tasks, loop } = this.world;
    const { deployments, outcomes } = records.services[service].deploymentState;
    const { revision, rollout } = primaryOf(deployments);
    if (rollout !== RolloutState.IN_PROGRESS || revision !== taskClass.revision) return;
    if (setup.services[service].deploymentSpec!.taskSets !== null) return;
    outcomes.push({ atMs: loop.nowMs, task: tasks.task[slot], outcome, countsMs });
  }

  /** Counts started tasks of the deployment in progress as replacements of failed ones, whose failures count at the next turn. */
  onStarted(service: number, revision: number, started: number): void {
    const { records, turns, loop } = this.world;
    const { deployments, outcomes } = records.services[service].deploymentState;
    const isFailed = ({ outcome, countsMs: known }: SeenOutcome) => FAILED_STARTS.has(outcome) && known === null;
    if (primaryOf(deployments).revision !== revision || !outcomes.some(isFailed)) return;
    const countsMs = turns.after(service, loop.nowMs);
    let left = started;
    records.services[service].deploymentState.outcomes = outcomes.map((seen) =>
      isFailed(seen) && left-- > 0 ? { ...seen, countsMs } : seen,
    );
    this.world.serviceDue(service);
  }

  /** Sets when new failed checks count: some time after this reconciliation of the service. */
  private dateFailedChecks(service: number): void {
    const { deploymentState } = this.world.records.services[service];
    const countsMs = this.world.loop.nowMs + this.timing.countsChecksAfterMs;
    const isNew = ({ outcome, countsMs: known }: SeenOutcome) => outcome === 'failedHealthCheck' && known === null;
    if (!deploymentState.outcomes.some(isNew)) return;
    deploymentState.outcomes = deploymentState.outcomes.map((seen) => (isNew(seen) ? { ...seen, countsMs } : seen));
    if (countsMs > this.world.loop.nowMs) this.world.serviceDueAt(service, countsMs);
  }

  /** Counts the noted outcomes against the desired count, and reports the breaker of the primary deployment. */
  count(service: number): void {
    const { setup, records, loop } = this.world;
    const { deploymentState } = records.services[service];
    const { list, primary } = deploymentState.deployments;
    const deployment = list[primary];
    if (deployment.rollout !== RolloutState.IN_PROGRESS) return;
    this.dateFailedChecks(service);
    const [outcomes, later] = countableAt(deploymentState.outcomes, loop.nowMs);
    if (outcomes.length > 0) {
      const rules = setup.services[service].deploymentSpec!.watch.circuitBreaker;
      const desiredCount = desiredTasks(this.world, service);
      const watch = watchOutcomes(deployment.watch, outcomes, { rules, desiredCount });
      deploymentState.deployments = { list: list.with(primary, { ...deployment, watch }), primary };
      deploymentState.outcomes = later;
    }
    this.report(service);
  }

  /** Reports the failures and the threshold of the deployment in progress, if they have changed. */
  report(service: number): void {
    const { setup, records } = this.world;
    const { deploymentSpec } = setup.services[service];
    if (deploymentSpec === null || deploymentSpec.taskSets !== null || !deploymentSpec.watch.circuitBreaker.enable) return;
    const { deploymentState } = records.services[service];
    const { revision, rollout, watch } = primaryOf(deploymentState.deployments);
    if (rollout !== RolloutState.IN_PROGRESS) return;
    const failures = watch.breaker.failures + seenChecks(deploymentState.outcomes);
    const threshold = failureThreshold(desiredTasks(this.world, service), deploymentSpec.watch.circuitBreaker);
    if (deploymentState.published.failures === failures && deploymentState.published.threshold === threshold) return;
    deploymentState.published = { failures, threshold };
    this.world.emit(Fact.breakerCounted, service, revision, failures, threshold);
  }

  /** Forgets the outcomes of the deployment before. */
  begin(service: number): void {
    Object.assign(this.world.records.services[service].deploymentState, { outcomes: [], published: NOTHING_PUBLISHED });
  }
}
