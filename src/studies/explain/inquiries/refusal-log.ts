import type { Ms } from '../../../kernel/event-loop.js';
import { closest, explainInstance } from '../../../placement/explain/verdict.js';
import { countRefusals } from '../../../placement/explain.js';
import { REFUSALS, Refusal } from '../../../placement/fit.js';
import { ANY_PROVIDER, type TaskRequest } from '../../../placement/view.js';
import { refusalName } from '../../../record/tables/names.js';
import { Booting } from '../../../sim/cluster/fleet.js';
import type { World } from '../../../sim/cluster/world.js';
import { ruleOf } from './rules.js';

/** The instance that came closest to taking a task: the first check that it failed, and by how much. */
export interface ClosestInstance {
  readonly instance: number;
  readonly reason: string;
  readonly needed: number;
  readonly free: number;
}

/** For as long as nothing changed: how many instances refused a task, by the first check that each failed (T.FAIL-6). */
export interface RefusalSpan {
  readonly fromMs: Ms;
  /** The last look that found it so. */
  readonly toMs: Ms;
  /** Looks for an instance, each for all equal tasks that waited. */
  readonly looks: number;
  /** Those of its capacity provider, and those of them that had room: others come before it, or its service looks only later. */
  readonly instances: number;
  readonly fitting: number;
  /** Of those that are INACTIVE, the ones that boot. */
  readonly booting: number;
  readonly counts: readonly RefusalCount[];
  readonly closest: ClosestInstance | null;
}

export interface RefusalCount {
  /** ECS's own name of it. */
  readonly reason: string;
  readonly rule: string;
  readonly instances: number;
}

/** What was said each time that an instance was looked for in vain; what did not change is one span. */
export class RefusalLog {
  readonly spans: RefusalSpan[] = [];
  private readonly counts = new Int32Array(REFUSALS.length);

  /** Asks every instance, as RunTask would. */
  look(world: World, request: TaskRequest): void {
    countRefusals(world.fleet, request, this.counts);
    const found = { ...candidatesOf(world, request), counts: countsOf(this.counts) };
    this.add(world.loop.nowMs, found, () => closestOf(world, request));
  }

  /** One reason that no instance gave: Fargate's. */
  say(atMs: Ms, reason: number): void {
    this.add(
      atMs,
      { instances: 0, booting: 0, counts: [{ reason: refusalName(reason), rule: ruleOf('refusal', reason), instances: 0 }] },
      () => null,
    );
  }

  private add(atMs: Ms, found: Pick<RefusalSpan, 'instances' | 'booting' | 'counts'>, closestNow: () => ClosestInstance | null): void {
    const last = this.spans.at(-1);
    if (last !== undefined && last.booting === found.booting && last.instances === found.instances && isSame(last.counts, found.counts)) {
      this.spans[this.spans.length - 1] = { ...last, toMs: atMs, looks: last.looks + 1 };
      return;
    }
    const refusing = found.counts.reduce((sum, count) => sum + count.instances, 0);
    const fitting = Math.max(0, found.instances - refusing);
    this.spans.push({ fromMs: atMs, toMs: atMs, looks: 1, fitting, ...found, closest: fitting > 0 ? null : closestNow() });
  }
}

/** The most frequent first, and of equals in the order of the checks. */
export function countsOf(counts: ArrayLike<number>): RefusalCount[] {
  return Array.from(counts, (instances, code) => ({ code, instances }))
    .filter(({ code, instances }) => instances > 0 && code !== Refusal.otherProvider)
    .sort((a, b) => b.instances - a.instances || a.code - b.code)
    .map(({ code, instances }) => ({ reason: REFUSALS[code].name, rule: ruleOf('refusal', code), instances }));
}

function candidatesOf({ fleet }: World, { provider }: TaskRequest): { readonly instances: number; readonly booting: number } {
  let [instances, booting] = [0, 0];
  for (let row = 0; row < fleet.count; row++) {
    if (provider !== ANY_PROVIDER && fleet.provider[row] !== provider) continue;
    instances++;
    if (fleet.state[row] === Booting) booting++;
  }
  return { instances, booting };
}

function closestOf({ fleet }: World, request: TaskRequest): ClosestInstance | null {
  const near = closest(Array.from({ length: fleet.count }, (_, row) => explainInstance(fleet, row, request)));
  if (near === undefined) return null;
  const [{ code, needed, free }] = near.failed;
  return { instance: fleet.instance[near.row], reason: REFUSALS[code].name, needed, free };
}

function isSame(a: readonly RefusalCount[], b: readonly RefusalCount[]): boolean {
  return a.length === b.length && a.every(({ reason, instances }, i) => reason === b[i].reason && instances === b[i].instances);
}
