import type { Ms } from '../../kernel/event-loop.js';
import { Condition } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { HOUR_DIGITS } from '../digits.js';
import { quotient } from '../ledger/level.js';
import { type OwnerAccount, TaskStage } from '../ledger/owner.js';
import { definitionName } from '../rollouts/deployment-texts.js';
import { LoadAmount } from '../traffic/load-amounts.js';
import type { RevisionLoad } from '../traffic/revision-loads.js';
import { type Amounts, amountColumn, column, columnsWhere, nameCell, type Table } from './column.js';

/** A service at the end of an interval. */
export interface ServiceRow extends Counted {
  readonly timeMs: Ms;
  /** As a cell. */
  readonly name: string;
  readonly owner: OwnerAccount;
  /** By LoadAmount; null: it has no load. */
  readonly load: Amounts;
}

/** Counts within an interval. */
interface Counted {
  readonly requested: number;
  readonly started: number;
  readonly stopped: number;
  /** Task-milliseconds. */
  readonly missing: bigint;
}

/** The row of any service, which the next one overwrites. */
export class OneServiceRow implements ServiceRow {
  timeMs = 0;
  name = '';
  load: Amounts = null;
  requested = 0;
  started = 0;
  stopped = 0;
  missing = 0n;

  constructor(public owner: OwnerAccount) {}
}

export const SERVICES: Table<ServiceRow> = {
  file: 'services.csv',
  rows: 'A row per interval and service.',
  columns: [
    column('time_ms', 'ms', 'End of the interval.', ({ timeMs }) => timeMs),
    column('service', '', 'Its name.', ({ name }) => name),
    column('desired_tasks', 'tasks', 'Desired count.', ({ owner }) => owner.desired),
    column(
      'provisioning_tasks',
      'tasks',
      'Tasks in PROVISIONING, those that the quota holds back included.',
      ({ owner }) => owner.inStage[TaskStage.provisioning],
    ),
    column('pending_tasks', 'tasks', 'Tasks that pull images or start containers.', ({ owner }) => owner.inStage[TaskStage.pending]),
    column('running_tasks', 'tasks', 'Tasks in RUNNING.', ({ owner }) => owner.inStage[TaskStage.running]),
    column(
      'stopping_tasks',
      'tasks',
      'Tasks that ECS has asked to stop and that are not STOPPED yet.',
      ({ owner }) => owner.inStage[TaskStage.stopping],
    ),
    column('requested_tasks', 'tasks', 'Tasks requested within the interval.', ({ requested }) => requested),
    column('started_tasks', 'tasks', 'Tasks that reached RUNNING within the interval.', ({ started }) => started),
    column('stopped_tasks', 'tasks', 'Tasks that stopped or were refused within the interval.', ({ stopped }) => stopped),
    column(
      'below_desired_task_minutes',
      'task-minutes',
      'Desired less RUNNING tasks while that is positive, summed over the interval.',
      ({ missing }) => quotient(missing, 60_000n, HOUR_DIGITS),
    ),
    column(
      'healthy_tasks',
      'tasks',
      'Tasks in RUNNING that are healthy. Of a service without health checks, all tasks in RUNNING.',
      ({ owner }) => owner.healthy,
    ),
    column(
      'unhealthy_tasks',
      'tasks',
      'Tasks in RUNNING whose health checks have failed.',
      ({ owner }) => owner.inCondition[Condition.unhealthy],
    ),
    ...columnsWhere(hasLoad, [
      amountColumn(
        'requests',
        'requests',
        'Requests or messages that came in the interval. This column and those below it only where some service has a [load](../load.md).',
        LoadAmount.requests,
      ),
      amountColumn('served', 'requests', 'Requests whose service began, or messages that were done.', LoadAmount.served),
      amountColumn('shed', 'requests', 'Requests that the service turned away or that gave up.', LoadAmount.shed),
      amountColumn(
        'requests_lost',
        'requests',
        'Requests sent to a task that did not answer: it hung, or had ended and was still in the rotation of its load balancer. `requests` includes them. `requests_lost` of a run counts `shed`, too: that is `shed_or_lost` here.',
        LoadAmount.requestsLost,
      ),
      amountColumn(
        'shed_or_lost',
        'requests',
        '`shed` and `requests_lost` together. Of all services with requests, summed over the run, it is `requests_lost` of summary.json.',
        LoadAmount.shedOrLost,
      ),
      amountColumn('backlog', 'requests', 'Requests that wait for a task at the end of the interval.', LoadAmount.backlog),
      amountColumn('serving_tasks', 'tasks', 'Tasks that served, on average.', LoadAmount.servingTasks),
      amountColumn(
        'cpu_percent',
        '%',
        'CPU in use, of what the tasks reserve: mean of the minutes that have data. Empty when no task ran.',
        LoadAmount.cpuPercent,
      ),
      amountColumn('memory_percent', '%', 'The same for memory.', LoadAmount.memoryPercent),
      amountColumn('request_wait_mean_ms', 'ms', 'Mean wait for service, of the requests served.', LoadAmount.waitMeanMs),
      amountColumn('request_wait_p95_ms', 'ms', '95th percentile of that wait, the highest of the minutes.', LoadAmount.waitP95Ms),
      amountColumn(
        'oldest_message_ms',
        'ms',
        'Age of the message at the head of a queue, the highest of the minutes.',
        LoadAmount.oldestMs,
      ),
    ]),
  ],
};

/** The load of one revision of a service. */
export interface RevisionRow {
  readonly timeMs: Ms;
  readonly setup: Setup;
  readonly service: number;
  readonly load: RevisionLoad;
}

export const REVISIONS: Table<RevisionRow> = {
  file: 'revisions.csv',
  rows: `A row per interval and deployment of a service that had tasks or requests. Only in a run in which the revisions of a service
[bear its load separately](../load.md#tasks-that-differ-and-target-groups-with-weights): a deployment shifts traffic between them, or they differ in pace or size.
The rows of an interval add up to the row of the service in \`services.csv\`.`,
  columns: [
    column('time_ms', 'ms', 'End of the interval.', ({ timeMs }) => timeMs),
    column('service', '', 'Its name.', ({ setup, service }) => nameCell(setup.services[service].name)),
    column('revision', '', 'Number of the deployment, from 0.', ({ load }) => load.revision),
    column('task_definition', '', 'Its task definition.', ({ setup, service, load }) =>
      definitionName(setup, { service, revision: load.revision }),
    ),
    column('requests', 'requests', 'Requests sent to its tasks.', ({ load }) => load.requests),
    column('served', 'requests', 'Requests whose service began.', ({ load }) => load.served),
    column('shed', 'requests', 'Requests that were turned away or gave up.', ({ load }) => load.shed),
    column('backlog', 'requests', 'Requests that wait for one of its tasks at the end of the interval.', ({ load }) => load.backlog),
    column(
      'running_tasks',
      'tasks',
      'Tasks that may receive requests, on average. A set without traffic has some.',
      ({ load }) => load.runningTasks,
    ),
    column(
      'cpu_percent',
      '%',
      'CPU in use, of what these tasks reserve: mean of the minutes that have data.',
      ({ load }) => load.cpuPercent,
    ),
    column(
      'response_mean_ms',
      'ms',
      'Mean time from arrival to the end of service, of the requests served. Empty when there were none.',
      ({ load }) => load.responseMeanMs,
    ),
    column(
      'request_wait_p95_ms',
      'ms',
      '95th percentile of the wait for service, the highest of the minutes.',
      ({ load }) => load.waitP95Ms,
    ),
  ],
};

function hasLoad({ services }: Setup): boolean {
  return services.some(({ load }) => load !== null);
}

/** Counts of one service within each interval; keeps the counters at the beginning of the interval. */
export class ServiceIntervals {
  private requested = 0;
  private started = 0;
  private stopped = 0;
  private missing = 0n;
  private readonly name: string;

  constructor(private readonly owner: OwnerAccount) {
    this.name = nameCell(owner.name);
  }

  /** Fills the row of the interval from `fromMs` to `timeMs`, and begins the next interval. */
  next(row: OneServiceRow, { fromMs, timeMs }: { readonly fromMs: Ms; readonly timeMs: Ms }): void {
    const { owner } = this;
    const { requested, started } = owner;
    const stopped = owner.stopped + owner.refused;
    row.timeMs = timeMs;
    row.name = this.name;
    row.owner = owner;
    row.requested = requested - this.requested;
    row.started = started - this.started;
    row.stopped = stopped - this.stopped;
    this.requested = requested;
    this.started = started;
    this.stopped = stopped;
    row.missing = 0n;
    if (owner.missingTasks.isZeroSince(fromMs)) return;
    const missing = owner.missingTasks.integralTo(timeMs);
    row.missing = missing - this.missing;
    this.missing = missing;
  }

  save(): unknown {
    const { requested, started, stopped, missing } = this;
    return structuredClone({ requested, started, stopped, missing });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}
