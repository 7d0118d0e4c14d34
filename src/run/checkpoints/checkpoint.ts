import type { Ms } from '../../kernel/event-loop.js';
import type { ForkedFrom } from '../../report/summary.js';
import type { Assignment } from '../../scenario/text/set-path.js';

/** A scenario as its run began: its own texts, and traces and policy modules by their hashes. What it loads to is the same again. */
export interface SavedScenario {
  /** As it was given, for messages, and the folder that relative paths in it start from. */
  readonly path: string;
  readonly folder: string;
  /** Texts by path as written, the scenario's own first. */
  readonly inputs: readonly (readonly [name: string, text: string])[];
  readonly assignments: readonly Assignment[];
  readonly seed: number | null;
  /** A module of the user's own that places tasks: it is named, never kept. */
  readonly policyModule: { readonly path: string; readonly sha256: string } | null;
  readonly traces: readonly (readonly [file: string, sha256: string])[];
}

/** What a checkpoint is of. */
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

/** A run at a time: all that it needs to go on, or to take another course from there. */
export interface Checkpoint {
  readonly head: CheckpointHead;
  /** What Simulation.save() gave. */
  readonly state: unknown;
  /** What had been written of each file that streams into the run directory, gzipped. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** A time as `--at` takes it, such as 14h5m: the name of its checkpoint. */
export function timeName(atMs: Ms): string {
  let restMs = atMs;
  const parts = Object.entries(MS).map(([unit, unitMs]) => {
    const amount = Math.floor(restMs / unitMs);
    restMs -= amount * unitMs;
    return amount === 0 ? '' : `${amount}${unit}`;
  });
  return parts.join('') || '0s';
}
