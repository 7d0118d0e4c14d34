import type { TaskOutcome } from '../../../src/services/circuit-breaker.js';
import { DEPLOYMENT_DEFAULTS, type DeploymentSettings } from '../../../src/services/deployments/deployment-settings.js';
import {
  type Deployments,
  deploy,
  firstDeployment,
  primaryOf,
  settle,
  startsTasks,
} from '../../../src/services/deployments/deployments.js';
import { type FailureMode, SOUND } from '../../../src/services/deployments/failure-modes.js';
import { isRolledOut, type RollingCounts, rollingStep } from '../../../src/services/deployments/rolling.js';
import { judge, type WatchRules, watchOutcomes } from '../../../src/services/deployments/watch.js';
import { conditionOf } from '../../../src/services/health/condition.js';
import { RolloutState } from '../../../src/services/service-states.js';
import { HEALTH } from '../../sim/parts.js';
import { UNWATCHED } from '../../sim/setups.js';

interface ToyTask {
  readonly revision: number;
  readonly unhealthyAfterMs: number | null;
  runningMs: number | null;
  isStopping: boolean;
}

export interface ToyTerms {
  readonly desired: number;
  readonly percents: readonly [minimum: number, maximum: number];
  readonly startMs: number;
  readonly deregistrationDelayMs: number | null;
  readonly rules: WatchRules;
  readonly settings: DeploymentSettings;
  /** By revision; absent: SOUND. */
  readonly modes: readonly FailureMode[];
}

export const TOY_TERMS: ToyTerms = {
  desired: 4,
  percents: [100, 200],
  startMs: 20_000,
  deregistrationDelayMs: null,
  rules: UNWATCHED,
  settings: DEPLOYMENT_DEFAULTS,
  modes: [],
};

/** A service in an event loop of its own, with room for every task: the result of the rules when they are evaluated at events only. */
export class ToyService {
  nowMs = 0;
  deployments: Deployments = firstDeployment(0);
  blockedBy: 'percents' | 'protection' | null = null;
  started = 0;
  /** Most and fewest since the last deployment. */
  mostTasks = 0;
  fewestHealthy = Number.POSITIVE_INFINITY;
  readonly ends: [revision: number, rollout: RolloutState, atMs: number][] = [];
  private readonly tasks = new Set<ToyTask>();
  private agenda: { readonly atMs: number; readonly what: () => void }[] = [];

  constructor(private readonly terms: ToyTerms) {
    this.reconcile();
  }

  deploy(revision: number): void {
    this.deployments = deploy(this.deployments, revision, false);
    this.mostTasks = 0;
    this.fewestHealthy = Number.POSITIVE_INFINITY;
    this.reconcile();
  }

  /** Runs until nothing is on the agenda or the time is up. */
  run(untilMs: number): void {
    for (;;) {
      this.agenda.sort((a, b) => a.atMs - b.atMs);
      if (this.agenda.length === 0 || this.agenda[0].atMs > untilMs) break;
      const { atMs, what } = this.agenda.shift()!;
      this.nowMs = atMs;
      what();
      this.reconcile();
    }
    this.nowMs = untilMs;
  }

  healthy(revision: number): number {
    return [...this.tasks].filter((task) => task.revision === revision && this.condition(task) === 'healthy').length;
  }

  get alive(): number {
    return this.tasks.size;
  }

  private at(atMs: number, what: () => void): void {
    this.agenda.push({ atMs, what });
  }

  private condition(task: ToyTask): 'waiting' | 'healthy' | 'unhealthy' | 'stopping' {
    if (task.isStopping) return 'stopping';
    const { runningMs, unhealthyAfterMs } = task;
    const isUnhealthy = runningMs !== null && unhealthyAfterMs !== null && this.nowMs >= runningMs + unhealthyAfterMs;
    const containers = unhealthyAfterMs === null ? null : isUnhealthy ? 'UNHEALTHY' : 'UNKNOWN';
    return conditionOf({ runningSinceMs: runningMs, containers, target: null }, 0, this.nowMs, HEALTH).condition;
  }

  private counts(): RollingCounts {
    const none = () => ({ waiting: 0, healthy: 0, unhealthy: 0, stopping: 0 });
    const [next, old] = [none(), none()];
    const { revision } = primaryOf(this.deployments);
    for (const task of this.tasks) (task.revision === revision ? next : old)[this.condition(task)]++;
    return { next, old, nextOnDraining: 0, oldProtected: 0 };
  }

  private reconcile(): void {
    this.judge();
    if (!startsTasks(this.deployments)) return;
    const counts = this.counts();
    const { desired, percents, settings } = this.terms;
    const target = { desired, minimumHealthyPercent: percents[0], maximumPercent: percents[1] };
    const step = rollingStep(counts, target, settings);
    this.blockedBy = step.blockedBy;
    const { revision } = primaryOf(this.deployments);
    const isNext = (task: ToyTask) => task.revision === revision;
    for (const condition of ['unhealthy', 'waiting', 'healthy'] as const) {
      this.stop((task) => !isNext(task) && this.condition(task) === condition, step.stopOld[condition]);
      this.stop(
        (task) => isNext(task) && this.condition(task) === condition,
        condition === 'healthy' ? step.stopNext.surplus : step.stopNext[condition],
      );
    }
    for (let i = 0; i < step.start; i++) this.start(revision);
    const { next, old } = this.counts();
    this.mostTasks = Math.max(this.mostTasks, this.tasks.size);
    this.fewestHealthy = Math.min(this.fewestHealthy, next.healthy + old.healthy);
    const isMoved = step.start > 0 || next.stopping + old.stopping > counts.next.stopping + counts.old.stopping;
    if (isMoved) this.reconcile();
  }

  private judge(): void {
    const before = primaryOf(this.deployments);
    if (before.rollout !== RolloutState.IN_PROGRESS) return;
    const seen = {
      atMs: this.nowMs,
      desired: this.terms.desired,
      isSteady: isRolledOut(this.counts(), this.terms.desired),
      isInAlarm: false,
    };
    const verdict = judge(before.watch, this.terms.rules, seen);
    if (verdict.rollout !== RolloutState.IN_PROGRESS) this.ends.push([before.revision, verdict.rollout, this.nowMs]);
    if (verdict.againMs !== null && verdict.watch.bakingSinceMs !== before.watch.bakingSinceMs) this.at(verdict.againMs, () => {});
    this.deployments = settle(this.deployments, verdict, false);
  }

  private start(revision: number): void {
    const draw = (this.started++ * 0.618_033) % 1;
    const mode = this.terms.modes[revision] ?? SOUND;
    const { unhealthyAfterMs } = mode;
    const task: ToyTask = { revision, unhealthyAfterMs, runningMs: null, isStopping: false };
    this.tasks.add(task);
    this.at(this.nowMs + Math.round(this.terms.startMs * mode.slowerStart), () => {
      if (!this.tasks.has(task) || task.isStopping) return;
      if (draw < mode.failedStarts) {
        this.tasks.delete(task);
        return this.report(revision, 'failedToStart');
      }
      task.runningMs = this.nowMs;
      this.report(revision, 'reachedRunning');
      this.at(this.nowMs + HEALTH.healthyAfterMs, () => {});
      if (unhealthyAfterMs !== null) this.at(this.nowMs + unhealthyAfterMs, () => this.report(revision, 'failedHealthCheck'));
    });
  }

  private report(revision: number, outcome: TaskOutcome): void {
    const { list, primary } = this.deployments;
    const deployment = list[primary];
    if (deployment.revision !== revision) return;
    const terms = { rules: this.terms.rules.circuitBreaker, desiredCount: this.terms.desired };
    const watch = watchOutcomes(deployment.watch, [{ atMs: this.nowMs, task: this.started, outcome, countsMs: this.nowMs }], terms);
    this.deployments = { list: list.with(primary, { ...deployment, watch }), primary };
  }

  private stop(isMeant: (task: ToyTask) => boolean, count: number): void {
    for (const task of [...this.tasks].filter(isMeant).slice(0, count)) {
      task.isStopping = true;
      const { deregistrationDelayMs } = this.terms;
      this.at(this.nowMs + (deregistrationDelayMs ?? 0) + 5_000, () => this.tasks.delete(task));
    }
  }
}
