import { type Replay, replayOf } from '../replay.js';
import { type MistakeSink, numberOf, shownCell } from './mistakes.js';
import { NodeEvents } from './node-events.js';

const TIME = '1 (time in ms)';
const EVENT = '2 (event)';
const NODE = '3 (node)';

/**
 * Reads a trace in the format of Bamboo (J. Thorpe et al., NSDI 2023): one event per line, `MILLISECONDS,add|remove,NODE`, without a
 * header, in order of time. The result is valid only without mistakes.
 */
export function readBamboo(text: string, mistakes: MistakeSink): Replay {
  const events = new NodeEvents({ time: TIME, node: NODE }, mistakes);
  let rows = 0;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((line, i) => {
      if (line.trim() === '') return;
      rows++;
      readEvent(line, { row: i + 1, events, mistakes });
    });
  if (rows === 0) mistakes.refuseFile('there is no event in it: a line is MILLISECONDS,add|remove,NODE');
  return replayOf(events.changes);
}

function readEvent(line: string, { row, events, mistakes }: { row: number; events: NodeEvents; mistakes: MistakeSink }): void {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.length !== 3)
    return mistakes.refuse(row, null, `the row has ${cells.length} fields; an event has 3: MILLISECONDS,add|remove,NODE`);
  const [time, kind, node] = cells;
  const atMs = events.timeOf(row, numberOf(time), time);
  if (kind !== 'add' && kind !== 'remove') return mistakes.refuse(row, EVENT, `${shownCell(kind)} is neither add nor remove`);
  if (node === '') return mistakes.refuse(row, NODE, `${shownCell(node)} names no node`);
  if (atMs === null) return;
  if (kind === 'add') events.add(row, atMs, node);
  else events.remove(row, atMs, node);
}
