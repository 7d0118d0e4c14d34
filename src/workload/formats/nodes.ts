import { cellText, INT32_MAX, numberOf, type Quantity, quantityIn, shownCell } from './cells.js';
import { type NodeColumns, type NodeRow, nodeColumns } from './columns.js';
import type { Mistakes } from './mistakes.js';
import { csvTable, type Table, type TableRow } from './table.js';
import { CPU_UNITS } from './units.js';

/** A larger number of nodes is a typing error in `count`. */
export const NODES_MAX = 200_000;
/** The GPU allocation of a node is a bit mask in one word. */
export const GPUS_OF_NODE_MAX = 31;
const OPENB = ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'];
const PLAIN = ['name', 'cpu', 'memory_mib', 'gpus', 'model', 'usd_per_hour', 'count'];
const OPENB_TEXT = `openb has ${OPENB.join(', ')}`;
const PLAIN_TEXT = `there may be ${PLAIN.join(', ')}`;

/** Columns of both file formats. */
interface Places {
  readonly cpu: Quantity;
  readonly memory: Quantity;
  readonly gpus: Quantity | null;
  readonly name: number;
  readonly model: number;
  readonly usdPerHour: number;
  readonly count: Quantity | null;
  readonly labels: readonly number[];
}

/**
 * Reads nodes of a CSV file: openb's node list, recognised by its columns, or a plain list with one row per machine kind. `labels`: the
 * columns of attributes that it must have as well.
 */
export function readNodes(text: string, mistakes: Mistakes, labels: readonly string[] = []): NodeColumns {
  const table = csvTable(text, mistakes);
  const places = mistakes.isUnreadable ? null : placesIn(table, labels, mistakes);
  if (places === null || mistakes.isUnreadable) return nodeColumns([]);
  const rows: NodeRow[] = [];
  for (const row of table.rows) {
    const before = mistakes.count;
    const nodes = nodesOf(row, places, { mistakes, known: rows.length });
    if (mistakes.count === before) for (const node of nodes) rows.push(node);
  }
  if (rows.length === 0 && mistakes.count === 0) mistakes.refuseFile('there is no node in it');
  return nodeColumns(rows, labels);
}

function placesIn({ header }: Table, labels: readonly string[], mistakes: Mistakes): Places | null {
  const isOpenb = header.includes('cpu_milli') || header.includes('sn');
  const known = isOpenb ? OPENB : PLAIN;
  const required = isOpenb ? OPENB.slice(0, 3) : ['cpu', 'memory_mib'];
  for (const name of required)
    if (!header.includes(name)) mistakes.refuseFile(`there is no column '${name}'; ${isOpenb ? OPENB_TEXT : PLAIN_TEXT}`);
  for (const name of labels)
    if (!header.includes(name)) mistakes.refuseFile(`there is no column '${name}', which memberOf compares with that of the trace`);
  // An unknown column is refused: a misspelt optional one would otherwise be ignored for every node.
  if (!isOpenb)
    for (const name of header)
      if (!known.includes(name) && !labels.includes(name))
        mistakes.refuseFile(`a nodes file has no column '${name}'; ${PLAIN_TEXT}, and columns that --constraints names by memberOf`);
  if (mistakes.isUnreadable) return null;
  const quantity = (column: string, scale: number, bounds: { least?: number; most?: number } = {}): Quantity | null => {
    const at = header.indexOf(column);
    return at < 0 ? null : { column, at, scale, most: INT32_MAX, ...bounds };
  };
  return {
    name: header.indexOf(isOpenb ? 'sn' : 'name'),
    cpu: quantity(isOpenb ? 'cpu_milli' : 'cpu', isOpenb ? CPU_UNITS.milli : CPU_UNITS.vcpu, { least: 1 })!,
    memory: quantity('memory_mib', 1)!,
    gpus: quantity(isOpenb ? 'gpu' : 'gpus', 1, { most: GPUS_OF_NODE_MAX }),
    model: header.indexOf('model'),
    usdPerHour: isOpenb ? -1 : header.indexOf('usd_per_hour'),
    count: isOpenb ? null : quantity('count', 1, { least: 1, most: NODES_MAX }),
    labels: labels.map((name) => header.indexOf(name)),
  };
}

function nodesOf(row: TableRow, places: Places, { mistakes, known }: { mistakes: Mistakes; known: number }): NodeRow[] {
  const amount = (quantity: Quantity | null, absent: number) => (quantity === null ? absent : quantityIn(row, quantity, mistakes));
  const text = (at: number) => (at < 0 ? '' : cellText(row.cells[at]));
  const count = amount(places.count, 1);
  const node = {
    cpu: amount(places.cpu, 0),
    memoryMib: amount(places.memory, 0),
    gpus: amount(places.gpus, 0),
    model: text(places.model),
    usdPerHour: usdIn(row, places.usdPerHour, mistakes),
    labels: places.labels.map(text),
  };
  if (known + count > NODES_MAX) mistakes.refuse(row.row, places.count?.column ?? null, `this makes more than ${NODES_MAX} nodes`);
  if (!(count >= 1) || known + count > NODES_MAX) return [];
  const name = text(places.name) || `node-${row.row}`;
  return Array.from({ length: count }, (_, i) => ({ ...node, name: count === 1 ? name : `${name}-${i + 1}` }));
}

function usdIn(row: TableRow, at: number, mistakes: Mistakes): number {
  if (at < 0) return 0;
  const usd = numberOf(row.cells[at]);
  if (usd >= 0 && usd < Number.POSITIVE_INFINITY) return usd;
  mistakes.refuse(row.row, 'usd_per_hour', `${shownCell(row.cells[at])} is no price in USD per hour, such as 0.096`);
  return 0;
}
