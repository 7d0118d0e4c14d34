import warmUp from '../../../scenarios/scaling/warm-up.yaml?raw';
import { linkedIn } from './permalink.js';

/** One scenario of the library. */
export interface LibraryScenario {
  readonly path: string;
  /** What it shows, in a sentence. */
  readonly shows: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

interface Opened {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly pinnedText?: string | null;
}

/** What the page shows first: what its address holds, what was written into the page, or a small scenario. */
export async function firstScenario(): Promise<Opened> {
  return (await linkedIn(location.hash)) ?? dataIn<Opened>('opened') ?? { text: warmUp, files: {} };
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
