import type { Ms } from '../kernel/event-loop.js';
import { NEVER } from './events.js';
import { Steps } from './paths.js';
import type { Pool } from './pools.js';

/** Which pools: those of a kind, a type and a zone, where null is any. */
export interface Scope {
  readonly isSpot: boolean | null;
  readonly type: number | null;
  readonly zone: number | null;
}

/** What a scenario's timeline does to the market. */
export type Overlay =
  /** Nobody can launch there. Who runs goes on. Null: until the end. */
  | { readonly kind: 'drought'; readonly where: Scope; readonly fromMs: Ms; readonly untilMs: Ms | null }
  /** A share of the instances of each Spot pool has its notice, without a recommendation before. */
  | { readonly kind: 'interruption'; readonly where: Scope; readonly atMs: Ms; readonly share: number };

/** The reclaims of a timeline in one pool, in order of time; `overlay` is each one's number in the timeline. */
export interface ForcedReclaims {
  readonly atMs: readonly Ms[];
  readonly share: readonly number[];
  readonly overlay: readonly number[];
}

/** When the pool has a drought (1) and when it has none (0), as steps from 0. Droughts that overlap or touch are one. */
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

/** Only Spot instances are interrupted. */
export function forcedIn(pool: Pool, overlays: readonly Overlay[]): ForcedReclaims {
  const found = overlays
    .flatMap((o, overlay) => (o.kind === 'interruption' && pool.isSpot && isIn(o.where, pool) ? [{ ...o, overlay }] : []))
    .sort((a, b) => a.atMs - b.atMs);
  return { atMs: found.map((o) => o.atMs), share: found.map((o) => o.share), overlay: found.map((o) => o.overlay) };
}

function isIn({ isSpot, type, zone }: Scope, pool: Pool): boolean {
  return (isSpot ?? pool.isSpot) === pool.isSpot && (type ?? pool.type) === pool.type && (zone ?? pool.zone) === pool.zone;
}
