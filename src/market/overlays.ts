import type { Ms } from '../kernel/event-loop.js';
import { NEVER } from './events.js';
import { Steps } from './paths.js';
import type { Pool } from './pools.js';

/** Selects pools by purchase option, type and zone; null matches any. */
export interface Scope {
  readonly isSpot: boolean | null;
  readonly type: number | null;
  readonly zone: number | null;
}

/** Changes of the market in a scenario's timeline. `label`: the name of its fault, for reports. */
export type Overlay = OverlayKind & { readonly label?: string };

type OverlayKind =
  /** No launches in these pools; running instances continue. Null: until the end of the run. */
  | { readonly kind: 'drought'; readonly where: Scope; readonly fromMs: Ms; readonly untilMs: Ms | null }
  /** A share of the instances in each Spot pool receives the interruption notice, without a prior recommendation. */
  | { readonly kind: 'interruption'; readonly where: Scope; readonly atMs: Ms; readonly share: number };

/** Reclaims of the timeline in one pool, in order of time; `overlay` is the number of each in the timeline. */
export interface ForcedReclaims {
  readonly atMs: readonly Ms[];
  readonly share: readonly number[];
  readonly overlay: readonly number[];
}

/** Returns the droughts of a pool as steps from 0: 1 during a drought, else 0. Overlapping or touching droughts are merged. */
export function droughtsIn(pool: Pool, overlays: readonly Overlay[]): { readonly atMs: readonly Ms[]; readonly values: readonly number[] } {
  const droughts = overlays.flatMap((o) => (o.kind === 'drought' && isIn(o.where, pool) ? [o] : [])).sort((a, b) => a.fromMs - b.fromMs);
  const steps = new Steps(0);
  let endMs = 0;
  for (const { fromMs, untilMs } of droughts) {
    if (untilMs !== null && untilMs <= fromMs) continue;
    if (fromMs > endMs) steps.push(endMs, 0);
    steps.push(fromMs, 1);
    endMs = Math.max(endMs, untilMs ?? NEVER);
  }
  if (endMs < NEVER) steps.push(endMs, 0);
  return steps;
}

/** Applies to Spot pools only. */
export function forcedIn(pool: Pool, overlays: readonly Overlay[]): ForcedReclaims {
  const found = overlays
    .flatMap((o, overlay) => (o.kind === 'interruption' && pool.isSpot && isIn(o.where, pool) ? [{ ...o, overlay }] : []))
    .sort((a, b) => a.atMs - b.atMs);
  return { atMs: found.map((o) => o.atMs), share: found.map((o) => o.share), overlay: found.map((o) => o.overlay) };
}

function isIn({ isSpot, type, zone }: Scope, pool: Pool): boolean {
  return (isSpot ?? pool.isSpot) === pool.isSpot && (type ?? pool.type) === pool.type && (zone ?? pool.zone) === pool.zone;
}
