import { useSignal, useSignalEffect } from '@preact/signals';
import { tools } from '../app/actions.js';
import { cursorMs, files, run, text } from '../app/state.js';
import { Cancelled } from '../engine/pace.js';
import { t } from '../messages/t.js';
import { FleetView } from './fleet-view.js';
import type { Watched, WatchSource } from './watch-protocol.js';

interface Seen {
  readonly source: WatchSource;
  readonly watched: Watched;
}

/** The fleet of the scenario's run: recorded when it is opened, and anew after each run. */
export function FleetPane() {
  const isOpen = useSignal(false);
  const seen = useSignal<Seen | null>(null);
  const failure = useSignal<string | null>(null);
  useSignalEffect(() => {
    if (!isOpen.value || run.value === null || run.value.digest === seen.peek()?.watched.digest) return;
    const source = { text: text.peek(), files: files.peek() };
    const own = new AbortController();
    failure.value = null;
    tools()
      .ask('watch', source, { signal: own.signal })
      .then(
        (watched) => {
          if (own.signal.aborted) return;
          seen.value = { source, watched };
          if ((cursorMs.peek() ?? 0) > watched.recording.endMs) cursorMs.value = watched.recording.endMs;
        },
        (error: Error) => {
          if (!(error instanceof Cancelled)) failure.value = error.message;
        },
      );
    return () => own.abort();
  });
  return (
    <details class="fleet-card" open={isOpen.value} onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>
        <h3>{t('fleet.open')}</h3> <span class="note">{t('fleet.label')}</span>
      </summary>
      {isOpen.value && failure.value !== null && <p class="bad">{failure.value}</p>}
      {isOpen.value && seen.value === null && failure.value === null && (
        <p class="note" role="status">
          {t('fleet.loading')}
        </p>
      )}
      {isOpen.value && seen.value !== null && (
        <>
          <p class="note">{t('fleet.hint')}</p>
          <FleetView recording={seen.value.watched.recording} source={seen.value.source} cursor={cursorMs} />
        </>
      )}
    </details>
  );
}
