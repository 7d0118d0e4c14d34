import { fromText, toText } from '../src/run/checkpoints/plain-data.js';

/** Returns a saved state as it comes from a checkpoint. */
export function reread(saved: unknown): ReturnType<typeof JSON.parse> {
  return fromText(toText(saved));
}
