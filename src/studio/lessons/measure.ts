import type { Watched, WatchRequest } from '../fleet/watch-protocol.js';
import type { Figures, Lesson } from './lesson.js';

/** The runs of a lesson, the unchanged scenario first, as requests to the worker. */
export function runsOf(
  lesson: Lesson,
  source: Pick<WatchRequest, 'text' | 'files'>,
  seed?: number,
): (WatchRequest & { readonly run: string })[] {
  const runs = [{ id: '', set: [] as readonly string[] }, ...lesson.variants];
  return runs.map(({ id, set }) => ({
    ...source,
    ...(seed === undefined ? {} : { seed }),
    set,
    run: id,
    figures: Object.values(lesson.figures).flatMap(({ run = '', figure }) => (run === id ? [figure] : [])),
  }));
}

/** The measurements of the runs, by the lesson's names. Throws for a figure with nothing to measure: the lesson would be a wrong one. */
export function figuresOf(lesson: Lesson, watched: ReadonlyMap<string, Pick<Watched, 'figures'>>): Figures {
  const next = new Map<string, number>();
  return Object.fromEntries(
    Object.entries(lesson.figures).flatMap(([name, { run = '' }]) => {
      const of = watched.get(run);
      if (of === undefined) return [];
      const place = next.get(run) ?? 0;
      next.set(run, place + 1);
      const value = of.figures[place];
      if (value === null) throw new Error(`lesson ${lesson.id}: ${name} has nothing to measure`);
      return [[name, value]];
    }),
  );
}
