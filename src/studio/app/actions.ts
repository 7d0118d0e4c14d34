import { batch } from '@preact/signals';
import type { Edit } from '../engine/editing/edit.js';
import { Cancelled } from '../engine/pace.js';
import type { RunOutcome, Validation } from '../engine/protocol.js';
import type { Source } from '../engine/source.js';
import { t } from '../messages/t.js';
import {
  algorithm,
  failure,
  files,
  imported,
  isCancelled,
  isEditing,
  isLinkDamaged,
  luck,
  original,
  pinned,
  pinnedSource,
  progress,
  ranSource,
  run,
  text,
  validation,
} from './state.js';
import { engine, engineFor } from './workers.js';

let current: AbortController | null = null;

/** A run that takes longer than this has its mistakes, warnings and settings before its end. */
const LONG_MS = 300;

/** Runs the scenario as it stands; a run that goes on is cancelled first. */
export async function runNow(): Promise<void> {
  current?.abort();
  const own = new AbortController();
  current = own;
  progress.value = 0;
  isCancelled.value = false;
  const early = setTimeout(() => void readSettings(), LONG_MS);
  try {
    const request = source();
    const outcome = await engineFor(request).request('run', request, { signal: own.signal, progress: (share) => show(own, share) });
    if (current === own) showOutcome(outcome, request);
  } catch (error) {
    if (!(error instanceof Cancelled) && current === own) failure.value = `${t('run.failed')}: ${(error as Error).message}`;
  } finally {
    clearTimeout(early);
    if (current === own) {
      current = null;
      progress.value = null;
    }
  }
}

export function cancelRun(): void {
  current?.abort();
  current = null;
  progress.value = null;
  isCancelled.value = true;
  void readSettings();
}

/** The settings and mistakes of the text as it stands: before the end of its run they would be those of the text before. */
async function readSettings(): Promise<void> {
  const request = source();
  const ask = () => engineFor(request).request('validate', request);
  // A worker that does not hear the cancellation is ended with all that it was asked: the next one answers.
  const now = await ask()
    .catch(ask)
    .catch(() => null);
  if (now !== null && (isCancelled.value || current !== null) && request.text === text.value) showValidation(now);
}

/** Of a text with mistakes the settings of before stay. */
function showValidation(now: Validation): void {
  const { errors, warnings } = now;
  validation.value = errors.length > 0 ? { ...validation.value, errors, warnings } : now;
}

/** The content of the page, as the worker takes it. */
function source(): Source {
  return { text: text.value, files: files.value, ...(algorithm.value === null ? {} : { algorithm: algorithm.value }) };
}

function show(own: AbortController, share: number): void {
  if (current === own) progress.value = share;
}

function showOutcome(outcome: RunOutcome, request: Source): void {
  batch(() => {
    failure.value = null;
    luck.value = null;
    const { validation: now, run: ended } = outcome;
    showValidation(now);
    if (ended === null) return;
    run.value = ended;
    ranSource.value = request;
  });
}

/** Another text from anywhere: the editor shows it, and it runs. */
export function setText(next: string): void {
  if (next === text.value) return;
  text.value = next;
  void runNow();
}

/** Opens a scenario with the files that it names; what was pinned belongs to the one before. */
export function open(opened: {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly pinnedText?: string | null;
  readonly isSubstitute?: boolean;
}): void {
  batch(() => {
    files.value = opened.files;
    original.value = opened.text;
    imported.value = null;
    pinned.value = null;
    pinnedSource.value = null;
    luck.value = null;
    isLinkDamaged.value = opened.isSubstitute ?? false;
    text.value = opened.text;
  });
  const before = opened.pinnedText ?? null;
  void (before === null ? runNow() : pinText(before).then(runNow));
}

let waiting: readonly Edit[] = [];

/** Changes settings in the text. Of the changes that follow while one is on its way, only the last of each setting counts. */
export async function edit(edits: readonly Edit[]): Promise<void> {
  const isReplaced = (one: Edit) => edits.some((other) => placeOf(one) === placeOf(other));
  waiting = [...waiting.filter((one) => !isReplaced(one)), ...edits];
  if (isEditing.peek()) return;
  isEditing.value = true;
  try {
    while (waiting.length > 0) {
      const edits = waiting;
      waiting = [];
      const before = text.value;
      const next = await engine.request('edit', { text: before, edits });
      // The user has typed meanwhile: the change is made anew on what stands there now.
      if (text.value === before) setText(next);
      else waiting = [...edits, ...waiting];
    }
  } catch (error) {
    waiting = [];
    failure.value = (error as Error).message;
  } finally {
    isEditing.value = false;
  }
}

function placeOf(one: Edit): string {
  return 'set' in one ? one.set.split('=', 1)[0]! : JSON.stringify(one.path);
}

export function pin(): void {
  batch(() => {
    pinned.value = run.value;
    pinnedSource.value = ranSource.value;
    luck.value = null;
  });
}

/** Opens the scenario of the pinned run, with the algorithm that it had. */
export function openPinned(): void {
  const before = pinnedSource.value;
  if (before === null) return;
  algorithm.value = before.algorithm ?? null;
  open(before);
}

export function unpin(): void {
  batch(() => {
    pinned.value = null;
    pinnedSource.value = null;
    luck.value = null;
  });
}

async function pinText(before: string): Promise<void> {
  const request = { text: before, files: files.value };
  const { run: ended } = await engine.request('run', request);
  if (ended === null) return;
  pinned.value = ended;
  pinnedSource.value = request;
}
