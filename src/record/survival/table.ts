import { column, nameCell, type Table } from '../tables/column.js';
import { type Criteria, type ReportedAlternative, survivedWord } from './report.js';
import { LOST_TO, type LostTo, type ServiceSurvival } from './survival.js';

/** A service through one way to lay the incidents; null: all services together. */
export interface IncidentRow {
  readonly scenario: string;
  readonly incidents: readonly string[];
  readonly criteria: Criteria;
  readonly alternative: ReportedAlternative;
  readonly service: ServiceSurvival | null;
}

const LOST_TO_MEANINGS: Readonly<Record<LostTo, string>> = {
  noInstance: 'while they waited for capacity or a network interface, and no instance booted',
  booting: 'while their instance was booting',
  starting: 'while they were starting: images and containers',
  scaledIn: 'because the desired count had been lowered',
  notStarted: 'because ECS had not started them',
};

const snake = (word: string) => word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const survivalOf = (row: IncidentRow) => row.service ?? row.alternative.survival;
const ofCluster = <T>({ service, alternative: { survival } }: IncidentRow, cell: (all: typeof survival) => T) =>
  service === null ? cell(survival) : null;

export const INCIDENT: Table<IncidentRow> = {
  file: 'incident.csv',
  rows: 'One row for each variant and choice of zones of an incident and each service of the first seed, and one for all services together. Only with an incident.',
  columns: [
    column('scenario', '', 'Name of the scenario.', ({ scenario }) => nameCell(scenario)),
    column('incident', '', 'Ids of the incidents.', ({ incidents }) => incidents.join(' ')),
    column('variant', '', '`mild`, `stated`, `severe`, or a variant of the timeline.', ({ alternative }) => alternative.variant),
    column('zones', '', 'Zones of the cluster that failed, by the letter of the timeline.', ({ alternative: { zones } }) =>
      zones.flatMap((one) => Object.entries(one).map(([letter, zone]) => `${letter}=${zone}`)).join(' '),
    ),
    column('service', '', 'Name of the service; empty for all together.', ({ service }) =>
      service === null ? '' : nameCell(service.service),
    ),
    column(
      'survived',
      '',
      '`yes` or `no`, by `incident.criteria`; `not shown` where no task was desired.',
      ({ service, alternative: { survival }, criteria }) => survivedWord(survival, criteria, service ?? undefined),
    ),
    column(
      'shortfall_task_minutes',
      'task-minutes',
      'Tasks missing, against the count that the run without the incident desired, less the same without it.',
      (row) => survivalOf(row).shortfallTaskMinutes,
    ),
    ...LOST_TO.map((cause) =>
      column<IncidentRow>(
        `lost_to_${snake(cause)}_task_minutes`,
        'task-minutes',
        `Of these ${LOST_TO_MEANINGS[cause]}.`,
        (row) => survivalOf(row).lostTo[cause],
      ),
    ),
    column(
      'zero_minutes',
      'min',
      'Minutes in which no task served; for all together the sum over services.',
      (row) => survivalOf(row).zeroMinutes,
    ),
    column(
      'worst_healthy_share',
      '',
      'The least share of the desired tasks that served.',
      ({ service }) => service?.worstHealthyShare ?? null,
    ),
    column('requests_lost', 'requests', 'Requests lost, less those without the incident.', (row) => survivalOf(row).requestsLost),
    column('lost_share', '', 'Of the arrivals.', (row) => survivalOf(row).lostShare),
    column(
      'recovered_at_ms',
      'ms',
      'Time of the run at which everything was as without the incident, for good. Empty: not within the time that is counted.',
      (row) => survivalOf(row).recoveredAtMs,
    ),
    column('cost_during_usd', 'USD', 'Bill from the first step to the end of the last one, less that without the incident.', (row) =>
      ofCluster(row, (all) => all.costDuringUsd),
    ),
    column('cost_after_usd', 'USD', 'The same from there to the end of what is counted.', (row) =>
      ofCluster(row, (all) => all.costAfterUsd),
    ),
    column(
      'dead_instance_hours',
      'h',
      'Hours of instances that were billed and had not registered, less those without the incident.',
      (row) => ofCluster(row, (all) => all.deadInstanceHours),
    ),
    column('launches', 'instances', 'Instances launched, less those without the incident.', (row) => ofCluster(row, (all) => all.launches)),
    column('launch_failures', 'launches', 'Launches that failed, less those without the incident.', (row) =>
      ofCluster(row, (all) => all.launchFailures),
    ),
    column('failed_starts', 'tasks', 'Tasks that failed to start, less those without the incident.', (row) =>
      ofCluster(row, (all) => all.failedStarts),
    ),
    column('healthy_tasks_stopped', 'tasks', 'Tasks that ECS stopped for failed health checks, less those without the incident.', (row) =>
      ofCluster(row, (all) => all.healthyTasksStopped),
    ),
  ],
};
