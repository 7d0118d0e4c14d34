import { UserError } from '../../engine.js';
import { Cancelled, type Control } from './pace.js';
import type { FromWorker, Kind, ToWorker } from './protocol.js';

/** Reports a mistake of the user as it is, and a bug with the request that met it. */
function messageOf(kind: string, error: unknown): string {
  if (error instanceof UserError) return error.lines.join('\n');
  return `${kind}: ${error instanceof Error ? error.message : String(error)}`;
}

type AnyHandler = (request: never, control: Control) => unknown;

/**
 * Answers one request after another, quick ones at once, and receives a cancellation between two slices of a run. `buffersOf` names the parts of
 * an answer that go to the page without a copy.
 */
export function answering(
  handlers: Readonly<Record<string, AnyHandler>>,
  quick: ReadonlySet<Kind>,
  buffersOf: (answer: unknown) => ArrayBuffer[] = () => [],
): void {
  const cancelled = new Set<number>();
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => self.postMessage(message, { transfer });
  let queue = Promise.resolve();

  const answer = async ({ id, kind, request }: Exclude<ToWorker, { kind: 'cancel' }>): Promise<void> => {
    const control: Control = { isCancelled: () => cancelled.has(id), progress: (share) => post({ id, kind: 'progress', share }) };
    try {
      if (control.isCancelled()) throw new Cancelled();
      const result = await handlers[kind]!(request as never, control);
      post({ id, kind: 'answer', answer: result }, buffersOf(result));
    } catch (error) {
      if (error instanceof Cancelled) post({ id, kind: 'cancelled' });
      else post({ id, kind: 'failed', message: messageOf(kind, error) });
    } finally {
      cancelled.delete(id);
    }
  };

  self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.kind === 'cancel') cancelled.add(data.id);
    else if (quick.has(data.kind)) void answer(data);
    else queue = queue.then(() => answer(data));
  };
}
