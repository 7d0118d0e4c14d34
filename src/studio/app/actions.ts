import { batch } from '@preact/signals';
import { Engine } from '../engine/client.js';
import { Cancelled } from '../engine/pace.js';
import { failure, files, progress, run, text, validation } from './state.js';

export const engine = new Engine();

let current: AbortController | null = null;

/** Runs the scenario as it stands; a run that goes on is cancelled first. */
export async function runNow(): Promise<void> {
  current?.abort();
  const own = new AbortController();
  current = own;
  progress.value = 0;
  try {
    const source = { text: text.value, files: files.value };
    const outcome = await engine.ask('run', source, { signal: own.signal, progress: (share) => show(own, share) });
    if (current !== own) return;
    batch(() => {
      failure.value = null;
      if ('run' in outcome) run.value = outcome.run;
      validation.value = { errors: outcome.errors ?? [], warnings: validation.value.warnings };
    });
  } catch (error) {
    if (!(error instanceof Cancelled) && current === own) failure.value = (error as Error).message;
  } finally {
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
}

function show(own: AbortController, share: number): void {
  if (current === own) progress.value = share;
}
