import type { Ms } from '../../kernel/event-loop.js';
import { type Replay, replayOf } from '../replay.js';
import { type MistakeSink, shownCell } from './mistakes.js';
import { NodeEvents } from './node-events.js';

const TIME = '[0]';
const EVENT = '[1]';
const NODES = '[2].nodes';
const DURATION = '[2].duration';
/** The last two record actions of a scheduler without a change of nodes. */
const EVENTS = ['add', 'remove', 'no-op', 'migration'];
const SHAPE = 'an event is [MILLISECONDS, "add" | "remove" | "no-op" | "migration", {"nodes": [NODE, ...], "duration": MILLISECONDS}]';

interface Reading {
  readonly events: NodeEvents;
  readonly mistakes: MistakeSink;
  endMs: Ms;
}

/**
 * Reads a trace in the format of Parcae (J. Duan et al., NSDI 2024): one JSON array per event and line, in order of time. Other members are
 * ignored. The result is valid only without mistakes.
 */
export function readParcae(text: string, mistakes: MistakeSink): Replay {
  const reading: Reading = { events: new NodeEvents({ time: TIME, node: NODES }, mistakes), mistakes, endMs: 0 };
  let rows = 0;
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '') return;
    rows++;
    readEvent(line, i + 1, reading);
  });
  if (rows === 0) mistakes.refuseFile(`there is no event in it: ${SHAPE}`);
  return replayOf(reading.events.changes, reading.endMs);
}

function readEvent(line: string, row: number, reading: Reading): void {
  const { events, mistakes } = reading;
  const event = parsed(line);
  if (!Array.isArray(event)) return mistakes.refuse(row, null, `${shownCell(line)} is no JSON array; ${SHAPE}`);
  const [time, kind, details] = event as unknown[];
  const { nodes, duration = 0 } = (details ?? {}) as { nodes?: unknown; duration?: unknown };
  const atMs = events.timeOf(row, typeof time === 'number' ? time : Number.NaN, time);
  if (typeof kind !== 'string' || !EVENTS.includes(kind))
    return mistakes.refuse(row, EVENT, `${shownCell(kind)} is none of ${EVENTS.join(', ')}`);
  if (!isListOfNames(nodes)) return mistakes.refuse(row, NODES, `${shownCell(nodes)} is no list of names`);
  if (!Number.isInteger(duration) || (duration as number) < 0)
    return mistakes.refuse(row, DURATION, `${shownCell(duration)} is not a whole number of milliseconds`);
  if (atMs === null) return;
  reading.endMs = Math.max(reading.endMs, atMs + (duration as number));
  if (kind === 'add') for (const node of nodes) events.add(row, atMs, node);
  if (kind === 'remove') for (const node of nodes) events.remove(row, atMs, node);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isListOfNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
