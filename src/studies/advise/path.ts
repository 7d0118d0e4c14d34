import { assignmentText } from '../../run/assignment.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { ALPHA } from '../../statistics/interval.js';
import { assumedNames } from './answer/aws-commands.js';
import { mergedChanges, stepText } from './change-steps.js';
import { baseOf, judged, type Ran, type TriedWhatIf } from './findings.js';
import { ideasOf } from './ideas/ideas.js';
import { type AdvicePlan, TRIALS_MAX, type Variant, whyNot } from './plan.js';
import type { AdvicePath, Finding, NotTried, PathEnd, PathEnds, PathStep } from './result.js';
import { beginsAsFound, isWhatIf, type WhatIf } from './what-if.js';

/** Runs a variant; returns the reason as text if a run fails. */
type Try = (variant: Variant, seeds: readonly number[]) => Promise<Ran | string>;

export interface PathFrom {
  readonly plan: AdvicePlan;
  readonly findings: readonly Finding[];
  /** Runs of the unchanged scenario, begun as the path begins, and of each what-if alone by its id. */
  readonly base: Ran;
  readonly alone: ReadonlyMap<string, Ran>;
  readonly simulatedMs: number;
  readonly attempt: Try;
}

interface Step {
  readonly whatIf: WhatIf;
  readonly ran: Ran;
}

/**
 * Finds a greedy path: starts with the best what-if, and adds the next one that still improves the scenario with the steps so far. Each is
 * derived again from that scenario, so that its settings and commands fit. Steps with a risk come later, and steps that make a figure worse
 * come last. The whole path begins anew, because some steps replace instances or tasks. Returns null if no what-if is worth doing.
 */
export async function findPath(from: PathFrom): Promise<AdvicePath | null> {
  const steps: Step[] = [];
  const passedOver: NotTried[] = [];
  const slots = new Set<string>();
  let trials = 0;
  for (const { id, kind, slot, title, verdict } of candidatesOf(from.findings)) {
    const passOver = (why: string) => passedOver.push({ kind, title, why });
    if (slots.has(slot)) continue;
    const whatIf = nextOf(from.plan, steps, { id, kind });
    if (typeof whatIf === 'string') {
      passOver(whatIf);
      continue;
    }
    const known = steps.length === 0 && (from.plan.presentRemoval === null || !beginsAsFound(whatIf)) ? from.alone.get(id) : undefined;
    if (known === undefined && trials === TRIALS_MAX) {
      passOver(`${TRIALS_MAX} what-ifs have been tried together with others, which is the limit`);
      continue;
    }
    if (known === undefined) trials++;
    slots.add(slot);
    const ran = known ?? (await from.attempt(variantOf(from.plan, [...steps.map((step) => step.whatIf), whatIf]), from.plan.seeds));
    if (typeof ran === 'string') passOver(`a run failed: ${ran}`);
    else if (improves(from, { whatIf, begins: 'anew', base: steps.at(-1)?.ran ?? from.base, ran }, verdict)) steps.push({ whatIf, ran });
    else passOver('after the steps before it, it is not shown to improve anything without making something worse');
  }
  return steps.length === 0 ? null : pathOf(from, steps, { passedOver, trials });
}

/** Returns the what-ifs that save, that help and do not cost, that save at a risk, and that save but make something worse; the best of each kind first. */
function candidatesOf(findings: readonly Finding[]): Finding[] {
  const withVerdict = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict);
  const isFree = ({ grades }: Finding) => Object.values(grades).every((grade) => grade !== 'worse' && grade !== 'mayWorsen');
  return [...withVerdict('saves'), ...withVerdict('helps').filter(isFree), ...withVerdict('risks'), ...withVerdict('trades')];
}

/** Returns the what-if as the scenario with the steps needs it, or why there is none. */
function nextOf(plan: AdvicePlan, steps: readonly Step[], { id, kind }: Pick<Finding, 'id' | 'kind'>): WhatIf | string {
  const whatIfs = steps.map(({ whatIf }) => whatIf);
  const before = changesBy(plan, whatIfs);
  const attempt = plan.attempt(before);
  if ('refusal' in attempt) return attempt.refusal.message;
  const trial = ({ set }: Pick<WhatIf, 'set'>) => whyNot(plan.attempt([...before, ...set]));
  const ideas = ideasOf(attempt.changed, trial);
  const same = ideas.filter(isWhatIf).find((idea) => idea.id === id);
  if (same !== undefined) return same;
  const refused = ideas.find((idea) => idea.kind === kind && !isWhatIf(idea));
  return refused !== undefined && !isWhatIf(refused)
    ? `after the steps before it: ${refused.why}`
    : 'the steps before it leave nothing to change';
}

function changesBy({ presentRemoval }: AdvicePlan, whatIfs: readonly WhatIf[]): Assignment[] {
  return [...(presentRemoval ?? []), ...whatIfs.flatMap(({ set }) => set)];
}

function variantOf(plan: AdvicePlan, whatIfs: readonly WhatIf[]): Variant {
  return { id: whatIfs.map(({ id }) => id).join(' + '), set: changesBy(plan, whatIfs) };
}

/**
 * Returns whether a step improves the scenario with those before it: it is shown to cost less, or to help without a hint of costing more,
 * at the level that all trials share. It may make worse only the metrics that it made worse when tried alone.
 */
function improves({ plan, simulatedMs }: PathFrom, tried: TriedWhatIf, alone: Finding['verdict']): boolean {
  const compared = { seed: plan.seeds[0]!, simulatedMs };
  const [plain, strict] = [ALPHA, ALPHA / TRIALS_MAX].map((alpha) => judged([tried], { ...compared, alpha })[0]!.grades);
  const grades = Object.values(plain!);
  if (alone === 'trades') return strict!.cost === 'better';
  if (grades.includes('worse') || (alone !== 'risks' && grades.includes('mayWorsen'))) return false;
  if (strict!.cost === 'better') return true;
  return plain!.cost !== 'mayWorsen' && Object.values(strict!).includes('better');
}

async function pathOf(from: PathFrom, steps: readonly Step[], more: Pick<AdvicePath, 'passedOver' | 'trials'>): Promise<AdvicePath> {
  const { plan, base, simulatedMs } = from;
  const whatIfs = steps.map(({ whatIf }) => whatIf);
  const added = steps.map(({ whatIf, ran }, i): TriedWhatIf => ({ whatIf, begins: 'anew', base: steps[i - 1]?.ran ?? base, ran }));
  const totals = steps.map(({ ran }, i): TriedWhatIf => ({ whatIf: together(plan, whatIfs.slice(0, i + 1)), begins: 'anew', base, ran }));
  const findings = judged([...added, ...totals], { seed: plan.seeds[0]!, simulatedMs });
  const found = steps.map(({ ran }, i) => ({ added: findings[i]!, total: findings[steps.length + i]!, state: baseOf(ran, simulatedMs) }));
  return { base: baseOf(base, simulatedMs), steps: found, ends: await endsOf(from, whatIfs, found), ...more };
}

/** Runs the scenario as it is and the ends of the path with other seeds, because a choice among many flatters the chosen one. */
async function endsOf(from: PathFrom, whatIfs: readonly WhatIf[], steps: readonly PathStep[]): Promise<PathEnds> {
  const upTo = (isOver: (step: PathStep) => boolean) => {
    const first = steps.findIndex(isOver);
    return first < 0 ? steps.length : first;
  };
  const advised = upTo(({ added, total }) => added.verdict === 'trades' || total.verdict === 'trades');
  const safest = upTo(({ added, total }) => added.verdict === 'risks' || total.verdict === 'risks');
  const safe = Math.min(advised, safest);
  const { plan, simulatedMs, attempt } = from;
  const base = await attempt({ id: 'as it is, other seeds', set: plan.presentRemoval ?? [] }, plan.freshSeeds);
  const endAt = async (count: number): Promise<PathEnd> => {
    const whatIf = together(plan, whatIfs.slice(0, count));
    const ran = await attempt({ id: `${whatIf.id}, other seeds`, set: whatIf.set }, plan.freshSeeds);
    const [confirmed] =
      typeof base === 'string' || typeof ran === 'string'
        ? []
        : judged([{ whatIf, begins: 'anew', base, ran }], { seed: plan.freshSeeds[0]!, simulatedMs });
    const settings = whatIf.set.map(assignmentText);
    const lines = whatIf.change.map(stepText);
    const change = [...assumedNames(plan.scenario.scenario, lines), ...lines];
    return { steps: count, settings, change, confirmed: confirmed ?? null };
  };
  const end = (count: number, before: number) => (count > before ? endAt(count) : Promise.resolve(null));
  return { safe: await end(safe, 0), advised: await end(advised, safe), all: await end(steps.length, advised) };
}

/** Several what-ifs as one. */
function together(plan: AdvicePlan, whatIfs: readonly WhatIf[]): WhatIf {
  const { id, set } = variantOf(plan, whatIfs);
  const onlyIf = whatIfs.flatMap((whatIf) => whatIf.onlyIf ?? []);
  return {
    id,
    kind: whatIfs.at(-1)!.kind,
    slot: id,
    title: whatIfs.map(({ title }) => title).join('; then '),
    ...(onlyIf.length === 0 ? {} : { onlyIf: onlyIf.join('; ') }),
    set,
    change: mergedChanges(whatIfs.map(({ change }) => change)),
  };
}
