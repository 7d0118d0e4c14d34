import type { Ms } from '../../../kernel/event-loop.js';
import { closest, explainInstance } from '../../../placement/explain/verdict.js';
import { countRefusals } from '../../../placement/explain.js';
import { REFUSALS, Refusal } from '../../../placement/fit.js';
import { ANY_PROVIDER, type TaskRequest } from '../../../placement/view.js';
import { refusalName } from '../../../record/tables/names.js';
import { Booting } from '../../../sim/cluster/fleet.js';
import type { World } from '../../../sim/cluster/world.js';
import type { Setup } from '../../../sim/setup.js';
import { ruleOf } from './rules.js';

/** The instance that came closest to taking a task: the first check that it failed, and the amount that it lacked. */
export interface ClosestInstance {
  readonly instance: number;
  readonly reason: string;
  readonly needed: number;
  readonly free: number;
}

/** A time without changes: how many instances refused a task, by the first check that each failed (T.FAIL-6). */
export interface RefusalSpan {
  readonly fromMs: Ms;
  /** The last search or full minute with this result. */
  readonly toMs: Ms;
  /** Searches for an instance, each for all equal waiting tasks; 0: ECS did not look in this time. */
  readonly attempts: number;
  /** Instances of its capacity provider, and those with room: other tasks come first, or its service tries only later. */
  readonly instances: number;
  readonly fitting: number;
  /** INACTIVE instances that boot. */
  readonly booting: number;
  readonly counts: readonly RefusalCount[];
  readonly closest: ClosestInstance | null;
}

export interface RefusalCount {
  /** The name in ECS. */
  readonly reason: string;
  readonly rule: string;
  readonly instances: number;
}

/** Why a task may wait although an instance has room: its service backs off, or older tasks come first. */
export type WaitsFor = 'backOff' | 'headOfLine' | null;

export function waitsFor({ waiting }: Setup, backsOff: boolean): WaitsFor {
  if (backsOff) return 'backOff';
  return waiting.headOfLine === 'block' ? 'headOfLine' : null;
}

/** Records the refusals of each failed attempt; equal consecutive results make one span. */
export class RefusalLog {
  readonly spans: RefusalSpan[] = [];
  private readonly counts = new Int32Array(REFUSALS.length);

  /** Checks every instance, as RunTask does: after a search by ECS, or at a full minute. */
  record(world: World, request: TaskRequest, attempts: 0 | 1): void {
    const fitting = countRefusals(world.fleet, request, this.counts);
    const found = { ...candidatesOf(world, request), fitting, attempts, counts: countsOf(this.counts) };
    this.add(world.loop.nowMs, found, () => closestOf(world, request));
  }

  /** Records one reason that comes from no instance: Fargate's. */
  recordReason(atMs: Ms, reason: number): void {
    this.add(
      atMs,
      {
        instances: 0,
        booting: 0,
        fitting: 0,
        attempts: 0,
        counts: [{ reason: refusalName(reason), rule: ruleOf('refusal', reason), instances: 0 }],
      },
      () => null,
    );
  }

  private add(atMs: Ms, found: Omit<RefusalSpan, 'fromMs' | 'toMs' | 'closest'>, closestNow: () => ClosestInstance | null): void {
    const last = this.spans.at(-1);
    const { booting, instances, counts, attempts, fitting } = found;
    if (last !== undefined && last.booting === booting && last.instances === instances && isSame(last.counts, counts)) {
      this.spans[this.spans.length - 1] = { ...last, toMs: atMs, attempts: last.attempts + attempts };
      return;
    }
    this.spans.push({ fromMs: atMs, toMs: atMs, ...found, closest: fitting > 0 ? null : closestNow() });
  }
}

/** Sorts by frequency, the most frequent first; equals in the order of the checks. */
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
