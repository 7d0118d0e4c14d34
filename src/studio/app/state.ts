import { signal } from '@preact/signals';
import type { LuckRow } from '../engine/luck.js';
import type { ImportedScenario, RunView, Validation } from '../engine/protocol.js';
import type { OwnAlgorithm, Source } from '../engine/source.js';

/** Everything that the panes share. A pane reads the signals that it shows, and changes others through the functions of `actions.ts`. */

/** The scenario as the editor shows it, and the files that it names. */
export const text = signal('');
export const files = signal<Readonly<Record<string, string>>>({});
/** The text that was opened, to which reset goes back. */
export const original = signal('');

/** A module of the user that places all tasks; null: as in the scenario. */
export const algorithm = signal<OwnAlgorithm | null>(null);
/** A module that was dropped in: it runs after a click only. */
export const offered = signal<{ readonly file: string; readonly text: string } | null>(null);
/** A trace that was dropped in and that the scenario does not name yet. */
export const replayed = signal<{ readonly file: string; readonly text: string } | null>(null);

/** Mistakes and warnings of the text, and what can be set by hand. While there are mistakes the settings of before stay. */
export const validation = signal<Validation>({ errors: [], warnings: [], settings: [], trials: [], workloads: [], name: '' });

/** The last run that ended; it stays while the next one goes on. */
export const run = signal<RunView | null>(null);
/** The scenario of that run: the text may have changed since, and have mistakes or a run that was cancelled. */
export const ranSource = signal<Source | null>(null);
/** The last run was cancelled: the figures are of another. */
export const isCancelled = signal(false);
/** How much of a run is done, from 0 to 1; null: nothing runs. */
export const progress = signal<number | null>(null);
/** A change of settings is on its way into the text. */
export const isEditing = signal(false);
/** The address of the page is a link of which nothing can be read: another scenario stands in its place. */
export const isLinkDamaged = signal(false);
/** A failure of the engine itself. */
export const failure = signal<string | null>(null);

/** The run that others are compared with, and the scenario that made it. */
export const pinned = signal<RunView | null>(null);
export const pinnedSource = signal<Source | null>(null);

/** More runs of the scenario with other seeds, and of the pinned one; null: not requested. */
export interface Luck {
  readonly done: number;
  readonly all: number;
  /** Null until all runs are done. */
  readonly rows: readonly LuckRow[] | null;
  readonly runs: number;
}
export const luck = signal<Luck | null>(null);

/** The result of an import of files that were dropped in. */
export const imported = signal<(ImportedScenario & { readonly names: readonly string[] }) | null>(null);

/** The moment that charts, fleet and sentences show; null: none. */
export const cursorMs = signal<number | null>(null);

export const theme = signal<'light' | 'dark'>('light');
export const locale = signal<'en' | 'ja'>('en');
export const view = signal<'simulate' | 'lessons'>('simulate');
/** The next announcement for a screen reader. */
export const announcement = signal('');
