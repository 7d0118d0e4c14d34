import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../src/studio/fleet/watch.js';
import { closeness, type Figures, type Guessed, LESSON_IDS, type Lesson } from '../../../src/studio/lessons/lesson.js';
import { LESSONS } from '../../../src/studio/lessons/lessons.js';
import { figuresOf, runsOf } from '../../../src/studio/lessons/measure.js';
import { figureTexts, type Locale } from '../../../src/studio/lessons/words.js';
import { en } from '../../../src/studio/messages/en.js';
import { ja } from '../../../src/studio/messages/ja.js';
import { unaccounted } from '../../docs/lessons.js';
import { ROOT } from '../../docs/page.js';
import { draws } from '../../extent.js';

const CATALOGUES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en, ja };
const control = { isCancelled: () => false, progress: () => {} };

function textOf({ scenario }: Lesson): string {
  return readFileSync(join(ROOT, `scenarios/${scenario}.yaml`), 'utf8');
}

async function measured(lesson: Lesson, seed?: number): Promise<{ figures: Figures; answer: Guessed }> {
  const watched = new Map<string, { readonly figures: readonly (number | null)[] }>();
  for (const { run, ...request } of runsOf(lesson, { text: textOf(lesson), files: {} }, seed))
    watched.set(run, await watch(request, control));
  const figures = figuresOf(lesson, watched);
  return { figures, answer: lesson.guess.answer(figures) };
}

/** What `drydock run` prints of each. */
const ANSWERS: Readonly<Record<(typeof LESSON_IDS)[number], { readonly outcome: Guessed; readonly digits?: number }>> = {
  metric: { outcome: 12 },
  packing: { outcome: 13.76, digits: 2 },
  // 2 min 36 s.
  headroom: { outcome: 156_000, digits: -4 },
  // 10 min 26 s less 7 min 10 s.
  warmUp: { outcome: 196_000, digits: -4 },
  interfaces: { outcome: 3 },
  // $5.53 in place of $6.56.
  nightly: { outcome: (100 * (6.56 - 5.53)) / 6.56, digits: 0 },
  // 75,808 in place of 117,878: over a third is saved.
  twoLoops: { outcome: 'some' },
  overshoot: { outcome: 6 },
  breaker: { outcome: 16 },
  spotNotice: { outcome: 12 },
  breakEven: { outcome: 'serverless' },
  examination: { outcome: 'full' },
};

it('has the lessons in their order', () => expect(LESSONS.map(({ id }) => id)).toEqual([...LESSON_IDS]));

/** The fleet of the examination takes as long as all others: test/docs/course.test.ts has its figures as well. */
const measuredHere = LESSONS.slice(0, draws(LESSONS.length - 1, LESSONS.length));

it.each(measuredHere.map((lesson) => [lesson.id, lesson] as const))('%s answers as the command does', async (id, lesson) => {
  const { figures, answer } = await measured(lesson);
  const { outcome, digits = 6 } = ANSWERS[id];
  if (typeof outcome === 'string') expect(answer).toBe(outcome);
  else expect(Math.abs(Number(answer) - outcome)).toBeLessThan(0.5 * 10 ** -digits);
  for (const locale of ['en', 'ja'] as const) {
    const texts = figureTexts(lesson, figures, locale);
    expect(Object.keys(texts).filter((name) => !/\d/.test(texts[name]!))).toEqual([]);
    // The number in question stands in the answer.
    const filled = CATALOGUES[locale][`lesson.${id}.answer`].replace(/\{(\w+)\}/g, (_, name: string) => texts[name]!);
    if (lesson.guess.kind === 'number') expect(filled).toContain(texts.answer);
  }
});

describe.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))('%s', (id, lesson) => {
  it.each(['en', 'ja'] as const)('has all its texts in %s, with no number of its own', (locale) => {
    const words = CATALOGUES[locale];
    const parts = ['title', 'situation', 'question', 'answer', ...lesson.variants.map((variant) => `variant.${variant.id}`)];
    if (lesson.guess.kind === 'choice') parts.push(...lesson.guess.options.map((option) => `option.${option}`));
    const texts = parts.map((part) => words[`lesson.${id}.${part}`]);
    expect(parts.filter((_, i) => !texts[i])).toEqual([]);
    const named = texts.join(' ').matchAll(/\{(\w+)\}/g);
    const known = { ...lesson.figures, ...(lesson.guess.kind === 'number' ? { answer: lesson.guess } : {}) };
    expect([...named].map(([, name]) => name!).filter((name) => !(name in known))).toEqual([]);
    const sources = textOf(lesson) + JSON.stringify(lesson.variants);
    expect(unaccounted(texts.join('\n'), sources)).toEqual([]);
  });

  it('shows no figure of the variant before the guess', () => {
    const before = `${en[`lesson.${id}.situation`]} ${en[`lesson.${id}.question`]}`;
    const ofVariants = Object.entries(lesson.figures).filter(([, { run }]) => run !== undefined);
    expect(ofVariants.filter(([name]) => before.includes(`{${name}}`))).toEqual([]);
  });
});

it('measures again with another seed', async () => {
  const headroom = LESSONS.find(({ id }) => id === 'headroom')!;
  const waits = [await measured(headroom, 1), await measured(headroom, 2), await measured(headroom, 7)].map(({ answer }) => answer);
  expect(new Set(waits).size).toBe(3);
  // drydock run --seed 2 and 7 print 2 min 38 s and 2 min 47 s.
  expect(waits.slice(1).map((wait) => Math.round(Number(wait) / 1000))).toEqual([158, 167]);
});

it('judges a guess by how far it is off', () => {
  const dollars = { kind: 'number', unit: 'usd', answer: () => 0 } as const;
  expect([10, 10.5, 10.6, 12.5, 12.6, 0].map((guess) => closeness(dollars, guess, 10))).toEqual([
    'right',
    'right',
    'near',
    'near',
    'far',
    'far',
  ]);
  const tasks = { kind: 'number', unit: 'tasks', answer: () => 0 } as const;
  expect([12, 13, 15, 16].map((guess) => closeness(tasks, guess, 12))).toEqual(['right', 'near', 'near', 'far']);
  const choice = { kind: 'choice', options: ['a', 'b'], answer: () => 'a' } as const;
  expect(['a', 'b'].map((guess) => closeness(choice, guess, 'a'))).toEqual(['right', 'far']);
});
