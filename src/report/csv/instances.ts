import type { Ms } from '../../kernel/event-loop.js';
import { rounded, USD_DIGITS } from '../../record/digits.js';
import { NONE, orNull } from '../../record/ledger/book.js';
import { type Option, optionName } from '../../record/ledger/costs.js';
import type { Ledger } from '../../record/ledger/ledger.js';
import type { Fault } from '../../sim/fault.js';
import { instanceCauseName, type Names } from './names.js';
import { type Cell, nameCell } from './table.js';

/** The row of an instance whose ledger row is still open. `cause` is null when the run's end came first, at `atMs`. */
export function instanceCells(ledger: Ledger, names: Names, instance: { row: number; atMs: Ms; cause: number | null }): Cell[] {
  const { row, atMs, cause } = instance;
  const { columns, ordinal } = ledger.instances;
  const { seconds, usd } = ledger.billOf(row, atMs, cause);
  const { trunkSource } = ledger.setup.instanceTypes[columns.type[row]];
  return [
    cause === null ? null : atMs,
    ordinal[row],
    names.types[columns.type[row]],
    names.zones[columns.zone[row]],
    names.provider(columns.group[row]),
    columns.hasTrunk[row],
    columns.hasTrunk[row] === 1 ? trunkSource : '',
    columns.launchedMs[row],
    orNull(columns.registeredMs[row]),
    orNull(columns.drainingMs[row]),
    seconds,
    rounded(usd, USD_DIGITS),
    columns.tasksPlaced[row],
    cause === null ? '' : instanceCauseName(cause),
    optionName(columns.option[row] as Option),
    orNull(columns.noticedMs[row]),
    columns.tasksLost[row],
    orNull(columns.leftMs[row]),
    columns.leftMs[row] === NONE ? '' : nameCell(statusReason(ledger.setup.faults[columns.leftBy[row]])),
    orNull(columns.warmedMs[row]),
    orNull(columns.leftPoolMs[row]),
  ];
}

/** Why ECS does not have the instance. */
function statusReason(fault: Fault): string {
  return fault.kind === 'registrationFailure' ? fault.statusReason : 'deregistered';
}
