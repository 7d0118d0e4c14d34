import { explainInstance } from '../../../src/placement/explain/verdict.js';
import { REFUSALS, Refusal } from '../../../src/placement/fit.js';
import { NOWHERE, type TaskRequest } from '../../../src/placement/view.js';
import { refusalName } from '../../../src/record/tables/names.js';
import type { EquivalenceClass } from '../../../src/sim/cluster/equivalence-class.js';
import { Booting } from '../../../src/sim/cluster/fleet.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { Fact, type FactKind } from '../../../src/sim/facts.js';
import type { ScalerEvaluation } from '../../../src/sim/tracer.js';
import type { Inquiry } from '../../../src/studies/explain/inquiries/inquiry.js';
import { ruleOf } from '../../../src/studies/explain/inquiries/rules.js';

/** An attempt to find an instance: which fitted, and how many refused by the first check that each failed. */
export interface Attempt {
  /** Before this row of events.csv. */
  readonly at: number;
  readonly atMs: number;
  readonly key: string;
  /** Its task, and its instance; null: none, as once a minute, or no instance. */
  readonly task: number | null;
  readonly instance: number | null;
  readonly instances: number;
  readonly booting: number;
  readonly fits: readonly number[];
  /** The most frequent first. */
  readonly counts: readonly (readonly [reason: string, instances: number])[];
  /** The fewest failed checks, of those the least lack: instance, reason, needed, free. */
  readonly near: readonly [number, string, number, number] | null;
}

/** What waiting tasks need, in instances: only their sum with the busy ones is in the files. */
export interface Demand {
  readonly provider: number;
  readonly atMs: number;
  readonly newlyBusy: number;
  readonly add: number;
  readonly isIncompatibleOnly: boolean;
}

/** Checks every instance at each attempt, with every check, where events.csv has it once a minute only. */
export class AttemptLog implements Inquiry<readonly Attempt[]> {
  readonly sinceMs = 0;
  readonly attempts: Attempt[] = [];
  readonly demands: Demand[] = [];
  private world!: World;
  private rows = 0;
  private readonly explainedMs = new Map<string, number>();

  begin(world: World): void {
    this.world = world;
  }

  searched(equivalence: EquivalenceClass, slot: number, row: number): void {
    const { tasks, fleet } = this.world;
    this.add(equivalence, { task: tasks.task[slot], instance: row === NOWHERE ? null : fleet.instance[row] });
  }

  evaluated(provider: number, { measured, seen }: ScalerEvaluation): void {
    const { newlyBusy, add } = measured.demand;
    this.demands.push({ provider, atMs: seen.atMs, newlyBusy, add, isIncompatibleOnly: seen.isIncompatibleOnly });
  }

  onFact(kind: FactKind, atMs: number, a: number, _b: number, reason: number, _d: number, provider: number): void {
    const key = `${a}/${provider}`;
    if (kind === Fact.waitingExplained && this.explainedMs.get(key) !== atMs) {
      this.explainedMs.set(key, atMs);
      const equivalence = this.world.pendingTasks.waiting.find((one) => one.classOrdinal === a && one.provider === provider);
      if (equivalence !== undefined) this.add(equivalence, { task: null, instance: null });
      // On Fargate there is no instance: the facts are all.
      const counts = [[`${refusalName(reason)} (${ruleOf('refusal', reason)})`, 0]] as const;
      const empty = { task: null, instance: null, instances: 0, booting: 0, fits: [], near: null };
      if (provider >= this.world.setup.capacityProviders.length) this.attempts.push({ ...empty, at: this.rows, atMs, key, counts: counts });
    }
    this.rows++;
  }

  private add(equivalence: EquivalenceClass, of: Pick<Attempt, 'task' | 'instance'>): void {
    const { world, rows } = this;
    const key = `${equivalence.classOrdinal}/${equivalence.provider}`;
    this.attempts.push({ ...of, at: rows, atMs: world.loop.nowMs, key, ...found(world, equivalence.request) });
  }

  answer(): readonly Attempt[] {
    return this.attempts;
  }
}

function found({ fleet }: World, request: TaskRequest) {
  const verdicts = Array.from({ length: fleet.count }, (_, row) => explainInstance(fleet, row, request));
  const own = verdicts.filter(({ failed }) => failed[0]?.code !== Refusal.otherProvider);
  const codes = new Map<number, number>();
  for (const { failed } of own) if (failed.length > 0) codes.set(failed[0].code, (codes.get(failed[0].code) ?? 0) + 1);
  const lack = ({ failed }: (typeof own)[number]) => Math.max(...failed.map(({ needed, free }) => (needed - free) / needed));
  const near = own
    .filter(({ failed }) => failed.length > 0 && failed.every(({ code }) => code !== Refusal.inactive))
    .sort((a, b) => a.failed.length - b.failed.length || lack(a) - lack(b) || a.row - b.row)[0];
  return {
    instances: own.length,
    booting: own.filter(({ row }) => fleet.state[row] === Booting).length,
    fits: own.filter(({ failed }) => failed.length === 0).map(({ row }) => fleet.instance[row]),
    counts: [...codes]
      .sort(([a, m], [b, n]) => n - m || a - b)
      .map(([code, n]) => [`${REFUSALS[code].name} (${ruleOf('refusal', code)})`, n] as const),
    near:
      near === undefined
        ? null
        : ([fleet.instance[near.row], REFUSALS[near.failed[0].code].name, near.failed[0].needed, near.failed[0].free] as const),
  };
}
