import { locale } from '../app/state.js';
import { t } from '../messages/t.js';
import { forget, guessed, isLast, openNext } from './course.js';
import { closeness, type Figures, type Guess, type Guessed, type Lesson } from './lesson.js';
import { Rich } from './rich.js';
import { figureText, wordsOf } from './words.js';

interface Props {
  readonly of: Lesson;
  readonly figures: Figures;
  readonly texts: Readonly<Record<string, string>>;
}

/** Returns the guess beside the outcome, with its reason. */
export function AnswerCard({ of, figures, texts }: Props) {
  const given = guessed.value!;
  const answer = of.guess.answer(figures);
  const verdict = closeness(of.guess, given, answer);
  const text = (value: Guessed) => valueText(of, value);
  return (
    <section class={`answer-card ${verdict}`} aria-label={t('lessons.answer')}>
      <h3>{t('lessons.answer')}</h3>
      <dl class="guess-and-answer">
        <div>
          <dt>{t('lessons.guessed')}</dt>
          <dd>{text(given)}</dd>
        </div>
        <div>
          <dt>{t('lessons.measured')}</dt>
          <dd>
            <strong>{text(answer)}</strong>
          </dd>
        </div>
      </dl>
      {of.guess.kind === 'number' && <Line guessed={Number(given)} answer={Number(answer)} />}
      <p class="verdict">{t(`lessons.verdict.${verdict}`)}</p>
      <p>
        <Rich text={wordsOf(of.id, 'answer', texts)} />
      </p>
      <div class="after">
        {isLast.value ? (
          <span class="note">{t('lessons.end')}</span>
        ) : (
          <button type="button" onClick={openNext}>
            {t('lessons.next')}
          </button>
        )}
        <button type="button" class="quiet" onClick={forget}>
          {t('lessons.again')}
        </button>
      </div>
    </section>
  );
}

function valueText({ id, guess }: Lesson, value: Guessed): string {
  return guess.kind === 'choice'
    ? wordsOf(id, `option.${value}`)
    : figureText(Number(value), unitOf(guess), locale.value, { isAlone: true });
}

const unitOf = (guess: Extract<Guess, { kind: 'number' }>) => guess.unit;

/** Guess and answer on one scale from zero. */
function Line({ guessed: left, answer: right }: { guessed: number; answer: number }) {
  const least = Math.min(0, left, right);
  const most = Math.max(0, left, right);
  const share = (value: number) => (most === least ? 0 : (100 * (value - least)) / (most - least));
  return (
    <div class="guess-line" aria-hidden="true">
      <i class="gap" style={{ left: `${Math.min(share(left), share(right))}%`, width: `${Math.abs(share(left) - share(right))}%` }} />
      <i class="dot guessed" style={{ left: `${share(left)}%` }} />
      <i class="dot measured" style={{ left: `${share(right)}%` }} />
    </div>
  );
}
