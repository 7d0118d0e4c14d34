import type { Ms } from '../../kernel/event-loop.js';
import type { Activity, ActivityKind } from '../../record/activity-log.js';
import type { Line } from './build.js';
import { ORANGE, PURPLE } from './palette.js';

/** Scaling activities as triangles on a line, with their reasons if these are known; empty if there are none. */
export function scalingMarks(
  { scaleOuts, scaleIns }: { readonly scaleOuts: readonly number[]; readonly scaleIns: readonly number[] },
  on: readonly (number | null)[],
  reasons?: (kind: ActivityKind) => (string | undefined)[],
): Line[] {
  const because = (kind: ActivityKind) => (reasons === undefined ? {} : { texts: reasons(kind) });
  const lines: Line[] = [
    { label: 'scale-out', values: where(scaleOuts, on), colour: PURPLE, mark: 'up', ...because('out') },
    { label: 'scale-in', values: where(scaleIns, on), colour: ORANGE, mark: 'down', ...because('in') },
  ];
  return lines.filter(({ values }) => values.some((value) => value !== null));
}

/** Returns the line's values in the intervals with an event. */
export function where(counts: readonly number[], on: readonly (number | null)[]): (number | null)[] {
  return counts.map((count, i) => (count > 0 ? on[i] : null));
}

/** The reasons of the activities of a provider or service, by the intervals that end at these times. */
export function reasonsBy(
  timesMs: readonly Ms[],
  activities: readonly Activity[],
  subject: { readonly of: string; readonly isService: boolean },
): (kind: ActivityKind) => (string | undefined)[] {
  const concerned = activities.filter((one) => one.of === subject.of && one.isService === subject.isService);
  return (kind) => {
    const texts = new Array<string | undefined>(timesMs.length).fill(undefined);
    let i = 0;
    for (const { atMs, what, explanation } of concerned.filter((one) => one.kind === kind)) {
      while (i < timesMs.length && timesMs[i] < atMs) i++;
      if (i < timesMs.length) texts[i] = [...(texts[i] === undefined ? [] : [texts[i]]), `${what}: ${explanation}`].join('\n');
    }
    return texts;
  };
}
