import type { ToldFault } from '../record/faults/fault-log.js';
import type { Headline } from '../record/metrics.js';
import type { ToldTraffic } from '../record/traffic/traffic-log.js';
import type { Waiting } from '../record/why-waiting.js';
import type { FinishedRun, ForkedFrom } from './summary.js';
import { durationText, numberText, plural, usdText } from './text.js';
import { hasFargate, hasInstances } from './what-occurred.js';

/** What a run came to, in one sentence with numbers. */
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

/** A fault, when it was, and what it did. */
export function faultSentence({ fault, at_ms: at, until_ms: until, effect }: ToldFault): string {
  const length = until > at ? ` for ${durationText(until - at)}` : '';
  return `${at === 0 ? 'From the start' : `At ${durationText(at)}`}${length}, ${fault}: ${effect}.`;
}

/** The cheapest and the quickest of several runs, of those that did all the work; who did not is named first. */
export function comparisonSentence(runs: readonly FinishedRun[]): string {
  const short = runs.filter((run) => leftUndone(run) > 0);
  const whole = runs.filter((run) => leftUndone(run) === 0);
  const faults = short.map((run) => `${nameOf(run)} left ${plural(leftUndone(run), 'task')} undone or interrupted. `).join('');
  if (whole.length === 0) return `${faults}No scenario did all the work: compare them with care.`;
  if (whole.length === 1 && runs.length > 1) return `${faults}${nameOf(whole[0])} alone did all the work, for ${costOf(whole[0])}.`;
  const cheapest = least(whole, 'cost_usd', 'wait_p95_ms');
  const quickest = least(whole, 'wait_p95_ms', 'cost_usd');
  const wait = ({ record }: FinishedRun) => waitOf(record.metrics.headline.wait_p95_ms);
  if (cheapest === quickest)
    return `${faults}${nameOf(cheapest)} is both the cheapest, at ${costOf(cheapest)}, and the quickest: 95 % of its tasks start within ${wait(quickest)}.`;
  return (
    `${faults}${nameOf(cheapest)} is the cheapest: ${costOf(cheapest)}, and 95 % of its tasks start within ${wait(cheapest)}. ` +
    `${nameOf(quickest)} is the quickest: within ${wait(quickest)}, for ${costOf(quickest)}${dearer(quickest, cheapest)}.`
  );
}

/** Tasks that were asked for and did not get to run, or lost their instance: a run with any is cheap for the wrong reason. */
function leftUndone({ record }: FinishedRun): number {
  const { tasks_waiting, tasks_refused, tasks_timed_out, tasks_interrupted } = record.metrics.headline;
  return (tasks_waiting ?? 0) + (tasks_refused ?? 0) + (tasks_timed_out ?? 0) + (tasks_interrupted ?? 0);
}

function nameOf(run: FinishedRun): string {
  return run.identity.name;
}

function costOf(run: FinishedRun): string {
  return usdText(run.record.metrics.headline.cost_usd ?? 0);
}

function dearer(quickest: FinishedRun, cheapest: FinishedRun): string {
  const [more, less] = [quickest, cheapest].map((run) => run.record.metrics.headline.cost_usd ?? 0);
  return less === 0 ? '' : ` (${numberText((100 * (more - less)) / less, 1)} % more)`;
}

/** The run with the least value, of equals the one with the least of the other; a run without a value comes last. */
function least(runs: readonly FinishedRun[], key: keyof Headline, tie: keyof Headline): FinishedRun {
  const value = (run: FinishedRun, of: keyof Headline) => run.record.metrics.headline[of] ?? Number.MAX_VALUE;
  return runs.reduce((best, run) => ((value(run, key) - value(best, key) || value(run, tie) - value(best, tie)) < 0 ? run : best));
}

function perTaskHour({ cost_per_task_hour_usd: usd }: Headline): string {
  return usd === null ? '' : ` (${usdText(usd, 4)} per task-hour)`;
}

function waitText(headline: Headline): string {
  const { tasks_started: started, wait_p50_ms: p50, wait_p95_ms: p95 } = headline;
  if (p50 === null) return 'no task started';
  return `half of the ${numberText(started ?? 0, 0)} started tasks waited at most ${waitOf(p50)}, 95 % at most ${waitOf(p95)}`;
}

function waitOf(ms: number | null): string {
  return ms === null ? 'no time known' : durationText(ms);
}

function shortText({ below_desired_task_minutes: minutes, tasks_waiting: waiting }: Headline): string {
  const short = minutes ? `; services were ${numberText(minutes, 1)} task-minutes below their desired count` : '';
  return short + (waiting ? `; ${plural(waiting, 'task')} still waited at the end` : '');
}

/** So many decisions that undo the one before are no accident. */
const FLAPS = 10;

/** What came to a service and how it was served, and how often it was scaled. */
export function trafficSentence(told: ToldTraffic): string {
  const { service, served, shed, requests, wait_p95_ms: p95, scale_outs, scale_ins, minutes_without_data: blind, undone } = told;
  const text = (value: number) => numberText(value, 0, 0);
  const lost = shed > 0 ? `, ${text(shed)} turned away` : '';
  const wait = p95 === null ? '' : `, p95 wait ${durationText(Math.round(p95))}`;
  const unable = blind === 0 ? '' : ` For ${plural(blind, 'minute')} no task served, so that its scaler had no data to act by.`;
  const isFlapping = undone >= FLAPS && 2 * undone >= scale_outs + scale_ins;
  const flaps = isFlapping ? ` It flaps: ${undone} of these undid the one before, for what a policy leaves another does not.` : '';
  return `${service}: ${text(served)} of ${text(requests)} served${lost}${wait}; ${plural(scale_outs, 'scale-out')}, ${plural(scale_ins, 'scale-in')} of its desired count.${unable}${flaps}`;
}

/** Where a run left another's course. */
export function forkSentence({ timeMs, changes, digest, scenarioHash }: ForkedFrom): string {
  return `Forked at ${durationText(timeMs)} from a run of scenario ${scenarioHash} (digest until then ${digest}), and from there on: ${changes.join(', ')}.`;
}
