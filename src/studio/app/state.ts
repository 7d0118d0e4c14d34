import { signal } from '@preact/signals';
import type { RunView, Validation } from '../engine/protocol.js';

/** Everything that the panes share. A pane reads the signals that it shows, and changes others through the functions of `actions.ts`. */

/** The scenario as the editor shows it, and the files that it names. */
export const text = signal('');
export const files = signal<Readonly<Record<string, string>>>({});

/** Mistakes and warnings of the text. */
export const validation = signal<Validation>({ errors: [], warnings: [] });

/** The last run that ended; it stays while the next one goes on. */
export const run = signal<RunView | null>(null);
/** How much of a run is done, from 0 to 1; null: nothing runs. */
export const progress = signal<number | null>(null);
/** A failure of the engine itself. */
export const failure = signal<string | null>(null);

/** The run that others are compared with. */
export const pinned = signal<RunView | null>(null);

/** The moment that charts, fleet and sentences show; null: none. */
export const cursorMs = signal<number | null>(null);

export const theme = signal<'light' | 'dark'>('light');
export const locale = signal<'en' | 'ja'>('en');
