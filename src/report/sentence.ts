import { durationText, numberText, plural } from '../kernel/quantity-text.js';
import type { ReportedFault } from '../record/faults/fault-log.js';
import type { ReportedTraffic } from '../record/traffic/service-traffic.js';
import type { Waiting } from '../record/waiting-reasons.js';
import type { ForkedFrom } from './summary.js';

/** Why tasks still wait at the end of a run. */
export function waitingSentence({ owner, tasks, reason }: Waiting): string {
  return `${plural(tasks, 'task')} of ${owner} still ${tasks === 1 ? 'waits' : 'wait'}: ${reason}.`;
}

/** A fault, its time and its effects. */
export function faultSentence({ fault, at_ms: at, until_ms: until, effect }: ReportedFault): string {
  const length = until > at ? ` for ${durationText(until - at)}` : '';
  return `${at === 0 ? 'From the start' : `At ${durationText(at)}`}${length}, ${fault}: ${effect}.`;
}

export function waitOf(ms: number | null): string {
  return ms === null ? 'no time known' : durationText(ms);
}

/** From this many undone decisions on, the sentence mentions them. */
const FLAPS = 10;

/** The load of a service, how it was served, and how often the service was scaled. */
export function trafficSentence(traffic: ReportedTraffic): string {
  const {
    service,
    load,
    served,
    shed,
    requests_lost,
    requests,
    wait_p95_ms: p95,
    scale_outs,
    scale_ins,
    minutes_without_data: blind,
    undone,
  } = traffic;
  const text = (value: number) => numberText(value, 0, 0);
  const lost = `${shed > 0 ? `, ${text(shed)} turned away` : ''}${requests_lost > 0 ? `, ${text(requests_lost)} sent to tasks that did not answer` : ''}`;
  const wait = p95 === null ? '' : `, p95 wait ${durationText(Math.round(p95))}`;
  const work = load === null ? '' : `${text(served)} of ${text(requests)} ${load} served${lost}${wait}; `;
  const unable = blind === 0 ? '' : ` For ${plural(blind, 'minute')} no task served, so that its scaler had no data to act by.`;
  const isFlapping = undone >= FLAPS && 2 * undone >= scale_outs + scale_ins;
  const flaps = isFlapping ? ` It flaps: ${undone} of these undid the one before, ${flapCause(undone, traffic.undone_by_another)}.` : '';
  return `${service}: ${work}${plural(scale_outs, 'scale-out')}, ${plural(scale_ins, 'scale-in')} of its desired count.${unable}${flaps}`;
}

/** The part of the cause that the decisions themselves show. */
function flapCause(undone: number, byAnother: number): string {
  if (byAnother === undone) return 'each by another policy: what one of them wants another does not';
  if (byAnother === 0) return 'all by one policy, whose metric moved from one side of its bounds to the other';
  return `${byAnother} by another policy than the one before, and the others by the same`;
}

/** The time at which a fork left the run that it continues. */
export function forkSentence({ timeMs, changes, digest, scenarioHash }: ForkedFrom): string {
  return `Forked at ${durationText(timeMs)} from a run of scenario ${scenarioHash} (digest until then ${digest}), and from there on: ${changes.join(', ')}.`;
}

/** Why the figures of a run are not those of a steady state; empty where nothing speaks against them. */
export function transientSentences({ transient }: { readonly transient?: string | null }): string[] {
  return transient == null ? [] : [`Not in a steady state: ${transient}.`];
}
