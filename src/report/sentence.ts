import { durationText, numberText, plural, wholeParts } from '../kernel/quantity-text.js';
import { type Sentence, sentenceText } from '../kernel/sentence.js';
import type { ReportedFault } from '../record/faults/fault-log.js';
import type { ReportedTraffic } from '../record/traffic/service-traffic.js';
import type { Waiting } from '../record/waiting-reasons.js';
import type { ForkedFrom } from './summary.js';

/** Why tasks still wait at the end of a run. */
export function waitingSentence({ owner, tasks, reason }: Waiting): string {
  return `${plural(tasks, 'task')} of ${owner} still ${tasks === 1 ? 'waits' : 'wait'}: ${reason}.`;
}

/** Returns a fault, its time and its effects. */
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
  const { service, load, requests, wait_p95_ms: p95, scale_outs, scale_ins, minutes_without_data: blind, undone } = traffic;
  const wait = p95 === null ? '' : `, p95 wait ${durationText(Math.round(p95))}`;
  const work = load === null ? '' : `${servedText(traffic)} of ${numberText(requests, 0)} ${load} served${lostText(traffic)}${wait}; `;
  const unable = blind === 0 ? '' : ` For ${plural(blind, 'minute')} no task served, so that its scaler had no data to act by.`;
  const isFlapping = undone >= FLAPS && 2 * undone >= scale_outs + scale_ins;
  const flaps = isFlapping ? ` It flaps: ${undone} of these undid the one before, ${flapCause(undone, traffic.undone_by_another)}.` : '';
  return `${service}: ${work}${plural(scale_outs, 'scale-out')}, ${plural(scale_ins, 'scale-in')} of its desired count.${unable}${flaps}`;
}

/** Less those that were answered with an error. */
function servedText({ requests, served, shed, requests_lost: lost, errors = 0 }: ReportedTraffic): string {
  const well = errors === 0 ? served : Math.min(served, requests - shed - lost);
  // Unless some wait at the end, served and lost requests add up to those that came.
  const isAll = requests - shed - lost - well < 0.5;
  return numberText(isAll ? Math.round(requests) - Math.round(shed + lost) : well, 0);
}

/** Parts of the lost requests that add up to their sum. */
function lostText({ shed, shed_at_first: atFirst = 0, requests_lost: lost, errors = 0 }: ReportedTraffic): string {
  const unanswered = Math.max(0, lost - errors);
  const [away, silent, failed] = wholeParts([shed, unanswered, errors]);
  const part = (exact: number, whole: number | undefined, what: string) =>
    exact > 0 ? `, ${whole === 0 ? '< 1' : numberText(whole!, 0)} ${what}` : '';
  return [
    part(
      shed,
      away,
      `turned away${atFirst < 0.5 ? '' : ` (${shed - atFirst < 0.5 ? 'all' : numberText(atFirst, 0)} up to the minute of its first task)`}`,
    ),
    part(unanswered, silent, 'sent to tasks that did not answer'),
    part(errors, failed, 'answered with an error'),
  ].join('');
}

/** The part of the cause that the decisions themselves show. */
function flapCause(undone: number, byAnother: number): string {
  if (byAnother === undone) return 'each by another policy: one of them moves against another';
  if (byAnother === 0) return 'all by one policy, whose metric moved from one side of its bounds to the other';
  return `${byAnother} by another policy than the one before, and the others by the same`;
}

/** The time at which a fork left the run that it continues. */
export function forkSentence({ timeMs, changes, digest, scenarioHash }: ForkedFrom): string {
  return `Forked at ${durationText(timeMs)} from a run of scenario ${scenarioHash} (digest until then ${digest}), and from there on: ${changes.join(', ')}.`;
}

/** Why the figures of a run are not those of a steady state; empty where nothing speaks against them. */
export function transientSentences({ transient }: { readonly transient?: Sentence | null }): string[] {
  return transient == null ? [] : [`Not in a steady state: ${sentenceText(transient)}.`];
}
