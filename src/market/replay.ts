import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { type CapacityPath, Steps, UNLIMITED } from './paths.js';

/** Reclaims in order of time, each with the share of the pool's instances that it takes. */
export interface ReclaimList {
  readonly atMs: readonly Ms[];
  readonly share: readonly number[];
}

/** Nodes that came and went at one time of a trace. */
export interface NodeChange {
  readonly atMs: Ms;
  readonly added: number;
  readonly removed: number;
}

/** What a trace of nodes says of a pool: so many instances could run, and such shares of them were taken at once. */
export interface Replay {
  readonly capacity: CapacityPath;
  readonly reclaims: ReclaimList;
  /** How long the trace is. */
  readonly endMs: Ms;
}

/**
 * A trace as capacity and reclaims. All that go at one time are one reclaim, whose share is of the nodes there were before it. A trace
 * that begins later than 0 had no nodes until then.
 */
export function replayOf(changes: readonly NodeChange[], endMs: Ms = changes.at(-1)?.atMs ?? 0): Replay {
  const capacity = new Steps(0);
  const reclaims = { atMs: [] as Ms[], share: [] as number[] };
  let nodes = 0;
  for (let at = 0; at < changes.length; ) {
    const { atMs } = changes[at];
    const before = nodes;
    let removed = 0;
    for (; changes[at]?.atMs === atMs; at++) {
      removed += changes[at].removed;
      nodes += changes[at].added - changes[at].removed;
    }
    assert(nodes >= 0, 'no more nodes go than there are');
    // Who comes and goes in one millisecond was never there to be taken.
    const taken = Math.min(removed, before);
    if (taken > 0) {
      reclaims.atMs.push(atMs);
      reclaims.share.push(taken / before);
    }
    capacity.push(atMs, nodes);
  }
  return { capacity: { atMs: capacity.atMs, instances: capacity.values }, reclaims, endMs };
}

/** The same course with so many times the instances, rounded. Shares are shares of either. */
export function scaledReplay(replay: Replay, factor: number): Replay {
  const { atMs, instances } = replay.capacity;
  const scaled = instances.map((nodes) => Math.min(UNLIMITED, Math.round(nodes * factor)));
  const capacity = new Steps(scaled[0]);
  for (let i = 1; i < atMs.length; i++) capacity.push(atMs[i], scaled[i]);
  return { ...replay, capacity: { atMs: capacity.atMs, instances: capacity.values } };
}

/** The trace again and again until a time. Where it begins anew the capacity jumps and nobody is reclaimed for it. */
export function repeatedReplay({ capacity, reclaims, endMs }: Replay, untilMs: Ms): Replay {
  assert(endMs > 0, 'a trace that is repeated takes some time');
  const steps = new Steps(capacity.instances[0]);
  const again = { atMs: [] as Ms[], share: [] as number[] };
  for (let fromMs = 0; fromMs < untilMs; fromMs += endMs) {
    for (let i = 0; i < capacity.atMs.length; i++) steps.push(fromMs + capacity.atMs[i], capacity.instances[i]);
    again.atMs.push(...reclaims.atMs.map((ms) => fromMs + ms));
    again.share.push(...reclaims.share);
  }
  return { capacity: { atMs: steps.atMs, instances: steps.values }, reclaims: again, endMs: Math.ceil(untilMs / endMs) * endMs };
}
