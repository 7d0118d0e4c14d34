import type { Ms } from '../../kernel/event-loop.js';
import { mayNameTasks } from '../../sim/setup.js';
import type { TaskEnd as End } from '../ledger/end-listener.js';
import { CPU, ENI, MEMORY } from '../ledger/group.js';
import { NONE, orNull } from '../ledger/live-rows.js';
import type { RunAccounts } from '../ledger/run-accounts.js';
import { type Cell, column, columnsWhere, nameCell, type Table } from './column.js';
import { type Names, refusalName, stopCauseName } from './names.js';

/** lastStatus of a living task, by Stage. */
const STATUSES = ['PROVISIONING', 'PENDING', 'RUNNING', 'STOPPING'];

/** End of a task: its time and cause; null if the run ended first. */
type TaskEnd = (End & { readonly atMs: Ms }) | null;

/** A task whose row in the accounts is still open. */
export interface TaskRow {
  readonly accounts: RunAccounts;
  readonly names: Names;
  readonly row: number;
  readonly end: TaskEnd;
}

export const TASKS: Table<TaskRow> = {
  file: 'tasks.csv',
  rows: 'Drydock writes the row of a task when the task ends. Tasks that live at the end of the run follow in order of id.',
  columns: [
    column('ended_ms', 'ms', 'Time of STOPPED or of the refusal. Empty when the run ended first.', ({ end }) => end?.atMs ?? null),
    column('task', '', 'Id, in order of request.', ({ accounts, row }) => accounts.tasks.ordinal[row]),
    column('kind', '', '`service` or `workload`.', ({ accounts, row }) => accounts.ownerOf(row).kind),
    column('name', '', 'Name of its service or workload.', ({ accounts, row }) => nameCell(accounts.ownerOf(row).name)),
    column('capacity_provider', '', 'The provider that its strategy chose. Empty for a launch type.', ({ accounts, names, row }) =>
      names.provider(accounts.tasks.columns.provider[row]),
    ),
    column('instance', '', 'Id of the instance that it was placed on.', ({ accounts, row }) => orNull(accounts.instanceOf(row))),
    column('cpu_units', 'CPU units', 'CPU that it reserves: 1,024 units are one vCPU.', (task) => sizeOf(task, CPU)),
    column('memory_mib', 'MiB', 'Memory that it reserves.', (task) => sizeOf(task, MEMORY)),
    column('eni', 'interfaces', 'Network interfaces that it needs: 1 in awsvpc mode.', (task) => sizeOf(task, ENI)),
    column('requested_ms', 'ms', 'Time of the request.', ({ accounts, row }) => accounts.tasks.columns.requestedMs[row]),
    column('placed_ms', 'ms', 'Time at which it got its instance.', ({ accounts, row }) => orNull(accounts.tasks.columns.placedMs[row])),
    column('pending_ms', 'ms', 'Time at which its interface was attached.', ({ accounts, row }) =>
      orNull(accounts.tasks.columns.pendingMs[row]),
    ),
    column('running_ms', 'ms', 'Time at which it reached RUNNING.', ({ accounts, row }) => orNull(accounts.tasks.columns.runningMs[row])),
    column('stopping_ms', 'ms', 'Time at which ECS asked it to stop, or at which it exited.', ({ accounts, row }) =>
      orNull(accounts.tasks.columns.stoppingMs[row]),
    ),
    column(
      'sigterm_ms',
      'ms',
      'Time at which its containers got SIGTERM: behind a target group after its target has drained. Known once it is STOPPED; empty when it ended by itself or never ran.',
      ({ end }) => orNull(end?.sigtermMs ?? NONE),
    ),
    column(
      'exited_ms',
      'ms',
      'Time at which its essential container exited. Known once it is STOPPED; empty when it never ran or its instance ended first.',
      ({ end }) => orNull(end?.exitedMs ?? NONE),
    ),
    wait(
      'wait_ms',
      'Time from request to RUNNING. It and its six parts are empty for a task that never ran.',
      (at, row) => at.runningMs[row] - at.requestedMs[row],
    ),
    wait('wait_quota_ms', 'Part of the wait in which the quota of PROVISIONING tasks held it back.', (at, row) => at.heldMs[row]),
    wait(
      'wait_capacity_ms',
      'Part of the wait without an instance, less quota and boot.',
      (at, row) => at.placedMs[row] - at.requestedMs[row] - at.heldMs[row] - at.bootMs[row],
    ),
    wait('wait_boot_ms', 'Part of the wait in which the instance that took it was booting.', (at, row) => at.bootMs[row]),
    wait('wait_eni_ms', 'Part of the wait in which the interface was attached.', (at, row) => at.queuedMs[row] - at.placedMs[row]),
    wait(
      'wait_room_ms',
      'Part of the wait on the instance, until tasks that stopped there had left their room.',
      (at, row) => at.pendingMs[row] - at.queuedMs[row],
    ),
    wait('wait_pull_ms', 'Part of the wait in which images were pulled.', (at, row) => at.pullMs[row]),
    wait(
      'wait_start_ms',
      'Part of the wait in which containers started.',
      (at, row) => at.runningMs[row] - at.pendingMs[row] - at.pullMs[row],
    ),
    column('last_status', '', '`STOPPED`, `REFUSED`, or its status when the run ended.', ({ accounts, row, end }) => {
      if (end === null) return STATUSES[accounts.tasks.columns.stage[row]];
      return end.isRefused ? 'REFUSED' : 'STOPPED';
    }),
    column(
      'cause',
      '',
      'Why it stopped: `runEnded`, `serviceScaledIn`, `instanceTerminated`, `crashed`, `provisioningTimeout`, `replaced`, `userStopped`, `cannotPull`, `pullFailed`, `notInitialized` or `dependencyFailed`. A refusal has the reason that ECS gives, `NO ACTIVE INSTANCES` where there is no instance at all, or `QUOTA`.',
      causeCell,
    ),
    column(
      'cost_usd',
      'USD',
      'Its part of the cost of its instance, at list price: for its reservation there, and its share of the unreserved rest. On Fargate its own charge. Empty for a task that had neither. The amount stays although the Spot Instance turns out to be free afterwards.',
      ({ accounts, row }) => orNull(accounts.tasks.columns.costUsd[row]),
    ),
    ...columnsWhere<TaskRow>(mayNameTasks, [
      column(
        'traced_task',
        '',
        'Its name in the trace that its workload replays; empty for other tasks. Only in a run with [a trace](../traces.md) that may name its tasks.',
        ({ accounts, names, row }) => names.traced(accounts.ownerOf(row).name, accounts.tasks.columns.traceRow[row] - 1),
      ),
    ]),
    ...columnsWhere<TaskRow>(
      ({ present }) => present !== undefined,
      [
        column(
          'is_present',
          '',
          '1 for a task that was there when the run began; its wait is not counted. Only in a run that begins with [a present state](scenario/present.md).',
          ({ accounts, row }) => accounts.tasks.columns.isPresent[row],
        ),
      ],
    ),
    ...columnsWhere<TaskRow>(
      ({ capacityProviders }) => capacityProviders.some(({ split }) => split !== null),
      [
        column(
          'cut_short_ms',
          'ms',
          'Rest of its stop time when its instance ended; empty if it stopped in time. Only where a group buys Spot.',
          ({ accounts, row }) => accounts.tasks.columns.cutShortMs[row] || null,
        ),
      ],
    ),
    ...columnsWhere<TaskRow>(
      ({ services }) => services.some(({ deploymentSpec }) => deploymentSpec !== null),
      [
        column(
          'unhealthy_ms',
          'ms',
          'Time at which it, or its target, first became unhealthy; ECS stops it at a later turn. Only in a run with deployments, health checks or load balancers.',
          ({ accounts, row }) => orNull(accounts.tasks.columns.unhealthyMs[row]),
        ),
      ],
    ),
    ...columnsWhere<TaskRow>(
      ({ services }) => services.some(({ deploymentSpec }) => (deploymentSpec?.targetGroup ?? null) !== null),
      [
        column(
          'deregistered_ms',
          'ms',
          'Time at which its target was deregistered: from then on it drains and gets no new requests. Only in a run with a target group.',
          ({ accounts, row }) => orNull(accounts.tasks.columns.deregisteredMs[row]),
        ),
      ],
    ),
  ],
};

function sizeOf({ accounts, row }: TaskRow, resource: number): number {
  return accounts.classes.sizes[resource][accounts.tasks.columns.class[row]];
}

/** The wait or one of its parts, which add up to it. Empty for a task that never ran, or that existed before the run. */
function wait(name: string, description: string, ms: (at: RunAccounts['tasks']['columns'], row: number) => number) {
  return column<TaskRow>(name, 'ms', description, ({ accounts, row }) => {
    const { columns } = accounts.tasks;
    return columns.runningMs[row] === NONE || columns.isPresent[row] === 1 ? null : ms(columns, row);
  });
}

function causeCell({ end }: TaskRow): Cell {
  if (end === null) return '';
  return end.isRefused ? refusalName(end.cause) : stopCauseName(end.cause);
}
