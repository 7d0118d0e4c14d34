import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { open } from '../app/actions.js';
import { locale, view } from '../app/state.js';
import { engine } from '../app/workers.js';
import { FleetView } from '../fleet/fleet-view.js';
import { t } from '../messages/t.js';
import { AnswerCard } from './answer-card.js';
import {
  cursor,
  failure,
  figures,
  guessed,
  isBesideBase,
  isLast,
  lesson,
  openLesson,
  openNext,
  place,
  progress,
  runs,
  seed,
  showLesson,
  shown,
} from './course.js';
import { GuessForm } from './guess-form.js';
import type { Lesson } from './lesson.js';
import { LESSONS } from './lessons.js';
import { Rich } from './rich.js';
import { LESSON_TEXTS } from './texts.js';
import { figureTexts, wordsOf } from './words.js';

/** The course: a list of lessons, and the one that is open with the engine inside. */
export function LessonsPage() {
  useSignalEffect(() => showLesson(lesson.value, guessed.value !== undefined, seed.value));
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => showCurrent(list.current!), [place.value]);
  const done = LESSONS.filter(({ id }) => progress.value[id] !== undefined).length;
  return (
    <div class="lessons">
      <nav class="lesson-list" aria-label={t('lessons.list')}>
        <h2>{t('lessons.title')}</h2>
        <p class="note">{t('lessons.lead')}</p>
        <ol ref={list}>
          {LESSONS.map(({ id }, i) => (
            <li key={id}>
              <button type="button" aria-current={i === place.value ? 'page' : undefined} onClick={() => openLesson(i)}>
                <span class={progress.value[id] === undefined ? 'mark' : 'mark done'}>{i + 1}</span>
                <span>{wordsOf(id, 'title')}</span>
                {progress.value[id] !== undefined && <span class="heard">{t('lessons.done')}</span>}
              </button>
            </li>
          ))}
        </ol>
        <p class="note">{t('lessons.progress', { done, all: LESSONS.length })}</p>
        <progress max={LESSONS.length} value={done} aria-label={t('lessons.progress', { done, all: LESSONS.length })} />
      </nav>
      <Open of={lesson.value} />
    </div>
  );
}

/** A button that goes with its click takes the focus with it: the keyboard goes on at the element of this reference. */
function useFocusAfter(change: string | boolean) {
  const element = useRef<HTMLElement>(null);
  const before = useRef(change);
  useEffect(() => {
    if (before.current !== change && document.activeElement === document.body) element.current?.focus();
    before.current = change;
  }, [change]);
  return element;
}

/** On a narrow screen the list is one line that scrolls. */
function showCurrent(list: HTMLOListElement): void {
  const current = list.querySelector('[aria-current]')!.parentElement!;
  list.scrollLeft += current.getBoundingClientRect().left - list.getBoundingClientRect().left - PEEK_PX;
}

/** How much of the lesson before stays in sight. */
const PEEK_PX = 40;

function Open({ of }: { of: Lesson }) {
  const isGuessed = guessed.value !== undefined;
  const [article, question] = [useFocusAfter(of.id), useFocusAfter(isGuessed)];
  const base = runs.value.get('');
  const texts = base === undefined ? {} : figureTexts(of, figures.value, locale.value);
  return (
    <article class="lesson" id="answer" tabIndex={-1} key={of.id} ref={article}>
      <p class="note">{t('lessons.number', { number: place.value + 1 })}</p>
      <h2>{wordsOf(of.id, 'title')}</h2>
      {failure.value !== null && (
        <p role="alert" class="bad">
          {failure.value}
        </p>
      )}
      {base === undefined ? (
        failure.value === null && (
          <p class="note" role="status">
            {t('fleet.loading')}
          </p>
        )
      ) : (
        <>
          <p class="situation">
            <Rich text={wordsOf(of.id, 'situation', texts)} />
          </p>
          <section class="question" aria-label={t('lessons.question')} tabIndex={-1} ref={question}>
            <h3>{t('lessons.question')}</h3>
            <p>
              <Rich text={wordsOf(of.id, 'question', texts)} />
            </p>
            {!isGuessed && <GuessForm of={of} />}
          </section>
          <div class="lesson-answer" aria-live="polite">
            {isGuessed && runs.value.size === of.variants.length + 1 && <AnswerCard of={of} figures={figures.value} texts={texts} />}
          </div>
          <Picture of={of} />
          <Foot of={of} />
        </>
      )}
    </article>
  );
}

function Picture({ of }: { of: Lesson }) {
  const run = runs.value.get(shown.value) ?? runs.value.get('')!;
  const names = [{ id: '', name: t('lessons.run.base') }, ...of.variants.map(({ id }) => ({ id, name: wordsOf(of.id, `variant.${id}`) }))];
  const [first] = names;
  const isBeside = isBesideBase.value && shown.value !== '';
  const one = { recording: run.watched.recording, source: run.request };
  const base = runs.value.get('')!;
  const pictured = isBeside
    ? [
        { recording: base.watched.recording, source: base.request, title: first!.name },
        { ...one, title: names.find(({ id }) => id === shown.value)!.name },
      ]
    : [one];
  return (
    <section class="lesson-run" aria-label={t('fleet.label')}>
      {runs.value.size > 1 && (
        <fieldset class="run-choice" aria-label={t('lessons.runs')}>
          {names.map(({ id, name }) => (
            <button
              type="button"
              key={id}
              aria-pressed={shown.value === id}
              disabled={!runs.value.has(id)}
              onClick={() => (shown.value = id)}
            >
              {name}
            </button>
          ))}
          <label>
            <input
              type="checkbox"
              checked={isBesideBase.value}
              disabled={shown.value === ''}
              onChange={({ currentTarget }) => (isBesideBase.value = currentTarget.checked)}
            />{' '}
            {t('lessons.run.above')}
          </label>
        </fieldset>
      )}
      <p class="note">{t('fleet.hint')}</p>
      <FleetView runs={pictured} cursor={cursor} />
    </section>
  );
}

function Foot({ of }: { of: Lesson }) {
  const run = runs.value.get(shown.value) ?? runs.value.get('')!;
  const set = (run.request.set ?? []).map((one) => ` --set '${one}'`).join('');
  const options = `${set}${seed.value === null ? '' : ` --seed ${seed.value}`}`;
  const commandIn = (folder: string) => `npx drydock run ${folder}scenarios/${of.scenario}.yaml${options}`;
  return (
    <footer class="lesson-foot">
      <label>
        {t('lessons.seed')}{' '}
        <input
          type="number"
          min={0}
          step={1}
          value={run.watched.seed}
          onChange={({ currentTarget }) => {
            if (Number.isInteger(currentTarget.valueAsNumber)) seed.value = currentTarget.valueAsNumber;
          }}
        />
      </label>
      <span class="note">{t('lessons.seed.help')}</span>
      <button type="button" onClick={() => void openInEditor(of, run.request.set ?? [])}>
        {t('lessons.tinker')}
      </button>
      <details>
        <summary>{t('lessons.command')}</summary>
        <p class="note">{t('lessons.command.checkout')}</p>
        <code>{commandIn('')}</code>
        <p class="note">{t('lessons.command.installed')}</p>
        <code>{commandIn('node_modules/ecs-drydock/')}</code>
      </details>
      <span class="lesson-steps">
        <button type="button" disabled={place.value === 0} onClick={() => openLesson(place.value - 1)}>
          {t('lessons.previous')}
        </button>
        <button type="button" disabled={isLast.value} onClick={openNext}>
          {t('lessons.next')}
        </button>
      </span>
    </footer>
  );
}

/** Opens the run that is shown, with its seed; a variant beside the scenario as it is. */
async function openInEditor({ id }: Lesson, sets: readonly string[]): Promise<void> {
  const text = LESSON_TEXTS[id];
  const seeds = seed.value === null ? [] : [`seed=${seed.value}`];
  const changed = (by: readonly string[]) => engine.request('edit', { text, edits: by.map((set) => ({ set })) });
  const [base, shownText] = await Promise.all([changed(seeds), changed([...seeds, ...sets])]);
  open({ text: shownText, files: {}, pinnedText: sets.length === 0 ? null : base });
  view.value = 'simulate';
}
