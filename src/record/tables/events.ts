import type { Ms } from '../../kernel/event-loop.js';
import { FACTS, type FactKind } from '../../sim/facts.js';
import { column, type Table } from './column.js';

export interface EventRow {
  readonly atMs: Ms;
  readonly kind: FactKind;
  readonly args: readonly number[];
}

/** Unit and description of each argument of facts, by name. */
const ARGUMENTS: Readonly<Record<string, readonly [unit: string, description: string]>> = {
  class: ['', 'Ordinal of a task class: tasks of one service or workload and of one size.'],
  service: ['', 'Index of the service.'],
  workload: ['', 'Index of the workload.'],
  cpuUnits: ['CPU units', 'CPU that a task of the class reserves.'],
  memoryMib: ['MiB', 'Memory that a task of the class reserves.'],
  eni: ['interfaces', 'Network interfaces of a task of the class.'],
  instance: ['', 'Id of the instance.'],
  type: ['', 'Index of the instance type.'],
  zone: ['', 'Index of the zone.'],
  provider: ['', 'Index of the capacity provider.'],
  hasTrunk: ['', '1 with a trunk interface.'],
  purchase: ['', '0 On-Demand, 1 Spot.'],
  cause: ['', 'Code of StopCause, InstanceCause or DeploymentCause.'],
  task: ['', 'Id of the task.'],
  reason: ['', 'Code of a refusal, of a scaling reason, or of LaunchReason.'],
  bootMs: ['ms', 'Part of the wait in which the instance was booting.'],
  pullMs: ['ms', 'Time to pull the images.'],
  startMs: ['ms', 'Time to start the containers.'],
  wasPlaced: ['', '1 when the task had an instance.'],
  cutShortMs: ['ms', 'Rest of the stop time of a task when its instance ended.'],
  sigtermMs: ['ms', 'Time at which a stopped task got SIGTERM; -1: never.'],
  exitedMs: ['ms', 'Time at which its essential container exited; -1: it never ran, or its instance ended first.'],
  count: ['tasks', 'Desired count.'],
  needed: ['instances', 'M: instances that tasks need.'],
  running: ['instances', 'N: instances that run.'],
  waiting: ['tasks', 'Tasks that wait.'],
  desired: ['instances', 'DesiredCapacity.'],
  lowPoints: ['', 'Datapoints in a row below the target.'],
  fromDesired: ['', 'DesiredCapacity before; of a service its desired count.'],
  toDesired: ['', 'DesiredCapacity after; of a service its desired count.'],
  instances: ['instances', 'Instances that refused the class for the reason.'],
  fitting: ['instances', 'Instances with room for it: its service looks again only later, or older tasks come first.'],
  endsAtMs: ['ms', 'Time at which an interrupted Spot instance ends.'],
  missing: ['instances', 'Instances that a group wanted and could not launch.'],
  retryAtMs: ['ms', 'Time at which the group tries again; -1: never.'],
  isConnected: ['', '1 when the agent is connected again, 0 when it has lost its connection.'],
  caller: ['', 'The caller whose call was throttled: 0 a group, 1 a workload, 2 a service, 3 an agent.'],
  subject: ['', 'Index of the group, workload or service; id of the instance of the agent.'],
  wanted: ['', 'Number of tasks or instances that the call and those behind it are for.'],
  untilMs: ['ms', 'Time at which the call goes through.'],
  isAbandoned: ['', '1 when a lifecycle hook ended the wait with ABANDON.'],
  isTerminating: ['', '1 when the instance waited before its end, 0 when it waited before it was in service.'],
  fault: ['', 'Number of the entry of `faults` that did it, from 0.'],
  tasks: ['tasks', 'Tasks that kept an instance from being deregistered.'],
  poolState: [
    '',
    'State of an instance in a warm pool: 1 made ready, 2 stopped, 3 running, 4 hibernated; 0 when it has left the pool for the group.',
  ],
  arrivedMilli: ['thousandths', 'Requests or messages that came in the minute.'],
  servedMilli: ['thousandths', 'Requests whose service began, of those that came or waited; of a queue, messages that were done.'],
  shedMilli: ['thousandths', 'Requests that were turned away or gave up.'],
  backlogMilli: ['thousandths', 'Requests that wait at the end of the minute.'],
  servingMilli: ['thousandths', 'Tasks that served, on average.'],
  cpuMilliPercent: ['thousandths of a percent', 'CPU in use, of what the tasks reserve; -1: no data.'],
  memoryMilliPercent: ['thousandths of a percent', 'The same for memory.'],
  waitMeanUs: ['µs', 'Mean wait for service; -1: no request was served, or it is a queue.'],
  waitP95Us: ['µs', '95th percentile of that wait.'],
  oldestMs: ['ms', 'Age of the message at the head of a queue; -1: it is no queue.'],
  policy: ['', 'Place of the scaling policy among those of its service; -1: none.'],
  metricMilli: ['thousandths', 'The last value that its alarm saw; -1: none.'],
  revision: ['', 'Number of the deployment of its service, from 0.'],
  rollout: ['', '1 IN_PROGRESS, 2 COMPLETED, 3 FAILED.'],
  condition: ['', '1 healthy, 2 unhealthy.'],
  by: [
    '',
    'How a task fails: 1 it answers nothing, 2 it answers with errors, 3 its health checks alone fail, 4 its instance has no power.',
  ],
  drainedMs: ['ms', 'Time at which a deregistered target has drained.'],
  lostMilli: ['thousandths', 'Requests of the minute sent to tasks that did not answer.'],
  nth: ['', 'Number of the instance refresh of the group, from 0.'],
  status: ['', 'Of an instance refresh: 1 begun, 2 successful, 3 failed, 4 refused.'],
  greenTenths: ['tenths of a percent', 'Share of the production traffic of a service that green has, in a deployment that shifts it.'],
  blockedBy: [
    '',
    'The reason for which the scheduler can do nothing for a service: 1 its percentages in a deployment, 2 scale-in protection, 3 its percentages while its tasks are on DRAINING instances; 0 nothing any more.',
  ],
  tasksLeft: ['tasks', 'Tasks that it would replace.'],
  failedInARow: ['', 'Starts of tasks of a service that failed in a row.'],
  startsAgainMs: ['ms', 'Time of the next start.'],
  failures: ['tasks', 'Failures that the circuit breaker of a deployment has counted.'],
  threshold: ['tasks', 'Failures at which it fails the deployment.'],
  runningMilli: ['thousandths', 'Tasks of a revision that may receive requests, on average.'],
  responseMeanUs: ['µs', 'Mean time from arrival to the end of service; -1: no request was served.'],
  inARow: ['', 'Attempts of a service in a row that found no instance.'],
  againMs: ['ms', 'Time at which it looks again.'],
  alarm: ['', 'Place of an alarm on a metric among those of the deployments of a service.'],
  state: ['', 'The new state of the alarm: 0 OK, 1 ALARM, 2 INSUFFICIENT_DATA.'],
  gpuMilli: ['thousandths', 'GPUs that a task of the class reserves, where a trace says it: a share of one, or whole ones.'],
};

/** The arguments of all facts in order of first use. */
const NAMES = [...new Set(Object.values(FACTS).flatMap((fact) => fact.args))];

/** For each kind of fact: the index of each of NAMES among its arguments, or -1. */
const PLACES: Int8Array[] = [];
for (const [kind, fact] of Object.entries(FACTS)) PLACES[Number(kind)] = Int8Array.from(NAMES, (name) => fact.args.indexOf(name));

export const EVENTS: Table<EventRow> = {
  file: 'events.csv',
  rows: `A row per fact, on request (\`--events\`). Each kind of fact fills the columns of its own arguments; the others are empty. Indexes of types, zones, providers,
services and workloads count from 0 in the order of the scenario, -1 is none.`,
  columns: [
    column('time_ms', 'ms', 'Time at which it became true.', ({ atMs }) => atMs),
    column('fact', '', 'Name of the kind: `taskRequested`, `instanceLaunched`, ...', ({ kind }) => FACTS[kind].name),
    ...NAMES.map((name, n) => {
      const [unit, description] = ARGUMENTS[name];
      return column<EventRow>(snakeCase(name), unit, description, ({ kind, args }) => {
        const place = PLACES[kind][n];
        return place < 0 ? null : args[place];
      });
    }),
  ],
};

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
