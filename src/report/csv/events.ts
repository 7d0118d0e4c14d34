import type { Ms } from '../../kernel/event-loop.js';
import { FACTS, type FactKind } from '../../sim/facts.js';
import { FACT_COLUMNS } from './columns.js';
import type { Cell } from './table.js';

/** For each kind of fact, the cell that each of its arguments goes to. */
const PLACES: number[][] = [];
for (const [kind, fact] of Object.entries(FACTS)) PLACES[Number(kind)] = fact.args.map((name) => 2 + FACT_COLUMNS.indexOf(name));

/** A row for each fact, arguments under their own names; what the kind does not name is empty. */
export function eventCells(kind: FactKind, atMs: Ms, args: readonly number[]): Cell[] {
  const cells: Cell[] = new Array(2 + FACT_COLUMNS.length).fill(null);
  cells[0] = atMs;
  cells[1] = FACTS[kind].name;
  const places = PLACES[kind];
  for (let i = 0; i < places.length; i++) cells[places[i]] = args[i];
  return cells;
}
