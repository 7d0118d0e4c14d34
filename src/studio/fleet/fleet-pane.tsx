import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals';
import { cursorMs, pinned, pinnedSource, ranSource, run } from '../app/state.js';
import { toolsFor } from '../app/workers.js';
import { Cancelled } from '../engine/pace.js';
import type { RunView } from '../engine/protocol.js';
import { t } from '../messages/t.js';
import { FleetView, type ShownRun } from './fleet-view.js';
import type { Watched, WatchSource } from './watch-protocol.js';

interface Recorded {
  readonly source: WatchSource;
  readonly watched: Watched;
}

interface Watching {
  readonly recorded: ReadonlySignal<Recorded | null>;
  readonly failure: ReadonlySignal<string | null>;
}

/** The recording of a run: made while the picture is open, and anew for another run. */
function useRecording(isOpen: ReadonlySignal<boolean>, of: ReadonlySignal<RunView | null>, sourceOf: () => WatchSource): Watching {
  const recorded = useSignal<Recorded | null>(null);
  const failure = useSignal<string | null>(null);
  useSignalEffect(() => {
    if (of.value === null) recorded.value = null;
    if (!isOpen.value || of.value === null || of.value.digest === recorded.peek()?.watched.digest) return;
    const request = sourceOf();
    const own = new AbortController();
    failure.value = null;
    toolsFor(request)
      .request('watch', request, { signal: own.signal })
      .then(
        (watched) => {
          if (!own.signal.aborted) recorded.value = { source: request, watched };
        },
        (error: Error) => {
          if (!(error instanceof Cancelled)) failure.value = error.message;
        },
      );
    return () => own.abort();
  });
  return { recorded, failure };
}

/** The fleet of the run, and above it that of the pinned run: one cursor for both. */
export function FleetPane() {
  const isOpen = useSignal(false);
  const now = useRecording(isOpen, run, () => ranSource.peek()!);
  const before = useRecording(isOpen, pinned, () => pinnedSource.peek()!);
  const failure = now.failure.value ?? before.failure.value;
  const shown = [before.recorded.value, now.recorded.value].filter((recorded) => recorded !== null);
  const isWhole = now.recorded.value !== null && (pinned.value === null || before.recorded.value !== null);
  useSignalEffect(() => {
    const endMs = Math.max(before.recorded.value?.watched.recording.endMs ?? 0, now.recorded.value?.watched.recording.endMs ?? 0);
    if (endMs > 0 && (cursorMs.peek() ?? 0) > endMs) cursorMs.value = endMs;
  });
  return (
    <details class="fleet-card" open={isOpen.value} onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>
        <h3>{t('fleet.open')}</h3> <span class="note">{t('fleet.label')}</span>
      </summary>
      {isOpen.value && failure !== null && <p class="bad">{failure}</p>}
      {isOpen.value && !isWhole && failure === null && (
        <p class="note" role="status">
          {t('fleet.loading')}
        </p>
      )}
      {isOpen.value && now.recorded.value !== null && (
        <>
          <p class="note">{t('fleet.hint')}</p>
          {shown.length > 1 && <Demand shown={shown} />}
          <FleetView runs={shownRuns(shown)} cursor={cursorMs} />
        </>
      )}
    </details>
  );
}

function shownRuns(shown: readonly Recorded[]): ShownRun[] {
  const titleOf = ({ watched: { name, seed } }: Recorded, i: number) => t(i === 0 ? 'fleet.above' : 'fleet.below', { name, seed });
  return shown.map((recorded, i) => ({
    ...{ recording: recorded.watched.recording, source: recorded.source },
    ...(shown.length > 1 ? { title: titleOf(recorded, i) } : {}),
  }));
}

/** Two fleets are compared fairly only where they meet the same demand. */
function Demand({ shown: [first, second] }: { readonly shown: readonly Recorded[] }) {
  const isSame = first!.watched.demand === second!.watched.demand;
  return <p class={isSame ? 'note' : 'note warning'}>{t(isSame ? 'fleet.demand.same' : 'fleet.demand.other')}</p>;
}
