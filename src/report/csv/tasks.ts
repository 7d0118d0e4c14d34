import type { Ms } from '../../kernel/event-loop.js';
import { NONE, orNull } from '../../record/ledger/book.js';
import { CPU, ENI, MEMORY } from '../../record/ledger/group.js';
import type { Ledger } from '../../record/ledger/ledger.js';
import { type Names, refusalName, stopCauseName } from './names.js';
import { type Cell, nameCell } from './table.js';

/** The last status of a living task, by Stage. */
const STATUSES = ['PROVISIONING', 'PENDING', 'RUNNING', 'STOPPING'];

/** How a task's row ends: at what time and why, or the run's end came first. */
export type TaskEnd = { readonly atMs: Ms; readonly isRefused: boolean; readonly cause: number } | null;

/** The row of a task whose ledger row is still open. */
export function taskCells(ledger: Ledger, names: Names, task: { row: number; end: TaskEnd }): Cell[] {
  const { row, end } = task;
  const { columns, ordinal } = ledger.tasks;
  const owner = ledger.ownerOf(row);
  const { sizes } = ledger.classes;
  const taskClass = columns.class[row];
  return [
    end === null ? null : end.atMs,
    ordinal[row],
    owner.kind,
    nameCell(owner.name),
    names.provider(columns.provider[row]),
    orNull(columns.instance[row]),
    sizes[CPU][taskClass],
    sizes[MEMORY][taskClass],
    sizes[ENI][taskClass],
    columns.requestedMs[row],
    orNull(columns.placedMs[row]),
    orNull(columns.pendingMs[row]),
    orNull(columns.runningMs[row]),
    orNull(columns.stoppingMs[row]),
    ...waitCells(ledger, row),
    end === null ? STATUSES[columns.stage[row]] : end.isRefused ? 'REFUSED' : 'STOPPED',
    causeCell(end),
    orNull(columns.costUsd[row]),
    ...(ledger.setup.present === undefined ? [] : [columns.isPresent[row]]),
  ];
}

/** The wait and its parts, which add up to it; empty for a task that never ran, or was there before the run. */
function waitCells(ledger: Ledger, row: number): Cell[] {
  const { requestedMs, heldMs, placedMs, bootMs, pendingMs, pullMs, runningMs, isPresent } = ledger.tasks.columns;
  if (runningMs[row] === NONE || isPresent[row] === 1) return [null, null, null, null, null, null, null];
  return [
    runningMs[row] - requestedMs[row],
    heldMs[row],
    placedMs[row] - requestedMs[row] - heldMs[row] - bootMs[row],
    bootMs[row],
    pendingMs[row] - placedMs[row],
    pullMs[row],
    runningMs[row] - pendingMs[row] - pullMs[row],
  ];
}

function causeCell(end: TaskEnd): string {
  if (end === null) return '';
  return end.isRefused ? refusalName(end.cause) : stopCauseName(end.cause);
}
