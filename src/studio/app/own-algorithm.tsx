import { useSignal } from '@preact/signals';
import { t } from '../messages/t.js';
import { runNow, unpin } from './actions.js';
import { Dialog } from './parts/dialog.js';
import { algorithm, offered, pinnedSource } from './state.js';
import { closeOwn, startOwn, tools } from './workers.js';

/** A module runs only after this has been read and clicked. */
export function OfferedModule({ file, text }: { readonly file: string; readonly text: string }) {
  const problem = useSignal('');
  const accept = async () => {
    try {
      const code = await tools().request('compile', { file, text });
      await startOwn();
      algorithm.value = { file, code };
      offered.value = null;
      await runNow();
    } catch (error) {
      problem.value = (error as Error).message;
    }
  };
  return (
    <Dialog title={t('own.title', { file })} onClose={() => (offered.value = null)}>
      <p>{t('own.what')}</p>
      <p class="note">{t('own.where')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard. */}
      <pre class="module" tabIndex={0}>
        {text}
      </pre>
      {problem.value !== '' && (
        <p role="alert" class="bad">
          {problem.value}
        </p>
      )}
      <p class="choices">
        <button type="button" class="primary" onClick={() => void accept()}>
          {t('own.run')}
        </button>
        <button type="button" onClick={() => (offered.value = null)}>
          {t('own.leave')}
        </button>
      </p>
    </Dialog>
  );
}

/** Shows that a module places the tasks, and removes it. */
export function OwnAlgorithmLine() {
  if (algorithm.value === null) return null;
  return (
    <p class="pinned">
      {t('own.now', { file: algorithm.value.file })}
      <button type="button" class="quiet" onClick={remove}>
        {t('own.remove')}
      </button>
    </p>
  );
}

function remove(): void {
  algorithm.value = null;
  // Nothing is left that could run it again.
  if (pinnedSource.value?.algorithm !== undefined) unpin();
  closeOwn();
  void runNow();
}
