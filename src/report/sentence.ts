import type { ReportedFault } from '../record/faults/fault-log.js';
import type { Headline } from '../record/metrics.js';
import type { ReportedTraffic } from '../record/traffic/traffic-log.js';
import type { Waiting } from '../record/waiting-reasons.js';
import { hasFargate, hasInstances } from './features-used.js';
import type { FinishedRun, ForkedFrom } from './summary.js';
import { durationText, numberText, plural, usdText } from './text.js';

/** The result of a run in one sentence with numbers. */
export function runSentence({ record }: FinishedRun): string {
  const { headline } = record.metrics;
  const cost = `${durationText(record.endMs)} cost ${usdText(headline.cost_usd ?? 0)}${perTaskHour(headline)}`;
  return `${cost} for ${capacityText(headline)}; ${waitText(headline)}${shortText(headline)}.`;
}

function capacityText(headline: Headline): string {
  const { instance_hours: hours, peak_instances: peak, fargate_vcpu_hours: vcpuHours, peak_fargate_vcpus: peakVcpus } = headline;
  const fleet = `${numberText(hours ?? 0, 1)} instance-hours, at most ${plural(peak ?? 0, 'instance')} at a time`;
  if (!hasFargate(headline)) return fleet;
  const fargate = `${numberText(vcpuHours ?? 0, 1)} vCPU-hours on Fargate, at most ${numberText(peakVcpus ?? 0, 0, 2)} at a time`;
  return hasInstances(headline) ? `${fleet}, and ${fargate}` : fargate;
}

/** Why tasks still wait at the end of a run. */
export function waitingSentence({ owner, tasks, reason }: Waiting): string {
  return `${plural(tasks, 'task')} of ${owner} still ${tasks === 1 ? 'waits' : 'wait'}: ${reason}.`;
}

/** A fault, its time and its effects. */
export function faultSentence({ fault, at_ms: at, until_ms: until, effect }: ReportedFault): string {
  const length = until > at ? ` for ${durationText(until - at)}` : '';
  return `${at === 0 ? 'From the start' : `At ${durationText(at)}`}${length}, ${fault}: ${effect}.`;
}

function perTaskHour({ cost_per_task_hour_usd: usd }: Headline): string {
  return usd === null ? '' : ` (${usdText(usd, 4)} per task-hour)`;
}

function waitText(headline: Headline): string {
  const { tasks_started: started, wait_p50_ms: p50, wait_p95_ms: p95 } = headline;
  if (p50 === null) return 'no task started';
  return `half of the ${numberText(started ?? 0, 0)} started tasks waited at most ${waitOf(p50)}, 95 % at most ${waitOf(p95)}`;
}

export function waitOf(ms: number | null): string {
  return ms === null ? 'no time known' : durationText(ms);
}

function shortText({ below_desired_task_minutes: minutes, tasks_waiting: waiting }: Headline): string {
  const short = minutes ? `; services were ${numberText(minutes, 1)} task-minutes below their desired count` : '';
  return short + (waiting ? `; ${plural(waiting, 'task')} still waited at the end` : '');
}

/** From this many undone decisions on, the sentence mentions them. */
const FLAPS = 10;

/** The load of a service, how it was served, and how often the service was scaled. */
export function trafficSentence(told: ReportedTraffic): string {
  const {
    service,
    served,
    shed,
    requests_lost,
    requests,
    wait_p95_ms: p95,
    scale_outs,
    scale_ins,
    minutes_without_data: blind,
    undone,
  } = told;
  const text = (value: number) => numberText(value, 0, 0);
  const lost = `${shed > 0 ? `, ${text(shed)} turned away` : ''}${requests_lost > 0 ? `, ${text(requests_lost)} lost` : ''}`;
  const wait = p95 === null ? '' : `, p95 wait ${durationText(Math.round(p95))}`;
  const unable = blind === 0 ? '' : ` For ${plural(blind, 'minute')} no task served, so that its scaler had no data to act by.`;
  const isFlapping = undone >= FLAPS && 2 * undone >= scale_outs + scale_ins;
  const flaps = isFlapping ? ` It flaps: ${undone} of these undid the one before, for what a policy leaves another does not.` : '';
  return `${service}: ${text(served)} of ${text(requests)} served${lost}${wait}; ${plural(scale_outs, 'scale-out')}, ${plural(scale_ins, 'scale-in')} of its desired count.${unable}${flaps}`;
}

/** Where a fork left the run that it continues. */
export function forkSentence({ timeMs, changes, digest, scenarioHash }: ForkedFrom): string {
  return `Forked at ${durationText(timeMs)} from a run of scenario ${scenarioHash} (digest until then ${digest}), and from there on: ${changes.join(', ')}.`;
}
