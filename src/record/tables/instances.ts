import type { Ms } from '../../kernel/event-loop.js';
import type { Fault } from '../../sim/fault.js';
import { rounded, USD_DIGITS } from '../digits.js';
import { type Option, optionName } from '../ledger/costs.js';
import { NONE, orNull } from '../ledger/live-rows.js';
import type { RunAccounts } from '../ledger/run-accounts.js';
import { column, nameCell, type Table } from './column.js';
import { instanceCauseName, type Names } from './names.js';

type Columns = RunAccounts['instances']['columns'];

/** An instance whose row in the accounts is still open. */
export interface InstanceRow {
  readonly accounts: RunAccounts;
  readonly columns: Columns;
  readonly names: Names;
  readonly row: number;
  readonly bill: ReturnType<RunAccounts['billOf']>;
  /** Null if the run ended first. */
  readonly end: { readonly atMs: Ms; readonly cause: number } | null;
}

export const INSTANCES: Table<InstanceRow> = {
  file: 'instances.csv',
  rows: 'Drydock writes the row of an instance when the instance is terminated. Instances that live when the run ends follow in order of id.',
  columns: [
    column('terminated_ms', 'ms', 'Time at which billing ended. Empty when the run ended first.', ({ end }) => end?.atMs ?? null),
    column('instance', '', 'Id, in order of launch.', ({ accounts, row }) => accounts.instances.ordinal[row]),
    column('instance_type', '', 'Its type.', ({ names, columns, row }) => names.types[columns.type[row]]),
    column('availability_zone', '', 'Its zone.', ({ names, columns, row }) => names.zones[columns.zone[row]]),
    column('capacity_provider', '', 'Its provider. Empty for an instance outside any.', ({ names, columns, row }) =>
      names.provider(columns.group[row]),
    ),
    column('has_trunk', '', '1 with a trunk interface, else 0.', ({ columns, row }) => columns.hasTrunk[row]),
    column(
      'trunk_source',
      '',
      'Source of the limit of an instance with a trunk: `ecs` (the table of AWS), `ec2-api` (by formula) or `given`. Empty without a trunk.',
      ({ accounts, columns, row }) => (columns.hasTrunk[row] === 1 ? accounts.setup.instanceTypes[columns.type[row]].trunkSource : ''),
    ),
    column('launched_ms', 'ms', 'Time at which billing began.', ({ columns, row }) => columns.launchedMs[row]),
    column('registered_ms', 'ms', 'Time at which it became ACTIVE. Empty when it never did.', ({ columns, row }) =>
      orNull(columns.registeredMs[row]),
    ),
    column('draining_ms', 'ms', 'Time at which it was set to DRAINING.', ({ columns, row }) => orNull(columns.drainingMs[row])),
    column('billed_seconds', 's', 'Billed time up to the end of the run; 0 when it is free.', ({ bill }) => bill.seconds),
    column('cost_usd', 'USD', 'Billed seconds at the price of the type; on Spot at the price of the pool at each moment.', ({ bill }) =>
      rounded(bill.usd, USD_DIGITS),
    ),
    column('tasks_placed', 'tasks', 'Tasks that were placed on it in its life.', ({ columns, row }) => columns.tasksPlaced[row]),
    column(
      'cause',
      '',
      'Why it ended: `scaleIn`, `interrupted`, `rebalanced`, `maxLifetime`, `zoneOutage`, `hookAbandoned`, `poolShrank`, `zoneRebalanced`, `instanceRefresh`, `unhealthy`, `neverRegistered` or `userTerminated`. Empty while it lives.',
      ({ end }) => (end === null ? '' : instanceCauseName(end.cause)),
    ),
    column(
      'purchase_option',
      '',
      '`on-demand` or `spot`; `external` for an instance outside AWS, whose cost the scenario gives.',
      ({ columns, row }) => optionName(columns.option[row] as Option),
    ),
    column('noticed_ms', 'ms', 'Time at which EC2 gave notice that it takes the instance back.', ({ columns, row }) =>
      orNull(columns.noticedMs[row]),
    ),
    column('tasks_lost', 'tasks', 'Tasks, daemons left out, that stopped because it ended.', ({ columns, row }) => columns.tasksLost[row]),
    column(
      'left_cluster_ms',
      'ms',
      'Time at which it failed to register or was deregistered. EC2 still bills it; ECS places nothing there.',
      ({ columns, row }) => orNull(columns.leftMs[row]),
    ),
    column(
      'status_reason',
      '',
      'Why it failed to register, or `deregistered`. Empty for an instance that ECS has.',
      ({ accounts, columns, row }) =>
        columns.leftMs[row] === NONE ? '' : nameCell(statusReason(accounts.setup.faults[columns.leftBy[row]])),
    ),
    column('warmed_ms', 'ms', 'Time at which it was ready in the warm pool. Empty when it never was.', ({ columns, row }) =>
      orNull(columns.warmedMs[row]),
    ),
    column('left_pool_ms', 'ms', 'Time at which it left the warm pool for the group.', ({ columns, row }) =>
      orNull(columns.leftPoolMs[row]),
    ),
  ],
};

/** The row of an instance that ends at `end.atMs`, or of one that still lives when the run ends at `endMs`. */
export function instanceRow(
  accounts: RunAccounts,
  names: Names,
  { row, end, endMs }: { readonly row: number; readonly end: InstanceRow['end']; readonly endMs: Ms },
): InstanceRow {
  return { accounts, columns: accounts.instances.columns, names, row, end, bill: accounts.billOf(row, endMs, end?.cause ?? null) };
}

/** Why the instance is not in ECS. */
function statusReason(fault: Fault): string {
  return fault.kind === 'registrationFailure' ? fault.statusReason : 'deregistered';
}
