import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { type CapacityPath, Steps, UNLIMITED } from './paths.js';

/** Reclaims in order of time, each with the share of the pool's instances that it interrupts. */
export interface ReclaimList {
  readonly atMs: readonly Ms[];
  readonly share: readonly number[];
}

/** Nodes added and removed at one time of a trace. */
export interface NodeChange {
  readonly atMs: Ms;
  readonly added: number;
  readonly removed: number;
}

/** A pool's capacity and reclaims from a trace of nodes. */
export interface Replay {
  readonly capacity: CapacityPath;
  readonly reclaims: ReclaimList;
  /** Length of the trace. */
  readonly endMs: Ms;
}

/**
 * Converts a trace to capacity and reclaims. All removals at one time are one reclaim; its share is relative to the nodes before it. A
 * trace that begins after 0 has no nodes until then.
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
    // A node that is added and removed within one millisecond was never available.
    const taken = Math.min(removed, before);
    if (taken > 0) {
      reclaims.atMs.push(atMs);
      reclaims.share.push(taken / before);
    }
    capacity.push(atMs, nodes);
  }
  return { capacity: { atMs: capacity.atMs, instances: capacity.values }, reclaims, endMs };
}

/** Scales the number of instances, rounded; shares stay the same. */
export function scaledReplay(replay: Replay, factor: number): Replay {
  const { atMs, instances } = replay.capacity;
  const scaled = instances.map((nodes) => Math.min(UNLIMITED, Math.round(nodes * factor)));
  const capacity = new Steps(scaled[0]);
  for (let i = 1; i < atMs.length; i++) capacity.push(atMs[i], scaled[i]);
  return { ...replay, capacity: { atMs: capacity.atMs, instances: capacity.values } };
}

/** Repeats the trace until a time. At each restart the capacity jumps without a reclaim. */
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
