import { t } from '../messages/t.js';
import { cancelRun, runNow } from './actions.js';
import { failure, progress, run, text, validation } from './state.js';

export function App() {
  return (
    <main class="panes">
      <section class="pane" aria-label={t('editor.label')}>
        <textarea
          aria-label={t('editor.label')}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            void runNow();
          }}
        />
        <ul>
          {validation.value.errors.map(({ line, path, message }) => (
            <li key={`${line} ${message}`}>{`${line} ${path}: ${message}`}</li>
          ))}
        </ul>
      </section>
      <section class="pane" aria-label={t('answer.label')}>
        {progress.value !== null && (
          <p role="status">
            {t('run.running')} {Math.round(100 * progress.value)} %{' '}
            <button type="button" onClick={cancelRun}>
              {t('run.cancel')}
            </button>
          </p>
        )}
        {failure.value !== null && <p role="alert">{failure.value}</p>}
        {run.value !== null && (
          <article>
            <p>{run.value.sentence}</p>
            <p>
              <code>{run.value.digest}</code>
            </p>
          </article>
        )}
      </section>
    </main>
  );
}
