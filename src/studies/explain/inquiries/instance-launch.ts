import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { instanceCauseName } from '../../../record/tables/names.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import type { World } from '../../../sim/cluster/world.js';
import { Fact, type FactKind, InstanceCause } from '../../../sim/facts.js';
import { groupMoveOf, moveOf, type ScalerMove } from './group-watch.js';
import { ruleOf } from './rules.js';

/** Why an instance was launched. */
export interface LaunchRecord {
  readonly atMs: Ms;
  readonly reason: 'fromTheStart' | 'minSize' | 'scaleOut' | 'refill' | 'replacement' | 'zoneRebalance' | 'instanceRefresh' | 'warmPool';
  readonly rule: string;
  /** DesiredCapacity, and the instances that count towards it, this one included. */
  readonly desired: number;
  readonly living: number;
  /** The raise that led to it. */
  readonly move: ScalerMove | null;
  /** The instance that it replaces, and why that one left. */
  readonly lost: { readonly atMs: Ms; readonly instance: number; readonly cause: string; readonly rule: string } | null;
}

const RULES: Readonly<Record<LaunchRecord['reason'], string>> = {
  fromTheStart: '',
  minSize: 'C.CAP-16',
  scaleOut: 'C.SOUT-07',
  refill: 'C.CI-09',
  replacement: 'C.MID-02',
  zoneRebalance: 'A.ASG-9',
  instanceRefresh: 'C.MID-02',
  warmPool: 'A.ASG-15',
};

/** Facts that LaunchWatch needs. */
export const LAUNCH_FACTS: ReadonlySet<FactKind> = new Set([
  Fact.scalingDecided,
  Fact.groupScaled,
  Fact.instanceLaunched,
  Fact.instanceTerminated,
  Fact.instanceLeaving,
  Fact.instanceDraining,
]);

/** Records, for each group, the possible reasons of its next launch. */
export class LaunchWatch {
  private readonly raised: (ScalerMove | undefined)[] = [];
  private readonly lost: (LaunchRecord['lost'] | undefined)[] = [];
  /** By instance: an instance that has ended is in no row of the fleet. */
  private readonly providers: number[] = [];

  constructor(private readonly world: World) {}

  onFact(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    const [a, b, , provided] = args;
    if (kind === Fact.instanceLaunched) this.providers[a] = provided;
    if (kind === Fact.scalingDecided && args[2] > b) this.raised[a] = moveOf(atMs, args);
    if (kind === Fact.groupScaled && args[2] > b) this.raised[a] = groupMoveOf(this.world.setup, atMs, args);
    const isEnd = kind === Fact.instanceTerminated || kind === Fact.instanceLeaving || kind === Fact.instanceDraining;
    if (!isEnd || b === InstanceCause.scaleIn || b === InstanceCause.userDrained || b === InstanceCause.poolShrank) return;
    const { fleet } = this.world;
    const provider = this.providers[a] ?? fleet.provider[fleet.rowOf[a]] ?? NONE;
    if (provider >= 0) this.lost[provider] = { atMs, instance: a, cause: instanceCauseName(b), rule: ruleOf('instance', b) };
  }

  /** Of the instance that was launched just now. */
  recordOf(instance: number, provider: number): LaunchRecord {
    const { world } = this;
    const { fleet, records, loop } = world;
    const row = fleet.rowOf[instance];
    const group = records.groups[provider];
    const base = { atMs: Math.max(0, fleet.launchedMs[row]), desired: group?.desired ?? 0, living: group?.living ?? 0 };
    const launchFor = (reason: LaunchRecord['reason'], more: Partial<LaunchRecord> = {}): LaunchRecord => ({
      ...{ ...base, reason, rule: RULES[reason], move: null, lost: null },
      ...more,
    });
    const isPresent = instance < (world.setup.present?.nextInstance ?? 0);
    if (provider < 0 || fleet.launchedMs[row] < 0 || isPresent)
      return launchFor(provider >= 0 && isPooled(fleet.lifecycle[row]) ? 'warmPool' : 'fromTheStart');
    if (isPooled(fleet.lifecycle[row])) return launchFor('warmPool');
    const replaced = group.replacements.find(({ young }) => young === instance);
    if (replaced !== undefined)
      return launchFor('replacement', {
        lost: {
          atMs: loop.nowMs,
          instance: replaced.old,
          cause: instanceCauseName(replaced.cause),
          rule: ruleOf('instance', replaced.cause),
        },
      });
    if (group.ahead.includes(instance)) return launchFor('zoneRebalance');
    if ((group.refresh?.beyond ?? 0) > 0) return launchFor('instanceRefresh');
    const move = this.raised[provider] ?? null;
    const lost = this.lost[provider] ?? null;
    if (move === null && lost === null) return launchFor('minSize');
    // The later of the two is the reason.
    return move !== null && (lost === null || move.atMs >= lost.atMs) ? launchFor('scaleOut', { move }) : launchFor('refill', { lost });
  }
}
