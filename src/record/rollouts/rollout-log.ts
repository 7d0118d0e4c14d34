import type { Ms } from '../../kernel/event-loop.js';
import type { RolloutState } from '../../services/service-states.js';
import { BlockedBy, Condition, DeploymentCause, FAILED_START_CAUSES, Fact, type FactKind, StopCause } from '../../sim/facts.js';
import type { EndListener, TaskEnd } from '../ledger/end-listener.js';
import type { RunAccounts } from '../ledger/run-accounts.js';

/** A deployment of a service: plain data. */
export interface Rollout {
  readonly service: number;
  readonly revision: number;
  /** Revision deployed before; null: none. */
  readonly from: number | null;
  readonly isRollback: boolean;
  readonly begunMs: Ms;
  /** When it was COMPLETED, FAILED or superseded; null: it is in progress. */
  endedMs: Ms | null;
  rollout: RolloutState;
  /** DeploymentCause of the latest change. */
  cause: number;
  /** Names of the alarms in ALARM when it FAILED because of one; unnamed alarms are left out. */
  alarms: readonly string[];
  failedStarts: number;
  unhealthy: number;
  crashed: number;
  /** The last state of its circuit breaker; null: it has none, or a traffic shift. */
  breaker: { readonly failures: number; readonly threshold: number } | null;
}

/** A time in which a service could not act: plain data. */
export interface Block {
  readonly service: number;
  readonly by: BlockedBy;
  readonly tasksLeft: number;
  readonly desired: number;
  /** True within a deployment. */
  readonly isRolling: boolean;
  readonly fromMs: Ms;
  untilMs: Ms | null;
}

/** Effect of the throttle of failed starts on a service: plain data. */
export interface Storm {
  fromMs: Ms;
  waits: number;
  waitedMs: Ms;
  longestMs: Ms;
  mostInARow: number;
  againMs: Ms;
}

/** Times in which a service found no instance, had no group to launch one, and backed off: plain data. */
export interface Search {
  /** Reported attempts without success, and the most in a row. */
  inVain: number;
  mostInARow: number;
  /** When it first backed off, and when it tries next. */
  fromMs: Ms;
  againMs: Ms;
}

/** Room on an instance that was reserved for a daemon that did not fit, with the refusal: plain data. */
export interface DaemonHold {
  readonly service: number;
  readonly instance: number;
  readonly reason: number;
  readonly fromMs: Ms;
  /** Null: still reserved. */
  untilMs: Ms | null;
}

/** Value in the fact alarmChanged. */
const IN_ALARM = 1;
/** Shorter reservations occur in every update of a daemon. */
const REPORTED_FROM_MS = 60_000;

/** Collects the deployments of all services, and the causes that held them up. */
export class RolloutLog implements EndListener {
  rollouts: Rollout[] = [];
  blocks: Block[] = [];
  /** By service; null: its starts were never throttled. */
  storms: (Storm | null)[];
  holds: DaemonHold[] = [];
  /** By service; null: it never backed off. */
  searches: (Search | null)[];
  /** By task class: the revision of its service at the time of definition. */
  private revisions: number[] = [];
  /** By service: its metric alarms in ALARM, by index. */
  private ringing: number[][];

  constructor(readonly accounts: RunAccounts) {
    const { services } = accounts.setup;
    this.storms = services.map(() => null);
    this.searches = services.map(() => null);
    this.ringing = services.map(() => []);
    if (services.some(({ deploymentSpec }) => deploymentSpec !== null)) accounts.watch(this);
  }

  receives(kind: FactKind): boolean {
    return kind === Fact.taskClassDefined || kind >= Fact.deploymentChanged;
  }

  /**
   * Whether the fact is a row of scaling-activities.csv. The first attempts to find an instance follow each other closely and are left out.
   */
  isActivity(kind: FactKind, [, inARow]: readonly number[]): boolean {
    if (kind === Fact.placementFailed) return inARow >= this.quickAttempts;
    return kind === Fact.deploymentChanged || kind === Fact.serviceBlocked || kind === Fact.startsThrottled;
  }

  /** Must be called after the accounts have processed the fact. */
  onFact(kind: FactKind, atMs: Ms, [a, b, c, d, e, f]: readonly number[]): void {
    if (kind === Fact.taskClassDefined) this.revisions[a] = this.latest(b)?.revision ?? 0;
    if (kind === Fact.deploymentChanged) this.changed(atMs, { service: a, revision: b, rollout: c as RolloutState, cause: d });
    if (kind === Fact.serviceBlocked) this.blocked(atMs, a, b as BlockedBy, c);
    if (kind === Fact.startsThrottled) this.throttled(atMs, { service: a, inARow: b, againMs: c });
    if (kind === Fact.placementFailed) this.searched(atMs, { service: a, inARow: b, againMs: c });
    if (kind === Fact.daemonRoomHeld) this.held(atMs, { instance: a, service: b, isHeld: c + d + e > 0, reason: f });
    if (kind === Fact.breakerCounted) this.latest(a)!.breaker = { failures: c, threshold: d };
    if (kind === Fact.alarmChanged) this.rang(a, b, c === IN_ALARM);
    if (kind === Fact.taskHealthChanged && b === Condition.unhealthy) this.count(this.accounts.tasks.find(a), 'unhealthy');
  }

  taskEndedEarly(row: number, _atMs: Ms, { isRefused, cause }: TaskEnd): void {
    if (isRefused) return;
    if (FAILED_START_CAUSES.includes(cause)) this.count(row, 'failedStarts');
    if (cause === StopCause.crashed) this.count(row, 'crashed');
  }

  /** Returns the PRIMARY deployment. */
  latest(service: number): Rollout | undefined {
    return this.rollouts.findLast((rollout) => rollout.service === service);
  }

  blockOf(service: number): Block | undefined {
    return this.blocks.findLast((block) => block.service === service && block.untilMs === null);
  }

  private changed(atMs: Ms, { service, revision, rollout, cause }: Pick<Rollout, 'service' | 'revision' | 'rollout' | 'cause'>): void {
    const latest = this.latest(service);
    if (cause !== DeploymentCause.begun) {
      if (latest !== undefined) Object.assign(latest, { rollout, cause, endedMs: atMs, alarms: this.alarmsAt(atMs, service) });
      return;
    }
    if (latest !== undefined) latest.endedMs ??= atMs;
    this.endWait(atMs, service);
    const from = latest?.revision ?? null;
    // The timeline has ascending revisions.
    const isRollback = from !== null && revision < from;
    this.rollouts.push({
      ...{ service, revision, from, isRollback, begunMs: atMs, endedMs: null, rollout, cause, alarms: [] },
      ...{ failedStarts: 0, unhealthy: 0, crashed: 0, breaker: null },
    });
  }

  private rang(service: number, alarm: number, isInAlarm: boolean): void {
    const others = this.ringing[service].filter((other) => other !== alarm);
    this.ringing[service] = isInAlarm ? [...others, alarm] : others;
  }

  private alarmsAt(atMs: Ms, service: number): string[] {
    const { alarms, metricAlarms } = this.accounts.setup.services[service].deploymentSpec!;
    const scheduled = alarms.filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs).flatMap(({ name }) => name ?? []);
    return [...new Set([...scheduled, ...this.ringing[service].map((alarm) => metricAlarms[alarm].name)])];
  }

  private blocked(atMs: Ms, service: number, by: BlockedBy, tasksLeft: number): void {
    const before = this.blockOf(service);
    if (before !== undefined) before.untilMs = atMs;
    const { desired } = this.accounts.owners[service];
    const latest = this.latest(service);
    const isRolling = latest !== undefined && latest.endedMs === null;
    if (by !== BlockedBy.nothing) this.blocks.push({ service, by, tasksLeft, desired, isRolling, fromMs: atMs, untilMs: null });
  }

  private throttled(atMs: Ms, { service, inARow, againMs }: { service: number; inARow: number; againMs: Ms }): void {
    const storm = this.storms[service] ?? { fromMs: atMs, waits: 0, waitedMs: 0, longestMs: 0, mostInARow: 0, againMs };
    // A new wait replaces one that is not over.
    const fromMs = storm.waits === 0 ? atMs : Math.max(atMs, storm.againMs);
    this.storms[service] = {
      fromMs: storm.fromMs,
      waits: storm.waits + Number(fromMs === atMs),
      waitedMs: storm.waitedMs + Math.max(0, againMs - fromMs),
      longestMs: Math.max(storm.longestMs, againMs - atMs),
      mostInARow: Math.max(storm.mostInARow, inARow),
      againMs: Math.max(storm.againMs, againMs),
    };
  }

  private held(
    atMs: Ms,
    { instance, service, isHeld, reason }: Pick<DaemonHold, 'instance' | 'service' | 'reason'> & { readonly isHeld: boolean },
  ): void {
    const before = this.holds.findLast((hold) => hold.instance === instance && hold.service === service && hold.untilMs === null);
    if (before === undefined && isHeld) this.holds.push({ service, instance, reason, fromMs: atMs, untilMs: null });
    // While an old daemon task stops, it is unknown whether the new one fits.
    if (before !== undefined && !isHeld && atMs - before.fromMs < REPORTED_FROM_MS) this.holds.splice(this.holds.lastIndexOf(before), 1);
    else if (before !== undefined && !isHeld) before.untilMs = atMs;
  }

  private get quickAttempts(): number {
    return this.accounts.setup.deploymentAndHealth.placementRetry?.quickAttempts ?? 0;
  }

  private searched(atMs: Ms, { service, inARow, againMs }: { service: number; inARow: number; againMs: Ms }): void {
    const quick = this.quickAttempts;
    if (inARow < quick) return;
    const { fromMs, inVain, mostInARow } = this.searches[service] ?? { fromMs: atMs, inVain: 0, mostInARow: 0 };
    const attempts = inARow === quick ? quick : 1;
    this.searches[service] = { fromMs, inVain: inVain + attempts, mostInARow: Math.max(mostInARow, inARow), againMs };
  }

  /** A new deployment ends the throttle. */
  private endWait(atMs: Ms, service: number): void {
    const storm = this.storms[service];
    if (storm === null || storm.againMs <= atMs) return;
    storm.waitedMs -= storm.againMs - atMs;
    storm.againMs = atMs;
  }

  private count(row: number, what: 'failedStarts' | 'unhealthy' | 'crashed'): void {
    const { tasks, classes } = this.accounts;
    const taskClass = tasks.columns.class[row];
    const service = classes.owner[taskClass];
    const current = this.rollouts.findLast((rollout) => rollout.service === service && rollout.revision === this.revisions[taskClass]);
    if (current !== undefined) current[what]++;
  }

  save(): unknown {
    const { rollouts, blocks, storms, searches, holds, revisions, ringing } = this;
    return structuredClone({ rollouts, blocks, storms, searches, holds, revisions, ringing });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}
