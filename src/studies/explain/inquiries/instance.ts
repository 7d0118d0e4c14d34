import type { TerminationView } from '../../../autoscaling/group/terminate.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { instanceCauseName, Names } from '../../../record/tables/names.js';
import type { FinishedRun } from '../../../report/summary.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import type { World } from '../../../sim/cluster/world.js';
import { Fact, type FactKind } from '../../../sim/facts.js';
import type { ScalerEvaluation } from '../../../sim/tracer.js';
import { groupMoveOf, moveOf, type ScalerMove } from './group-watch.js';
import type { Inquiry } from './inquiry.js';
import { LAUNCH_FACTS, type LaunchRecord, LaunchWatch } from './instance-launch.js';
import { ruleOf } from './rules.js';
import { ELIGIBILITY_RULES, eligibilityOf, type ScaleInEligibility } from './scale-in-eligibility.js';

/** A task that reserved resources of the instance. */
export interface HostedTask {
  readonly task: number;
  readonly name: string;
  readonly isDaemon: boolean;
  readonly placedMs: Ms;
  /** Null: it still did at the end of the run. */
  readonly stoppedMs: Ms | null;
}

/** Its standing towards scale-in in consecutive evaluations of the scaler. */
export interface StandingSpan {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly evaluations: number;
  readonly standing: ScaleInEligibility;
  readonly rule: string;
}

/** A choice by its group of an instance to terminate, while this one was there. */
export interface ChoiceRecord {
  readonly atMs: Ms;
  /** Null: no instance was allowed to go. */
  readonly chosen: number | null;
  readonly candidates: number;
  readonly living: number;
  readonly standing: ScaleInEligibility;
  readonly rule: string;
}

interface EndRecord {
  readonly atMs: Ms;
  readonly cause: string;
  readonly rule: string;
}

export interface InstanceAnswer {
  readonly question: 'instance';
  readonly instance: number;
  readonly instanceType: string;
  readonly zone: string;
  /** Null: without a capacity provider. */
  readonly capacityProvider: string | null;
  readonly purchaseOption: 'on-demand' | 'spot';
  readonly launch: LaunchRecord;
  readonly registeredMs: Ms | null;
  readonly noticedMs: Ms | null;
  readonly draining: EndRecord | null;
  readonly leftCluster: EndRecord | null;
  readonly terminated: EndRecord | null;
  /** The last decrease of DesiredCapacity before it was scaled in. */
  readonly scaleIn: ScalerMove | null;
  readonly guests: readonly HostedTask[];
  readonly spans: readonly StandingSpan[];
  readonly choices: readonly ChoiceRecord[];
  readonly endMs: Ms;
}

/** Explains when and why an instance was launched, what ran there, why it could or could not be scaled in, and why it ended. */
export class InstanceInquiry implements Inquiry<InstanceAnswer> {
  private world!: World;
  private launches!: LaunchWatch;
  private provider = NONE;
  private isThere = false;
  private hasGone = false;
  private readonly hostedTasks = new Map<number, HostedTask>();
  private readonly spans: StandingSpan[] = [];
  private readonly choices: ChoiceRecord[] = [];
  private what!: Pick<InstanceAnswer, 'instanceType' | 'zone' | 'capacityProvider' | 'purchaseOption' | 'launch'>;
  private readonly moments: { -readonly [Key in 'registeredMs' | 'noticedMs']: Ms | null } = { registeredMs: null, noticedMs: null };
  private readonly ends: { draining: EndRecord | null; leftCluster: EndRecord | null; terminated: EndRecord | null } = {
    ...{ draining: null, leftCluster: null, terminated: null },
  };
  private lowered: ScalerMove | null = null;
  private scaleIn: ScalerMove | null = null;

  /** Decisions and losses before its launch may be the reason for it. */
  readonly sinceMs = 0;

  constructor(private readonly instance: number) {}

  begin(world: World): void {
    this.world = world;
    this.launches = new LaunchWatch(world);
  }

  evaluated(provider: number, { seen: { atMs } }: ScalerEvaluation): void {
    if (!this.isThere || provider !== this.provider) return;
    const standing = eligibilityOf(this.world, this.world.fleet.rowOf[this.instance]);
    const last = this.spans.at(-1);
    if (last?.standing === standing) this.spans[this.spans.length - 1] = { ...last, toMs: atMs, evaluations: last.evaluations + 1 };
    else this.spans.push({ fromMs: atMs, toMs: atMs, evaluations: 1, standing, rule: ELIGIBILITY_RULES[standing] });
  }

  terminationChosen(provider: number, view: TerminationView, row: number): void {
    if (!this.isThere || provider !== this.provider) return;
    const { fleet, loop, records } = this.world;
    const standing = eligibilityOf(this.world, fleet.rowOf[this.instance]);
    const candidates = view.isCandidate as Uint8Array;
    const choice: ChoiceRecord = {
      atMs: loop.nowMs,
      chosen: row < 0 ? null : fleet.instance[row],
      candidates: candidates.subarray(0, fleet.count).reduce((sum, is) => sum + is, 0),
      living: records.groups[provider].living,
      ...{ standing, rule: ELIGIBILITY_RULES[standing] },
    };
    // While no instance may go the group tries again and again.
    const last = this.choices.at(-1);
    if (choice.chosen === null && last?.chosen === null && last.standing === standing && last.candidates === choice.candidates) return;
    this.choices.push(choice);
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    // One replay may answer many questions, and most facts concern none of them.
    if (!this.hasGone && LAUNCH_FACTS.has(kind)) this.launches.onFact(kind, atMs, [a, b, c, d, e, f]);
    if (kind === Fact.instanceLaunched && a === this.instance) this.launched([b, c, d, f]);
    if (!this.isThere) return;
    if (kind === Fact.scalingDecided && a === this.provider && c < b) this.lowered = moveOf(atMs, [a, b, c, d, e, f]);
    if (kind === Fact.groupScaled && a === this.provider && c < b) this.lowered = groupMoveOf(this.world.setup, atMs, [a, b, c, d, e, f]);
    if (kind === Fact.taskPlaced && b === this.instance) this.came(a, atMs);
    if (kind === Fact.taskStopped && this.hostedTasks.has(a)) this.hostedTasks.set(a, { ...this.hostedTasks.get(a)!, stoppedMs: atMs });
    if (a === this.instance) this.onInstanceFact(kind, atMs, b);
  }

  private launched([type, zone, provider, purchase]: readonly number[]): void {
    const { setup } = this.world;
    const name = new Names(setup).provider(provider);
    this.isThere = true;
    this.provider = provider;
    this.what = {
      instanceType: setup.instanceTypes[type].name,
      zone: setup.zones[zone],
      capacityProvider: name === '' ? null : name,
      purchaseOption: purchase === 1 ? 'spot' : 'on-demand',
      launch: this.launches.recordOf(this.instance, provider),
    };
  }

  private came(task: number, atMs: Ms): void {
    const { tasks, fleet, equivalences, setup } = this.world;
    // The new task is the head of the list of tasks on the instance.
    const equivalence = equivalences.all[tasks.equivalence[fleet.firstTask[fleet.rowOf[this.instance]]]];
    const name = equivalence.service === NONE ? setup.workloads[equivalence.workload].name : setup.services[equivalence.service].name;
    this.hostedTasks.set(task, { task, name, isDaemon: equivalence.isDaemon, placedMs: atMs, stoppedMs: null });
  }

  private onInstanceFact(kind: FactKind, atMs: Ms, cause: number): void {
    const end = (): EndRecord => ({ atMs, cause: instanceCauseName(cause), rule: ruleOf('instance', cause) });
    if (kind === Fact.instanceRegistered) this.moments.registeredMs = atMs;
    if (kind === Fact.instanceNoticed) this.moments.noticedMs ??= atMs;
    if (kind === Fact.instanceDraining) this.ends.draining = end();
    if (kind === Fact.instanceActivated) this.ends.draining = null;
    if (kind === Fact.instanceLeftCluster) this.ends.leftCluster = end();
    if ((kind === Fact.instanceDraining || kind === Fact.instanceLeaving || kind === Fact.instanceTerminated) && this.scaleIn === null)
      this.scaleIn = end().cause === 'scaleIn' ? this.lowered : null;
    if (kind !== Fact.instanceTerminated) return;
    this.ends.terminated = end();
    this.isThere = false;
    this.hasGone = true;
  }

  answer({ record }: FinishedRun): InstanceAnswer {
    return {
      question: 'instance',
      instance: this.instance,
      ...this.what,
      ...this.moments,
      ...this.ends,
      scaleIn: this.scaleIn,
      guests: [...this.hostedTasks.values()],
      spans: this.spans,
      choices: this.choices,
      endMs: record.endMs,
    };
  }
}
