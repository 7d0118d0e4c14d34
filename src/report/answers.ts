import { MINUTE_MS } from '../kernel/durations.js';
import { durationText, numberText, percentText, plural, shareText, usdText } from '../kernel/quantity-text.js';
import type { Headline } from '../record/metrics.js';
import type { OwnerMetrics, RunMetrics } from '../record/run-metrics.js';
import type { ReportedTraffic } from '../record/traffic/service-traffic.js';
import { hasFargate, hasInstances } from './features-used.js';
import { waitOf } from './sentence.js';
import type { FinishedRun } from './summary.js';

/** One of the first lines of a report: what it is about, and a sentence or two with numbers. */
export interface Answer {
  readonly about: string;
  readonly text: string;
}

/** Returns the answer of a run: money, waiting and availability. */
export function answersOf({ record }: Pick<FinishedRun, 'record'>): Answer[] {
  const { metrics, traffic, endMs } = record;
  const availability = availabilityText(metrics, traffic);
  return [
    { about: 'Money', text: moneyText(metrics, endMs) },
    { about: 'Waiting', text: waitingText(metrics) },
    ...(availability === '' ? [] : [{ about: 'Availability', text: availability }]),
  ];
}

/** Returns whether headline counts of tasks leave some out. */
export function daemonsAside({ owners }: RunMetrics): string {
  return owners.some((owner) => owner.is_daemon) ? ', daemons aside' : '';
}

function moneyText(metrics: RunMetrics, endMs: number): string {
  const { headline } = metrics;
  const { cost_per_month_usd: month, cost_usd: cost, cost_unreserved_usd: unreserved, cost_unreserved_percent: percent } = headline;
  const run = `${usdText(cost ?? 0)} for ${durationText(endMs)}: ${capacityText(metrics)}${perTaskHour(headline)}.`;
  const all = month === null ? run : `${usdText(month)} a month (730 h); ${run}`;
  if (!hasInstances(headline) || percent === null) return all;
  const part = `${usdText(unreserved ?? 0)} of the ${usdText(cost ?? 0)}`;
  return `${all} ${part} went for capacity that no task reserved: ${percentText(percent, 0)} of what instances cost.`;
}

function capacityText({ headline, providers }: RunMetrics): string {
  const { instance_hours: hours, peak_instances: peak, peak_fargate_vcpus: peakVcpus } = headline;
  const { fargate_vcpu_hours: vcpuHours, fargate_gb_hours: gbHours } = headline;
  const fleet = `${numberText(hours ?? 0, 1)} instance-hours, at most ${plural(peak ?? 0, 'instance')} at a time`;
  if (!hasFargate(headline)) return fleet;
  const sum = (key: 'licensed_vcpu_hours' | 'storage_gb_hours') => providers.reduce((all, { fargate }) => all + (fargate?.[key] ?? 0), 0);
  const [licensed, storage] = [sum('licensed_vcpu_hours'), sum('storage_gb_hours')];
  const onWindows = licensed === 0 ? '' : ` (${numberText(licensed, 2)} with a Windows licence)`;
  const more = storage === 0 ? '' : ` and ${numberText(storage, 2)} GB-hours of extra storage`;
  const billed = `${numberText(vcpuHours ?? 0, 2)} vCPU-hours${onWindows} and ${numberText(gbHours ?? 0, 2)} GB-hours on Fargate${more}`;
  const fargate = `${billed}, at most ${vcpusText(peakVcpus ?? 0)} at a time`;
  return hasInstances(headline) ? `${fleet}, and ${fargate}` : fargate;
}

/** A task on Fargate has a quarter of a vCPU or more, so that the sum need not be whole. */
function vcpusText(vcpus: number): string {
  return `${numberText(vcpus, 0, 2)} vCPU${vcpus === 1 ? '' : 's'}`;
}

function perTaskHour({ cost_per_task_hour_usd: usd }: Headline): string {
  return usd === null ? '' : `; ${usdText(usd, 4)} per task-hour`;
}

function waitingText(metrics: RunMetrics): string {
  const { tasks_waited: waited, tasks_started: started, tasks_waiting: waiting } = metrics.headline;
  const { wait_p50_ms: p50, wait_p95_ms: p95, wait_max_ms: longest } = metrics.headline;
  const atEnd = waiting ? ` ${plural(waiting, 'task')} still ${waiting === 1 ? 'waits' : 'wait'} at the end.` : '';
  const still = `${stoppedText(metrics)}${atEnd}`;
  if (p50 === null) return `${started ? earlierText(started) : 'No task started.'}${still}`;
  const tasks = `${plural(waited ?? 0, 'task')}${daemonsAside(metrics)}`;
  if (waited === 1) return `${tasks}: it waited ${waitOf(p50)} from its request until it ran.${still}`;
  return `${tasks}: from request to running, half waited at most ${waitOf(p50)}, 95 % at most ${waitOf(p95)}, the slowest ${waitOf(longest)}.${still}`;
}

function stoppedText({ tasksStoppedBeforeRunning: count }: RunMetrics): string {
  return count === 0 ? '' : ` ${plural(count, 'task')} ${count === 1 ? 'was' : 'were'} stopped before ${count === 1 ? 'it' : 'they'} ran.`;
}

/** Returns the tasks that tasks_started counts without a wait. */
function earlierText(started: number): string {
  return started === 1
    ? 'The task that ran was requested before the run began.'
    : `The ${numberText(started, 0)} tasks that ran were requested before the run began.`;
}

/** Empty without services but daemons. */
function availabilityText(metrics: RunMetrics, traffic: readonly ReportedTraffic[]): string {
  const { headline, owners } = metrics;
  const services = owners.filter(({ kind, is_daemon }) => kind === 'service' && !is_daemon);
  if (services.length === 0) return '';
  return [missingText(metrics, services), lostText(headline, traffic)].filter((text) => text !== '').join(' ');
}

function missingText({ headline, withoutTaskAtFirstMinutes: atFirst }: RunMetrics, services: readonly OwnerMetrics[]): string {
  const { below_desired_task_minutes: missing, without_task_service_minutes: without } = headline;
  if (!missing)
    return services.some(({ tasks_started }) => tasks_started > 0)
      ? 'No service had fewer tasks than it desired.'
      : 'No service desired a task.';
  const short = `Desired tasks were missing for ${tenths(missing)} task-minutes${worstText(services, 'below_desired_task_minutes', tenths)}.`;
  if (!without) return `${short} No service was ever without a task.`;
  const [whose, theirs] = services.length === 1 ? ['The service', 'its first task'] : ['Services', 'their first tasks'];
  const early =
    atFirst === 0 ? '' : `, ${minutesText(atFirst) === minutesText(without) ? '' : `${minutesText(atFirst)} of it `}before ${theirs} ran`;
  return `${short} ${whose} had no task at all for ${minutesText(without)}${worstText(services, 'without_task_minutes', minutesText)}${early}.`;
}

/** The service with the greatest value, if there are several. */
function worstText(
  services: readonly OwnerMetrics[],
  key: 'below_desired_task_minutes' | 'without_task_minutes',
  textOf: (minutes: number) => string,
): string {
  if (services.length === 1) return '';
  const worst = services.reduce((most, other) => (other[key] > most[key] ? other : most));
  return ` (worst: ${worst.name}, ${textOf(worst[key])})`;
}

function tenths(minutes: number): string {
  return minutes > 0 && minutes < 0.05 ? '< 0.1' : numberText(minutes, 1);
}

function minutesText(minutes: number): string {
  return durationText(minutes * MINUTE_MS);
}

/** Of the services whose load is requests; messages wait in their queue. */
function lostText({ requests_lost: lost }: Headline, traffic: readonly ReportedTraffic[]): string {
  const requests = traffic.reduce((sum, service) => sum + (service.load === 'requests' ? service.requests : 0), 0);
  if (lost === null || requests === 0) return '';
  if (lost < 1) return `None of ${numberText(requests, 0)} requests lost.`;
  const atFirst = traffic.reduce((sum, { load, shed_at_first: shed = 0 }) => sum + (load === 'requests' ? shed : 0), 0);
  const early = atFirst < 0.5 ? '' : `, ${numberText(atFirst, 0)} of them up to the minute of the first task`;
  return `${numberText(lost, 0)} of ${numberText(requests, 0)} requests lost: ${shareText(lost, requests)}${early}.`;
}
