import { alarmProblems } from '../../metrics/alarm-terms.js';
import { SERVICE_METRIC_NAMES } from '../../metrics/names.js';
import { type Context, reportTooNew } from '../context.js';
import { metricCalled } from '../scaling/custom-setup.js';
import { alarmTermsOf, metricsOf } from '../scaling/setup.js';
import type { ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { instead, show } from '../text/suggest.js';

type MetricAlarmText = NonNullable<ServiceText['metricAlarms']>[number];

/** Checks the alarms that fail deployments, at times of the scenario or by metrics of the load. */
export function checkAlarms(context: Context, path: Path, service: ServiceText): void {
  const { deploymentConfiguration, deploymentAlarms, metricAlarms = [], deploymentController } = service;
  const { alarms } = deploymentConfiguration;
  checkBakeTime(context, [...path, 'deploymentConfiguration', 'bakeTimeInMinutes'], service);
  const hasOwnAlarms = deploymentController?.type === 'CODE_DEPLOY';
  const isWatching = alarms?.enable === true || hasOwnAlarms;
  if (alarms?.enable === true && deploymentAlarms.length + metricAlarms.length === 0)
    context.warn(
      [...path, 'deploymentConfiguration', 'alarms'],
      'has no effect: neither deploymentAlarms nor metricAlarms says that an alarm ever goes off',
    );
  for (const key of ['deploymentAlarms', 'metricAlarms'] as const)
    if (!isWatching && (service[key] ?? []).length > 0)
      context.warn([...path, key], 'has no effect: write deploymentConfiguration: { alarms: { enable: true } }');
  deploymentAlarms.forEach(({ alarmName }, i) => {
    // Without alarmNames all of these alarms count.
    if (alarmName !== undefined && alarms?.enable === true && alarms.alarmNames.length > 0)
      warnOfName(context, [...path, 'deploymentAlarms', i], alarmName, alarms.alarmNames);
  });
  metricAlarms.forEach((alarm, i) => {
    const at = [...path, 'metricAlarms', i];
    if (metricAlarms.findIndex(({ alarmName }) => alarmName === alarm.alarmName) < i)
      context.error([...at, 'alarmName'], `${show(alarm.alarmName)} is taken: names are unique here`);
    else if (alarms?.enable === true) warnOfName(context, at, alarm.alarmName, alarms.alarmNames);
    checkMetric(context, at, { service, alarm });
    checkTerms(context, at, alarm);
  });
}

/** That of a rolling update is newer than the guide, and waits for alarms (N.STRAT-5). */
function checkBakeTime(context: Context, at: Path, { deploymentConfiguration }: ServiceText): void {
  const { strategy = 'ROLLING', bakeTimeInMinutes, alarms } = deploymentConfiguration;
  if (strategy !== 'ROLLING' || bakeTimeInMinutes === undefined) return;
  if (reportTooNew(context, at)) return;
  if (alarms?.enable !== true && bakeTimeInMinutes > 0) context.warn(at, 'has no effect: the rolling update has no alarms to watch');
}

function warnOfName(context: Context, at: Path, name: string, names: readonly string[]): void {
  if (!names.includes(name)) context.warn([...at, 'alarmName'], `has no effect: ${show(name)} is not in alarmNames${instead(name, names)}`);
}

function checkMetric(context: Context, at: Path, { service, alarm }: { service: ServiceText; alarm: MetricAlarmText }): void {
  const { load, deploymentConfiguration, deploymentController } = service;
  const { metricName, tasks } = alarm;
  const { strategy = 'ROLLING' } = deploymentConfiguration;
  if (load === undefined) {
    // `at` is [service, metricAlarms, index].
    if (!context.isReported([...at.slice(0, -2), 'load'])) context.error(at, 'needs a metric, and the service has none: give it a load');
    return;
  }
  const metric = metricCalled(metricName);
  const metrics = metricsOf(load.queue === undefined ? 'requests' : 'queue');
  const names = [...metrics].map((one) => SERVICE_METRIC_NAMES[one]!);
  if (metric < 0) context.error([...at, 'metricName'], `${show(metricName)} is no metric of a service here${instead(metricName, names)}`);
  else if (!metrics.has(metric))
    context.error([...at, 'metricName'], `${metricName} is a metric that the service does not have: it has ${names.join(', ')}`);
  if (tasks === 'new' && strategy === 'ROLLING' && deploymentController?.type !== 'CODE_DEPLOY')
    context.error([...at, 'tasks'], 'new needs tasks in a target group of their own: a strategy that shifts traffic, or all');
}

function checkTerms(context: Context, at: Path, alarm: MetricAlarmText): void {
  const { period, evaluationPeriods, datapointsToAlarm } = alarm;
  if (period % 60 !== 0)
    context.error([...at, 'period'], `${period} is no multiple of 60: a load balancer and ECS have a data point a minute`);
  for (const problem of alarmProblems(alarmTermsOf(alarm))) {
    if (problem === 'datapointsToAlarm')
      context.error([...at, problem], `${datapointsToAlarm} is above evaluationPeriods, ${evaluationPeriods}`);
    if (problem === 'tooLong')
      context.error(
        [...at, 'evaluationPeriods'],
        `${evaluationPeriods} periods of ${period} s exceed the limit of CloudWatch: a day, or a week with periods of an hour or more`,
      );
  }
}
