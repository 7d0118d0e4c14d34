import { LESSON_IDS, type LessonId } from './lesson.js';

/** A lesson in an address: behind the #, and as the command takes it. */
export interface LessonLink {
  readonly id: LessonId;
  /** Null: the seed of its scenario. */
  readonly seed: number | null;
}

/** Returns the word of a lesson in addresses: `two-loops` for `twoLoops`. */
export function lessonWord(id: LessonId): string {
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function lessonOf(word: string): LessonId | undefined {
  return LESSON_IDS.find((id) => lessonWord(id) === word);
}

export function lessonHash({ id, seed }: LessonLink): string {
  return `#lesson=${lessonWord(id)}${seed === null ? '' : `&seed=${seed}`}`;
}

/** Returns the lesson of an address; null where there is none. */
export function lessonIn(hash: string): LessonLink | null {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const id = lessonOf(words.get('lesson') ?? '');
  if (id === undefined) return null;
  const seed = words.get('seed') ?? '';
  return { id, seed: /^\d{1,15}$/.test(seed) ? Number(seed) : null };
}
