import { type Guessed, LESSON_IDS, type LessonId } from './lesson.js';

/** The guesses of a reader so far, by lesson. */
export type Progress = Readonly<Partial<Record<LessonId, Guessed>>>;

const KEY = 'drydock.lessons';

/** The part of localStorage that is used. Reading the property itself may throw, as on a page from disk. */
interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Nothing without a store, or when it holds what no page of lessons has written. */
export function readProgress(store: () => Store): Progress {
  try {
    const kept: unknown = JSON.parse(store().getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const known = Object.entries(kept).filter(([id, guessed]) => LESSON_IDS.includes(id as LessonId) && isGuess(guessed));
    return Object.fromEntries(known) as Progress;
  } catch {
    return {};
  }
}

/** Stores the guesses; without a store they last as long as the page. */
export function keepProgress(store: () => Store, progress: Progress): void {
  try {
    store().setItem(KEY, JSON.stringify(progress));
  } catch {
    // The page goes on with what it has.
  }
}

function isGuess(value: unknown): value is Guessed {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
