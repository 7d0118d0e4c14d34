import { DAY_MS } from '../../kernel/durations.js';
import { dateSecondsOf } from '../../placement/query/literals.js';
import { isStuck, percentArithmetic } from '../../services/deployments/percents.js';
import { readSchedule } from '../../services/scaling/schedule.js';
import { isOnInstances } from '../cluster/providers.js';
import { type Context, checkUniqueIn } from '../context.js';
import { checkLoad } from '../load/check.js';
import { checkScaling } from '../scaling/check.js';
import type { ServiceText, WorkloadText } from '../schema.js';
import { checkDeploymentsAndHealth } from '../services/check.js';
import { findDefinition } from '../task-definition/check.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';
import { checkTrace, hasRunTimes } from '../traces/check.js';
import { durationMs, ratePerHour } from '../units.js';
import { timeZoneOf } from './arrivals.js';
import { checkWhereToRun } from './where-to-run-check.js';

/** ECS accepted 4 rules per strategy before, and accepts 5 now. */
const PLACEMENT_RULES_OF_GUIDE = 4;

/** Reports mistakes in services and workloads. */
export function checkWork(context: Context): void {
  const { services, workloads } = context.scenario;
  checkUniqueIn(context, ['services'], services, 'serviceName');
  checkUniqueIn(context, ['workloads'], workloads, 'name');
  services.forEach((service, i) => {
    checkService(context, ['services', i], service);
  });
  workloads.forEach((workload, i) => {
    checkWorkload(context, ['workloads', i], workload);
  });
  if (services.length + workloads.length === 0) context.error([], 'runs nothing: give at least one of services and workloads');
}

function checkService(context: Context, path: Path, service: ServiceText): void {
  checkWhereToRun(context, path, service);
  checkLoad(context, [...path, 'load'], service);
  checkScaling(context, [...path, 'scaling'], service);
  const { schedulingStrategy, desiredCount, desiredCountSchedule, placementStrategy, deploymentConfiguration } = service;
  if (schedulingStrategy === 'DAEMON') {
    for (const key of ['desiredCount', 'desiredCountSchedule', 'placementStrategy'] as const)
      if (service[key] !== undefined)
        context.error([...path, key], 'a DAEMON service takes none: it runs one task on each active instance');
    const { maximumPercent = 100 } = deploymentConfiguration;
    if (maximumPercent !== 100)
      context.error([...path, 'deploymentConfiguration', 'maximumPercent'], `${maximumPercent} is not possible for a DAEMON service: 100`);
    if (deploymentConfiguration.minimumHealthyPercent === 100)
      context.warn(
        [...path, 'deploymentConfiguration', 'minimumHealthyPercent'],
        '100 lets no task of a DAEMON service be replaced, because its maximumPercent is 100: at most 99',
      );
    if (service.capacityProviderStrategy !== undefined)
      context.error(
        [...path, 'capacityProviderStrategy'],
        'is not possible for a DAEMON service, which runs on the instances of every provider (S.DAEMON-1): leave it out, and keep instances away with placementConstraints',
      );
    else if (service.launchType === undefined && context.scenario.cluster.defaultCapacityProviderStrategy !== undefined)
      context.warn(
        [...path, 'launchType'],
        'is missing, and the cluster has a default strategy: AWS refused such a DAEMON service in reports of 2020 to 2023. Write launchType: EC2',
      );
  } else {
    if (desiredCount === undefined && desiredCountSchedule === undefined)
      context.error([...path, 'desiredCount'], 'is missing: how many tasks the service keeps');
    checkCreation(context, path, service);
  }
  checkDeploymentsAndHealth(context, path, service);
  checkContainers(context, path, service);
  if (schedulingStrategy === 'REPLICA') warnOfDeadlock(context, path, service);
  if (desiredCountSchedule !== undefined) checkSchedule(context, [...path, 'desiredCountSchedule'], desiredCountSchedule);
  if (placementStrategy !== undefined && placementStrategy.length > PLACEMENT_RULES_OF_GUIDE)
    context.warn(
      [...path, 'placementStrategy'],
      `has ${placementStrategy.length} rules: the guide of 2024 allows ${PLACEMENT_RULES_OF_GUIDE}`,
    );
}

/** A service has no desired count before its creation. */
function checkCreation(context: Context, path: Path, { createdAt, desiredCountSchedule: schedule }: ServiceText): void {
  if (createdAt === undefined || schedule === undefined) return;
  const place = [...path, 'desiredCountSchedule'];
  if (schedule.every !== undefined)
    context.error([...place, 'every'], 'is not possible for a service with createdAt: write the counts out');
  const [first] = schedule.entries ?? [];
  if (first !== undefined && durationMs(first.at) < durationMs(createdAt))
    context.error([...place, 'entries', 0, 'at'], `${first.at} is before the service is created, at ${createdAt}`);
}

/**
 * A task can be replaced if one may stop before the new one runs, or one may start before the old one stops (C.DRN-06, S.DEP-8). More tasks
 * leave more room for the percentages, so the lowest desired count that the service may have decides. Other controllers than ECS use the
 * defaults (S.DEP-9).
 */
function warnOfDeadlock(context: Context, path: Path, service: ServiceText): void {
  const { deploymentConfiguration, deploymentController, deployments } = service;
  const { minimumHealthyPercent: minimum = 100, maximumPercent: maximum = 200 } = deploymentConfiguration;
  const count = Math.min(...countsOf(service).filter((desired) => desired > 0));
  if (!Number.isFinite(count) || (deploymentController?.type ?? 'ECS') !== 'ECS') return;
  const percents = { minimumHealthyPercent: minimum, maximumPercent: maximum };
  if (!isStuck(count, percents)) return;
  const leaving = isOnInstances(service, context.scenario)
    ? 'A drain waits for ever, a managed one for 48 hours (C.ERR-07)'
    : 'A retirement of Fargate stops each task first and starts another then (C.RET-02)';
  const waits = `${leaving}${deployments.length > 0 ? ', and no deployment gets on' : ''}`;
  context.warn([...path, 'deploymentConfiguration'], `${percentArithmetic(count, percents)}. ${waits}`);
}

/** The desired counts at the start and by schedule, and the lowest above 0 that its scaler may choose. */
function countsOf({ desiredCount = 0, desiredCountSchedule, scaling }: ServiceText): number[] {
  const stated = [desiredCount, ...(desiredCountSchedule?.entries ?? []).map((entry) => entry.desiredCount)];
  if (scaling === undefined || scaling.maxCapacity === 0) return stated;
  const least = [scaling.minCapacity, ...scaling.scheduledActions.map((action) => action.scalableTargetAction.minCapacity)];
  return [...stated, ...least.flatMap((count) => (count === undefined ? [] : [Math.max(1, count)]))];
}

function checkSchedule(context: Context, path: Path, { every, entries }: NonNullable<ServiceText['desiredCountSchedule']>): void {
  let before = -1;
  if (entries.length === 0) context.error([...path, 'entries'], 'has no entry: give one at least, or recorded in its place');
  entries.forEach(({ at }, i) => {
    const atMs = durationMs(at);
    if (atMs <= before) context.error([...path, 'entries', i, 'at'], `${at} does not come after the entry before it`);
    else if (every !== undefined && atMs >= durationMs(every))
      context.error([...path, 'entries', i, 'at'], `${at} is not within the period of ${every}`);
    before = Math.max(before, atMs);
  });
}

function checkWorkload(context: Context, path: Path, workload: WorkloadText): void {
  if (workload.startTask === undefined) checkWhereToRun(context, path, workload);
  else checkStartTask(context, path, workload);
  checkContainers(context, path, workload);
  const { arrivals, runTime } = workload;
  const hasOwnRunTime = arrivals.type === 'trace' && hasRunTimes(arrivals);
  if (runTime === undefined && !hasOwnRunTime)
    context.error(
      [...path, 'runTime'],
      'is missing: how long a task runs, such as "10m", { lognormal: { median: 5m, p95: 30m } } or forever',
    );
  checkArrivals(context, [...path, 'arrivals'], arrivals);
}

function checkArrivals(context: Context, path: Path, arrivals: WorkloadText['arrivals']): void {
  if (arrivals.type === 'diurnal') {
    if (ratePerHour(arrivals.trough) > ratePerHour(arrivals.peak))
      context.error([...path, 'trough'], `${arrivals.trough} is above the peak of ${arrivals.peak}`);
    if (durationMs(arrivals.peakAt) >= DAY_MS) context.error([...path, 'peakAt'], `${arrivals.peakAt} is no time of day: below 24h`);
  }
  if (arrivals.type === 'schedule' && arrivals.every !== undefined) {
    const { at, every } = arrivals;
    at.forEach((text, i) => {
      if (durationMs(text) >= durationMs(every)) context.error([...path, 'at', i], `${text} is not within the period of ${every}`);
    });
  }
  if (arrivals.type === 'cron' || arrivals.type === 'rate') checkScheduled(context, path, arrivals);
  if (arrivals.type === 'trace') checkTrace(context, path, arrivals);
}

/** Each container whose behaviour is given must be one of a task definition that the work runs. */
function checkContainers(context: Context, path: Path, work: ServiceText | WorkloadText): void {
  if (work.containers === undefined) return;
  const deployed = 'deployments' in work ? work.deployments.flatMap(({ taskDefinition }) => taskDefinition ?? []) : [];
  const indexes = [work.taskDefinition, ...deployed].map((name) => findDefinition(name, context.definitions));
  const definitions = indexes.map((index) => (index === undefined ? undefined : context.definitions[index]));
  if (definitions.includes(undefined)) return;
  const names = definitions.flatMap((definition) => definition!.containers.map(({ name }) => name));
  for (const name of Object.keys(work.containers))
    if (!names.includes(name))
      context.error([...path, 'containers', name], `its task definition has no container ${JSON.stringify(name)}${instead(name, names)}`);
}

type Scheduled = Extract<WorkloadText['arrivals'], { type: 'cron' | 'rate' }>;

/** The mistake in an expression of the right form, and the remedy. */
const MISTAKES: Record<Scheduled['type'], string> = {
  cron: 'is no cron expression of EventBridge: six fields (minutes hours day-of-month month day-of-week year), such as cron(0 9 ? * MON-FRI *), with ? for the day of the month or for the day of the week, and days of the week from 1, which is Sunday, to 7',
  rate: 'is no rate: a whole number above 0 and minute, hour or day, with an s above 1, such as rate(5 minutes)',
};

/** Checks arrivals by a schedule of EventBridge. */
function checkScheduled(context: Context, path: Path, arrivals: Scheduled): void {
  const { type, scheduleExpression } = arrivals;
  const at = [...path, 'scheduleExpression'];
  const shown = JSON.stringify(scheduleExpression);
  const { scenario } = context;
  const startsAtMs = (dateSecondsOf(scenario.startsAt) ?? 0) * 1_000;
  const schedule = readSchedule(scheduleExpression, { timeZone: timeZoneOf(arrivals), startsAtMs });
  if (schedule === 'timeZone')
    context.error(
      [...path, 'scheduleExpressionTimezone'],
      `${JSON.stringify(timeZoneOf(arrivals))} is no time zone: write an IANA name such as Europe/Berlin`,
    );
  else if (typeof schedule === 'string' || !scheduleExpression.trim().startsWith(type)) context.error(at, `${shown} ${MISTAKES[type]}`);
  else if ((schedule.nextMs(-1) ?? Number.POSITIVE_INFINITY) >= durationMs(scenario.duration))
    context.warn(at, `${shown} is not due between startsAt and the end of the run: no task comes`);
}

/** Keys that StartTask does not have, because it does no placement. */
const NOT_TAKEN = ['capacityProviderStrategy', 'placementStrategy', 'placementConstraints'] as const;

/** Checks StartTask: it needs container instances of launch type EC2, which it names. */
function checkStartTask(context: Context, path: Path, workload: WorkloadText): void {
  const {
    launchType = 'EC2',
    count,
    startTask,
    capacityProviderStrategy: _,
    placementStrategy: _s,
    placementConstraints: _c,
    ...rest
  } = workload;
  for (const key of NOT_TAKEN)
    if (workload[key] !== undefined)
      context.error([...path, key], 'stands beside startTask, which names the instances itself: leave it out');
  if (launchType !== 'EC2')
    context.error(
      [...path, 'launchType'],
      `${launchType} has no container instances that StartTask could name: leave it out, or leave out startTask`,
    );
  if (count > 1)
    context.error([...path, 'count'], `${count} is not possible with startTask, which starts a task on each instance: leave it out`);
  const { containerInstances } = startTask!;
  containerInstances.forEach((instance, i) => {
    if (containerInstances.indexOf(instance) < i)
      context.error(
        [...path, 'startTask', 'containerInstances', i],
        `${instance} is there already: a call starts one task on each instance`,
      );
  });
  checkWhereToRun(context, path, { ...rest, count, startTask, launchType: 'EC2' });
}
