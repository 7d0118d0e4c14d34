import { unbroken } from '../../report/metric-text.js';
import { FleetPane } from '../fleet/fleet-pane.js';
import { t } from '../messages/t.js';
import { cancelRun, openPinned, pin, runNow, unpin } from './actions.js';
import { Charts } from './charts/charts.js';
import { Figures } from './figures.js';
import { Imported } from './imported.js';
import { LuckButton, LuckTable } from './luck.js';
import { placedText } from './mistakes.js';
import { OwnAlgorithmLine } from './own-algorithm.js';
import { Icon } from './parts/icons.js';
import { TextOfRun } from './parts/text-of-run.js';
import { failure, isCancelled, isEditing, isLinkDamaged, locale, pinned, progress, run, validation } from './state.js';

/** The answer of the cluster: figures, fleet, charts and what happened. */
export function AnswerPane() {
  const now = run.value;
  return (
    <section
      class="answer"
      id="answer"
      tabIndex={-1}
      aria-label={t('answer.label')}
      aria-busy={isEditing.value || progress.value !== null ? 'true' : 'false'}
    >
      <Imported />
      <Status />
      {isLinkDamaged.value && (
        <p role="alert" class="alert">
          {t('link.damaged')}
        </p>
      )}
      {failure.value !== null && (
        <p role="alert" class="alert">
          {failure.value}
        </p>
      )}
      {now !== null && (
        <>
          <Figures />
          {locale.value !== 'en' && <p class="note">{t('answer.language')}</p>}
          <div class="lead">
            {now.answers.map(({ about, text }) => (
              <p key={about}>
                <b>
                  <TextOfRun text={about} />
                </b>{' '}
                <TextOfRun text={text} />
              </p>
            ))}
          </div>
          <LuckTable />
          <FleetPane />
          <Charts />
          <Verdicts />
          <Notes />
        </>
      )}
    </section>
  );
}

function Status() {
  const now = run.value;
  const { errors } = validation.value;
  return (
    <div class="status">
      <h2>{now?.name ?? t(progress.value === null ? 'run.none' : 'run.first')}</h2>
      {now !== null && (
        <span class="note">
          {t('run.seed', { seed: now.seed })} · {t('run.took', { events: now.events.toLocaleString('en-US'), ms: Math.round(now.tookMs) })}{' '}
          · <code title={t('run.digest')}>{now.digest}</code>
        </span>
      )}
      {errors.length > 0 && (
        <span class="note bad">
          {now !== null && t('run.stale')} <span lang="en">{placedText(errors[0]!)}</span>
        </span>
      )}
      {isCancelled.value && (
        <span class="note bad">
          {now !== null && t('run.cancelled')}{' '}
          <button type="button" onClick={restart}>
            {t('run.again')}
          </button>
        </span>
      )}
      <span class="space" />
      {progress.value !== null && <Running share={progress.value} />}
      {now !== null && (
        <span class="buttons">
          <LuckButton />
          <button type="button" onClick={pin} disabled={pinned.value === now}>
            <Icon name="pin" />
            <span>{t('pin.do')}</span>
          </button>
        </span>
      )}
      {pinned.value !== null && <PinnedLine />}
      <OwnAlgorithmLine />
    </div>
  );
}

/** The button goes with its click: the keyboard goes on at the answer. */
function cancel(): void {
  cancelRun();
  document.getElementById('answer')?.focus();
}

function restart(): void {
  void runNow();
  document.getElementById('answer')?.focus();
}

/** A short run needs no bar: it appears after a moment only, by its style. */
function Running({ share }: { readonly share: number }) {
  return (
    <span class="running">
      <progress aria-label={t('run.running')} max={1} value={share} />
      <button type="button" onClick={cancel}>
        {t('run.cancel')}
      </button>
    </span>
  );
}

function PinnedLine() {
  const before = pinned.value!;
  return (
    <p class="pinned">
      <Icon name="pin" /> {t('pin.what', { name: before.name, seed: before.seed })}
      <button type="button" class="quiet" onClick={openPinned}>
        {t('pin.back')}
      </button>
      <button type="button" class="quiet" onClick={unpin}>
        {t('pin.undo')}
      </button>
    </p>
  );
}

function Verdicts() {
  const { verdicts = [] } = run.value ?? {};
  if (verdicts.length === 0) return null;
  return (
    <section>
      <h3>{t('verdicts.title')}</h3>
      <ul class="verdicts">
        {verdicts.map(({ expected, holds, foundText }) => (
          <li key={expected}>
            <b class={holds ? 'good' : 'bad'}>{t(holds ? 'verdict.holds' : 'verdict.fails')}</b> <code>{expected}</code>{' '}
            {unbroken(t('verdict.found', { found: foundText }))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Notes() {
  const { facts = [], notes = [] } = run.value ?? {};
  if (facts.length + notes.length === 0) return null;
  return (
    <section>
      <h3>{t('notes.title')}</h3>
      <ul class="notes">
        {[...facts, ...notes].map((sentence) => (
          <li key={sentence}>
            <TextOfRun text={sentence} />
          </li>
        ))}
      </ul>
    </section>
  );
}
