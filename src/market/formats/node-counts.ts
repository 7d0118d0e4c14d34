import type { Ms } from '../../kernel/event-loop.js';
import { UNLIMITED } from '../paths.js';
import { type NodeChange, type Replay, replayOf } from '../replay.js';
import { cellText, type MistakeSink, numberOf, shownCell } from './mistakes.js';
import { type PoolRow, poolRows, type Rows } from './rows.js';
import { type ForPools, SeriesTable } from './series.js';

/** Replay of the pools that a trace describes. */
export interface ReplaySeries extends ForPools {
  readonly replay: Replay;
}

const NODES = 'nodes';
const ADD = 'add';
const REMOVE = 'remove';

interface Counting extends ForPools {
  nodes: number;
  readonly changes: NodeChange[];
}

/**
 * Reads a plain trace: a time, the pool (see `poolRows`), and either the number of `nodes` from then on, or the nodes added and removed in
 * `add` and `remove`. A decrease is a reclaim. The result is valid only without mistakes.
 */
export function readNodeCounts(table: Rows, mistakes: MistakeSink): ReplaySeries[] {
  if (!hasCounts(table.header, mistakes)) return [];
  const series = new SeriesTable<Counting>((pools) => ({ ...pools, nodes: 0, changes: [] }));
  let endMs: Ms = 0;
  for (const row of poolRows(table, { required: [], optional: [NODES, ADD, REMOVE] }, mistakes)) {
    const one = series.of(row.typeName, row.zoneName);
    const change = changeOf(row, one.nodes, { isTotal: table.header.includes(NODES), mistakes });
    if (change === null) continue;
    one.nodes += change.added - change.removed;
    one.changes.push(change);
    endMs = Math.max(endMs, row.atMs);
  }
  return series.all.map(({ typeName, zoneName, changes }) => ({ typeName, zoneName, replay: replayOf(changes, endMs) }));
}

function hasCounts(header: readonly string[], mistakes: MistakeSink): boolean {
  const isChanges = header.includes(ADD) || header.includes(REMOVE);
  if (header.length === 0 || header.includes(NODES) !== isChanges) return true;
  mistakes.refuseFile(
    isChanges
      ? "the columns 'nodes' and 'add' or 'remove' say the same: give one of the two"
      : `there is neither a column 'nodes' nor 'add' or 'remove'; there are ${header.map(shownCell).join(', ')}`,
  );
  return false;
}

function changeOf(row: PoolRow, before: number, reading: { isTotal: boolean; mistakes: MistakeSink }): NodeChange | null {
  const { isTotal, mistakes } = reading;
  if (isTotal) {
    const nodes = countIn(row, NODES, mistakes);
    if (nodes === null) return null;
    return { atMs: row.atMs, added: Math.max(0, nodes - before), removed: Math.max(0, before - nodes) };
  }
  const added = countIn(row, ADD, mistakes);
  const removed = countIn(row, REMOVE, mistakes);
  if (added === null || removed === null) return null;
  if (removed <= before + added) return { atMs: row.atMs, added, removed };
  mistakes.refuse(row.row, REMOVE, `${shownCell(row.cell(REMOVE))} go, but there are ${before + added}`);
  return null;
}

/** Returns a whole number of nodes, 0 for an empty cell; null when invalid, after reporting that. */
function countIn(row: PoolRow, column: string, mistakes: MistakeSink): number | null {
  const cell = row.cell(column);
  if (cellText(cell) === '' && column !== NODES) return 0;
  const count = numberOf(cell);
  if (Number.isInteger(count) && count >= 0 && count <= UNLIMITED) return count;
  mistakes.refuse(row.row, column, `${shownCell(cell)} is not a whole number of nodes, 0 or more`);
  return null;
}
