import { UNLIMITED } from '../paths.js';
import { type NodeChange, replayOf } from '../replay.js';
import { type MistakeSink, shownCell } from './mistakes.js';
import type { ReplaySeries } from './node-counts.js';

const SHAPE = 'a trace is {"metadata": {"gap_seconds": SECONDS}, "data": [NODES, ...]}';
const MS_PER_S = 1000;
const GAP_SECONDS_MAX = 86_400;
/** The name of the file contains the zone and the type, in any order, as in `us-west-2a_p3.2xlarge_1.json`. */
const ZONE = /(?<![a-z])[a-z]{2}(?:-gov)?-[a-z]+-\d[a-z](?![a-z0-9])/;
const TYPE = /(?<![a-z0-9])[a-z][a-z0-9-]*\d[a-z0-9-]*\.(?:\d*x?large|metal|medium|small|micro|nano)(?![a-z0-9])/;

/**
 * Reads a trace in the format of SkyPilot ("Can't be late", NSDI 2024): the nodes up at each tick, `gap_seconds` apart. Zone and type
 * follow from the name of the file; without them the trace is of all. The result is valid only without mistakes.
 */
export function readSkyPilot(text: string, file: string, mistakes: MistakeSink): ReplaySeries[] {
  const { gapMs, data } = parsed(text, mistakes);
  const changes: NodeChange[] = [];
  let before = 0;
  for (const [tick, nodes] of data.entries()) {
    if (!Number.isInteger(nodes) || (nodes as number) < 0 || (nodes as number) > UNLIMITED) {
      mistakes.refuse(tick + 1, 'data', `${shownCell(nodes)} is not a whole number of nodes, 0 or more`);
      continue;
    }
    const now = nodes as number;
    if (tick === 0 || now !== before)
      changes.push({ atMs: tick * gapMs, added: Math.max(0, now - before), removed: Math.max(0, before - now) });
    before = now;
  }
  const name = file.split(/[\\/]/).at(-1)!;
  return [{ typeName: TYPE.exec(name)?.[0] ?? '', zoneName: ZONE.exec(name)?.[0] ?? '', replay: replayOf(changes, data.length * gapMs) }];
}

function parsed(text: string, mistakes: MistakeSink): { readonly gapMs: number; readonly data: readonly unknown[] } {
  const { metadata, data } = objectIn(text);
  const gap = (metadata as { gap_seconds?: unknown } | null | undefined)?.gap_seconds;
  if (!Array.isArray(data)) mistakes.refuseFile(`there is no list 'data' in it: ${SHAPE}`);
  else if (data.length === 0) mistakes.refuseFile(`its list 'data' is empty: ${SHAPE}`);
  if (typeof gap === 'number' && gap > 0 && gap <= GAP_SECONDS_MAX)
    return { gapMs: Math.round(gap * MS_PER_S), data: Array.isArray(data) ? data : [] };
  mistakes.refuseFile(`metadata.gap_seconds: ${shownCell(gap)} is no number of seconds above 0, at most ${GAP_SECONDS_MAX}`);
  return { gapMs: 1, data: [] };
}

function objectIn(text: string): { readonly metadata?: unknown; readonly data?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
