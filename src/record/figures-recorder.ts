import type { Ms } from '../kernel/event-loop.js';
import type { Sentence } from '../kernel/sentence.js';
import { Fact, type FactKind, type Subscriber, type TaskStart } from '../sim/facts.js';
import type { Setup } from '../sim/setup.js';
import { byKind } from './by-kind.js';
import { failuresOf } from './failures.js';
import { RunAccounts, type RunAccountsOptions } from './ledger/run-accounts.js';
import { LimitLog } from './limit-log.js';
import { measure } from './measure.js';
import { deploymentRows, type ReportedDeployment } from './rollouts/deployment-texts.js';
import { RolloutLog } from './rollouts/rollout-log.js';
import type { RunMetrics } from './run-metrics.js';
import type { ReportedTraffic } from './traffic/service-traffic.js';
import { TrafficLog } from './traffic/traffic-log.js';
import { WhyWaiting } from './waiting-reasons.js';

/** The results of a run that expectations, objectives and comparisons read. */
export interface RunFigures {
  readonly metrics: RunMetrics;
  /** One entry per service with a load or a scaler. */
  readonly traffic: readonly ReportedTraffic[];
  /** Deployments of services in order of time. */
  readonly deployments: readonly ReportedDeployment[];
  /** Why the run must not be ranked beside others; empty if it did its work. */
  readonly failures: readonly string[];
  /** Limits that the run reached. */
  readonly limits: readonly Sentence[];
}

const LIMITS: ReadonlySet<FactKind> = new Set([Fact.capacityMeasured, Fact.serviceScaled]);

/** The subscriber that computes the figures of a run. It keeps no time series: these are most of the cost of a report. */
export class FiguresRecorder implements Subscriber {
  readonly accounts: RunAccounts;
  readonly traffic: TrafficLog;
  readonly rollouts: RolloutLog;
  readonly whyWaiting = new WhyWaiting();
  readonly limits: LimitLog;
  /** By kind of fact: 1 if they receive it. Facts of the load come each minute of each service. */
  private readonly isForLogs: Uint8Array;
  private readonly isForTraffic: Uint8Array;

  constructor(setup: Setup, options: RunAccountsOptions = {}) {
    this.accounts = new RunAccounts(setup, options);
    this.traffic = new TrafficLog(setup);
    this.rollouts = new RolloutLog(this.accounts);
    this.limits = new LimitLog(setup);
    this.isForLogs = byKind((kind) => this.hasLogFor(kind));
    this.isForTraffic = byKind((kind) => this.traffic.receives(kind));
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.accounts.onFact(kind, atMs, a, b, c, d, e, f);
    if (this.isForTraffic[kind] === 1) this.traffic.onFact(kind, a, b, c, d, e, f);
    if (this.isForLogs[kind] === 1) this.passToLogs(kind, atMs, [a, b, c, d, e, f]);
  }

  /** No log receives the facts that every task has. */
  onTaskStarts(start: TaskStart): void {
    this.accounts.onTaskStarts(start);
  }

  onTaskEnds(task: number, cause: number, atMs: Ms): void {
    this.accounts.onTaskEnds(task, cause, atMs);
  }

  private hasLogFor(kind: FactKind): boolean {
    return LIMITS.has(kind) || kind === Fact.waitingExplained || this.rollouts.receives(kind);
  }

  private passToLogs(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    const [a, b, c, d, e, f] = args;
    if (kind === Fact.waitingExplained)
      this.whyWaiting.explained(atMs, { taskClass: a, waiting: b, reason: c, instances: d, provider: e, fitting: f });
    if (LIMITS.has(kind)) this.limits.onFact(kind, args);
    if (this.rollouts.receives(kind)) this.rollouts.onFact(kind, atMs, args);
  }

  /** Ends the run at `endMs`. No fact may follow. */
  finish(endMs: Ms): RunFigures {
    this.accounts.finish(endMs);
    const metrics = measure(this.accounts, endMs, this.traffic.requestsLost);
    return {
      metrics,
      traffic: this.traffic.rows((service) => this.accounts.owners[service].withoutAtFirstMs > 0),
      deployments: deploymentRows(this.rollouts, endMs),
      failures: failuresOf(this.accounts, endMs, this.whyWaiting.at(endMs, this.accounts, metrics)),
      limits: this.limits.sentences(metrics.headline),
    };
  }
}
