import warmUp from '../../../scenarios/scaling/warm-up.yaml?raw';
import { type LessonLink, lessonIn, lessonOf } from '../lessons/address.js';
import { isLink, linkedIn } from './permalink.js';

export interface LibraryScenario {
  readonly path: string;
  /** A description in a sentence. */
  readonly shows: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

interface OpenedLesson {
  readonly lesson: string;
}

export interface Opened {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly pinnedText?: string | null;
  /** The link could not be read, so the page shows this scenario in its place. */
  readonly isSubstitute?: boolean;
}

/** The scenario that the page shows first: what its address holds, what was written into the page, or a small one. */
export async function firstScenario(): Promise<Opened> {
  const linked = await linkedIn(location.hash);
  if (linked !== null) return linked;
  const written = dataIn<Opened | OpenedLesson>('opened');
  const first = written !== null && 'text' in written ? written : { text: warmUp, files: {} };
  return { ...first, isSubstitute: isLink(location.hash) && lessonIn(location.hash) === null };
}

/** The lesson that the page begins with: that of its address, or the one that was written into the page. */
export function firstLesson(): LessonLink | null {
  const linked = lessonIn(location.hash);
  if (linked !== null || location.hash !== '') return linked;
  const written = dataIn<Opened | OpenedLesson>('opened');
  const id = written !== null && 'lesson' in written ? lessonOf(written.lesson) : undefined;
  return id === undefined ? null : { id, seed: null };
}

let listed: Promise<readonly LibraryScenario[]> | undefined;

/** The library: in the page, or beside it. */
export function library(): Promise<readonly LibraryScenario[]> {
  listed ??= listLibrary().catch((error: unknown) => {
    listed = undefined;
    throw error;
  });
  return listed;
}

async function listLibrary(): Promise<readonly LibraryScenario[]> {
  const inPage = dataIn<readonly LibraryScenario[]>('library');
  if (inPage !== null) return inPage;
  const answer = await fetch('./library.json');
  if (!answer.ok) throw new Error(`library.json: ${answer.status}`);
  return (await answer.json()) as readonly LibraryScenario[];
}

/** Data that stand in the page as JSON. */
function dataIn<T>(id: string): T | null {
  const element = document.getElementById(id);
  return element === null ? null : (JSON.parse(element.textContent ?? 'null') as T | null);
}
