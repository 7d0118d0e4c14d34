import type { Ms } from '../../../kernel/event-loop.js';
import { EcsEvents } from '../../../record/ecs-events/ecs-events.js';
import { stopCauseName } from '../../../record/tables/names.js';
import type { FinishedRun } from '../../../report/summary.js';
import { SERVICE_SCALING_REASON_NAMES } from '../../../services/scaling/decision.js';
import type { World } from '../../../sim/cluster/world.js';
import { BlockedBy, Fact, type FactKind, NO_DATA } from '../../../sim/facts.js';
import type { Setup } from '../../../sim/setup.js';
import type { Inquiry } from './inquiry.js';
import { type WaitsFor, waitsFor } from './refusal-log.js';
import { ruleOf } from './rules.js';
import { ServiceCounts, type Shortfall } from './service-counts.js';
import { ServiceWaits } from './service-waits.js';

/** A change of the desired count, or the reason why its scaler made none. Without a reason the timeline or an operator made it. */
export interface ServiceMove {
  readonly atMs: Ms;
  readonly fromDesired: number;
  readonly toDesired: number;
  readonly reason: string | null;
  readonly rule: string;
  readonly policy: string | null;
  readonly metric: number | null;
}

export interface ServiceFailureSpan {
  readonly atMs: Ms;
  readonly what: 'blocked' | 'unblocked' | 'startsThrottled' | 'placementBackedOff';
  readonly rule: string;
  /** Number of tasks: to be replaced, failed consecutively, or without an instance. */
  readonly count: number;
  readonly blockedBy: string | null;
  readonly againMs: Ms | null;
}

export type ServiceAnswer = ReturnType<ServiceInquiry['answer']>;

const BLOCKED_BY = new Map<number, string>(Object.entries(BlockedBy).map(([name, code]) => [code, name]));

/** Explains the life of a service in the run. */
export class ServiceInquiry implements Inquiry<ServiceAnswer> {
  readonly sinceMs = 0;
  private readonly classes = new Set<number>();
  private readonly counts = new ServiceCounts((taskClass) => this.classes.has(taskClass));
  private readonly ecs: EcsEvents;
  private readonly lines: string[] = [];
  private readonly moves: ServiceMove[] = [];
  private readonly troubles: ServiceFailureSpan[] = [];
  private readonly waits: ServiceWaits;
  private world!: World;

  constructor(
    private readonly setup: Setup,
    private readonly service: number,
  ) {
    const write = (lines: readonly string[] | null) => ({
      write: (chunk: string) => {
        if (lines !== null) this.lines.push(...chunk.trimEnd().split('\n'));
        return true;
      },
    });
    this.waits = new ServiceWaits(setup.scaler.evaluationIntervalMs);
    this.ecs = new EcsEvents(setup, { events: write(null), messages: write(this.lines) });
  }

  begin(world: World): void {
    this.world = world;
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.ecs.onFact(kind, atMs, a, b, c, d, e, f);
    if (kind === Fact.taskClassDefined && b === this.service) this.classes.add(a);
    this.counts.onFact(kind, atMs, a, b);
    if (kind === Fact.waitingExplained && this.classes.has(a)) this.waits.explained(atMs, [a, b, c, d, e, f]);
    if (a !== this.service) return;
    if (kind === Fact.serviceScaled) this.decided(atMs, [a, b, c, d, e, f]);
    if (kind === Fact.serviceDesired) this.desired(atMs, b);
    this.trouble(kind, atMs, [a, b, c]);
  }

  /** The fact of a change by its scaler precedes the new count. */
  private decided(atMs: Ms, [, fromDesired, toDesired, reason, policy, metricMilli]: readonly number[]): void {
    const { scaling } = this.setup.services[this.service];
    this.moves.push({
      ...{ atMs, fromDesired, toDesired, reason: SERVICE_SCALING_REASON_NAMES[reason], rule: ruleOf('serviceScaling', reason) },
      policy: scaling?.policyNames[policy] ?? null,
      metric: metricMilli === NO_DATA ? null : metricMilli / 1_000,
    });
  }

  private desired(atMs: Ms, count: number): void {
    // The initial count of a present state is no change.
    if (this.setup.present !== undefined && this.counts.desired === 0 && atMs === 0) return this.counts.setDesired(atMs, count);
    const last = this.moves.at(-1);
    const isKnown = last !== undefined && last.atMs === atMs && last.toDesired === count && last.fromDesired === this.counts.desired;
    if (!isKnown)
      this.moves.push({ atMs, fromDesired: this.counts.desired, toDesired: count, reason: null, rule: '', policy: null, metric: null });
    this.counts.setDesired(atMs, count);
  }

  private trouble(kind: FactKind, atMs: Ms, [, b, c]: readonly number[]): void {
    if (kind === Fact.serviceBlocked) {
      const what = b === BlockedBy.nothing ? 'unblocked' : 'blocked';
      const rule = b === BlockedBy.protection ? 'S.PROT-4' : b === BlockedBy.nothing ? '' : 'S.DEP-8';
      this.troubles.push({ atMs, what, rule, count: c, blockedBy: b === BlockedBy.nothing ? null : BLOCKED_BY.get(b)!, againMs: null });
    }
    if (kind === Fact.startsThrottled)
      this.troubles.push({ atMs, what: 'startsThrottled', rule: 'S.THR-1', count: b, blockedBy: null, againMs: c });
    if (kind === Fact.placementFailed)
      this.troubles.push({ atMs, what: 'placementBackedOff', rule: 'A.FL-2', count: b, blockedBy: null, againMs: c });
  }

  private get waitsFor(): WaitsFor {
    const { equivalences } = this.world;
    return waitsFor(
      this.setup,
      equivalences.all.some(({ service, backsOff }) => service === this.service && backsOff),
    );
  }

  answer({ record }: FinishedRun) {
    const { counts } = this;
    const { name, schedulingStrategy } = this.setup.services[this.service];
    counts.finish(record.endMs);
    this.ecs.finish(record.endMs);
    const sum = (shortfall: Shortfall) => shortfall.waitingTaskMs + shortfall.startingTaskMs + shortfall.notRequestedTaskMs;
    return {
      question: 'service',
      service: name,
      isDaemon: schedulingStrategy === 'DAEMON',
      ...{ requested: counts.requested, started: counts.started },
      stopped: [...counts.stopped]
        .map(([cause, tasks]) => ({ cause: stopCauseName(cause), rule: ruleOf('stop', cause), tasks }))
        .sort((a, b) => b.tasks - a.tasks),
      ...{ desiredAtEnd: counts.desired, runningAtEnd: counts.running },
      belowDesiredTaskMs: counts.shortfalls.reduce((ms, shortfall) => ms + sum(shortfall), 0),
      shortfalls: counts.shortfalls,
      ...{ waits: this.waits.finish(), waitsFor: this.waitsFor, moves: this.moves, troubles: this.troubles },
      deployments: record.deployments.filter((deployment) => deployment.service === name),
      /** In the order of DescribeServices, without ids. */
      messages: this.messages(name),
      endMs: record.endMs,
    };
  }

  /** Messages of this service alone, with tasks by their numbers. */
  private messages(name: string): { readonly atMs: Ms; readonly message: string }[] {
    return this.lines.flatMap((line) => {
      const { createdAt, message } = JSON.parse(line) as { createdAt: string; message: string };
      if (!message.startsWith(`(service ${name}) `)) return [];
      // The last digits of an id are the number in tasks.csv or instances.csv.
      const numbered = message.replace(
        /\((task|container-instance) [0-9a-f]{24}(\d{8})\)/g,
        (_, what: string, digits: string) => `(${what} ${Number(digits)})`,
      );
      return [{ atMs: Date.parse(createdAt) - this.setup.startsAtMs, message: numbered }];
    });
  }
}
