import type { Ms } from '../../kernel/event-loop.js';
import type { ForkedFrom } from '../../report/summary.js';
import type { Assignment } from '../../scenario/text/set-path.js';

/** A scenario at the start of its run: its own texts, and the hashes of traces and policy modules. It loads to the same setup again. */
export interface SavedScenario {
  /** The path as given, for messages, and the folder that relative paths in it start from. */
  readonly path: string;
  readonly folder: string;
  /** Texts by path as written, the scenario's own first. */
  readonly inputs: readonly (readonly [name: string, text: string])[];
  readonly assignments: readonly Assignment[];
  readonly seed: number | null;
  /** The user's placement module: by reference, never by content. */
  readonly policyModule: { readonly path: string; readonly sha256: string } | null;
  readonly traces: readonly (readonly [file: string, sha256: string])[];
}

/** Identifies the run and the time of a checkpoint. */
export interface CheckpointHead {
  readonly name: string;
  readonly atMs: Ms;
  readonly scenarioHash: string;
  /** Of all facts up to then. */
  readonly digest: string;
  readonly events: number;
  readonly scenario: SavedScenario;
  readonly withEvents: boolean;
  readonly withEcsEvents: boolean;
  readonly forkedFrom: ForkedFrom | null;
}

/** A run at a time: everything needed to continue it, or to fork it. */
export interface Checkpoint {
  readonly head: CheckpointHead;
  /** The return value of Simulation.save(). */
  readonly state: unknown;
  /** The content so far of each file that streams into the run directory, gzipped. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** Formats a time for `--at`, such as 14h5m: the name of its checkpoint. */
export function timeName(atMs: Ms): string {
  let restMs = atMs;
  const parts = Object.entries(MS).map(([unit, unitMs]) => {
    const amount = Math.floor(restMs / unitMs);
    restMs -= amount * unitMs;
    return amount === 0 ? '' : `${amount}${unit}`;
  });
  return parts.join('') || '0s';
}
