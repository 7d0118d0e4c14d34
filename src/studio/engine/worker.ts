import { type Control, handlers } from './handlers.js';
import { Cancelled } from './pace.js';
import type { FromWorker, Kind, ToWorker } from './protocol.js';

/** The engine's own thread: it answers one request after another, and hears a cancellation between two slices of a run. */

const cancelled = new Set<number>();
let queue = Promise.resolve();

const post = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'cancel') {
    cancelled.add(data.id);
    return;
  }
  queue = queue.then(() => answer(data));
};

async function answer({ id, kind, ask }: Exclude<ToWorker, { kind: 'cancel' }>): Promise<void> {
  const control: Control = {
    isCancelled: () => cancelled.has(id),
    progress: (share) => post({ id, kind: 'progress', share }),
  };
  try {
    if (control.isCancelled()) throw new Cancelled();
    const handler = handlers[kind] as (ask: unknown, control: Control) => Promise<unknown> | unknown;
    post({ id, kind: 'answer', answer: await handler(ask, control) });
  } catch (error) {
    if (error instanceof Cancelled) post({ id, kind: 'cancelled' });
    else post({ id, kind: 'failed', message: failure(kind, error) });
  } finally {
    cancelled.delete(id);
  }
}

function failure(kind: Kind, error: unknown): string {
  return `${kind}: ${error instanceof Error ? error.message : String(error)}`;
}
