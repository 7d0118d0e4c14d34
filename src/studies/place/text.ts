import { type Column, textTable, wrapped } from '../../cli/text-table.js';
import { capitalised, clockText, durationText, numberText } from '../../kernel/quantity-text.js';
import type { InstanceAnswer, PlacementAnswer } from './answer.js';

interface PlaceTextOptions {
  /** Shows the score of each instance at each step, instead of the step that ruled it out. */
  readonly withScores: boolean;
  readonly width?: number | undefined;
}

const ROWS_MAX = 20;
const EVENTS_MAX = 5;
/** Widths in characters of instance and zone, of a score, and of the longest answer: `--json` has everything. */
const NAMES_WIDTH = 22;
const SCORE_WIDTH = 11;
const ANSWER_MAX = 58;

/** Returns the output of `place`. */
export function placementText(answer: PlacementAnswer, look: PlaceTextOptions): string[] {
  const { width } = look;
  const ranked = [...answer.instances].sort((a, b) => rank(answer, a) - rank(answer, b));
  const shown = ranked.slice(0, ROWS_MAX);
  const paragraphs = [verdictText(answer), ...refusalText(answer)];
  return [
    ...wrapped(headText(answer), width),
    '',
    ...(shown.length === 0 ? [] : [...textTable(shown, columnsOf(answer, look), width), ...moreText(ranked.slice(ROWS_MAX)), '']),
    ...paragraphs.flatMap((line) => wrapped(line, width)),
    ...eventsText(answer, width),
  ];
}

/** Sorts the picked instance first, then those that passed more steps, then those that refuse; equals by age. */
function rank({ pick, chain }: PlacementAnswer, { instance, reasons, stepsPassed }: InstanceAnswer): number {
  if (instance === pick) return -1;
  return reasons.length > 0 ? chain.length + 1 : chain.length - stepsPassed;
}

function headText({ scenario, atMs, task }: PlacementAnswer): string {
  const { cpuUnits, memoryMib, eni, gpus, gpuMilli } = task;
  const needs = [
    `${numberText(cpuUnits, 0)} CPU units`,
    `${numberText(memoryMib, 0)} MiB`,
    ...(eni > 0 ? [`${eni} ENI`] : []),
    ...(gpus > 0 ? [`${gpus} GPU`] : []),
    ...(gpuMilli > 0 ? [`${gpuMilli}/1,000 of a GPU`] : []),
  ];
  const where = task.capacityProvider === null ? 'on any instance' : `on ${task.capacityProvider}`;
  const waiting = task.waiting > 0 ? `; ${task.waiting} ${task.waiting === 1 ? 'waits' : 'wait'} already` : '';
  return `The next task of ${task.name} in ${scenario} at ${durationText(atMs)}: ${task.taskDefinition}, ${needs.join(', ')}, ${where}${waiting}`;
}

function columnsOf(answer: PlacementAnswer, { withScores, width = Number.POSITIVE_INFINITY }: PlaceTextOptions): Column<InstanceAnswer>[] {
  const { chain, task, pick } = answer;
  const answerMax = Math.min(ANSWER_MAX, width - NAMES_WIDTH - (withScores ? SCORE_WIDTH * chain.length : 0));
  const usesGpu = task.gpus + task.gpuMilli > 0;
  return [
    right('\nInstance', ({ instance }) => `${instance}`),
    { head: '\nType', isOptional: true, cell: ({ type }) => type },
    { head: '\nZone', cell: ({ zone }) => zone },
    room('CPU units\nfree', ({ cpuUnitsFree }) => numberText(cpuUnitsFree, 0)),
    room('MiB\nfree', ({ memoryMibFree }) => numberText(memoryMibFree, 0)),
    ...(task.eni > 0 ? [room('ENI\nfree', ({ eniFree }) => `${eniFree}`)] : []),
    ...(usesGpu ? [room('GPUs\nfree', ({ gpuFree }) => `${gpuFree}`)] : []),
    ...(withScores ? chain.map((name, step) => scoreColumn(name, step)) : []),
    { head: '\nAnswer', cell: (row) => cut(row.instance === pick ? 'goes here' : answerText(chain, row), answerMax) },
  ];
}

function right(head: string, cell: (row: InstanceAnswer) => string): Column<InstanceAnswer> {
  return { head, align: 'right', cell };
}

/** A column of free resources. An answer repeats the figure where it matters, so a narrow screen may drop the column. */
function room(head: string, cell: (row: InstanceAnswer) => string): Column<InstanceAnswer> {
  return { ...right(head, cell), isOptional: true };
}

/** An instance that an earlier step ruled out has no rank. */
function scoreColumn(name: string, step: number): Column<InstanceAnswer> {
  const shown = ({ scores, stepsPassed }: InstanceAnswer) => (scores === null || stepsPassed < step ? '–' : scoreText(scores[step]));
  return right(`${step + 1}: ${name.replace(' ', '\n')}${name.includes(' ') ? '' : '\n'}`, shown);
}

/** Scores of strategies are whole numbers; scores of a policy may be any number. */
function scoreText(score: number): string {
  return score === 0 ? '0' : numberText(score, Number.isInteger(score) ? 0 : 3);
}

function answerText(chain: readonly string[], { reasons, stepsPassed }: InstanceAnswer): string {
  if (reasons.length === 0) return stepsPassed < chain.length ? `fits; ranks lower by ${chain[stepsPassed]}` : 'fits; is younger';
  const [{ reason, detail }] = reasons;
  return `${reason}: ${detail}${reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : ''}`;
}

/** Summarises the rest of a long table by reason. */
function moreText(rest: readonly InstanceAnswer[]): string[] {
  if (rest.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { reasons } of rest) {
    const word = reasons[0]?.reason ?? 'fit';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([word, count]) => `${count} ${word}`);
  return [`and ${rest.length} more: ${parts.join(', ')}`];
}

function verdictText({ task, aggregate, otherProviders, pick, decidedBy, chain, instances }: PlacementAnswer): string {
  const others = otherProviders > 0 ? ` (${otherProviders} more of other capacity providers)` : '';
  const left = chain.map((name, step) => `${name} leaves ${instances.filter(({ stepsPassed }) => stepsPassed > step).length}`);
  if (task.isOnPlatform)
    return `It needs no instance: ${task.capacityProvider} runs it, if it has capacity and the quota of vCPUs leaves room.`;
  if (pick === null) return `${aggregate}${others}.`;
  const narrowing = decidedBy === 'onlyOne' || left.length === 0 ? '' : ` ${capitalised(left.join(', '))}.`;
  return `${aggregate}${others}.${narrowing} Instance ${pick} takes it: ${whyText(decidedBy, chain)}.`;
}

function whyText(decidedBy: PlacementAnswer['decidedBy'], chain: readonly string[]): string {
  if (decidedBy === 'onlyOne') return 'no other fits';
  return typeof decidedBy === 'number' ? `${chain[decidedBy]} decides` : 'the oldest of those that tie';
}

function refusalText(answer: PlacementAnswer): string[] {
  const { pick, closest, instances, serviceEvent } = answer;
  if (pick !== null || answer.otherwise === 'needsNone') return [];
  const near = instances.find(({ instance }) => instance === closest)?.reasons[0];
  return [
    ...(near === undefined ? [] : [`Closest is instance ${closest}: ${near.reason}: ${near.detail}.`]),
    otherwiseText(answer),
    ...(serviceEvent === null ? [] : [serviceEvent]),
  ];
}

function otherwiseText({ otherwise, task, failures }: PlacementAnswer): string {
  if (otherwise === 'isEverywhere') return 'The daemon runs on every instance that may have it.';
  if (otherwise === 'waits') return `The task waits${task.capacityProvider === null ? '' : ' in PROVISIONING'} until an instance has room.`;
  if (failures.length === 0) return 'RunTask fails at once: the cluster has no container instances.';
  const [{ reason }] = failures;
  const rest = failures.length > 1 ? `, and ${failures.length - 1} more, one for each instance` : '';
  return `RunTask fails at once with the failure ${reason}${rest}.`;
}

/** Lists the last events of the service, latest first, as the console does. */
function eventsText({ events }: PlacementAnswer, width: number | undefined): string[] {
  if (events.length === 0) return [];
  const lines = events.slice(-EVENTS_MAX).reverse();
  return [
    '',
    'Events of the service, latest first',
    ...lines.flatMap(({ atMs, message }) => wrapped(`${clockText(atMs)}  ${message}`, width)),
  ];
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
