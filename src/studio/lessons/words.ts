import { durationText, numberText, usdText } from '../../kernel/quantity-text.js';
import type { MessageKey } from '../messages/en.js';
import { t } from '../messages/t.js';
import { inUnits } from '../messages/units.js';
import type { Figures, Lesson, LessonId, Unit } from './lesson.js';

export type Locale = 'en' | 'ja';

/** Counters that Japanese needs; English has the noun in its sentence. */
const COUNTERS: Readonly<Partial<Record<Unit, string>>> = { instances: '台', tasks: '個', requests: '件', steps: '回' };

/** Nouns for a figure that stands alone. */
const NOUNS: Readonly<Partial<Record<Unit, string>>> = { instances: ' instances', tasks: ' tasks', requests: ' requests', steps: ' steps' };

/** A figure for a sentence in a language; `isAlone`: with its noun. */
export function figureText(value: number, unit: Unit, locale: Locale, { isAlone = false } = {}): string {
  if (unit === 'usd') return usdText(value);
  if (unit === 'percent') return `${numberText(value, 1)} %`;
  if (unit === 'ms') {
    const text = value < 0 ? `−${durationText(-value)}` : durationText(value);
    return inUnits(text, locale);
  }
  const count = numberText(Math.round(value), 0);
  if (locale === 'en') return isAlone ? `${count}${NOUNS[unit] ?? ''}` : count;
  return `${count} ${COUNTERS[unit] ?? ''}`;
}

/** A text of a lesson: 'title', 'situation', 'question', 'answer', 'variant.ID' or 'option.ID'. */
export function wordsOf(id: LessonId, part: string, values: Readonly<Record<string, string>> = {}): string {
  return t(`lesson.${id}.${part}` as MessageKey, values);
}

/** The figures of a lesson by name, as its sentences take them, and the number to guess as {answer}. */
export function figureTexts({ figures: specs, guess }: Lesson, figures: Figures, locale: Locale): Readonly<Record<string, string>> {
  const texts = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, figureText(value, specs[name].unit, locale)]));
  const answer = guess.kind === 'number' ? guess.answer(figures) : Number.NaN;
  // Without the figures of the variants there is no answer yet.
  return guess.kind === 'number' && Number.isFinite(answer) ? { ...texts, answer: figureText(answer, guess.unit, locale) } : texts;
}
