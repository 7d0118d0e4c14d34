import type { Ms } from '../../kernel/event-loop.js';
import { Fact, type FactKind, InstanceCause, StopCause } from '../../sim/facts.js';
import type { EndListener, TaskEnd } from '../ledger/end-listener.js';
import { NONE } from '../ledger/live-rows.js';
import type { RunAccounts } from '../ledger/run-accounts.js';
import type { RolloutLog } from '../rollouts/rollout-log.js';

/** A scale-out within this time after a scale-in counts as its reversal. */
const SOON_MS = 300_000;

/** Returns whether the fact is a decision on DesiredCapacity. */
export function isOfCapacity(kind: FactKind): boolean {
  return kind === Fact.scalingDecided || kind === Fact.groupScaled;
}

/** Actions of scaling on one group that often raise questions: plain data. */
export interface GroupCapacityHistory {
  /** Scale-outs, those among them that reversed a scale-in, and the non-daemon tasks that ended with scaled-in instances. */
  outs: number;
  undone: number;
  cutOff: number;
  scaledInMs: Ms;
  /** Instances that ended because the group balanced its zones, and the non-daemon tasks that ended with them. */
  balanced: number;
  balancedTasks: number;
  /** Scale-outs from zero instances, the time of the last, those that were too small, and their instances that ended without a task. */
  fromZero: number;
  fromZeroMs: Ms;
  tooSmall: number;
  idle: number;
  idleMs: Ms;
}

/** Growth of a group during a deployment of a service that runs on it: plain data. */
export interface Growth {
  readonly provider: number;
  readonly service: number;
  readonly revision: number;
  readonly from: number;
  to: number;
  readonly atMs: Ms;
  /** When scale-in first removed some of these instances; null: never. */
  backMs: Ms | null;
}

/** Tasks of a workload that RunTask or StartTask refused for one reason: plain data. */
export interface Refused {
  /** Index of the owner in the accounts. */
  readonly owner: number;
  readonly reason: number;
  count: number;
}

/** Collects the changes of group sizes that the report explains. */
export class CapacityLog implements EndListener {
  stories: GroupCapacityHistory[];
  growths: Growth[] = [];
  refused: Refused[] = [];
  /** Non-daemon tasks that ended with an instance; their ends come right before its own. */
  private lost = 0;

  constructor(
    readonly accounts: RunAccounts,
    private readonly rollouts: RolloutLog,
  ) {
    this.stories = accounts.setup.capacityProviders.map(() => ({
      ...{ outs: 0, undone: 0, cutOff: 0, scaledInMs: NONE, balanced: 0, balancedTasks: 0 },
      ...{ fromZero: 0, fromZeroMs: NONE, tooSmall: 0, idle: 0, idleMs: 0 },
    }));
    accounts.watch(this);
  }

  /** Must be called after the accounts have processed the fact. */
  onFact(kind: FactKind, atMs: Ms, [provider, from, to, , b, c]: readonly number[]): void {
    if (!isOfCapacity(kind) || from === to) return;
    // Facts of scaling policies have no need of tasks.
    const [needed, running] = kind === Fact.scalingDecided ? [b, c] : [0, from];
    const story = this.stories[provider];
    if (to < from) {
      story.scaledInMs = atMs;
      for (const growth of this.growths) if (growth.provider === provider) growth.backMs ??= atMs;
      return;
    }
    story.outs++;
    if (story.scaledInMs !== NONE && atMs - story.scaledInMs <= SOON_MS) story.undone++;
    if (running === 0 && needed > 0) {
      story.fromZero++;
      story.fromZeroMs = atMs;
      if (needed > to) story.tooSmall++;
    }
    this.grew(atMs, provider, { from, to });
  }

  taskEndedEarly(row: number, atMs: Ms, { isRefused, cause }: TaskEnd): void {
    const { tasks, instances, owners, classes, setup } = this.accounts;
    if (isRefused) return this.refuse(classes.owner[tasks.columns.class[row]], cause);
    if (cause !== StopCause.instanceTerminated || owners[classes.owner[tasks.columns.class[row]]].isDaemon) return;
    this.lost++;
    const host = tasks.columns.host[row];
    const story = host === NONE ? undefined : this.stories[instances.columns.group[host]];
    if (story !== undefined && story.scaledInMs + setup.groups.terminationDelayMs === atMs) story.cutOff++;
  }

  instanceEnded(row: number, atMs: Ms, cause: number): void {
    const { columns } = this.accounts.instances;
    const { launchDelayMs } = this.accounts.setup.groups;
    const story = this.stories[columns.group[row]];
    const { lost } = this;
    this.lost = 0;
    if (story !== undefined && cause === InstanceCause.zoneRebalanced) {
      story.balanced++;
      story.balancedTasks += lost;
    }
    if (story === undefined || cause !== InstanceCause.scaleIn || columns.tasksPlaced[row] > 0) return;
    if (columns.launchedMs[row] !== story.fromZeroMs + launchDelayMs) return;
    story.idle++;
    story.idleMs += atMs - columns.launchedMs[row];
  }

  private refuse(owner: number, reason: number): void {
    if (this.accounts.owners[owner].kind === 'service') return;
    const known = this.refused.find((one) => one.owner === owner && one.reason === reason);
    if (known === undefined) this.refused.push({ owner, reason, count: 1 });
    else known.count++;
  }

  private grew(atMs: Ms, provider: number, { from, to }: Pick<Growth, 'from' | 'to'>): void {
    for (const [service, { capacity }] of this.accounts.setup.services.entries()) {
      if (capacity.kind !== 'strategy' || !capacity.items.some((item) => item.provider === provider)) continue;
      const deployed = this.rollouts.latest(service);
      if (deployed === undefined || deployed.from === null || deployed.endedMs !== null) continue;
      const { revision } = deployed;
      const known = this.growths.find(
        (growth) => growth.service === service && growth.revision === revision && growth.provider === provider,
      );
      if (known === undefined) this.growths.push({ provider, service, revision, from, to, atMs, backMs: null });
      else known.to = Math.max(known.to, to);
    }
  }

  save(): unknown {
    const { stories, growths, refused, lost } = this;
    return structuredClone({ stories, growths, refused, lost });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}
