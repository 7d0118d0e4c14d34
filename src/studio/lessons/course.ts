import { batch, computed, effect, signal } from '@preact/signals';
import { tools } from '../app/workers.js';
import { Cancelled } from '../engine/pace.js';
import type { Watched, WatchRequest } from '../fleet/watch-protocol.js';
import type { LessonLink } from './address.js';
import { type Figures, type Guessed, LESSON_IDS, type Lesson } from './lesson.js';
import { LESSONS } from './lessons.js';
import { figuresOf, runsOf } from './measure.js';
import { keepProgress, readProgress } from './progress.js';
import { LESSON_TEXTS } from './texts.js';

const store = () => localStorage;

/** The lesson that is open, by its place. */
export const place = signal(0);
export const lesson = computed(() => LESSONS[place.value]!);

export const progress = signal(readProgress(store));
effect(() => keepProgress(store, progress.value));

export const guessed = computed<Guessed | undefined>(() => progress.value[lesson.value.id]);

/** Null: the seed of the scenario. */
export const seed = signal<number | null>(null);

export interface LessonRun {
  readonly request: WatchRequest & { readonly run: string };
  readonly watched: Watched;
}

/** The runs of the open lesson that have ended, by variant; the scenario as it is has the name ''. */
export const runs = signal<ReadonlyMap<string, LessonRun>>(new Map());
export const failure = signal<string | null>(null);
/** The run that the picture shows. */
export const shown = signal('');
/** Whether the scenario as it is stands above the run that is shown. */
export const isBesideBase = signal(false);
export const cursor = signal<number | null>(null);

/** The measurements so far: figures of variants come after the guess. */
export const figures = computed<Figures>(() => {
  const watched = new Map([...runs.value].map(([id, { watched: of }]) => [id, of]));
  return figuresOf(lesson.value, watched);
});

let current: AbortController | null = null;

/** The lesson and the seed of `runs`. */
let ran: { readonly of: Lesson; readonly seed: number | null } | null = null;

/** Shows what the reader may see: the scenario, and its variants once there is a guess. What has run already stays. */
export function showLesson(of: Lesson, isGuessed: boolean, withSeed: number | null): void {
  const isSame = ran?.of === of && ran.seed === withSeed;
  const before = isSame ? [...runs.peek()].filter(([id]) => isGuessed || id === '') : [];
  batch(() => {
    if (!isSame) cursor.value = of.lookMs;
    runs.value = new Map(before);
    shown.value = isGuessed ? of.variants[0]!.id : '';
  });
  ran = { of, seed: withSeed };
  void runLesson(of, isGuessed, withSeed);
}

async function runLesson(of: Lesson, isGuessed: boolean, withSeed: number | null): Promise<void> {
  current?.abort();
  const own = new AbortController();
  current = own;
  failure.value = null;
  const requests = runsOf(of, { text: LESSON_TEXTS[of.id], files: {} }, withSeed ?? undefined);
  try {
    for (const request of isGuessed ? requests : requests.slice(0, 1)) {
      const { run, ...rest } = request;
      if (runs.peek().has(run)) continue;
      const watched = await tools().request('watch', rest, { signal: own.signal });
      if (own.signal.aborted) return;
      runs.value = new Map([...runs.value, [run, { request, watched }]]);
    }
  } catch (error) {
    if (!(error instanceof Cancelled)) failure.value = (error as Error).message;
  }
}

/** Another lesson has the seed of its scenario, unless a link names one. */
export function openLesson(next: number, withSeed: number | null = null): void {
  batch(() => {
    place.value = next;
    seed.value = withSeed;
  });
}

export const isLast = computed(() => place.value === LESSONS.length - 1);

export function openNext(): void {
  openLesson(place.value + 1);
}

export function openLinked({ id, seed: withSeed }: LessonLink): void {
  openLesson(LESSON_IDS.indexOf(id), withSeed);
}

export function guess(value: Guessed): void {
  progress.value = { ...progress.value, [lesson.value.id]: value };
}

export function forget(): void {
  const { [lesson.value.id]: _, ...others } = progress.value;
  progress.value = others;
}
