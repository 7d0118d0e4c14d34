import { clockText, durationText, numberText, plural } from '../../../kernel/quantity-text.js';
import { deploymentText } from '../../../record/rollouts/deployment-texts.js';
import type { WaitsFor } from '../inquiries/refusal-log.js';
import type { ServiceAnswer, ServiceFailureSpan, ServiceMove } from '../inquiries/service.js';
import type { Shortfall } from '../inquiries/service-counts.js';
import type { WaitingSpan } from '../inquiries/service-waits.js';
import { countsText, firstAndLast, listed, meanwhile, number, rule } from './phrases.js';

const MESSAGES_SHOWN = 5;

/** Describes a service: tasks, shortfalls and their reasons, changes of its count, deployments, delays, and messages of ECS. */
export function serviceWords(answer: ServiceAnswer): string[] {
  const deployments = answer.deployments.map(deploymentText);
  return [
    headText(answer),
    ...stopLines(answer),
    ...shortfallLines(answer),
    ...listOf(
      'Why its tasks waited, minute by minute (T.FAIL-6):',
      answer.waits.map((span) => waitText(span, answer.waitsFor)),
    ),
    ...listOf('Its desired count, and what kept it:', answer.moves.map(moveText)),
    ...listOf('What held it up:', answer.troubles.map(troubleText)),
    ...listOf('Deployments (S.SM-2):', deployments),
    ...messageLines(answer),
  ];
}

function listOf(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [head, ...firstAndLast(lines.map((line) => `- ${line}`))];
}

function headText({ service, isDaemon, requested, started, desiredAtEnd, runningAtEnd, endMs }: ServiceAnswer): string {
  const tasks = `${plural(requested, 'task')} requested, ${numberText(started, 0)} came to RUNNING`;
  if (isDaemon) return `The daemon ${service} (S.DAEMON-1): ${tasks}; ${runningAtEnd} ran at the end, ${clockText(endMs)}.`;
  return `The service ${service}: ${tasks}; at the end, ${clockText(endMs)}, ${runningAtEnd} ran of ${desiredAtEnd} desired.`;
}

function stopLines({ stopped }: ServiceAnswer): string[] {
  if (stopped.length === 0) return [];
  return [`Of its tasks ended: ${listed(stopped.map(({ cause, rule: id, tasks }) => `${numberText(tasks, 0)} by ${cause}${rule(id)}`))}.`];
}

function shortfallLines({ shortfalls, belowDesiredTaskMs, isDaemon }: ServiceAnswer): string[] {
  if (isDaemon) return [];
  if (shortfalls.length === 0) return ['As many tasks ran as were desired, all the time.'];
  const head = `Fewer ran than desired ${plural(shortfalls.length, 'time')}, ${minutes(belowDesiredTaskMs)} task-minutes in all (S.SVC-2):`;
  return [head, ...firstAndLast(shortfalls.map((shortfall) => `- ${shortfallText(shortfall)}`))];
}

function shortfallText({ fromMs, toMs, most, waitingTaskMs, startingTaskMs, notRequestedTaskMs }: Shortfall): string {
  const parts = [
    ...(waitingTaskMs > 0 ? [`${minutes(waitingTaskMs)} without an instance`] : []),
    ...(startingTaskMs > 0 ? [`${minutes(startingTaskMs)} starting`] : []),
    ...(notRequestedTaskMs > 0 ? [`${minutes(notRequestedTaskMs)} not requested`] : []),
  ];
  return `from ${clockText(fromMs)} for ${durationText(toMs - fromMs)}, up to ${plural(most, 'task')}: task-minutes ${listed(parts)}`;
}

function minutes(taskMs: number): string {
  return numberText(taskMs / 60_000, 1);
}

function waitText({ fromMs, toMs, waiting, fitting, counts }: WaitingSpan, waitsFor: WaitsFor): string {
  const when = fromMs === toMs ? `at ${clockText(fromMs)}` : `from ${clockText(fromMs)} to ${clockText(toMs)}`;
  const why =
    counts.length + fitting === 0
      ? 'there was no instance of its capacity provider'
      : counts[0]?.instances === 0
        ? `${counts[0].reason}${rule(counts[0].rule)}`
        : `${countsText(counts, { fitting })}${meanwhile(fitting, waitsFor)}`;
  return `${when}, up to ${plural(waiting, 'task')}: ${why}`;
}

function moveText({ atMs, fromDesired, toDesired, reason, rule: id, policy, metric }: ServiceMove): string {
  const outcome = fromDesired === toDesired ? `stays ${fromDesired}` : `${fromDesired} -> ${toDesired}`;
  const saw = metric === null || policy === null ? '' : ` (${policy} saw ${number(metric)})`;
  return `at ${clockText(atMs)}: ${outcome}${reason === null ? '' : `, ${reason}${rule(id)}${saw}`}`;
}

function troubleText({ atMs, what, rule: id, count, blockedBy, againMs }: ServiceFailureSpan): string {
  const again = againMs === null ? '' : `; again at ${clockText(againMs)}`;
  if (what === 'unblocked') return `at ${clockText(atMs)}: it might start or stop tasks again`;
  if (what === 'blocked')
    return `at ${clockText(atMs)}: it might neither start nor stop any, with ${plural(count, 'task')} left: ${blockedBy}${rule(id)}`;
  const did =
    what === 'startsThrottled'
      ? `${plural(count, 'start')} in a row had failed`
      : `no instance was found ${plural(count, 'time')} in a row`;
  return `at ${clockText(atMs)}: ${did}${rule(id)}${again}`;
}

/** Returns the messages, latest first, as in the console. */
function messageLines({ messages }: ServiceAnswer): string[] {
  if (messages.length === 0) return [];
  const latest = messages.slice(-MESSAGES_SHOWN).reverse();
  return [
    `The latest of ${plural(messages.length, 'event')} (T.MSG-1):`,
    ...latest.map(({ atMs, message }) => `- ${clockText(atMs)} ${cut(message)}`),
  ];
}

const MESSAGE_MAX = 200;

function cut(text: string): string {
  return text.length <= MESSAGE_MAX ? text : `${text.slice(0, MESSAGE_MAX - 1)}…`;
}
