import { useSignal } from '@preact/signals';
import { t } from '../messages/t.js';
import { guess } from './course.js';
import type { Lesson } from './lesson.js';
import { wordsOf } from './words.js';

/** Milliseconds are guessed in seconds. */
const MS_OF_A_SECOND = 1000;

/** The guess comes first: without one nothing of the answer is run. */
export function GuessForm({ of: { id, guess: question } }: { of: Lesson }) {
  const complaint = useSignal<string | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get('guess');
    if (question.kind === 'choice') {
      if (given === null) complaint.value = t('lessons.guess.choose');
      else guess(String(given));
      return;
    }
    const value = given === null || given === '' ? Number.NaN : Number(given);
    if (!Number.isFinite(value)) complaint.value = t('lessons.guess.needed');
    else guess(question.unit === 'ms' ? value * MS_OF_A_SECOND : value);
  };
  return (
    <form class="guess" onSubmit={submit} noValidate>
      {question.kind === 'number' ? (
        <label>
          {t('lessons.guess.number', { unit: t(`lessons.unit.${question.unit}`) })}{' '}
          <input name="guess" type="number" inputMode="decimal" step="any" aria-describedby="guess-complaint" />
        </label>
      ) : (
        <fieldset>
          <legend>{t('lessons.guess.choice')}</legend>
          {question.options.map((option) => (
            <label key={option}>
              <input type="radio" name="guess" value={option} /> {wordsOf(id, `option.${option}`)}
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit" class="primary">
        {t('lessons.guess.run')}
      </button>
      <p id="guess-complaint" role="alert" class="bad">
        {complaint.value}
      </p>
    </form>
  );
}
