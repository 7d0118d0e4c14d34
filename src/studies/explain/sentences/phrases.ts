import { clockText, durationText, numberText, plural } from '../../../kernel/quantity-text.js';
import type { ClosestInstance, RefusalCount, WaitsFor } from '../inquiries/refusal-log.js';

/** Formats the ids of rules behind a sentence; empty without ids. */
export function rule(...ids: readonly string[]): string {
  const known = [...new Set(ids)].filter((id) => id !== '');
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}

/** Formats a time of the run; a time before it comes from a present state. */
export function when(ms: number): string {
  return ms < 0 ? `${durationText(-ms)} before the run` : `at ${clockText(ms)}`;
}

/** Joins parts with commas and "and". */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

interface Counted {
  readonly fitting?: number;
  readonly instances?: number;
  readonly booting?: number;
}

/** "0 of 12 instances fit: 7 RESOURCE:MEMORY (S.PLACE-18), 5 INACTIVE, 3 of them booting (S.INST-1)". */
export function countsText(counts: readonly RefusalCount[], { fitting = 0, instances, booting = 0 }: Counted = {}): string {
  const all = instances ?? counts.reduce((sum, count) => sum + count.instances, fitting);
  const parts = counts.map(({ reason, rule: id, instances: refusing }) => {
    const boot = reason !== 'INACTIVE' || booting === 0 ? '' : booting === refusing ? ', booting' : `, ${booting} of them booting`;
    return `${refusing} ${reason}${boot}${rule(id)}`;
  });
  return `${fitting} of ${plural(all, 'instance')} ${fitting === 1 ? 'fits' : 'fit'}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

const MEANWHILE = {
  backOff: 'its service looked for an instance again only later (A.FL-2)',
  headOfLine: 'older tasks came first (headOfLine: block)',
};

/** Says why a task waits although instances fit. */
export function meanwhile(fitting: number, waitsFor: WaitsFor): string {
  return fitting === 0 || waitsFor === null ? '' : `; ${MEANWHILE[waitsFor]}`;
}

const UNITS: Readonly<Record<string, string>> = {
  'RESOURCE:CPU': 'CPU units',
  'RESOURCE:MEMORY': 'MiB',
  'RESOURCE:ENI': 'ENI',
  'RESOURCE:PORTS': 'ports',
};

export function closestText({ instance, reason, needed, free }: ClosestInstance): string {
  const unit = UNITS[reason];
  return `the closest, instance ${instance}, lacks ${reason}${unit === undefined ? '' : `: the task needs ${number(needed)} ${unit}, ${number(free)} ${free === 1 ? 'is' : 'are'} free`}`;
}

export function number(value: number): string {
  return numberText(value, 0, 3);
}

/** The most lines of one kind shown: `--json` has all. */
const SHOWN = 8;

/** Returns the first and the last of many lines. */
export function firstAndLast(lines: readonly string[]): string[] {
  if (lines.length <= SHOWN) return [...lines];
  return [...lines.slice(0, SHOWN - 2), `- ... and ${lines.length - SHOWN + 1} more, which drydock explain --json has ...`, lines.at(-1)!];
}
