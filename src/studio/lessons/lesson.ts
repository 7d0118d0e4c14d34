import type { Ms } from '../../kernel/event-loop.js';

/** A lesson as data, with its words in `messages`. The engine gives every number. */
export interface Lesson {
  readonly id: LessonId;
  /** Its scenario in the library, without the folder `scenarios` and the ending. */
  readonly scenario: string;
  /** Other runs of the same scenario, which the answer compares with the first. */
  readonly variants: readonly Variant[];
  readonly figures: Readonly<Record<string, FigureOfRun>>;
  readonly guess: Guess;
  /** The moment at which its picture opens: something happens there. */
  readonly lookMs: Ms;
}

export type LessonId = (typeof LESSON_IDS)[number];

export const LESSON_IDS = [
  ...(['metric', 'packing', 'headroom', 'warmUp', 'interfaces', 'nightly'] as const),
  ...(['twoLoops', 'overshoot', 'breaker', 'spotNotice', 'breakEven', 'examination'] as const),
] as const;

interface Variant {
  readonly id: string;
  /** `path=value` each, as given to --set. */
  readonly set: readonly string[];
}

export interface FigureOfRun {
  /** A variant; absent: the scenario as it is. */
  readonly run?: string;
  /** Path of a figure, as in `expect`. */
  readonly figure: string;
  readonly unit: Unit;
}

/** `ms` is a duration: readers guess it in seconds. */
export type Unit = 'usd' | 'ms' | 'percent' | 'instances' | 'tasks' | 'requests' | 'steps';

export type Figures = Readonly<Record<string, number>>;

export type Guess =
  | { readonly kind: 'number'; readonly unit: Unit; readonly answer: (figures: Figures) => number }
  /** `answer` gives one of the options. */
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly answer: (figures: Figures) => string };

/** `right`: by a twentieth or one unit of what is counted; `near`: by a quarter. */
export type Closeness = 'right' | 'near' | 'far';

/** A guess as kept: a number in the unit of the lesson, or an option. */
export type Guessed = number | string;

const RIGHT_SHARE = 0.05;
const NEAR_SHARE = 0.25;

export function closeness(guess: Guess, guessed: Guessed, answer: Guessed): Closeness {
  if (guess.kind === 'choice') return guessed === answer ? 'right' : 'far';
  const [left, right] = [Number(guessed), Number(answer)];
  const off = Math.abs(left - right);
  const isCount = guess.unit === 'instances' || guess.unit === 'tasks' || guess.unit === 'steps';
  if (isCount ? off < 0.5 : off <= RIGHT_SHARE * Math.abs(right)) return 'right';
  return off <= NEAR_SHARE * Math.abs(right) ? 'near' : 'far';
}
