import type { Ms } from '../../../kernel/event-loop.js';
import type { World } from '../../../sim/cluster/world.js';
import type { ScalerEvaluation } from '../../../sim/tracer.js';
import { type Evaluation, evaluationOf } from './evaluation.js';
import type { Inquiry } from './inquiry.js';

/** A reason that kept a group from scaling in, and the number of evaluations with it. */
export interface ScaleInHold {
  readonly reason: string;
  readonly rule: string;
  readonly evaluations: number;
  readonly firstMs: Ms;
  readonly lastMs: Ms;
}

export type ScaleInAnswer = ReturnType<ScaleInInquiry['answer']>;

/** Explains why a group was not smaller: at a time, or in each minute of the run. */
export class ScaleInInquiry implements Inquiry<ScaleInAnswer> {
  readonly sinceMs: Ms;
  private world!: World;
  private evaluations = 0;
  private withEmpty = 0;
  private scaleIns = 0;
  private instancesRemoved = 0;
  private readonly holds = new Map<string, ScaleInHold>();
  private last: Evaluation | null = null;

  constructor(
    private readonly provider: { readonly index: number; readonly name: string },
    private readonly atMs: Ms | null,
    evaluationIntervalMs: Ms,
  ) {
    this.sinceMs = atMs === null ? 0 : Math.max(0, atMs - evaluationIntervalMs + 1);
  }

  begin(world: World): void {
    this.world = world;
  }

  onFact(): void {}

  evaluated(provider: number, inputs: ScalerEvaluation): void {
    const { atMs } = inputs.seen;
    if (provider !== this.provider.index || (this.atMs !== null && atMs > this.atMs)) return;
    const evaluation = evaluationOf(this.world, provider, inputs);
    if (this.atMs !== null) this.forget();
    this.last = evaluation;
    this.evaluations++;
    this.withEmpty += Number(evaluation.instances.some(({ standing }) => standing === 'empty'));
    if (evaluation.toDesired < evaluation.fromDesired) {
      this.scaleIns++;
      this.instancesRemoved += evaluation.fromDesired - evaluation.toDesired;
    } else this.hold(evaluation);
  }

  /** Forgets earlier evaluations: for one moment only the last one counts. */
  private forget(): void {
    this.holds.clear();
    Object.assign(this, { evaluations: 0, withEmpty: 0, scaleIns: 0, instancesRemoved: 0 });
  }

  private hold({ reason, rule, atMs }: Evaluation): void {
    const known = this.holds.get(reason) ?? { reason, rule, evaluations: 0, firstMs: atMs, lastMs: atMs };
    this.holds.set(reason, { ...known, evaluations: known.evaluations + 1, lastMs: atMs });
  }

  answer() {
    const { atMs, evaluations, withEmpty, scaleIns, instancesRemoved, last } = this;
    const holds = [...this.holds.values()].sort((a, b) => b.evaluations - a.evaluations || a.firstMs - b.firstMs);
    return {
      question: 'whyNotScaleIn',
      capacityProvider: this.provider.name,
      /** Null: the whole run. */
      atMs,
      evaluations,
      /** Evaluations in which some instance had no task but daemons. */
      withEmpty,
      scaleIns,
      instancesRemoved,
      /** The most frequent first. */
      holds,
      /** The evaluation at the time, or the last of the run; null without any. */
      last,
    };
  }
}
