/** Milliseconds of work between two checks for messages of the page. */
const YIELD_EVERY_MS = 25;
const PROGRESS_MS = 60;

/** A cancelled request of the page. */
export class Cancelled extends Error {}

/** Progress and cancellation of a request while it lasts. */
export interface Control {
  readonly isCancelled: () => boolean;
  readonly progress: (share: number) => void;
}

/** Yields to messages of the page now and then, by a message to itself: a timer would wait 4 ms each time. */
export function yieldingOften(): () => Promise<void> | undefined {
  const { port1, port2 } = new MessageChannel();
  let lastMs = performance.now();
  return () => {
    if (performance.now() - lastMs < YIELD_EVERY_MS) return undefined;
    return new Promise((go) => {
      const onMessage = () => {
        lastMs = performance.now();
        go();
      };
      // Node's types of a port lack it.
      (port1 as unknown as { onmessage: () => void }).onmessage = onMessage;
      port2.postMessage(null);
    });
  };
}

/** Reports the share that is done, not more often than a page can draw. */
export function reportingProgress({ progress }: Control, durationMs: number): (nowMs: number) => void {
  let lastMs = performance.now();
  return (nowMs) => {
    if (performance.now() - lastMs < PROGRESS_MS) return;
    lastMs = performance.now();
    progress(nowMs / durationMs);
  };
}
